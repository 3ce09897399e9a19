"""Plateau's kinds of layers in torch, images channels last: what src-main/recipes/layers is compared with."""
import torch
from torch import nn

from plateau_random import uniforms

activations = {
    "relu": nn.ReLU,
    "elu": nn.ELU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "leaky-relu": nn.LeakyReLU,
    "linear": nn.Identity,
}


class Layer(nn.Module):
    """One layer. `values` has its parameters as [(name, torch's parameter, its view in Plateau's layout)]."""

    def __init__(self, module=None, values=(), channels_first=False):
        super().__init__()
        self.module = module
        self.values = list(values)
        self.channels_first = channels_first

    def forward(self, x, batch):
        if not self.channels_first or x.dim() == 2:
            return self.module(x)
        return self.module(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)


def filters(weight):
    """[out, in, height, width] to [height, width, in, out], and ConvTranspose2d's [in, out, ...] to [..., out, in]."""
    return weight.permute(2, 3, 1, 0)


def pixels(settings):
    padding = settings.get("padding", "same")
    reach = settings.get("dilation", 1) * (settings["kernelSize"] - 1)
    return reach // 2 if padding == "same" else 0 if padding == "valid" else padding


def sliding(settings):
    return {"stride": settings.get("stride", 1), "dilation": settings.get("dilation", 1), "padding": pixels(settings)}


def convolution(settings, shape):
    groups = settings.get("groups", 1)
    module = nn.Conv2d(shape[2], settings["filters"], settings["kernelSize"], groups=groups, **sliding(settings))
    return Layer(module, [("weight", module.weight, filters), ("bias", module.bias, None)], True)


def depthwise_module(channels, multiplier, settings, bias):
    module = nn.Conv2d(
        channels, channels * multiplier, settings["kernelSize"], groups=channels, bias=bias, **sliding(settings)
    )
    side = settings["kernelSize"]
    return module, lambda weight: weight.reshape(channels, multiplier, side, side).permute(2, 3, 0, 1)


def depthwise_convolution(settings, shape):
    module, view = depthwise_module(shape[2], settings.get("multiplier", 1), settings, True)
    return Layer(module, [("weight", module.weight, view), ("bias", module.bias, None)], True)


def separable_convolution(settings, shape):
    depthwise, view = depthwise_module(shape[2], 1, settings, False)
    pointwise = nn.Conv2d(shape[2], settings["filters"], 1)
    values = [
        ("depthwise.weight", depthwise.weight, view),
        ("pointwise.weight", pointwise.weight, filters),
        ("pointwise.bias", pointwise.bias, None),
    ]
    return Layer(nn.Sequential(depthwise, pointwise), values, True)


def transposed_convolution(settings, shape):
    module = nn.ConvTranspose2d(
        shape[2],
        settings["filters"],
        settings["kernelSize"],
        stride=settings.get("stride", 1),
        padding=settings.get("padding", 0),
        output_padding=settings.get("outputPadding", 0),
    )
    return Layer(module, [("weight", module.weight, filters), ("bias", module.bias, None)], True)


def normalization(module, channels_first):
    return Layer(module, [("weight", module.weight, None), ("bias", module.bias, None)], channels_first)


def batch_normalization(settings, shape):
    kind = nn.BatchNorm2d if len(shape) == 3 else nn.BatchNorm1d
    return normalization(kind(shape[-1], settings.get("epsilon", 1e-5), settings.get("momentum", 0.1)), True)


def dense(settings, shape):
    module = nn.Linear(shape[0], settings["units"])
    return Layer(module, [("weight", module.weight, lambda weight: weight.t()), ("bias", module.bias, None)])


class Dropout(Layer):
    """With Plateau's own masks, for seed 1."""

    def __init__(self, rate, name):
        super().__init__()
        self.rate, self.name = rate, name

    def forward(self, x, batch):
        if not self.training:
            return x
        drawn = torch.tensor(uniforms(1, f"dropout {self.name} {batch}", x.numel()), dtype=torch.float64).reshape(x.shape)
        return x * torch.where(drawn < self.rate, 0.0, 1 / (1 - self.rate)).to(x.dtype)


class Block(nn.Module):
    def __init__(self, lists, merge):
        super().__init__()
        self.lists = nn.ModuleList(lists)
        self.merge = merge

    @property
    def values(self):
        return [value for one in self.lists for value in one.values]

    def forward(self, x, batch):
        return self.merge([one(x, batch) for one in self.lists])


class Network(nn.Module):
    """Layers one after the other, from inputs of a shape."""

    def __init__(self, specs, shape, name="layers"):
        super().__init__()
        self.layers = nn.ModuleList()
        for index, spec in enumerate(specs):
            layer = build(spec, shape, f"{name}.{index}")
            self.layers.append(layer)
            with torch.no_grad():
                shape = tuple(layer.eval()(torch.zeros(1, *shape), 0).shape[1:])
        self.train()

    @property
    def values(self):
        return [value for layer in self.layers for value in layer.values]

    def forward(self, x, batch=0):
        for layer in self.layers:
            x = layer(x, batch)
        return x


def residual(settings, shape, name):
    lists = [("layers", settings["layers"]), ("shortcut", settings.get("shortcut", []))]
    return Block([Network(specs, shape, f"{name}.{key}") for key, specs in lists], sum)


def concatenation(settings, shape, name):
    lists = [Network(specs, shape, f"{name}.branches.{index}") for index, specs in enumerate(settings["branches"])]
    return Block(lists, lambda outputs: torch.cat(outputs, -1))


def upsample(settings, shape):
    mode = settings.get("mode", "nearest")
    align = {"align_corners": False} if mode == "bilinear" else {}
    return Layer(nn.Upsample(scale_factor=settings["factor"], mode=mode, **align), channels_first=True)


class Reshape(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.shape = shape

    def forward(self, x):
        return x.reshape(len(x), *self.shape)


class GlobalAverage(nn.Module):
    def forward(self, x):
        return x.mean((1, 2))


kinds = {
    "convolution": convolution,
    "depthwise-convolution": depthwise_convolution,
    "separable-convolution": separable_convolution,
    "transposed-convolution": transposed_convolution,
    "batch-normalization": batch_normalization,
    "layer-normalization": lambda s, shape: normalization(nn.LayerNorm(shape[-1], s.get("epsilon", 1e-5)), False),
    "group-normalization": lambda s, shape: normalization(
        nn.GroupNorm(s["groups"], shape[2], s.get("epsilon", 1e-5)), True
    ),
    "instance-normalization": lambda s, shape: normalization(
        nn.InstanceNorm2d(shape[2], s.get("epsilon", 1e-5), affine=True), True
    ),
    "activation": lambda s, shape: Layer(activations[s["activation"]]()),
    "max-pooling": lambda s, shape: Layer(nn.MaxPool2d(s["size"]), channels_first=True),
    "average-pooling": lambda s, shape: Layer(nn.AvgPool2d(s["size"]), channels_first=True),
    "global-average-pooling": lambda s, shape: Layer(GlobalAverage()),
    "upsample": upsample,
    "flatten": lambda s, shape: Layer(nn.Flatten()),
    "reshape": lambda s, shape: Layer(Reshape(s["shape"])),
    "dense": dense,
}
blocks = {"residual": residual, "concatenation": concatenation}


def build(spec, shape, name):
    kind = spec["kind"]
    if kind == "dropout":
        return Dropout(spec.get("rate", 0.5), name)
    return blocks[kind](spec, shape, name) if kind in blocks else kinds[kind](spec, shape)


def in_layout(view, tensor):
    return tensor if view is None else view(tensor)
