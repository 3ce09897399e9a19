import torch

settings = [{"stepEpochs": 3, "decayFactor": 0.1}, {"stepEpochs": 1, "decayFactor": 0.7}]
each_epoch = True


def make(optimizer, steps, steps_per_epoch, stepEpochs, decayFactor):
    return torch.optim.lr_scheduler.StepLR(optimizer, step_size=stepEpochs, gamma=decayFactor)
