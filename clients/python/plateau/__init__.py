"""Logs experiments into Plateau from any Python program.

    import plateau

    with plateau.init(project="cifar", config={"lr": 1e-3}) as run:
        for step in range(1000):
            run.log({"loss": 1 / (step + 1)})

`import plateau as wandb` runs scripts written for W&B. Nothing here raises into the program or waits for anything.
"""

import importlib as _importlib
import importlib.util as _util
import os
import sys

from . import drop_in as _drop_in
from .artifacts import Artifact
from .beginning import VERSION as __version__
from .drop_in import AlertLevel, Html, Settings, agent, errors, plot, sweep, tensorboard, util
from .guard import missing as _missing
from .guard import say as _say
from .guard import warn_of as _warn_of
from .guard import warn_once as _warn_once
from .media import Histogram, Image, Table
from .mirror import mirror
from .runs import Run
from .settings import Settings as _Mapping

__all__ = [
    "AlertLevel",
    "Artifact",
    "Histogram",
    "Html",
    "Image",
    "Run",
    "Settings",
    "Table",
    "agent",
    "alert",
    "config",
    "define_metric",
    "errors",
    "finish",
    "init",
    "log",
    "log_artifact",
    "log_code",
    "login",
    "mirror",
    "plot",
    "save",
    "setup",
    "summary",
    "sweep",
    "teardown",
    "tensorboard",
    "unwatch",
    "use_artifact",
    "util",
    "watch",
]

Error, UsageError, CommError = errors.Error, errors.UsageError, errors.CommError
Api = _drop_in.api
run = None


class _Current:
    """`config` or `summary` of the run that there is: the name may be imported before a run begins."""

    def __init__(self, name):
        object.__setattr__(self, "_name", name)
        object.__setattr__(self, "_before", _Mapping())

    def _of_run(self):
        return self._before if run is None else getattr(run, self._name)

    def __getattr__(self, name):
        return getattr(self._of_run(), name)

    def __setattr__(self, name, value):
        setattr(self._of_run(), name, value)

    def __getitem__(self, key):
        return self._of_run()[key]

    def __setitem__(self, key, value):
        self._of_run()[key] = value

    def __contains__(self, key):
        return key in self._of_run()

    def __iter__(self):
        return iter(self._of_run())

    def __len__(self):
        return len(self._of_run())

    def __repr__(self):
        return repr(self._of_run())


config = _Current("config")
summary = _Current("summary")


def init(
    project=None,
    config=None,
    name=None,
    id=None,
    resume=None,
    mode=None,
    tags=None,
    notes=None,
    group=None,
    job_type=None,
    entity=None,
    dir=None,
    reinit=None,
    settings=None,
    home=None,
    console=None,
    system=True,
    config_exclude_keys=None,
    config_include_keys=None,
    sync_tensorboard=None,
    steps_are_epochs=None,
    **others,
):
    """Begins a run, or resumes the one called `id`; `plateau.run` is it. Never raises: at worst nothing is logged.

    `mode="disabled"` writes nothing; "online" and "offline" are the same. `home` is Plateau's home folder if it is not the
    usual one. `console=False` keeps no output as the run's log, `system=False` measures nothing of the machine.
    `steps_are_epochs=True` says that each step is an epoch, so that runs are compared by epochs.
    """
    options = {key: value for key, value in locals().items() if key not in ("others", "settings", "entity", "dir")}
    if others:
        _warn_once(("init", tuple(sorted(others))), f"init takes no {', '.join(sorted(others))}: passed over.")
    try:
        return _init(options, settings)
    except Exception as error:  # noqa: BLE001 - a tracker must not end a training
        _warn_of("init", error)
        return adopt(Run(_nothing(options)))


def _init(options, settings):
    if run is not None and not run.finished:
        if options["reinit"] in (None, False, "return_previous"):
            if options["config"]:
                run.config.update(options["config"])
            return run
        if options["reinit"] != "create_new":
            run.finish()
    if isinstance(settings, dict):
        settings = Settings(**settings)
    if settings is not None and hasattr(settings, "options"):
        options.update({key: value for key, value in settings.options().items() if options.get(key) in (None, True)})
    before = globals()["config"]._before
    if len(before) or _drop_in.sweep_settings:
        from .values import settings_of

        options["config"] = {**before.as_dict(), **settings_of(options["config"]), **_drop_in.sweep_settings}
        before._values.clear()
    mode = options["mode"] or os.environ.get("PLATEAU_MODE") or os.environ.get("WANDB_MODE")
    disabled = mode in ("disabled", "dryrun-disabled") or os.environ.get("WANDB_DISABLED") in ("true", "1")
    if disabled:
        made = Run(_nothing(options))
    else:
        from .beginning import begin

        made = Run(begin(options))
    if options["sync_tensorboard"]:
        mirror("tensorboard")
    return made if options["reinit"] == "create_new" else adopt(made)


def _nothing(options):
    """The beginning of a run that is not written."""
    from .beginning import Beginning
    from .places import new_run_id
    from .values import settings_of

    beginning = Beginning(new_run_id(), os.curdir, 1)
    beginning.folder = None
    beginning.project, beginning.name = options.get("project"), options.get("name")
    try:
        beginning.config = dict(settings_of(options.get("config")))
    except Exception as error:  # noqa: BLE001 - settings of any type
        _warn_of("config", error)
    return beginning


def adopt(made):
    """Makes a run the one that the module's functions write to."""
    _set_run(made)
    return made


def _set_run(made):
    here = sys.modules[__name__].__dict__
    here["run"] = made
    # Directly the run's own: one call less for each value.
    here["log"] = _log_nowhere if made is None else made.log


def _log_nowhere(data, step=None, commit=None, sync=None):
    """Logs values of any keys into the run; `init` begins one."""
    if run is not None:
        # `from plateau import log` before `init`.
        run.log(data, step, commit, sync)
    else:
        _warn_once("no-run", "There is no run: call init first. What was logged is passed over.")


log = _log_nowhere


def _to_run(name):
    def forward(*arguments, **named):
        if run is None:
            _warn_once(("no-run", name), f"{name} needs a run: call init first.")
            return None
        return getattr(run, name)(*arguments, **named)

    forward.__name__ = forward.__qualname__ = name
    forward.__doc__ = getattr(Run, name).__doc__
    return forward


alert = _to_run("alert")
define_metric = _to_run("define_metric")
log_artifact = _to_run("log_artifact")
log_code = _to_run("log_code")
log_model = _to_run("log_model")
save = _to_run("save")
unwatch = _to_run("unwatch")
use_artifact = _to_run("use_artifact")
watch = _to_run("watch")


def finish(exit_code=None, quiet=None):
    """Ends the run."""
    if run is not None:
        run.finish(exit_code)


join = finish


def login(*_arguments, **_named):
    """There is nothing to log in to."""
    return True


def setup(*_arguments, **_named):
    """There is nothing to set up; the module is returned, as scripts may use it."""
    return sys.modules[__name__]


def teardown(exit_code=None):
    """Ends the run, if one is open."""
    finish(exit_code)


def termlog(text="", *_arguments, **_named):
    _say(str(text))


termwarn = termerror = termlog


def ensure_configured():
    """Nothing is to be configured."""


def __getattr__(name):
    # Called for what is not here alone: W&B has it, Plateau has not.
    if name.startswith("_"):
        raise AttributeError(f"module 'plateau' has no attribute {name!r}")
    # `from . import part` asks here first.
    if _util.find_spec(f"{__name__}.{name}") is not None:
        return _importlib.import_module(f"{__name__}.{name}")
    return _missing(name)
