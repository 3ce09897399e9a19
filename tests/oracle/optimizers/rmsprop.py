import torch

settings = [
    {"learningRate": 0.001, "momentum": 0, "weightDecay": 0},
    {"learningRate": 0.001, "momentum": 0.9, "weightDecay": 0},
    {"learningRate": 0.001, "momentum": 0.9, "weightDecay": 0.1},
]


def make(parameters, learningRate=0.01, momentum=0, weightDecay=0):
    return torch.optim.RMSprop(parameters, lr=learningRate, momentum=momentum, weight_decay=weightDecay)
