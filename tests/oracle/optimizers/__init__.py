"""torch's optimizers by Plateau's settings: one file for each, called as the optimizer is, with `settings` and `make`."""
from recipe_files import load_folder

modules = load_folder(__file__)


def make_optimizer(parameters, optimizer, **given):
    """Whatever is not given has torch's default."""
    return modules[optimizer].make(parameters, **given)


def settings_of(kind):
    return [{"optimizer": kind, **settings} for settings in modules[kind].settings]
