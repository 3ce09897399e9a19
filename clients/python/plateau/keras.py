"""Keras: `model.fit(..., callbacks=[plateau.keras.PlateauCallback()])`."""

import plateau

try:
    import keras as _keras
except ImportError:
    from tensorflow import keras as _keras


class PlateauCallback(_keras.callbacks.Callback):
    """Logs the metrics of every epoch, and of every `log_freq` batches too.

    It begins a run with `init` options unless there is one, and ends what it began. By epoch, steps are epochs.
    """

    def __init__(self, log_freq="epoch", initial_global_step=0, save_model=False, **init):
        super().__init__()
        self._every = log_freq if isinstance(log_freq, int) else 1 if log_freq == "batch" else None
        self._batches = initial_global_step
        self._save_model = save_model
        self._init = init
        self._run = None
        self._owns = False

    def on_train_begin(self, logs=None):
        self._owns = plateau.run is None
        self._run = plateau.run or plateau.init(**self._init)
        settings = {"epochs": (self.params or {}).get("epochs"), "parameters": self._count()}
        optimizer = getattr(self.model, "optimizer", None)
        if optimizer is not None:
            settings["optimizer"] = optimizer.get_config()
        self._run.config.setdefaults({key: value for key, value in settings.items() if value is not None})
        if self._every is not None:
            self._run.define_metric("epoch/*", step_metric="epoch/epoch")
            self._run.define_metric("batch/*", step_metric="batch/batch_step")

    def _count(self):
        try:
            return self.model.count_params()
        except Exception:  # noqa: BLE001 - a model that is not built
            return None

    def on_train_batch_end(self, batch, logs=None):
        if self._run is None or self._every is None:
            return
        self._batches += 1
        if self._batches % self._every == 0:
            values = {f"batch/{key}": value for key, value in (logs or {}).items()}
            self._run.log({**values, "batch/batch_step": self._batches})

    def on_epoch_end(self, epoch, logs=None):
        if self._run is None:
            return
        values = {**(logs or {}), **self._learning_rate()}
        if self._every is None:
            self._run.log({"epoch": epoch, **values})
        else:
            self._run.log({"epoch/epoch": epoch, **{f"epoch/{key}": value for key, value in values.items()}})

    def _learning_rate(self):
        try:
            rate = self.model.optimizer.learning_rate
            return {"learning_rate": float(rate.numpy() if hasattr(rate, "numpy") else rate)}
        except Exception:  # noqa: BLE001 - a schedule, or no optimizer
            return {}

    def on_train_end(self, logs=None):
        if self._run is None:
            return
        if self._save_model:
            import os

            self.model.save(os.path.join(self._run.dir, "model.keras"))
        if self._owns:
            self._run.finish()
        self._run = None


class WandbMetricsLogger(PlateauCallback):
    """`wandb.integration.keras.WandbMetricsLogger`: its keys begin with "epoch/" and "batch/"."""

    def __init__(self, log_freq="epoch", initial_global_step=0, **_others):
        super().__init__(10**9 if log_freq == "epoch" else log_freq, initial_global_step)


WandbCallback = PlateauCallback


class WandbModelCheckpoint(_keras.callbacks.ModelCheckpoint):
    """Keras' own; the files that are there when the run ends are kept with it."""

    def on_train_end(self, logs=None):
        super().on_train_end(logs)
        if plateau.run is not None:
            plateau.run.save(self.filepath.split("{")[0] + "*", policy="now")
