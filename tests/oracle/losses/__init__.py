"""torch's losses by Plateau's settings: one file for each, called as the loss is, with `settings` and `make`."""
import importlib.util
from pathlib import Path


def load(path):
    spec = importlib.util.spec_from_file_location(f"losses.{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


modules = {
    path.stem: load(path) for path in sorted(Path(__file__).parent.glob("*.py")) if not path.stem.startswith("_")
}


def make_loss(loss, **parameters):
    return modules[loss].make(**parameters)


def settings_of(kind, also=False):
    """Every setting that a loss is tried with. `also`: with those that only single errors are tried with."""
    module = modules[kind]
    return [{"loss": kind, **settings} for settings in [*module.settings, *(getattr(module, "also", []) if also else [])]]
