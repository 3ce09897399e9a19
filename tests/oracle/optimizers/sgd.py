import torch

settings = [
    {"learningRate": 0.1, "momentum": 0, "weightDecay": 0},
    {"learningRate": 0.1, "momentum": 0, "weightDecay": 0.1},
    {"learningRate": 0.01, "momentum": 0.9, "weightDecay": 0, "nesterov": False},
    {"learningRate": 0.01, "momentum": 0.9, "weightDecay": 0.1, "nesterov": False},
    {"learningRate": 0.01, "momentum": 0.9, "weightDecay": 0, "nesterov": True},
    {"learningRate": 0.01, "momentum": 0.9, "weightDecay": 0.1, "nesterov": True},
]


def make(parameters, learningRate=0.001, momentum=0, weightDecay=0, nesterov=False):
    return torch.optim.SGD(
        parameters, lr=learningRate, momentum=momentum, weight_decay=weightDecay, nesterov=nesterov
    )
