import torch

# Errors lie on both sides of the kink.
settings = [{"beta": 1}, {"beta": 0.25}]
also = [{"beta": 0.01}]


def make(beta=1.0):
    return torch.nn.SmoothL1Loss(beta=beta)
