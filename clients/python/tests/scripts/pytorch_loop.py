# needs: torch
"""A small network learns a line; its gradients are watched."""
import torch
import wandb

torch.manual_seed(0)
wandb.init(project="regression", config={"lr": 0.05, "epochs": 4, "batch_size": 16})
config = wandb.config
model = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
wandb.watch(model, log="all", log_freq=2)
optimizer = torch.optim.SGD(model.parameters(), lr=config.lr)
inputs = torch.rand(64, 2)
targets = inputs.sum(dim=1, keepdim=True)
for epoch in range(config.epochs):
    for first in range(0, 64, config.batch_size):
        batch = slice(first, first + config.batch_size)
        loss = torch.nn.functional.mse_loss(model(inputs[batch]), targets[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        wandb.log({"train": {"loss": loss}, "epoch": epoch})
wandb.summary["final_loss"] = loss.item()
wandb.finish()
