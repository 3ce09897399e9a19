import torch

settings = [{"finalFactor": 0}, {"finalFactor": 0.25}]


def make(optimizer, steps, steps_per_epoch, finalFactor):
    return torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=1, end_factor=finalFactor, total_iters=steps)
