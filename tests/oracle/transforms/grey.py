values = [0]


def fits(shape, value):
    return True


def transform(image, value):
    """torchvision's rgb_to_grayscale: the weighted sum of colours; what has one channel stays as it is."""
    if image.shape[2] == 1:
        return image
    return 0.2989 * image[:, :, :1] + 0.587 * image[:, :, 1:2] + 0.114 * image[:, :, 2:]
