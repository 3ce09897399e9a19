"""Fixtures of targets, and the images that metrics are tried on: what is made without a network."""
import numpy as np
import torch

from cifar import load_images, to_inputs, to_targets
from closed_form import uniform
from fixture_files import packed, rounded, write


def make_targets(cache):
    flipped = to_targets(to_inputs(load_images(cache, "test-images.bin", 4)))
    write("targets.json", {"indices": [0, 1, 2, 3], "targets": rounded(flipped)})


def make_metric_inputs(cache):
    """
    Ten images and outputs for them, near and far, with the kinks: equal images, black ones, flat ones, outputs beyond [0, 1].
    Both are packed, as the targets are real.
    """
    targets = to_targets(to_inputs(load_images(cache, "test-images.bin", 10))).numpy().reshape(10, 28, 28)
    noise = uniform(301, targets.shape, -0.5, 0.5)
    outputs = targets + noise * (np.arange(10, dtype=np.float32) / 10).reshape(10, 1, 1)
    outputs[1] = targets[1]
    outputs[2] = 1 - targets[2]
    targets[3] = outputs[3] = 0
    targets[4], outputs[4] = 0.5, 0.75
    outputs[5] = targets[5].mean()
    outputs[6] = 3 * targets[6] - 1
    write(
        "metrics-inputs.json",
        {
            "targets": packed(torch.from_numpy(targets)),
            "outputs": packed(torch.from_numpy(outputs)),
            "cases": {"all": [0, 10], "equal": [1, 2], "first": [0, 1]},
        },
    )


def make(cache):
    make_targets(cache)
    make_metric_inputs(cache)
