"""The two architectures in torch, and their tensors in Plateau's order and layouts."""
import torch
import torch.nn.functional as F

from closed_form import uniform

# The widths of an ordinary run, and narrow ones whose gradients are small enough to keep whole.
widths = {
    "plain": {"filters": [16, 32], "kernelSizes": [3, 3], "hiddenUnits": 128},
    "pooled": {"filters": [32, 64, 128], "kernelSizes": [7, 3, 3], "hiddenUnits": 1024},
}
narrow_widths = {
    "plain": {"filters": [2, 3], "kernelSizes": [3, 3], "hiddenUnits": 2},
    "pooled": {"filters": [3, 4, 5], "kernelSizes": [7, 3, 3], "hiddenUnits": 6},
}


class Network(torch.nn.Module):
    """
    Convolutions with bias and padding `same`; in `pooled` each is followed by batch norm, ReLU and 2 x 2 max pooling, in
    `plain` by ReLU alone. The flatten is channels-last, as in Plateau, so that dense weights need no permuting: by symmetry
    of the initialisation this is the same network as with torch's own flatten.
    """

    def __init__(self, architecture, filters, kernelSizes, hiddenUnits):
        super().__init__()
        self.pooled = architecture == "pooled"
        channels = [3, *filters]
        side = 32 // 2 ** len(filters) if self.pooled else 32
        self.convolutions = torch.nn.ModuleList(
            torch.nn.Conv2d(channels[i], channels[i + 1], kernelSizes[i], padding="same") for i in range(len(filters))
        )
        self.norms = torch.nn.ModuleList(torch.nn.BatchNorm2d(c) for c in filters) if self.pooled else []
        self.hidden = torch.nn.Linear(side * side * filters[-1], hiddenUnits)
        self.out = torch.nn.Linear(hiddenUnits, 784)

    def forward(self, x):
        """[batch, 3, 32, 32] to [batch, 784]."""
        for index, convolution in enumerate(self.convolutions):
            x = convolution(x)
            if self.pooled:
                x = self.norms[index](x)
            x = torch.relu(x)
            if self.pooled:
                x = F.max_pool2d(x, 2)
        x = x.permute(0, 2, 3, 1).flatten(1)
        return self.out(torch.relu(self.hidden(x)))


def in_plateau_order(network, of=lambda parameter: parameter):
    """[(layer, tensor)] in Plateau's order and layouts: filters as HWIO, dense weights as [in, out]. `of` picks, for example, gradients."""
    tensors = []
    for index, convolution in enumerate(network.convolutions):
        tensors += [("filter", of(convolution.weight).permute(2, 3, 1, 0)), ("bias", of(convolution.bias))]
        if network.pooled:
            norm = network.norms[index]
            tensors += [("scale", of(norm.weight)), ("offset", of(norm.bias))]
    for dense in [network.hidden, network.out]:
        tensors += [("kernel", of(dense.weight).t()), ("bias", of(dense.bias))]
    return tensors


def running_statistics(network):
    return [tensor for norm in network.norms for tensor in (norm.running_mean, norm.running_var)]


def fill(network):
    """
    Closed-form weights: tensor i takes stream i + 1, in Plateau's layout. Weights and biases lie in +-1/sqrt(fan-in), as
    torch's default has them; batch norm's scale in [0.5, 1.5), its offset in [-0.5, 0.5).
    """
    fan_in = 0
    with torch.no_grad():
        for index, (kind, tensor) in enumerate(in_plateau_order(network)):
            if kind in ("filter", "kernel"):
                fan_in = tensor.numel() // tensor.shape[-1]
            low, high = {"scale": (0.5, 1.5), "offset": (-0.5, 0.5)}.get(kind, (-(fan_in**-0.5), fan_in**-0.5))
            # In place through the view, so that torch's own layout takes it up.
            tensor.copy_(torch.from_numpy(uniform(index + 1, tuple(tensor.shape), low, high)))


def fill_statistics(network):
    """Closed-form running statistics, as if it had trained: streams from 101 on, means in [-0.5, 0.5), variances in [0.5, 1.5)."""
    for index, tensor in enumerate(running_statistics(network)):
        low, high = (-0.5, 0.5) if index % 2 == 0 else (0.5, 1.5)
        tensor.copy_(torch.from_numpy(uniform(101 + index, tuple(tensor.shape), low, high)))


def made(architecture, sizes):
    network = Network(architecture, **sizes)
    fill(network)
    return network


def closed_form_batch(count):
    """Images [count, 3, 32, 32] and targets [count, 784] of streams 201 and 202; the images are NHWC in Plateau."""
    images = torch.from_numpy(uniform(201, (count, 32, 32, 3))).permute(0, 3, 1, 2)
    return images, torch.from_numpy(uniform(202, (count, 784)))
