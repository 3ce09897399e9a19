import torch


def measure(targets, outputs):
    return torch.nn.functional.mse_loss(torch.from_numpy(outputs), torch.from_numpy(targets)).item()
