"""Fixtures of whole networks: forward, training steps, batch norm's statistics, initialisation."""
import numpy as np
import torch

from cifar import load_images, to_inputs, to_targets
from closed_form import uniform
from fixture_files import packed, rounded, write
from losses import make_loss
from networks import (
    closed_form_batch,
    fill_statistics,
    in_plateau_order,
    made,
    narrow_widths,
    Network,
    running_statistics,
    widths,
)
from optimizers import make_optimizer

architectures = ("plain", "pooled")


def make_forward():
    """Outputs for two images at the widths of an ordinary run, in training and in evaluation mode."""
    cases = []
    for architecture in architectures:
        network = made(architecture, widths[architecture])
        images, _ = closed_form_batch(2)
        with torch.no_grad():
            trained = network.train()(images)
            fill_statistics(network)
            evaluated = network.eval()(images)
        cases.append({"architecture": architecture, "training": packed(trained), "evaluation": packed(evaluated)})
    write("forward.json", cases)


def steps(network, optimizer, loss, inputs, targets, batch_size, count):
    """Trains `count` steps on the images in order, round and round. Gives the losses before each step."""
    network.train()
    losses = []
    for step in range(count):
        chosen = [(step * batch_size + index) % len(inputs) for index in range(batch_size)]
        optimizer.zero_grad()
        value = loss(network(inputs[chosen]), targets[chosen])
        value.backward()
        optimizer.step()
        losses.append(value.item())
    return losses


def make_training_steps(cache):
    """
    50 whole steps on the first validation images of CIFAR-10: at the widths of an ordinary run, and narrow for slow backends.
    In double precision, as the middle between float32 runs: Adam divides by gradients that are all but zero, and so makes of
    rounding what two float32 runs of torch itself differ by: 3e-3 after 50 steps of pooled at learning rate 1e-3 and batch 32.
    Each case is one in which torch's float32 stays within 3e-4 of torch's double precision.
    """
    inputs = to_inputs(load_images(cache, "test-images.bin", 640)).double()
    targets = to_targets(inputs)
    adam = {"optimizer": "adam", "learningRate": 0.001, "weightDecay": 0}
    momentum = {"optimizer": "sgd", "learningRate": 0.01, "momentum": 0.9, "weightDecay": 0, "nesterov": False}
    nesterov = {"optimizer": "sgd", "learningRate": 0.01, "momentum": 0.9, "weightDecay": 1e-4, "nesterov": True}
    rmsprop = {"optimizer": "rmsprop", "learningRate": 0.0005, "momentum": 0, "weightDecay": 0}
    mse, smooth = {"loss": "mse"}, {"loss": "smooth-l1", "beta": 0.1}
    cases = []
    for architecture, sizes, batch_size, settings, loss in [
        ("plain", "ordinary", 64, adam, mse),
        ("pooled", "ordinary", 64, {**adam, "learningRate": 0.0001}, mse),
        ("pooled", "ordinary", 32, momentum, smooth),
        *[
            (architecture, "narrow", 16, settings, loss)
            for architecture in architectures
            for settings, loss in [(adam, mse), (adam, smooth), (nesterov, mse), (rmsprop, mse)]
        ],
    ]:
        chosen = (widths if sizes == "ordinary" else narrow_widths)[architecture]
        network = made(architecture, chosen).double()
        optimizer = make_optimizer(network.parameters(), **settings)
        losses = steps(network, optimizer, make_loss(**loss), inputs, targets, batch_size, 50)
        config = {"architecture": architecture, **chosen, **settings, **loss}
        cases.append({"widths": sizes, "batchSize": batch_size, "config": config, "losses": rounded(losses)})
    write("training-steps.json", {"images": len(inputs), "cases": cases})


def make_pooling():
    """Max pooling and its gradient where windows are full of equal values, and sides are odd: the first of equals takes all."""
    images = torch.from_numpy(np.floor(uniform(501, (2, 7, 7, 3)) * 3)).permute(0, 3, 1, 2).requires_grad_(True)
    output = torch.nn.functional.max_pool2d(images, 2)
    output.backward(torch.from_numpy(uniform(502, (2, 3, 3, 3), -1, 1)).permute(0, 3, 1, 2))
    channels_last = lambda tensor: packed(tensor.permute(0, 2, 3, 1))
    write("pooling.json", {"output": channels_last(output), "gradient": channels_last(images.grad)})


def make_batch_norm():
    """
    Running statistics after 20 steps on two images at a time, where the unbiased variance of the last layer is 0.8% above the
    biased one, and what evaluation mode then makes of two images. SGD, as Adam would blow rounding up to steps in the biases
    before batch norm, which have no true gradient.
    """
    network = made("pooled", narrow_widths["pooled"])
    settings = {"optimizer": "sgd", "learningRate": 0.01, "momentum": 0, "weightDecay": 0}
    images, targets = closed_form_batch(40)
    losses = steps(network, make_optimizer(network.parameters(), **settings), make_loss("mse"), images, targets, 2, 20)
    with torch.no_grad():
        evaluated = network.eval()(images[:2])
    write(
        "batch-norm.json",
        {
            "config": {"architecture": "pooled", **narrow_widths["pooled"], **settings},
            "images": 40,
            "batchSize": 2,
            "losses": losses,
            "statistics": [packed(tensor) for tensor in running_statistics(network)],
            "evaluation": packed(evaluated),
        },
    )


def make_initialisation():
    """What torch's own initialisation looks like, tensor by tensor: shape, extremes, mean, variance (of all values)."""
    torch.manual_seed(0)
    cases = []
    for architecture in architectures:
        network = Network(architecture, **widths[architecture])
        tensors = [
            {
                "kind": kind,
                "shape": list(tensor.shape),
                "minimum": tensor.min().item(),
                "maximum": tensor.max().item(),
                "mean": tensor.double().mean().item(),
                "variance": tensor.double().var(unbiased=False).item(),
            }
            for kind, tensor in in_plateau_order(network, lambda parameter: parameter.detach())
        ]
        cases.append({"architecture": architecture, "tensors": tensors})
    write("initialisation.json", cases)


def make(cache):
    make_forward()
    make_training_steps(cache)
    make_pooling()
    make_batch_norm()
    make_initialisation()
