import numpy as np
from skimage.metrics import structural_similarity


def measure(targets, outputs):
    """definitions.md's val_ssim."""
    return np.mean(
        [
            structural_similarity(
                target, output, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1
            )
            for target, output in zip(targets, outputs)
        ]
    )
