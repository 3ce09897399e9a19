import torch

# Below 0 torch's 1 + erf cancels: what is left is as far off as 1 is rounded.
rounding = 2**-52


def make():
    return torch.nn.GELU()
