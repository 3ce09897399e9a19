import numpy as np

values = [1, 4]


def fits(shape, value):
    return value < min(shape[:2])


def change(image, padding, draws):
    height, width, _ = image.shape
    padded = np.pad(image, ((padding, padding), (padding, padding), (0, 0)))
    top, left = (int(next(draws) * (2 * padding + 1)) for _ in range(2))
    return padded[top : top + height, left : left + width]
