"""Real CIFAR-10 from Plateau's binary cache, with the reference pipeline's targets."""
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F


def load_images(cache, name, count=-1):
    """`train-images.bin` or `test-images.bin` as bytes [count, 32, 32, 3]."""
    values = np.fromfile(Path(cache) / name, dtype=np.uint8, count=count if count < 0 else count * 3072)
    return values.reshape(-1, 32, 32, 3)


def to_inputs(images):
    """Bytes [n, 32, 32, 3] to float32 [n, 3, 32, 32] in [0, 1], as ToTensor."""
    return torch.from_numpy(np.ascontiguousarray(images)).permute(0, 3, 1, 2).contiguous().float() / 255


def to_targets(inputs):
    """
    [n, 3, 32, 32] to [n, 784]: 28 x 28, grey, flipped both ways. torchvision's v2.Resize calls interpolate with antialias,
    which is called here directly; v2.Grayscale is the weighted sum.
    """
    small = F.interpolate(inputs, size=(28, 28), mode="bilinear", antialias=True, align_corners=False)
    grey = 0.2989 * small[:, 0] + 0.587 * small[:, 1] + 0.114 * small[:, 2]
    return torch.flip(grey, dims=(1, 2)).flatten(1)
