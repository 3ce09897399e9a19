"""Makes fixtures/transforms/TRANSFORM.json: what one of src-main/recipes/transforms is compared with, in double precision.

    python3 -m venv venv && venv/bin/pip install torch==2.13.0 numpy==2.4.6 scipy==1.17.1
    venv/bin/python tests/oracle/make_transform_fixtures.py [TRANSFORM ...]

Without a name it makes all. Images are random, in colour and grey, square and not.
"""
import sys

import numpy as np

from fixture_files import doubles, write
from transforms import modules

shapes = [(12, 12, 3), (11, 11, 1), (9, 14, 3), (5, 4, 1)]


def image_of(shape, seed):
    """With three digits after the point, so that the file stays short."""
    return np.random.default_rng(seed).random(shape).round(3)


def make(kind):
    module = modules[kind]
    images = []
    for seed, shape in enumerate(shapes):
        image = image_of(shape, seed)
        results = [
            (value, module.transform(image, value)) for value in module.values if module.fits(shape, value)
        ]
        images.append(
            {
                "shape": list(shape),
                "image": doubles(image),
                "results": [
                    {"value": value, "shape": list(result.shape), "values": doubles(result)} for value, result in results
                ],
            }
        )
    write(f"transforms/{kind}.json", {"images": images})


if __name__ == "__main__":
    for name in sys.argv[1:] or modules:
        make(name)
