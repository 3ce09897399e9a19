"""Trains one of the two architectures in PyTorch and prints its images/s as one JSON line.

Everything is in the peer's favour: images and targets are float32 in memory before the clock starts, and a batch is one
index_select, which is less work than a DataLoader's.
"""

import argparse
import json
import math
import resource
import sys
import time

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--data", required=True)
parser.add_argument("--images", type=int, required=True)
parser.add_argument("--epochs", type=int, required=True)
parser.add_argument("--architecture", choices=["plain", "pooled"], required=True)
parser.add_argument("--threads", type=int, required=True)
parser.add_argument("--fused", action="store_true")
arguments = parser.parse_args()

torch.set_num_threads(arguments.threads)
torch.manual_seed(1)

if arguments.architecture == "plain":
    model = nn.Sequential(
        nn.Conv2d(3, 16, 3, padding="same"), nn.ReLU(),
        nn.Conv2d(16, 32, 3, padding="same"), nn.ReLU(),
        nn.Flatten(), nn.Linear(32768, 128), nn.ReLU(), nn.Linear(128, 784),
    )  # fmt: skip
else:
    model = nn.Sequential(
        nn.Conv2d(3, 32, 7, padding="same"), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding="same"), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(64, 128, 3, padding="same"), nn.BatchNorm2d(128), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(2048, 1024), nn.ReLU(), nn.Linear(1024, 784),
    )  # fmt: skip

count = arguments.images
images = torch.from_file(f"{arguments.data}/images.bin", size=count * 3072, dtype=torch.uint8)
inputs = (images.reshape(count, 32, 32, 3).permute(0, 3, 1, 2).contiguous().float() / 255).contiguous()
targets = torch.from_file(f"{arguments.data}/targets.bin", size=count * 784, dtype=torch.float32).reshape(count, 784).clone()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True if arguments.fused else None)
loss_of = nn.MSELoss()

model.train()
rates, losses = [], []
for _ in range(arguments.epochs):
    began = time.perf_counter()
    total = 0.0
    for chosen in torch.randperm(count).split(64):
        optimizer.zero_grad()
        loss = loss_of(model(inputs[chosen]), targets[chosen])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(chosen)
    rates.append(count / (time.perf_counter() - began))
    losses.append(total / count)
    if not math.isfinite(total):
        sys.exit("The loss is not a number.")

peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({
    "imagesPerSecond": rates,
    "losses": losses,
    "peakMemory": peak if sys.platform == "darwin" else peak * 1024,
    "version": f"torch {torch.__version__}",
}))  # fmt: skip
