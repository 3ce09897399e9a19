"""torch's losses by Plateau's settings."""
import torch


def make_loss(loss, beta=1.0, delta=1.0):
    return {
        "mse": torch.nn.MSELoss(),
        "l1": torch.nn.L1Loss(),
        "smooth-l1": torch.nn.SmoothL1Loss(beta=beta),
        "huber": torch.nn.HuberLoss(delta=delta),
    }[loss]


# Every loss, with parameters at which errors lie on both sides of the kink.
settings = [
    {"loss": "mse"},
    {"loss": "l1"},
    {"loss": "smooth-l1", "beta": 1},
    {"loss": "smooth-l1", "beta": 0.25},
    {"loss": "huber", "delta": 1},
    {"loss": "huber", "delta": 0.25},
]
