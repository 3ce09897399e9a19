"""What scripts written for W&B use beside logging: accepted, done where it can be, warned about once where not."""

import enum

from .guard import Quiet, missing, say, warn_once
from .media import Table
from .places import random_letters
from .values import number_of

__all__ = ["AlertLevel", "Html", "Settings", "agent", "errors", "forget", "missing", "plot", "sweep", "util"]


class Settings:
    """`wandb.Settings`: any names; those that mean something here are read by `init`."""

    def __init__(self, *_arguments, **named):
        self.__dict__.update(named)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return None

    def update(self, *_arguments, **named):
        self.__dict__.update(named)

    def options(self):
        """What `init` understands of them."""
        names = {"run_id": "id", "run_name": "name", "run_notes": "notes", "run_tags": "tags", "run_group": "group"}
        found = {names.get(key, key): value for key, value in vars(self).items() if value is not None}
        found = {key: value for key, value in found.items() if key in _SETTINGS}
        if self.x_disable_stats or self._disable_stats:
            found["system"] = False
        return found


_SETTINGS = {"id", "name", "notes", "tags", "group", "project", "mode", "resume", "console", "job_type"}


class AlertLevel(enum.Enum):
    INFO = "INFO"
    WARN = "WARN"
    ERROR = "ERROR"


class Html:
    """HTML is kept as text."""

    def __init__(self, data, inject=True, data_is_not_path=False):
        self._text = data.read() if hasattr(data, "read") else str(data)

    def _records(self, _run, key, step):
        return [{"type": "text", "key": key, "step": step, "text": self._text[:1_000_000]}]


class _Errors:
    """`wandb.errors`: every name is an exception that Plateau never raises."""

    def __init__(self):
        self._made = {}

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return self._made.setdefault(name, type(name, (Exception,), {}))


errors = _Errors()


class _Util:
    """`wandb.util`."""

    @staticmethod
    def generate_id(length=8):
        return random_letters(max(10, length))

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return missing(f"util.{name}")


util = _Util()


class _Plot:
    """`wandb.plot`: charts of tables become the tables they are made of."""

    @staticmethod
    def _table(table, *_arguments, **_named):
        warn_once("plot", "Charts of plot.* are kept as the tables they are made of.")
        return table

    line = scatter = bar = histogram = plot_table = _table

    @staticmethod
    def line_series(xs, ys, keys=None, title=None, xname="x", split_table=False):
        lines = list(ys)
        abscissas = list(xs) if xs and hasattr(list(xs)[0], "__iter__") else [list(xs)] * len(lines)
        names = keys or [f"line {at}" for at in range(len(lines))]
        rows = [[x, name, y] for points, line, name in zip(abscissas, lines, names) for x, y in zip(points, line)]
        return Table(columns=[xname, "line", "value"], data=rows)

    @staticmethod
    def confusion_matrix(
        probs=None, y_true=None, preds=None, class_names=None, title=None, split_table=False, **_named
    ):
        if preds is None:
            preds = [max(range(len(row)), key=row.__getitem__) for row in ([*each] for each in probs)]
        true, preds = [int(number_of(each)) for each in y_true], [int(number_of(each)) for each in preds]
        classes = range(max([*true, *preds], default=-1) + 1 if class_names is None else len(class_names))
        names = [str(each) for each in (class_names if class_names is not None else classes)]
        counts = {}
        for pair in zip(true, preds):
            counts[pair] = counts.get(pair, 0) + 1
        rows = [[names[actual], names[said], counts.get((actual, said), 0)] for actual in classes for said in classes]
        return Table(columns=["Actual", "Predicted", "Count"], data=rows)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return missing(f"plot.{name}")


plot = _Plot()


class _Tensorboard:
    """`wandb.tensorboard`: what is written for TensorBoard is logged too."""

    @staticmethod
    def patch(*_arguments, **_named):
        from .mirror import mirror

        mirror("tensorboard")

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return missing(f"tensorboard.{name}")


tensorboard = _Tensorboard()

_sweeps = {}
sweep_settings = {}  # of the function that `agent` is calling


def sweep(sweep=None, entity=None, project=None, prior_runs=None):
    """Accepts a sweep. Plateau launches grids itself; `agent` runs the first combination alone."""
    warn_once("sweep", "Plateau runs no W&B sweeps: launch a grid of the program from the window instead.")
    name = random_letters(10)
    described = sweep() if callable(sweep) else sweep
    parameters = described.get("parameters", {}) if isinstance(described, dict) else {}
    _sweeps[name] = {key: _first_value(each) for key, each in parameters.items() if isinstance(each, dict)}
    return name


def _first_value(parameter):
    if "value" in parameter:
        return parameter["value"]
    if parameter.get("values"):
        return parameter["values"][0]
    if "parameters" in parameter:
        return {key: _first_value(each) for key, each in parameter["parameters"].items()}
    return parameter.get("min", parameter.get("mu"))


def agent(sweep_id=None, function=None, entity=None, project=None, count=None, **_named):
    """Calls the function once, with the first value of each parameter as its settings."""
    if not callable(function):
        return
    say("The function of the sweep runs once, with the first value of each of its parameters.")
    sweep_settings.update(_sweeps.get(sweep_id, {}))
    try:
        function()
    finally:
        sweep_settings.clear()


def forget(run):
    """After a run has ended: the module's functions have none to go to."""
    import plateau

    if plateau.run is run:
        plateau._set_run(None)


def api(*_arguments, **_named):
    """`wandb.Api`: runs of a server; there is none."""
    return missing("Api") or Quiet("Api")
