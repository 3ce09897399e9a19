"""Writes runs through MLflow's own client into an SQLite store.

    python mlflow_runs.py --data FOLDER --out FOLDER

FOLDER has `runs.json` (names, metrics, epochs) and `values.bin` (float64, run by run, metric by metric). Prints one line of JSON.
"""
import argparse
import json
import time
from pathlib import Path

import mlflow
import numpy as np
from mlflow.entities import Metric

parser = argparse.ArgumentParser()
parser.add_argument("--data", type=Path, required=True)
parser.add_argument("--out", type=Path, required=True)
options = parser.parse_args()

described = json.loads((options.data / "runs.json").read_text())
names, metrics, epochs = described["runs"], described["metrics"], described["epochs"]
values = np.fromfile(options.data / "values.bin").reshape(len(names), len(metrics), epochs)
# A request takes at most so many metrics.
at_once = 1000
client = mlflow.MlflowClient(f"sqlite:///{options.out / 'mlflow.db'}")
experiment = client.create_experiment("bench", artifact_location=str(options.out / "artifacts"))
began = time.perf_counter()
for name, series in zip(names, values):
    run = client.create_run(experiment, run_name=name).info.run_id
    logged = [
        Metric(metric, series[row, epoch], 1_760_000_000_000 + 2_000 * epoch, epoch + 1)
        for row, metric in enumerate(metrics)
        for epoch in range(epochs)
    ]
    for first in range(0, len(logged), at_once):
        client.log_batch(run, metrics=logged[first : first + at_once])
    client.set_terminated(run)
print(json.dumps({"version": mlflow.__version__, "seconds": time.perf_counter() - began, "experiment": experiment}))
