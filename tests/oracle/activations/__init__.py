"""torch's activations by Plateau's names: one file for each, called as the activation is, with `make`."""
from recipe_files import load_folder

modules = load_folder(__file__)
