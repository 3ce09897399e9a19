"""Lightning: `Trainer(logger=plateau.lightning.PlateauLogger(project="..."))`."""

import plateau

try:
    from lightning.pytorch.loggers.logger import Logger, rank_zero_experiment
    from lightning.pytorch.utilities import rank_zero_only
except ImportError:
    from pytorch_lightning.loggers.logger import Logger, rank_zero_experiment
    from pytorch_lightning.utilities import rank_zero_only


class PlateauLogger(Logger):
    """Logs what Lightning logs, at the trainer's global step. Options are those of `init`."""

    def __init__(self, project=None, name=None, log_model=False, prefix="", **init):
        super().__init__()
        self._init = {"project": project, "name": name, **init}
        self._prefix = f"{prefix}-" if prefix else ""
        self._log_model = log_model
        self._run = None
        self._checkpoint = None

    @property
    @rank_zero_experiment
    def experiment(self):
        """The run; it begins when it is first asked for."""
        if self._run is None or self._run.finished:
            self._run = plateau.run or plateau.init(**self._init)
            self._run.define_metric("*", step_metric="trainer/global_step")
        return self._run

    @property
    def name(self):
        return self._init["project"] or "plateau"

    @property
    def version(self):
        return None if self._run is None else self._run.id

    @property
    def save_dir(self):
        return None

    @rank_zero_only
    def log_hyperparams(self, params, *_arguments, **_named):
        self.experiment.config.update(params)

    @rank_zero_only
    def log_metrics(self, metrics, step=None):
        values = {f"{self._prefix}{key}": value for key, value in metrics.items()}
        if step is not None:
            values["trainer/global_step"] = step
        self.experiment.log(values, step=step)

    @rank_zero_only
    def log_image(self, key, images, step=None, caption=None, **_named):
        captions = caption or [None] * len(images)
        pictures = [plateau.Image(image, caption=text) for image, text in zip(images, captions)]
        self.experiment.log({key: pictures}, step=step)

    @rank_zero_only
    def log_table(self, key, columns=None, data=None, dataframe=None, step=None):
        self.experiment.log({key: plateau.Table(columns=columns, data=data, dataframe=dataframe)}, step=step)

    log_text = log_table

    def watch(self, model, log="gradients", log_freq=100, log_graph=False):
        self.experiment.watch(model, log=log, log_freq=log_freq)

    def after_save_checkpoint(self, checkpoint_callback):
        self._checkpoint = checkpoint_callback

    @rank_zero_only
    def finalize(self, status):
        if self._run is None or self._run.finished:
            return
        best = getattr(self._checkpoint, "best_model_path", "")
        if best:
            self._run.summary["checkpoint"] = best
            if self._log_model:
                self._run.log_artifact(best, name=f"model-{self._run.id}", type="model")
        if status == "failed":
            self._run.finish(1)
