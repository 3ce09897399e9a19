import torch

settings = [{"riseFraction": 0.3}, {"riseFraction": 0.5}]


def make(optimizer, steps, steps_per_epoch, riseFraction):
    return torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=1, total_steps=steps, pct_start=riseFraction, cycle_momentum=False
    )
