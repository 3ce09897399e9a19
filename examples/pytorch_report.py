"""The report's experiment in PyTorch: CIFAR-10 images to smaller grey ones, flipped; two architectures, two losses.

    python examples/pytorch_report.py --architecture pooled --loss mse
    python examples/pytorch_report.py --architecture plain --loss mse

Keys, settings and the stopping rule are those of Plateau's own runs of the same experiment, so that all stand in one verdict.
The images are Plateau's copy of CIFAR-10; `--synthetic` makes some instead.
"""

import argparse
import math
import os
from pathlib import Path

import plateau
import torch
from torch import nn

SIDE, TARGET = 32, 28


def architecture(name):
    if name == "plain":
        return nn.Sequential(
            *(nn.Conv2d(3, 16, 3, padding="same"), nn.ReLU()),
            *(nn.Conv2d(16, 32, 3, padding="same"), nn.ReLU()),
            *(nn.Flatten(), nn.Linear(32768, 128), nn.ReLU(), nn.Linear(128, TARGET * TARGET)),
        )
    blocks = []
    for before, after, kernel in ((3, 32, 7), (32, 64, 3), (64, 128, 3)):
        blocks += [nn.Conv2d(before, after, kernel, padding="same"), nn.BatchNorm2d(after), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*blocks, nn.Flatten(), nn.Linear(2048, 1024), nn.ReLU(), nn.Linear(1024, TARGET * TARGET))


def load(part, count, folder):
    """Images as (count, 3, 32, 32) in 0 to 1."""
    if folder is None:
        flat = torch.randint(0, 256, (count, 4, 4, 3), generator=torch.Generator().manual_seed(len(part)), dtype=torch.uint8)
        images = flat.repeat_interleave(8, dim=1).repeat_interleave(8, dim=2)
    else:
        file = folder / f"{part}-images.bin"
        images = torch.from_file(str(file), size=count * SIDE * SIDE * 3, dtype=torch.uint8).reshape(count, SIDE, SIDE, 3)
    return images.permute(0, 3, 1, 2).float() / 255


def targets_of(images):
    """28 x 28, grey, flipped both ways."""
    small = nn.functional.interpolate(images, (TARGET, TARGET), mode="bilinear", antialias=True, align_corners=False)
    grey = (small * torch.tensor([0.2989, 0.587, 0.114]).reshape(1, 3, 1, 1)).sum(dim=1)
    return grey.flip(1, 2).flatten(1)


def evaluate(model, images, targets, loss_of):
    """The run's own loss, and the metrics that all runs share."""
    model.eval()
    with torch.no_grad():
        outputs = torch.cat([model(batch) for batch in images.split(500)])
    mse = (outputs - targets).square().mean().item()
    mae = (outputs - targets).abs().mean().item()
    return {
        "validation_loss": loss_of(outputs, targets).item(),
        "val_mse": mse,
        "val_mae": mae,
        "val_psnr": 10 * math.log10(1 / mse) if mse > 0 else math.inf,
    }


def train(options, run, folder):
    torch.manual_seed(options.seed)
    images = load("train", options.train_size, folder)
    targets = targets_of(images)
    validation = load("test", options.validation_size, folder)
    expected = targets_of(validation)
    model = architecture(options.architecture)
    loss_of = nn.MSELoss() if options.loss == "mse" else nn.SmoothL1Loss(beta=options.beta)
    optimizer = torch.optim.SGD(model.parameters(), lr=options.learning_rate, momentum=options.momentum)
    previous, quiet = None, 0
    for epoch in range(1, options.epochs + 1):
        model.train()
        total = 0.0
        for chosen in torch.randperm(len(images)).split(options.batch_size):
            optimizer.zero_grad()
            loss = loss_of(model(images[chosen]), targets[chosen])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(chosen)
        measured = {"train_loss": total / len(images), **evaluate(model, validation, expected, loss_of)}
        run.log(measured, step=epoch)
        # The report's rule: stop after so many epochs that changed the monitored value by no more than minDelta.
        monitored = measured["val_mse"]
        is_quiet = previous is not None and not abs(monitored - previous) > options.min_delta
        previous, quiet = monitored, quiet + 1 if is_quiet else 0
        if quiet >= options.patience:
            run.summary["stopped"] = f"{quiet} quiet epochs"
            break
    with torch.no_grad():
        outputs = model(validation[:8]).reshape(-1, TARGET, TARGET).clamp(0, 1)
    run.log({"samples": [plateau.Image(output.numpy()) for output in outputs]}, step=epoch)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--architecture", choices=["plain", "pooled"], default="pooled")
    parser.add_argument("--loss", choices=["mse", "smooth-l1"], default="mse")
    parser.add_argument("--beta", type=float, default=1.0)
    parser.add_argument("--learning-rate", type=float, default=0.01)
    parser.add_argument("--momentum", type=float, default=0.9)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--epochs", type=int, default=150)
    parser.add_argument("--patience", type=int, default=5)
    parser.add_argument("--min-delta", type=float, default=5e-5)
    parser.add_argument("--train-size", type=int, default=10_000)
    parser.add_argument("--validation-size", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--synthetic", action="store_true", help="images made of chance instead of CIFAR-10")
    options = parser.parse_args()
    cache = Path(os.environ.get("PLATEAU_CACHE", Path.home() / ".cache" / "plateau")) / "datasets" / "cifar10-v1"
    if not options.synthetic and not cache.exists():
        parser.error(f"there is no CIFAR-10 in {cache}: start Plateau once, or take --synthetic")
    settings = {
        "framework": "PyTorch",
        **{"architecture": options.architecture, "loss": options.loss, "optimizer": "sgd", "momentum": options.momentum},
        **{"learningRate": options.learning_rate, "batchSize": options.batch_size, "epochs": options.epochs},
        **{"earlyStopping": True, "monitor": "val_mse", "patience": options.patience, "minDelta": options.min_delta},
        **{"trainSize": options.train_size, "validationSize": options.validation_size, "seed": options.seed},
    }
    if options.loss == "smooth-l1":
        settings["beta"] = options.beta
    with plateau.init(project="report", config=settings, tags=["PyTorch"], steps_are_epochs=True) as run:
        train(options, run, None if options.synthetic else cache)


if __name__ == "__main__":
    main()
