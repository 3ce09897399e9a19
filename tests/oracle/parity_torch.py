"""
One run of the parity comparison in torch: its own initialisation and shuffling, the same images as Plateau. Reads one JSON
object from standard input and prints one:

    {"cache", "trainIndices", "validationSize", "architecture", "loss", "seed", "epochs", "batchSize", "learningRate"}
    {"val_mse": [one an epoch], "torch": version}

val_mse is the mean over all pixels of the validation images in evaluation mode, summed in double precision.
"""
import json
import sys

import torch

from cifar import load_images, to_inputs, to_targets
from losses import make_loss
from networks import Network, widths
from optimizers import make_optimizer


def validation_mse(network, inputs, targets):
    network.eval()
    total = 0.0
    with torch.no_grad():
        for x, y in zip(inputs.split(250), targets.split(250)):
            total += ((network(x) - y).double() ** 2).sum().item()
    return total / targets.numel()


def train(task):
    torch.manual_seed(task["seed"])
    network = Network(task["architecture"], **widths[task["architecture"]])
    optimizer = make_optimizer(network.parameters(), "adam", learningRate=task["learningRate"])
    loss = make_loss(task["loss"])
    images = load_images(task["cache"], "train-images.bin")[task["trainIndices"]]
    inputs = to_inputs(images)
    targets = to_targets(inputs)
    validation = to_inputs(load_images(task["cache"], "test-images.bin", task["validationSize"]))
    validation_targets = to_targets(validation)
    values = []
    for _ in range(task["epochs"]):
        network.train()
        for chosen in torch.randperm(len(inputs)).split(task["batchSize"]):
            optimizer.zero_grad()
            loss(network(inputs[chosen]), targets[chosen]).backward()
            optimizer.step()
        values.append(validation_mse(network, validation, validation_targets))
    return values


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    print(json.dumps({"val_mse": train(json.load(sys.stdin)), "torch": torch.__version__}))
