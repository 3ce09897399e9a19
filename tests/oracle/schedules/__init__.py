"""torch's schedules of the learning rate by Plateau's settings: one file for each, called as the schedule is, with `settings` and `make`."""
from recipe_files import load_folder

modules = load_folder(__file__)
