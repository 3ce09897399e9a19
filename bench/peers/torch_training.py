"""Trains a network in PyTorch and prints its images/s as one JSON line.

Everything is in the peer's favour: images and targets are float32 in memory before the clock starts, and a batch is one
index_select, which is less work than a DataLoader's. The network is the module that Plateau exports.
"""

import argparse
import json
import math
import resource
import sys
import time
from pathlib import Path

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--work", required=True, help="a folder with work.json, network.py and the files that they name")
parser.add_argument("--threads", type=int, required=True)
parser.add_argument("--fused", action="store_true")
arguments = parser.parse_args()

torch.set_num_threads(arguments.threads)
folder = Path(arguments.work)
work = json.loads((folder / "work.json").read_text())
sys.path.insert(0, arguments.work)
sys.dont_write_bytecode = True
import network  # noqa: E402

model = network.load()
for place in work["flattened"]:
    # torch's order, channels first: a view instead of a copy.
    height, width, channels = place["shape"]
    model.layers[place["index"]] = nn.Flatten()
    dense = model.layers[place["index"] + 1]
    with torch.no_grad():
        weight = dense.weight.reshape(-1, height, width, channels).permute(0, 3, 1, 2)
        dense.weight.copy_(weight.reshape(dense.weight.shape).clone())

count, epochs, batch = work["images"], work["epochs"], work["batchSize"]
height, width, channels = work["input"]
images = torch.from_file(str(folder / "images.bin"), size=count * height * width * channels, dtype=torch.uint8)
inputs = (images.reshape(count, height, width, channels).permute(0, 3, 1, 2).contiguous().float() / 255).contiguous()
height, width, channels = work["target"]
size = height * width * channels
targets = torch.from_file(str(folder / "targets.bin"), size=count * size, dtype=torch.float32)
if work["isOfClasses"]:
    targets = targets.reshape(count, size).argmax(1)
    loss_of = nn.CrossEntropyLoss()
else:
    targets = targets.reshape(count, height, width, channels).permute(0, 3, 1, 2).contiguous()
    loss_of = nn.MSELoss()
orders = torch.from_file(str(folder / "order.bin"), size=epochs * count, dtype=torch.int32).reshape(epochs, count).long()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True if arguments.fused else None)

model.train()
rates, losses = [], []
for order in orders:
    began = time.perf_counter()
    total = 0.0
    for chosen in order.split(batch):
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
