"""torch's losses by Plateau's settings: one file for each, called as the loss is, with `settings` and `make`."""
from recipe_files import load_folder

modules = load_folder(__file__)


def make_loss(loss, **parameters):
    return modules[loss].make(**parameters)


def settings_of(kind, also=False):
    """Every setting that a loss is tried with. `also`: with those that only single errors are tried with."""
    module = modules[kind]
    return [{"loss": kind, **settings} for settings in [*module.settings, *(getattr(module, "also", []) if also else [])]]
