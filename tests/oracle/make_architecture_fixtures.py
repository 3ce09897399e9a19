"""Makes fixtures/architectures.json with torch: the shapes and trainable parameters of src-main/recipes/architectures.

    npm run test:unit -- tests/unit/recipes/architectures.test.ts -u     (writes fixtures/architectures-inputs.json)
    venv/bin/python tests/oracle/make_architecture_fixtures.py

The Python is that of make_layer_fixtures.py.
"""
import json

import torch

from fixture_files import folder, write
from layers import Network


def count(module):
    return sum(value.numel() for value in module.parameters())


def rows(case):
    """What each layer of the network gives for one image, a block as one, and what it learns."""
    network = Network(case["layers"], case["input"]).eval()
    x = torch.zeros(1, *case["input"])
    found = []
    for layer in network.layers:
        x = layer(x, 0)
        found.append([list(x.shape[1:]), count(layer)])
    return found


cases = json.loads((folder / "architectures-inputs.json").read_text())
write("architectures.json", {name: rows(case) for name, case in cases.items()})
