"""Transforms of targets by their names: one file for each, called as Plateau calls it.

`transform(image, value)` takes an image [height, width, channels] in double precision and the transform's number, and gives another.
`values` are the numbers that it is tried with, `fits(shape, value)` says whether an image is large enough.
"""
from recipe_files import load_folder

modules = load_folder(__file__)
