import math

import torch

settings = [{}]


class LogCosh(torch.nn.Module):
    """torch has none. By sinh near 0 and by softplus beyond 1, both as exact as their functions are."""

    reduction = "mean"

    def forward(self, output, target):
        size = (output - target).abs()
        near = torch.log1p(torch.sinh(size.clamp(max=1)) ** 2) / 2
        far = size + torch.nn.functional.softplus(-2 * size) - math.log(2)
        values = torch.where(size < 1, near, far)
        return values.mean() if self.reduction == "mean" else values


def make():
    return LogCosh()
