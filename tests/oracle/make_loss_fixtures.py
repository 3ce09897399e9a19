"""Makes fixtures/losses/LOSS.json with torch on the CPU: what a loss of src-main/recipes/losses is compared with.

    python3 -m venv venv && venv/bin/pip install torch==2.13.0 numpy==2.4.6
    venv/bin/python tests/oracle/make_loss_fixtures.py [LOSS ...]

Without a name it makes all, sums of losses too. Images and the histogram of errors are read from the other fixtures.
"""
import base64
import json
import sys

import numpy as np
import torch

from closed_form import uniform
from fixture_files import doubles, folder, packed, rounded, write
from losses import make_loss, modules, settings_of
from networks import closed_form_batch, in_plateau_order, made, narrow_widths

architectures = ("plain", "pooled")
# Of single errors: on the kinks, beside them, far away.
sizes = [0, 1e-12, 0.003, 0.1, 0.2499, 0.25, 0.2501, 0.5, 0.9999, 1, 1.0001, 3, 1e6]
errors = [sign * size for size in sizes for sign in (1, -1)]
# Errors of every size; against targets of 0 and 0.5 they lie exactly on the kinks at 0, 0.25 and 1, and just beside them.
batch_errors = [-2, -1, -0.5, -0.25, -0.01, 0, 0.003, 0.2499, 0.25, 0.2501, 0.9999, 1, 1.0001, 3]
target = torch.tensor([0.0, 0.5] * len(batch_errors))
outputs = target + torch.tensor(batch_errors, dtype=torch.float32).repeat_interleave(2)


# Blurred noise, as pictures have structure, and the same with errors: one of them nearly flat, where variances are small.
noise = torch.nn.functional.avg_pool2d(torch.from_numpy(uniform(601, (3, 1, 32, 32))).double(), 5, stride=1)
flat = torch.tensor([1, 1, 0.02], dtype=torch.float64)[:, None]
pictures = {"targets": (noise * flat[..., None, None]).reshape(3, 784)}
pictures["outputs"] = pictures["targets"] + flat * torch.from_numpy(uniform(602, (3, 784), -0.1, 0.1)).double()
pictures = {key: value.float().double() for key, value in pictures.items()}
sums = [{"loss": "0.8*l1+0.2*ssim"}, {"loss": "1*mse+0.5*smooth-l1+0.25*ssim", "beta": 0.1}, {"loss": "0.5*mse+2*huber", "delta": 0.2}]


def read(name):
    return json.loads((folder / name).read_text())


def of_elements(settings):
    """In double precision. The derivative is autograd's."""
    function = make_loss(**settings)
    function.reduction = "none"
    error = torch.tensor(errors, dtype=torch.float64, requires_grad=True)
    values = function(error, torch.zeros_like(error))
    values.sum().backward()
    return {**settings, "values": doubles(values.detach()), "gradients": doubles(error.grad)}


def of_tensors(settings):
    output = outputs.clone().requires_grad_(True)
    value = make_loss(**settings)(output, target)
    value.backward()
    return {**settings, "value": value.item(), "gradient": rounded(output.grad)}


def of_network(architecture, settings):
    """Every gradient of a network of narrow widths, on three images."""
    network = made(architecture, narrow_widths[architecture]).train()
    images, targets = closed_form_batch(3)
    loss = make_loss(**settings)(network(images), targets)
    loss.backward()
    gradients = in_plateau_order(network, lambda parameter: parameter.grad)
    return {**settings, "value": loss.item(), "gradients": [packed(gradient) for _, gradient in gradients]}


def of_pictures(settings):
    """Value and autograd's gradient of three pictures, in double precision."""
    output = pictures["outputs"].clone().requires_grad_(True)
    value = make_loss(**settings)(output, pictures["targets"])
    value.backward()
    return {**settings, "value": value.item(), "gradient": packed(output.grad)}


def images_of(metrics, key):
    floats = np.frombuffer(base64.b64decode(metrics[key]), dtype="<f4")
    return torch.from_numpy(floats.astype(np.float64).reshape(-1, 784))


def of_cases(metrics, reached, wanted, tried):
    return {
        name: [
            {**settings, "value": make_loss(**settings)(reached[slice(*case)], wanted[slice(*case)]).item()}
            for settings in tried
        ]
        for name, case in metrics["cases"].items()
    }


def make_sums():
    metrics = read("metrics-inputs.json")
    reached, wanted = images_of(metrics, "outputs"), images_of(metrics, "targets")
    write(
        "loss-sums.json",
        {
            "pictures": [of_pictures(settings) for settings in sums],
            "images": of_cases(metrics, reached, wanted, sums),
        },
    )


def make(kind):
    metrics, histogram = read("metrics-inputs.json"), read("maths-error-histogram.json")
    reached, wanted = images_of(metrics, "outputs"), images_of(metrics, "targets")
    middles = torch.tensor([(bin - 2000 + 0.5) / 1000 for bin in histogram["bins"]], dtype=torch.float64)
    middles = middles.repeat_interleave(torch.tensor(histogram["counts"]))
    tried = settings_of(kind)
    of_images = getattr(modules[kind], "of_images", False)
    of_errors = lambda make_one, **given: [] if of_images else [make_one(settings) for settings in settings_of(kind, **given)]
    write(
        f"losses/{kind}.json",
        {
            "elements": of_errors(of_elements, also=True),
            "tensors": of_errors(of_tensors),
            **({"pictures": [of_pictures(settings) for settings in tried]} if of_images else {}),
            "networks": {
                architecture: [of_network(architecture, settings) for settings in tried]
                for architecture in architectures
            },
            "images": of_cases(metrics, reached, wanted, tried),
            "histogram": of_errors(
                lambda settings: {**settings, "value": make_loss(**settings)(middles, torch.zeros_like(middles)).item()}
            ),
        },
    )


if __name__ == "__main__":
    torch.set_num_threads(1)
    write(
        "losses-inputs.json",
        {
            "errors": doubles(errors),
            "outputs": rounded(outputs),
            "targets": rounded(target),
            "networks": {architecture: narrow_widths[architecture] for architecture in architectures},
            "pictures": {key: packed(value) for key, value in pictures.items()},
        },
    )
    for name in sys.argv[1:] or modules:
        make(name)
    make_sums()
