"""Augmentations of training images by their names: one file for each, called as Plateau calls it.

`change(image, value, draws)` takes an image of bytes [height, width, channels], the augmentation's number and a source of numbers in [0, 1), and
gives the image as it is changed. `values` are the numbers that it is tried with, `fits(shape, value)` says whether an image is large enough.
One of batches has `quantiles(value)` instead: of the share that an image keeps of itself.
"""
from recipe_files import load_folder

modules = load_folder(__file__)
