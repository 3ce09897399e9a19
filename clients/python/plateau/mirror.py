"""Writes beside a tracker that a script uses already: its calls go on to it, and into Plateau."""

import functools
import importlib
import sys

from .guard import warn_of, warn_once

_mirrored = set()


def mirror(tracker, **options):
    """Makes what is logged with "wandb", "tensorboard" or "mlflow" from now on a run of Plateau too.

    `options` are those of `init` for the run that begins with the tracker's first call. Returns whether the tracker is there.
    """
    makers = {"wandb": _mirror_wandb, "tensorboard": _mirror_tensorboard, "mlflow": _mirror_mlflow}
    maker = makers.get(str(tracker).lower())
    if maker is None:
        warn_once(("mirror", tracker), f"Plateau mirrors {', '.join(makers)}, and no {tracker!r}.")
        return False
    if tracker in _mirrored:
        return True
    try:
        found = maker(options)
    except Exception as error:  # noqa: BLE001 - the script works without
        warn_of(f"mirror({tracker!r})", error)
        return False
    if found:
        _mirrored.add(tracker)
    else:
        warn_once(("mirror", tracker), f"There is no {tracker} here to mirror.")
    return found


def _run_of(options, **more):
    """The run that is there, or a new one."""
    import plateau

    return plateau.run or plateau.init(**{**{key: each for key, each in more.items() if each is not None}, **options})


def _after(owner, name, also):
    """Lets `also(result, *arguments)` come after a function; what fails in it is said, and changes nothing."""
    before = getattr(owner, name, None)
    if before is None:
        return False

    @functools.wraps(before)
    def both(*arguments, **named):
        result = before(*arguments, **named)
        try:
            also(result, *arguments, **named)
        except Exception as error:  # noqa: BLE001 - see above
            warn_of(f"Mirroring {name}", error)
        return result

    setattr(owner, name, both)
    return True


# W&B


def _mirror_wandb(options):
    try:
        wandb = importlib.import_module("wandb")
        kind = importlib.import_module("wandb.sdk.wandb_run").Run
    except ImportError:
        return False

    def begin(theirs):
        notes, tags = getattr(theirs, "notes", None), list(getattr(theirs, "tags", None) or ())
        run = _run_of(options, project=theirs.project or None, name=theirs.name, notes=notes, tags=tags or None)
        run.config.update(dict(theirs.config))

    def logged(_result, _theirs, data, step=None, commit=None, sync=None):
        _run_of(options).log({key: _of_wandb(value) for key, value in data.items()}, step, commit)

    def finished(_result, _theirs, exit_code=None, *_more, **_named):
        import plateau

        plateau.finish(exit_code)

    _after(kind, "log", logged)
    _after(kind, "finish", finished)
    _after(kind, "define_metric", lambda _result, _theirs, *given, **named: _run_of(options).define_metric(*given, **named))
    _after(kind, "alert", lambda _result, _theirs, *given, **named: _run_of(options).alert(*given, **named))
    _after(wandb, "init", lambda theirs, *_given, **_named: begin(theirs))
    config = type(wandb.sdk.wandb_config.Config()) if hasattr(wandb, "sdk") else None
    if config is not None:
        _after(config, "update", lambda _result, theirs, *_given, **_named: _follow_config(theirs, options))
    if wandb.run is not None:
        begin(wandb.run)
        wandb.log = wandb.run.log
    return True


def _follow_config(theirs, options):
    import plateau
    import wandb

    if wandb.run is not None and plateau.run is not None and wandb.run.config is theirs:
        _run_of(options).config.update(dict(theirs))


def _of_wandb(value):
    """W&B's own media as Plateau's; numbers and text are what they are."""
    from .media import Histogram, Image, Table

    if isinstance(value, dict):
        return {key: _of_wandb(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_of_wandb(each) for each in value]
    if not type(value).__module__.startswith("wandb."):
        return value
    kind = type(value).__name__
    if kind == "Image":
        picture = getattr(value, "image", None)
        return Image(picture if picture is not None else value._path, caption=getattr(value, "_caption", None))
    if kind == "Histogram":
        return Histogram(np_histogram=(value.histogram, value.bins))
    if kind == "Table":
        return Table(columns=list(value.columns), data=[[_of_wandb(cell) for cell in row] for row in value.data])
    return value


# TensorBoard: torch's writer and tensorboardX's have the same methods.


def _mirror_tensorboard(options):
    kinds = []
    for name in ("torch.utils.tensorboard", "tensorboardX"):
        # Torch is not imported for a script that does without.
        if name.startswith("torch.") and "torch" not in sys.modules and "tensorboardX" in sys.modules:
            continue
        try:
            kinds.append(importlib.import_module(name).SummaryWriter)
        except ImportError:
            continue
    for kind in kinds:
        _mirror_writer(kind, options)
    return bool(kinds)


def _mirror_writer(kind, options):
    from .media import Histogram, Image

    def log(key, value, step):
        _run_of(options).log({key: value}, step=0 if step is None else step)

    def scalar(_result, _writer, tag, scalar_value, global_step=None, *_more, **_named):
        log(tag, scalar_value, global_step)

    def scalars(_result, _writer, main_tag, tag_scalar_dict, global_step=None, *_more, **_named):
        for tag, value in tag_scalar_dict.items():
            log(f"{main_tag}/{tag}", value, global_step)

    def histogram(_result, _writer, tag, values, global_step=None, *_more, **_named):
        log(tag, Histogram(values), global_step)

    def image(_result, _writer, tag, img_tensor, global_step=None, walltime=None, dataformats="CHW", **_named):
        array = img_tensor.detach().cpu().numpy() if hasattr(img_tensor, "detach") else img_tensor
        log(tag, Image(array.transpose(1, 2, 0) if dataformats == "CHW" else array), global_step)

    def figure(_result, _writer, tag, figure, global_step=None, *_more, **_named):
        for each in figure if isinstance(figure, list) else [figure]:
            log(tag, Image(each), global_step)

    def text(_result, _writer, tag, text_string, global_step=None, *_more, **_named):
        log(tag, str(text_string), global_step)

    def settings(_result, _writer, hparam_dict, metric_dict, *_more, **_named):
        _run_of(options).config.update(hparam_dict)
        _run_of(options).summary.update(metric_dict)

    also = {
        "add_scalar": scalar,
        "add_scalars": scalars,
        "add_histogram": histogram,
        "add_image": image,
        "add_text": text,
        "add_hparams": settings,
    }
    for name, function in also.items():
        _after(kind, name, function)
    # Closes its figures by default, so they are drawn before.
    before = kind.add_figure

    @functools.wraps(before)
    def add_figure(writer, tag, given, *arguments, **named):
        try:
            figure(None, writer, tag, given, *arguments, **named)
        except Exception as error:  # noqa: BLE001 - see above
            warn_of("Mirroring add_figure", error)
        return before(writer, tag, given, *arguments, **named)

    kind.add_figure = add_figure


# MLflow


def _mirror_mlflow(options):
    try:
        mlflow = importlib.import_module("mlflow")
    except ImportError:
        return False

    def run():
        active = mlflow.active_run()
        return _run_of(options, name=active.info.run_name if active is not None else None)

    def metrics(_result, metrics, step=None, *_more, **_named):
        run().log(dict(metrics), step=0 if step is None else step)

    def ended(_result, status="FINISHED", *_more, **_named):
        import plateau

        if mlflow.active_run() is None:
            plateau.finish(0 if status == "FINISHED" else 1)

    _after(mlflow, "start_run", lambda _result, *_given, **_named: run())
    _after(mlflow, "log_metric", lambda result, key, value, step=None, *_m, **_n: metrics(result, {key: value}, step))
    _after(mlflow, "log_metrics", metrics)
    _after(mlflow, "log_param", lambda _result, key, value, *_m, **_n: run().config.update({key: value}))
    _after(mlflow, "log_params", lambda _result, params, *_m, **_n: run().config.update(dict(params)))
    _after(mlflow, "set_tag", lambda _result, key, value, *_m, **_n: _tag(run(), key, value))
    _after(mlflow, "log_text", lambda _result, text, artifact_file, *_m, **_n: run().log({artifact_file: str(text)}))
    _after(mlflow, "log_artifact", lambda _result, local_path, *_m, **_n: run().save(local_path, policy="now"))
    _after(mlflow, "end_run", ended)
    return True


def _tag(run, key, value):
    if not str(key).startswith("mlflow."):
        run.tags = (*run.tags, f"{key}: {value}")
