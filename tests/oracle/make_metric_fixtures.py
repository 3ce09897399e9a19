"""Makes fixtures/metrics/METRIC.json with torch and scikit-image: what one of src-main/recipes/metrics is compared with.

    python3 -m venv venv && venv/bin/pip install torch==2.13.0 numpy==2.4.6 scikit-image==0.26.0
    venv/bin/python tests/oracle/make_metric_fixtures.py [METRIC ...]

Without a name it makes all. The images are those of fixtures/metrics-inputs.json (make_value_fixtures.py), in double precision.
"""
import base64
import json
import sys

import numpy as np

from fixture_files import doubles, folder, write
from metrics import modules

inputs = json.loads((folder / "metrics-inputs.json").read_text())


def images_of(key):
    floats = np.frombuffer(base64.b64decode(inputs[key]), dtype="<f4")
    return floats.astype(np.float64).reshape(-1, 28, 28)


targets, outputs = images_of("targets"), images_of("outputs")


def make(key):
    """The metric over each case of the inputs, and over each image by itself."""
    measure = modules[key].measure
    of = lambda first, end: doubles([measure(targets[first:end], outputs[first:end])])[0]
    write(
        f"metrics/{key}.json",
        {
            "cases": {name: of(*images) for name, images in inputs["cases"].items()},
            "each": [of(image, image + 1) for image in range(len(targets))],
        },
    )


if __name__ == "__main__":
    for name in sys.argv[1:] or modules:
        make(name)
