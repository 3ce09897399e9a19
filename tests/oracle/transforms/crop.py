values = [1, 2, 3, 4, 7]


def fits(shape, side):
    return side <= min(shape[:2])


def transform(image, side):
    """torchvision's center_crop."""
    top, left = (int(round((size - side) / 2.0)) for size in image.shape[:2])
    return image[top : top + side, left : left + side]
