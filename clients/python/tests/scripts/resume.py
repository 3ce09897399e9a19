"""Trains in two parts: the second resumes the first by its id."""
import wandb

run_id = wandb.util.generate_id()
for part in range(2):
    wandb.init(project="resumed", id=run_id, resume="allow", config={"epochs": 6})
    assert wandb.run.resumed == (part == 1)
    start = wandb.run.step
    assert start == 3 * part, start
    for epoch in range(start, start + 3):
        wandb.log({"epoch": epoch, "loss": 6 - epoch})
    wandb.finish()
