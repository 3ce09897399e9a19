"""Pillow's ImageEnhance, which torchvision's adjust_brightness, adjust_contrast and adjust_saturation call for pictures."""
import numpy as np
from PIL import Image, ImageEnhance

values = [0.2, 1]


def fits(shape, value):
    return True


def change(image, strength, draws):
    picture = Image.fromarray(image if image.shape[2] == 3 else image[..., 0])
    for enhance in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        picture = enhance(picture).enhance(1 - strength + 2 * strength * next(draws))
    return np.asarray(picture).reshape(image.shape)
