"""Makes fixtures/augmentations/AUGMENTATION.json: what one of src-main/recipes/augmentations is compared with, byte by byte.

    python3 -m venv venv && venv/bin/pip install numpy==2.4.6 scipy==1.17.1 pillow==13.0.0
    venv/bin/python tests/oracle/make_augmentation_fixtures.py [AUGMENTATION ...]

Without a name it makes all. Images are random, in colour and grey, square and not; the numbers that are drawn are Plateau's own.
"""
import sys

import numpy as np

from augmentations import modules
from fixture_files import doubles, write
from plateau_random import uniforms

shapes = [(12, 12, 3), (11, 11, 1), (9, 14, 3), (5, 6, 1)]
seeds = range(6)


def cases(module):
    found = []
    for place, shape in enumerate(shapes):
        image = np.random.default_rng(place).integers(0, 256, size=shape, dtype=np.uint8)
        results = [
            {
                "value": value,
                "seed": seed,
                "bytes": module.change(image, value, iter(uniforms(seed, "fixture", 8))).ravel().tolist(),
            }
            for value in module.values
            if module.fits(shape, value)
            for seed in seeds
        ]
        found.append({"shape": list(shape), "image": image.ravel().tolist(), "results": results})
    return found


def make(kind):
    module = modules[kind]
    write(
        f"augmentations/{kind}.json",
        {"images": cases(module)}
        if hasattr(module, "change")
        else {"quantiles": [{"value": value, "values": doubles(module.quantiles(value))} for value in module.values]},
    )


if __name__ == "__main__":
    for name in sys.argv[1:] or modules:
        make(name)
