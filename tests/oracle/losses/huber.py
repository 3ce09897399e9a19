import torch

# Errors lie on both sides of the kink.
settings = [{"delta": 1}, {"delta": 0.25}]
also = [{"delta": 5}]


def make(delta=1.0):
    return torch.nn.HuberLoss(delta=delta)
