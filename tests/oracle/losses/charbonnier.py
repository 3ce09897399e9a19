import torch

settings = [{"epsilon": 0.001}, {"epsilon": 0.25}]


class Charbonnier(torch.nn.Module):
    """torch has none."""

    reduction = "mean"

    def __init__(self, epsilon):
        super().__init__()
        self.epsilon = torch.tensor(epsilon, dtype=torch.float64)

    def forward(self, output, target):
        values = torch.hypot(output - target, self.epsilon.to(output.dtype))
        return values.mean() if self.reduction == "mean" else values


def make(epsilon=0.001):
    return Charbonnier(epsilon)
