"""Makes fixtures/layers.json with torch on the CPU: what each of src-main/recipes/layers is compared with, and 50 steps of all of them.

    python3 -m venv venv && venv/bin/pip install torch==2.13.0 numpy==2.4.6
    venv/bin/python tests/oracle/make_layer_fixtures.py

In double precision. Parameter i takes stream i + 1 of closed_form.py, inputs stream 301, gradients of outputs stream 302. A new kind of
layer has its case here, and its module in layers.py.
"""
import torch

from closed_form import uniform
from fixture_files import packed, rounded, write
from layers import Network, in_layout

image, vector = [6, 6, 4], [10]


def conv(filters, side, **settings):
    return {"kind": "convolution", "filters": filters, "kernelSize": side, **settings}


def act(name):
    return {"kind": "activation", "activation": name}


def depthwise(side, **settings):
    return {"kind": "depthwise-convolution", "kernelSize": side, **settings}


def separable(filters, side, **settings):
    return {"kind": "separable-convolution", "filters": filters, "kernelSize": side, **settings}


def transposed(filters, side, **settings):
    return {"kind": "transposed-convolution", "filters": filters, "kernelSize": side, **settings}


def upsample(factor, mode):
    return {"kind": "upsample", "factor": factor, "mode": mode}


cases = [
    (conv(5, 3), image),
    (conv(5, 3, stride=2), image),
    (conv(5, 3, stride=2), [7, 5, 4]),
    (conv(5, 2, stride=2, padding="valid"), image),
    (conv(5, 3, dilation=2), image),
    (conv(5, 3, stride=2, dilation=2, padding=1), image),
    (conv(6, 3, groups=2), image),
    (conv(6, 3, groups=2, stride=2, padding=2), [5, 6, 4]),
    (conv(5, 1), image),
    (depthwise(3), image),
    (depthwise(3, stride=2, multiplier=2), image),
    (depthwise(3, dilation=2, padding=1), [7, 6, 4]),
    (separable(5, 3), image),
    (separable(5, 3, stride=2, padding="valid"), image),
    (transposed(5, 2, stride=2), image),
    (transposed(5, 3, stride=2, padding=1, outputPadding=1), [5, 6, 4]),
    (transposed(5, 3), image),
    ({"kind": "batch-normalization"}, image),
    ({"kind": "batch-normalization", "epsilon": 0.01}, vector),
    ({"kind": "layer-normalization"}, image),
    ({"kind": "layer-normalization", "epsilon": 0.01}, vector),
    ({"kind": "group-normalization", "groups": 2}, image),
    ({"kind": "instance-normalization"}, image),
    ({"kind": "instance-normalization", "epsilon": 0.01}, [5, 6, 3]),
    (act("gelu"), image),
    (act("silu"), vector),
    ({"kind": "max-pooling", "size": 2}, image),
    ({"kind": "average-pooling", "size": 2}, [7, 6, 4]),
    ({"kind": "global-average-pooling"}, image),
    (upsample(2, "nearest"), image),
    (upsample(3, "bilinear"), image),
    ({"kind": "flatten"}, image),
    ({"kind": "reshape", "shape": [4, 4, 9]}, image),
    ({"kind": "dense", "units": 5}, vector),
    ({"kind": "residual", "layers": [conv(4, 3), act("relu"), conv(4, 3)]}, image),
    ({"kind": "residual", "layers": [conv(5, 3, stride=2), act("silu")], "shortcut": [conv(5, 1, stride=2)]}, image),
    ({"kind": "residual", "layers": [act("linear")], "shortcut": []}, image),
    ({"kind": "concatenation", "branches": [[], [conv(3, 3)], [act("tanh")]]}, image),
]

everything = [
    {"kind": "average-pooling", "size": 2},
    conv(8, 3),
    {"kind": "batch-normalization"},
    act("relu"),
    {"kind": "max-pooling", "size": 2},
    {
        "kind": "residual",
        "layers": [{"kind": "group-normalization", "groups": 2}, act("silu"), conv(12, 3, stride=2), conv(12, 3, groups=3)],
        "shortcut": [conv(12, 1, stride=2)],
    },
    transposed(8, 2, stride=2),
    {"kind": "layer-normalization"},
    act("gelu"),
    {
        "kind": "concatenation",
        "branches": [
            [],
            [depthwise(3, dilation=2), {"kind": "instance-normalization"}, separable(4, 3)],
            [conv(4, 3, dilation=2), {"kind": "average-pooling", "size": 2}, upsample(2, "bilinear")],
        ],
    },
    act("leaky-relu"),
    conv(6, 2, stride=2, padding="valid"),
    upsample(2, "nearest"),
    {
        "kind": "concatenation",
        "branches": [[{"kind": "flatten"}, {"kind": "dense", "units": 10}, act("linear")], [{"kind": "global-average-pooling"}]],
    },
    {"kind": "dropout", "rate": 0.25},
    {"kind": "reshape", "shape": [2, 2, 4]},
    {"kind": "residual", "layers": [act("elu"), {"kind": "dropout", "rate": 0.1}, act("sigmoid")]},
    {"kind": "flatten"},
    {"kind": "dense", "units": 784},
]


def fill(network):
    """Weights within +-1 / sqrt(inputs of each output), scales of norms around 1, offsets and biases around 0."""
    with torch.no_grad():
        for index, (name, tensor, view) in enumerate(network.values):
            target = in_layout(view, tensor)
            shape = tuple(target.shape)
            bound = 0.5 if len(shape) == 1 else (target.numel() / shape[-1]) ** -0.5
            middle = 1 if len(shape) == 1 and name == "weight" else 0
            target.copy_(torch.from_numpy(uniform(index + 1, shape, middle - bound, middle + bound)))


def layer_case(spec, shape):
    network = Network([spec], shape).double()
    fill(network)
    x = torch.from_numpy(uniform(301, (2, *shape), -1, 1)).double().requires_grad_(True)
    output = network(x)
    output.backward(torch.from_numpy(uniform(302, tuple(output.shape), -1, 1)).double())
    return {
        "layer": spec,
        "input": shape,
        "output": packed(output),
        "shape": list(output.shape[1:]),
        "inputGradient": packed(x.grad),
        "names": [name for name, _, _ in network.values],
        "gradients": [packed(in_layout(view, tensor.grad)) for _, tensor, view in network.values],
    }


def steps_case(count=50, batch_size=4, rate=0.02):
    network = Network(everything, [32, 32, 3]).double()
    fill(network)
    optimizer = torch.optim.SGD(network.parameters(), lr=rate, momentum=0.9)
    images = torch.from_numpy(uniform(201, (16, 32, 32, 3))).double()
    targets = torch.from_numpy(uniform(202, (16, 784))).double()
    losses = []
    for step in range(count):
        chosen = [(step * batch_size + index) % len(images) for index in range(batch_size)]
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(network(images[chosen], step), targets[chosen])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    with torch.no_grad():
        evaluated = network.eval()(images[:2])
    return {
        "layers": everything,
        "images": len(images),
        "batchSize": batch_size,
        "learningRate": rate,
        "losses": rounded(losses),
        "evaluation": packed(evaluated),
    }


if __name__ == "__main__":
    write("layers.json", {"cases": [layer_case(*case) for case in cases], "steps": steps_case()})
