import numpy as np

values = [0, 0.5, 1]


def fits(shape, value):
    return True


def change(image, value, draws):
    return np.flip(image, axis=0) if next(draws) < value else image
