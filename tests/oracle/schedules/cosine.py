import torch

settings = [{"finalFactor": 0}, {"finalFactor": 0.1}]


def make(optimizer, steps, steps_per_epoch, finalFactor):
    return torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=steps, eta_min=finalFactor)
