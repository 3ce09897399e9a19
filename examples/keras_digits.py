"""A Keras classifier whose metrics, settings and model are logged by a callback.

    KERAS_BACKEND=torch python examples/keras_digits.py --epochs 5
"""

import argparse

import keras
import numpy as np
from plateau.keras import PlateauCallback

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--units", type=int, default=32)
parser.add_argument("--seed", type=int, default=1)
options = parser.parse_args()

keras.utils.set_random_seed(options.seed)
# Ten patterns, each with noise: learned in seconds, without a download.
patterns = np.random.default_rng(0).random((10, 64))
labels = np.arange(2_000) % 10
images = patterns[labels] + np.random.default_rng(1).normal(scale=0.4, size=(2_000, 64))

model = keras.Sequential([keras.layers.Dense(options.units, activation="relu"), keras.layers.Dense(10)])
model.compile(
    optimizer=keras.optimizers.Adam(1e-2),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
callback = PlateauCallback(project="digits", config=vars(options), tags=["Keras"], save_model=True)
model.fit(images, labels, validation_split=0.2, epochs=options.epochs, verbose=0, callbacks=[callback])
