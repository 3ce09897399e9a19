from scipy import ndimage

values = [90, -90, 180, -12.5, 137]


def fits(shape, value):
    return True


def transform(image, degrees):
    return ndimage.rotate(image, degrees, axes=(0, 1), reshape=False, order=1, mode="grid-constant", cval=0)
