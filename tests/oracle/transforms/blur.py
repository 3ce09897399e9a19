from scipy import ndimage

values = [0.1, 1, 6]


def fits(shape, value):
    return True


def transform(image, sigma):
    return ndimage.gaussian_filter(image, sigma, axes=(0, 1))
