import torch


def measure(targets, outputs):
    return torch.nn.functional.l1_loss(torch.from_numpy(outputs), torch.from_numpy(targets)).item()
