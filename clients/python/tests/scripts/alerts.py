"""Tells somebody when training goes wrong, then fails."""
from datetime import timedelta

import wandb
from wandb import AlertLevel

wandb.init(project="alerts", name="diverging")
for step in range(5):
    loss = 10.0**step
    wandb.log({"loss": loss})
    if loss > 100:
        wandb.alert(title="Loss is high", text=f"{loss} at {step}", level=AlertLevel.WARN, wait_duration=timedelta(minutes=5))
try:
    wandb.restore("model.h5")
    wandb.Api().run("me/alerts/1").history()
except wandb.errors.CommError:
    pass
wandb.termwarn("about to fail")
wandb.mark_preempting()
raise RuntimeError("diverged")
