"""Makes fixtures/step-settings.json with torch on the CPU: what stands around an optimizer's step, accumulation, clipping and the average of weights.

    python3 -m venv venv && venv/bin/pip install torch==2.13.0 numpy==2.4.6
    venv/bin/python tests/oracle/make_step_fixtures.py

At least 50 steps of narrow networks in double precision. SGD, as Adam would blow rounding up to steps in the biases before batch norm, which have
no true gradient.
"""
import numpy as np
import torch
from torch.nn.utils import clip_grad_norm_, clip_grad_value_
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from closed_form import uniform
from fixture_files import packed, rounded, write
from networks import made, narrow_widths
from optimizers import make_optimizer

images, batch_size, steps = 30, 4, 50
# Bytes, as a data set has them: 8 batches an epoch, the last of 2 images.
inputs = torch.from_numpy(np.floor(uniform(201, (images, 32, 32, 3)) * 256).astype(np.float64) / 255).permute(0, 3, 1, 2)
targets = torch.from_numpy(uniform(202, (images, 784)).astype(np.float64))
sgd = {"optimizer": "sgd", "learningRate": 0.1, "momentum": 0.9, "weightDecay": 0, "nesterov": False}

cases = [
    ("pooled", {"accumulationSteps": 3}),
    ("plain", {"clipValue": 0.002}),
    ("pooled", {"clipNorm": 0.06}),
    ("pooled", {"averageDecay": 0.9}),
    ("pooled", {"accumulationSteps": 2, "clipValue": 0.01, "clipNorm": 0.05, "averageDecay": 0.95}),
]


def train(network, optimizer, average, accumulationSteps=1, clipValue=0, clipNorm=0, averageDecay=0):
    """A plain loop over epochs. Gives the losses of all batches, and how many steps a limit changed."""
    losses, taken, limited = [], 0, 0
    batches = range(0, images, batch_size)
    while taken < steps:
        for index, first in enumerate(batches):
            loss = torch.nn.functional.mse_loss(network(inputs[first : first + batch_size]), targets[first : first + batch_size])
            (loss / accumulationSteps).backward()
            losses.append(loss.item())
            if (index + 1) % accumulationSteps == 0 or index + 1 == len(batches):
                parameters = list(network.parameters())
                if clipValue > 0:
                    limited += max(p.grad.abs().max().item() for p in parameters) > clipValue
                    clip_grad_value_(parameters, clipValue)
                if clipNorm > 0:
                    limited += clip_grad_norm_(parameters, clipNorm).item() > clipNorm
                optimizer.step()
                optimizer.zero_grad()
                if average is not None:
                    average.update_parameters(network)
                taken += 1
    return losses, taken, limited


def make(architecture, settings):
    network = made(architecture, narrow_widths[architecture]).double().train()
    decay = settings.get("averageDecay", 0)
    average = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(decay), use_buffers=True) if decay > 0 else None
    losses, taken, limited = train(network, make_optimizer(network.parameters(), **sgd), average, **settings)
    clips = "clipValue" in settings or "clipNorm" in settings
    assert not clips or 5 < limited, f"{settings}: {limited} of {taken} steps are limited"
    with torch.no_grad():
        evaluated = (average if average is not None else network).eval()(inputs[:2])
    return {
        "config": {"architecture": architecture, **narrow_widths[architecture], **sgd, "batchSize": batch_size, **settings},
        "losses": rounded(losses),
        "evaluation": packed(evaluated),
    }


if __name__ == "__main__":
    torch.set_num_threads(1)
    write("step-settings.json", {"images": images, "cases": [make(*case) for case in cases]})
