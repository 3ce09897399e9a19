import torch

settings = [{}]


def make(optimizer, steps, steps_per_epoch):
    return torch.optim.lr_scheduler.ConstantLR(optimizer, factor=1)
