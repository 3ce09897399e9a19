"""Without a network, then not at all."""
import os

import wandb

os.environ["WANDB_SILENT"] = "true"
wandb.login(key="none", anonymous="allow")
with wandb.init(project="offline", mode="offline", tags=["night"], notes="no network", save_code=True) as run:
    for i in range(4):
        run.log({"metric": i}, step=i * 10)
    print("ran offline", run.name, run.url, run.project)
os.environ["WANDB_MODE"] = "disabled"
run = wandb.init(project="nothing")
run.log({"metric": 1})
run.config.x = 1
run.finish()
