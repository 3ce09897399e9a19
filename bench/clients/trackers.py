"""The same few calls in each tracker: begin a run in a folder, log one metric, end, and read back how many points are there."""

import glob
import os
import struct
import sys


class Plateau:
    module = "plateau"

    def begin(self, folder):
        import plateau

        os.environ["PLATEAU_HOME"] = folder
        self.version = plateau.__version__
        run = plateau.init(project="bench", console=False)
        log = run.log
        return lambda step, value: log({"loss": value}), run.finish

    @staticmethod
    def count(folder):
        from tests.reader import Journal

        [path] = glob.glob(os.path.join(folder, "journals", "*", "*.plj"))
        return sum(key == "loss" for key, *_ in Journal(path).points)


class Wandb:
    module = "wandb"

    def begin(self, folder):
        import wandb

        self.version = wandb.__version__
        run = wandb.init(project="bench", mode="offline", dir=folder, settings=wandb.Settings(silent=True, console="off"))
        log = run.log
        return lambda step, value: log({"loss": value}), run.finish

    @staticmethod
    def count(folder):
        from wandb.proto import wandb_internal_pb2

        [path] = glob.glob(os.path.join(folder, "wandb", "*run-*", "*.wandb"))  # beside the link to the latest
        count = 0
        for data in _leveldb_records(path):
            record = wandb_internal_pb2.Record()
            record.ParseFromString(data)
            count += record.WhichOneof("record_type") == "history"
        return count


def _leveldb_records(path):
    """Records of a log as LevelDB writes it, behind W&B's seven bytes: blocks of 32 KiB, records in fragments."""
    with open(path, "rb") as file:
        content = file.read()
    at, parts = 7, []
    while at + 7 <= len(content):
        left = 32_768 - at % 32_768
        if left < 7:
            at += left
            continue
        _, length, kind = struct.unpack_from("<IHB", content, at)
        fragment = content[at + 7 : at + 7 + length]
        if kind == 0 or len(fragment) < length:
            return
        at += 7 + length
        parts.append(fragment)
        if kind in (1, 4):
            yield b"".join(parts)
            parts = []


class _Writer:
    def begin(self, folder):
        kind, self.version = self._load()
        writer = kind(folder)
        return lambda step, value: writer.add_scalar("loss", value, step), writer.close

    @staticmethod
    def count(folder):
        from tensorboard.backend.event_processing.event_file_loader import EventFileLoader

        [path] = glob.glob(os.path.join(folder, "events*"))
        return sum(event.HasField("summary") for event in EventFileLoader(path).Load())


class TorchTensorboard(_Writer):
    module = "torch.utils.tensorboard"

    @staticmethod
    def _load():
        import torch
        from torch.utils.tensorboard import SummaryWriter

        return SummaryWriter, torch.__version__


class TensorboardX(_Writer):
    module = "tensorboardX"

    @staticmethod
    def _load():
        import tensorboardX

        return tensorboardX.SummaryWriter, tensorboardX.__version__


class Mlflow:
    module = "mlflow"

    def __init__(self, store):
        self._store = store

    def begin(self, folder):
        os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
        import mlflow

        self.version = mlflow.__version__
        mlflow.set_tracking_uri(f"sqlite:///{folder}/mlflow.db" if self._store == "sqlite" else f"file://{folder}")
        mlflow.set_experiment("bench")
        mlflow.start_run()
        return lambda step, value: mlflow.log_metric("loss", value, step=step), mlflow.end_run


class Trackio:
    module = "trackio"

    def begin(self, folder):
        os.environ["TRACKIO_DIR"] = folder
        import trackio

        self.version = trackio.__version__
        trackio.init(project="bench")
        return lambda step, value: trackio.log({"loss": value}), trackio.finish


TRACKERS = {
    "plateau": (Plateau, 200_000),
    "wandb": (Wandb, 20_000),
    "tensorboard": (TorchTensorboard, 20_000),
    "tensorboardX": (TensorboardX, 20_000),
    "mlflow-file": (lambda: Mlflow("file"), 500),
    "mlflow-sqlite": (lambda: Mlflow("sqlite"), 500),
    "trackio": (Trackio, 1_000),
}

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "clients", "python"))
