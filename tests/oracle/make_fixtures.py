"""Makes the fixtures of the engine with torch on the CPU; the other make_* scripts of this folder stand alone.

    python3 -m venv venv && venv/bin/pip install torch==2.13.0 numpy
    venv/bin/python tests/oracle/make_fixtures.py CACHE_FOLDER

CACHE_FOLDER is the binary cache of CIFAR-10 (datasets/cifar10-v1 in Plateau's cache). Weights and images that are not real are
closed-form (closed_form.py), and one thread is used: a second run on the same machine writes the same files.
"""
import sys

import torch

import make_network_fixtures
import make_value_fixtures

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    torch.set_num_threads(1)
    make_value_fixtures.make(sys.argv[1])
    make_network_fixtures.make(sys.argv[1])
