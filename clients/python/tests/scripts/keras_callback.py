# needs: keras
"""A classifier whose training is logged by a callback."""
import keras
import numpy as np
import wandb
from wandb.integration.keras import WandbMetricsLogger

wandb.init(project="keras-demo", config={"units": 8, "epochs": 3})
rng = np.random.default_rng(1)
x = rng.random((128, 4)).astype("float32")
y = (x.sum(axis=1) > 2).astype("int32")
model = keras.Sequential([keras.layers.Dense(wandb.config.units, activation="relu"), keras.layers.Dense(2)])
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
model.fit(x, y, validation_split=0.25, epochs=wandb.config.epochs, verbose=0, callbacks=[WandbMetricsLogger(log_freq=2)])
wandb.finish()
