"""Metrics of validation by their keys: one file for each, called as the metric is, with `measure`.

`measure(targets, outputs)` takes images of 28 x 28 in double precision, count x 28 x 28, and gives one number.
"""
from recipe_files import load_folder

modules = load_folder(__file__)
