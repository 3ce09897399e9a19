# needs: numpy
"""Predictions as pictures with captions, an array, and a distribution."""
import numpy as np
import wandb

with wandb.init(project="pictures") as run:
    rng = np.random.default_rng(0)
    for epoch in range(2):
        examples = [wandb.Image(rng.integers(0, 255, (8, 8, 3), dtype=np.uint8), caption=f"class {k}") for k in range(3)]
        run.log({"examples": examples, "epoch": epoch}, commit=False)
        run.log({"weights": wandb.Histogram(rng.normal(size=500)), "activations": rng.random(100)})
        masks = {"prediction": {"mask_data": np.zeros((8, 8)), "class_labels": {0: "sky"}}}
        run.log({"masked": wandb.Image(np.ones((8, 8)), masks=masks)}, step=run.step)
