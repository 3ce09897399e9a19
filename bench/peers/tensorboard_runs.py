"""Writes runs as TensorBoard's own writer does: one folder of event files a run.

    python tensorboard_runs.py --data FOLDER --out FOLDER

FOLDER has `runs.json` (names, metrics, epochs) and `values.bin` (float64, run by run, metric by metric). Prints one line of JSON.
"""
import argparse
import json
import time
from pathlib import Path

import numpy as np
import tensorboard
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.event_file_writer import EventFileWriter

parser = argparse.ArgumentParser()
parser.add_argument("--data", type=Path, required=True)
parser.add_argument("--out", type=Path, required=True)
options = parser.parse_args()

described = json.loads((options.data / "runs.json").read_text())
names, metrics, epochs = described["runs"], described["metrics"], described["epochs"]
values = np.fromfile(options.data / "values.bin").reshape(len(names), len(metrics), epochs)
began = time.perf_counter()
for name, series in zip(names, values):
    writer = EventFileWriter(str(options.out / name))
    for epoch in range(epochs):
        summary = Summary(
            value=[Summary.Value(tag=metric, simple_value=series[row, epoch]) for row, metric in enumerate(metrics)]
        )
        writer.add_event(Event(step=epoch + 1, wall_time=1.76e9 + 2 * epoch, summary=summary))
    writer.close()
print(json.dumps({"version": tensorboard.__version__, "seconds": time.perf_counter() - began}))
