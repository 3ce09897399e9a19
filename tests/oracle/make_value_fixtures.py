"""Fixtures of targets and common metrics: what is worked out without a network."""
import numpy as np
import torch
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from cifar import load_images, to_inputs, to_targets
from closed_form import uniform
from fixture_files import packed, rounded, write


def make_targets(cache):
    flipped = to_targets(to_inputs(load_images(cache, "test-images.bin", 4)))
    write("targets.json", {"indices": [0, 1, 2, 3], "targets": rounded(flipped)})


def similarity(target, output):
    """definitions.md's val_ssim of one image."""
    return structural_similarity(
        target, output, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1
    )


def make_metrics(cache):
    """
    Ten images and outputs for them, near and far, with the kinks: equal images, black ones, flat ones, outputs beyond [0, 1].
    Both are packed, as the targets are real; values are taken in double precision over the float32 numbers.
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
    cases = {}
    for name, chosen in [("all", slice(0, 10)), ("equal", slice(1, 2)), ("first", slice(0, 1))]:
        target, output = targets[chosen].astype(np.float64), outputs[chosen].astype(np.float64)
        error = torch.from_numpy(output) - torch.from_numpy(target)
        with np.errstate(divide="ignore"):
            psnr = peak_signal_noise_ratio(target, output, data_range=1)
        cases[name] = {
            "images": [chosen.start, chosen.stop],
            "val_mse": (error**2).mean().item(),
            "val_mae": error.abs().mean().item(),
            "val_psnr": "Infinity" if np.isinf(psnr) else float(psnr),
            "val_ssim": float(np.mean([similarity(t, o) for t, o in zip(target, output)])),
        }
    each = [float(similarity(t, o)) for t, o in zip(targets.astype(np.float64), outputs.astype(np.float64))]
    write(
        "metrics.json",
        {
            "targets": packed(torch.from_numpy(targets)),
            "outputs": packed(torch.from_numpy(outputs)),
            "similarities": each,
            "cases": cases,
        },
    )


def make(cache):
    make_targets(cache)
    make_metrics(cache)
