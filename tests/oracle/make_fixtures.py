"""Makes the fixtures of this folder with torch on the CPU.

    python3 -m venv venv && venv/bin/pip install torch==2.13.0 numpy
    venv/bin/python tests/oracle/make_fixtures.py CACHE_FOLDER

CACHE_FOLDER is the binary cache of CIFAR-10 (datasets/cifar10-v1 in Plateau's cache). Everything is seeded: a second run
writes the same files. torchvision's v2.Resize calls torch.nn.functional.interpolate with antialias, which is called here
directly; v2.Grayscale is the weighted sum below.
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

here = Path(__file__).parent / "fixtures"
here.mkdir(exist_ok=True)
torch.manual_seed(0)
torch.set_num_threads(1)


def rounded(tensor):
    """Float32 numbers as the shortest text that reads back to them."""
    return [float(str(np.float32(value))) for value in tensor.detach().flatten().tolist()]


def write(name, value):
    (here / name).write_text(json.dumps(value, separators=(",", ":")) + "\n")


def targets(cache):
    images = np.fromfile(Path(cache) / "test-images.bin", dtype=np.uint8, count=4 * 3072).reshape(4, 32, 32, 3)
    x = torch.from_numpy(images.copy()).permute(0, 3, 1, 2).float() / 255
    small = F.interpolate(x, size=(28, 28), mode="bilinear", antialias=True, align_corners=False)
    grey = 0.2989 * small[:, 0] + 0.587 * small[:, 1] + 0.114 * small[:, 2]
    flipped = torch.flip(grey, dims=(1, 2))
    write("targets.json", {"indices": [0, 1, 2, 3], "targets": rounded(flipped)})


def losses():
    # Errors of every size, the kinks of beta and delta = 0.1 and 1 among them.
    errors = torch.tensor([-2, -1, -0.5, -0.1, -0.01, 0, 0.003, 0.1, 0.25, 0.9999, 1, 1.0001, 3], dtype=torch.float32)
    target = torch.linspace(0, 1, len(errors))
    cases = []
    for name, settings, function in [
        ("mse", {}, torch.nn.MSELoss()),
        ("l1", {}, torch.nn.L1Loss()),
        ("smooth-l1", {"beta": 1}, torch.nn.SmoothL1Loss(beta=1.0)),
        ("smooth-l1", {"beta": 0.1}, torch.nn.SmoothL1Loss(beta=0.1)),
        ("huber", {"delta": 1}, torch.nn.HuberLoss(delta=1.0)),
        ("huber", {"delta": 0.1}, torch.nn.HuberLoss(delta=0.1)),
    ]:
        output = (target + errors).requires_grad_(True)
        value = function(output, target)
        value.backward()
        cases.append({"loss": name, **settings, "value": float(value), "gradient": rounded(output.grad)})
    write("losses.json", {"outputs": rounded(target + errors), "targets": rounded(target), "cases": cases})


def optimizers():
    start = torch.randn(6)
    gradients = [torch.randn(6) * (0.1 if step % 7 else 3.0) for step in range(50)]
    cases = []
    for name, settings, make in [
        ("adam", {"learningRate": 0.001}, torch.optim.Adam),
        ("adam", {"learningRate": 0.01, "weightDecay": 0.1}, torch.optim.Adam),
        ("sgd", {"learningRate": 0.01, "momentum": 0.9}, torch.optim.SGD),
        ("sgd", {"learningRate": 0.1, "momentum": 0}, torch.optim.SGD),
        ("sgd", {"learningRate": 0.1, "momentum": 0, "weightDecay": 0.1}, torch.optim.SGD),
        ("sgd", {"learningRate": 0.01, "momentum": 0.9, "nesterov": True}, torch.optim.SGD),
        ("sgd", {"learningRate": 0.01, "momentum": 0.9, "nesterov": True, "weightDecay": 0.1}, torch.optim.SGD),
        ("rmsprop", {"learningRate": 0.001, "momentum": 0}, torch.optim.RMSprop),
        ("rmsprop", {"learningRate": 0.001, "momentum": 0.9}, torch.optim.RMSprop),
        ("rmsprop", {"learningRate": 0.001, "momentum": 0.9, "weightDecay": 0.1}, torch.optim.RMSprop),
    ]:
        parameter = torch.nn.Parameter(start.clone())
        settings = {"weightDecay": 0, **settings}
        names = {"learningRate": "lr", "weightDecay": "weight_decay"}
        optimizer = make([parameter], **{names.get(key, key): value for key, value in settings.items()})
        for gradient in gradients:
            parameter.grad = gradient.clone()
            optimizer.step()
        cases.append({"optimizer": name, **settings, "result": rounded(parameter)})
    write("optimizers.json", {"start": rounded(start), "gradients": [rounded(g) for g in gradients], "cases": cases})


def hwio(weight):
    return weight.permute(2, 3, 1, 0)


class Network(torch.nn.Module):
    """The two architectures at any widths; the flatten is channels-last, as in Plateau, so that dense kernels need no permuting."""

    def __init__(self, pooled, filters, kernels, hidden, side):
        super().__init__()
        self.pooled = pooled
        channels = [3, *filters]
        self.convolutions = torch.nn.ModuleList(
            torch.nn.Conv2d(channels[i], channels[i + 1], kernels[i], padding="same") for i in range(len(filters))
        )
        self.norms = torch.nn.ModuleList(torch.nn.BatchNorm2d(c) for c in filters) if pooled else []
        self.hidden = torch.nn.Linear(side * side * filters[-1], hidden)
        self.out = torch.nn.Linear(hidden, 784)

    def forward(self, x):
        for index, convolution in enumerate(self.convolutions):
            x = convolution(x)
            if self.pooled:
                x = self.norms[index](x)
            x = torch.relu(x)
            if self.pooled:
                x = F.max_pool2d(x, 2)
        x = x.permute(0, 2, 3, 1).flatten(1)
        return self.out(torch.relu(self.hidden(x)))


def networks():
    for name, pooled, filters, kernels, hidden, side in [
        ("plain", False, [2, 3], [3, 3], 4, 32),
        ("pooled", True, [3, 4, 5], [7, 3, 3], 6, 4),
    ]:
        network = Network(pooled, filters, kernels, hidden, side)
        for norm in network.norms:
            torch.nn.init.uniform_(norm.weight, 0.5, 1.5)
            torch.nn.init.uniform_(norm.bias, -0.5, 0.5)
        x = torch.rand(3, 3, 32, 32)
        y = torch.rand(3, 784)
        network.train()
        start = [  # in Plateau's order and layouts
            tensor
            for index, convolution in enumerate(network.convolutions)
            for tensor in [hwio(convolution.weight), convolution.bias]
            + ([network.norms[index].weight, network.norms[index].bias] if pooled else [])
        ] + [network.hidden.weight.t(), network.hidden.bias, network.out.weight.t(), network.out.bias]
        weights = [rounded(tensor.contiguous()) for tensor in start]
        output = network(x)
        loss = F.mse_loss(output, y)
        loss.backward()
        gradients = [
            tensor
            for index, convolution in enumerate(network.convolutions)
            for tensor in [hwio(convolution.weight.grad), convolution.bias.grad]
            + ([network.norms[index].weight.grad, network.norms[index].bias.grad] if pooled else [])
        ] + [network.hidden.weight.grad.t(), network.hidden.bias.grad, network.out.weight.grad.t(), network.out.bias.grad]
        statistics = [rounded(t) for norm in network.norms for t in [norm.running_mean, norm.running_var]]
        network.eval()
        evaluated = network(x)
        write(
            f"network-{name}.json",
            {
                "filters": filters,
                "kernelSizes": kernels,
                "hiddenUnits": hidden,
                "input": rounded(x.permute(0, 2, 3, 1).contiguous()),
                "target": rounded(y),
                "weights": weights,
                "loss": float(loss),
                "gradients": [rounded(g.contiguous()) for g in gradients],
                "statistics": statistics,
                "evaluated": rounded(evaluated),
            },
        )


targets(sys.argv[1])
losses()
optimizers()
networks()
