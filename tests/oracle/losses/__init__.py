"""torch's losses by Plateau's settings: one file for each, called as the loss is, with `settings` and `make`. A loss of whole images says `of_images`."""
import inspect

import torch

from recipe_files import load_folder

modules = load_folder(__file__)


class Sum(torch.nn.Module):
    """Weighted losses that are added: `0.8*l1+0.2*ssim`."""

    def __init__(self, terms):
        super().__init__()
        self.terms = terms

    def forward(self, output, target):
        return sum(weight * loss(output, target) for weight, loss in self.terms)


def make_loss(loss, **parameters):
    if "*" not in loss:
        return modules[loss].make(**parameters)
    terms = []
    for term in loss.split("+"):
        weight, kind = term.split("*")
        takes = inspect.signature(modules[kind].make).parameters
        own = {key: value for key, value in parameters.items() if key in takes}
        terms.append((float(weight), modules[kind].make(**own)))
    return Sum(terms)


def settings_of(kind, also=False):
    """Every setting that a loss is tried with. `also`: with those that only single errors are tried with."""
    module = modules[kind]
    return [{"loss": kind, **settings} for settings in [*module.settings, *(getattr(module, "also", []) if also else [])]]
