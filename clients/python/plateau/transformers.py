"""Hugging Face: `Trainer(..., callbacks=[plateau.transformers.PlateauCallback()])`."""

import plateau
from transformers import TrainerCallback


class PlateauCallback(TrainerCallback):
    """Logs what the Trainer logs, at its global step: "loss" as "train/loss", "eval_loss" as "eval/loss".

    It begins a run with `init` options unless there is one, and ends what it began.
    """

    def __init__(self, **init):
        self._init = init
        self._run = None
        self._owns = False

    def on_train_begin(self, args, state, control, model=None, **kwargs):
        if not state.is_world_process_zero:
            return
        self._begin(args)
        settings = args.to_sanitized_dict() if hasattr(args, "to_sanitized_dict") else dict(vars(args))
        config = getattr(model, "config", None)
        if config is not None and hasattr(config, "to_dict"):
            settings = {**config.to_dict(), **settings}
        self._run.config.update(settings)

    def _begin(self, args):
        if self._run is None or self._run.finished:
            self._owns = plateau.run is None
            name = getattr(args, "run_name", None)
            named = {} if name is None or name == args.output_dir else {"name": name}
            self._run = plateau.run or plateau.init(**{**named, **self._init})

    def on_log(self, args, state, control, logs=None, **kwargs):
        if not state.is_world_process_zero or not logs:
            return
        self._begin(args)
        last = {"train_runtime", "train_samples_per_second", "train_steps_per_second", "train_loss", "total_flos"}
        if "train_runtime" in logs:
            self._run.summary.update({key: value for key, value in logs.items() if key in last})
            return
        self._run.log({_key(key): value for key, value in logs.items()}, step=state.global_step)

    def on_train_end(self, args, state, control, **kwargs):
        if self._run is None or not state.is_world_process_zero:
            return
        if state.best_metric is not None:
            self._run.summary["best_metric"] = state.best_metric
        if state.best_model_checkpoint:
            self._run.summary["best_model_checkpoint"] = state.best_model_checkpoint
        # Evaluations after the training are logged too; what this began ends with the process.


def _key(key):
    """The section before the slash that W&B's callback has."""
    for section in ("eval", "test"):
        if key.startswith(section + "_"):
            return f"{section}/{key[len(section) + 1 :]}"
    return f"train/{key}"
