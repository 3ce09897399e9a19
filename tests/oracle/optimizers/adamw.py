import torch

settings = [
    {"learningRate": 0.001, "weightDecay": 0},
    {"learningRate": 0.001, "weightDecay": 0.01},
    {"learningRate": 0.01, "weightDecay": 0.1},
]


def make(parameters, learningRate=0.001, weightDecay=0.01):
    return torch.optim.AdamW(parameters, lr=learningRate, weight_decay=weightDecay)
