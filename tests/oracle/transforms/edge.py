import numpy as np
from scipy import ndimage

values = [0]


def fits(shape, value):
    return True


def transform(image, value):
    """Channel by channel, as SciPy would smooth over them too. Black meets white: 4 in either direction is the most that there can be."""
    planes = [image[:, :, channel] for channel in range(image.shape[2])]
    sizes = [np.hypot(ndimage.sobel(plane, axis=0), ndimage.sobel(plane, axis=1)) for plane in planes]
    return np.stack(sizes, axis=2) / np.sqrt(32)
