"""torch's optimizers by Plateau's settings."""
import torch

kinds = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD, "rmsprop": torch.optim.RMSprop}
names = {"learningRate": "lr", "weightDecay": "weight_decay", "momentum": "momentum", "nesterov": "nesterov"}

settings = [
    {"optimizer": "adam", "learningRate": 0.001, "weightDecay": 0},
    {"optimizer": "adam", "learningRate": 0.01, "weightDecay": 0.1},
    {"optimizer": "sgd", "learningRate": 0.1, "momentum": 0, "weightDecay": 0},
    {"optimizer": "sgd", "learningRate": 0.1, "momentum": 0, "weightDecay": 0.1},
    {"optimizer": "sgd", "learningRate": 0.01, "momentum": 0.9, "weightDecay": 0, "nesterov": False},
    {"optimizer": "sgd", "learningRate": 0.01, "momentum": 0.9, "weightDecay": 0.1, "nesterov": False},
    {"optimizer": "sgd", "learningRate": 0.01, "momentum": 0.9, "weightDecay": 0, "nesterov": True},
    {"optimizer": "sgd", "learningRate": 0.01, "momentum": 0.9, "weightDecay": 0.1, "nesterov": True},
    {"optimizer": "rmsprop", "learningRate": 0.001, "momentum": 0, "weightDecay": 0},
    {"optimizer": "rmsprop", "learningRate": 0.001, "momentum": 0.9, "weightDecay": 0},
    {"optimizer": "rmsprop", "learningRate": 0.001, "momentum": 0.9, "weightDecay": 0.1},
]


def make_optimizer(parameters, optimizer, **given):
    """Whatever is not given has torch's default."""
    return kinds[optimizer](parameters, **{names[key]: value for key, value in given.items()})
