"""Makes fixtures/activations/ACTIVATION.json with torch on the CPU: what one of src-main/recipes/activations is compared with.

    python3 -m venv venv && venv/bin/pip install torch==2.13.0 numpy==2.4.6
    venv/bin/python tests/oracle/make_activation_fixtures.py [ACTIVATION ...]

Without a name it makes all. Values and autograd's derivatives, in double precision: at 0, on both sides of it, and far away.
"""
import sys

import torch

from activations import modules
from fixture_files import doubles, write

sizes = [0, 1e-9, 0.003, 0.1, 0.5, 1, 2.5, 7, 30]
inputs = [sign * size for size in sizes for sign in (1, -1)]


def make(kind):
    x = torch.tensor(inputs, dtype=torch.float64, requires_grad=True)
    values = modules[kind].make()(x)
    values.sum().backward()
    write(
        f"activations/{kind}.json",
        {
            "inputs": doubles(inputs),
            "values": doubles(values.detach()),
            "slopes": doubles(x.grad),
            # How far off torch itself is, whatever the size of a value.
            **({"rounding": modules[kind].rounding} if hasattr(modules[kind], "rounding") else {}),
        },
    )


if __name__ == "__main__":
    for name in sys.argv[1:] or modules:
        make(name)
