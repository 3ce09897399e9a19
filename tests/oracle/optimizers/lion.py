import torch

settings = [
    {"learningRate": 0.0001, "weightDecay": 0},
    {"learningRate": 0.001, "weightDecay": 0.1},
]


class Lion(torch.optim.Optimizer):
    """torch has none. By algorithm 2 of arXiv:2302.06675, in its order."""

    def __init__(self, parameters, lr, weight_decay, betas=(0.9, 0.99)):
        super().__init__(parameters, {"lr": lr, "weight_decay": weight_decay, "betas": betas})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            first, second = group["betas"]
            for parameter in group["params"]:
                state = self.state[parameter]
                momentum = state.setdefault("momentum", torch.zeros_like(parameter))
                update = torch.sign(momentum.lerp(parameter.grad, 1 - first))
                parameter.mul_(1 - group["lr"] * group["weight_decay"])
                parameter.add_(update, alpha=-group["lr"])
                momentum.lerp_(parameter.grad, 1 - second)


def make(parameters, learningRate=0.0001, weightDecay=0):
    return Lion(parameters, lr=learningRate, weight_decay=weightDecay)
