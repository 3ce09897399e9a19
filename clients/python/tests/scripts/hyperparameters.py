"""Settings from the command line, changed on the way; several runs one after another; a sweep that is described."""
import argparse

import wandb

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
parser.add_argument("--layers", type=int, nargs="*", default=[32, 16])
arguments = parser.parse_args([])


def train():
    run = wandb.init(project="search", config=arguments, group="grid", job_type="train", reinit=True)
    run.config.update({"momentum": 0.9})
    wandb.config.setdefaults({"lr": 5, "seed": 1})
    run.define_metric("epoch")
    run.define_metric("val/*", step_metric="epoch", summary="min")
    for epoch in range(3):
        wandb.log({"epoch": epoch, "val/loss": run.config.lr / (epoch + 1)})
    assert run.summary["val/loss"] == run.config["lr"] / 3
    run.finish()


for rate in (0.1, 0.2):
    arguments.lr = rate
    train()
sweep_id = wandb.sweep({"method": "grid", "parameters": {"lr": {"values": [0.5, 1.0]}}}, project="search")
wandb.agent(sweep_id, function=train, count=4)
