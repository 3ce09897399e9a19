"""Trains one of the two architectures in Keras on TensorFlow, as a compiled graph, and prints its images/s as one JSON line.

The step is one tf.function over tensors that are float32 in memory before the clock starts: model.fit's own loop costs more.
"""

import argparse
import json
import os
import resource
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("--data", required=True)
parser.add_argument("--images", type=int, required=True)
parser.add_argument("--epochs", type=int, required=True)
parser.add_argument("--architecture", choices=["plain", "pooled"], required=True)
parser.add_argument("--threads", type=int, required=True)
arguments = parser.parse_args()

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
os.environ["KERAS_BACKEND"] = "tensorflow"
import keras  # noqa: E402
import numpy  # noqa: E402
import tensorflow as tf  # noqa: E402
from keras import layers  # noqa: E402

tf.config.threading.set_intra_op_parallelism_threads(arguments.threads)
tf.config.threading.set_inter_op_parallelism_threads(arguments.threads)
keras.utils.set_random_seed(1)


def block(filters, size):
    """Convolution, batch norm, ReLU and pooling, with PyTorch's momentum and epsilon."""
    return [
        layers.Conv2D(filters, size, padding="same"),
        layers.BatchNormalization(momentum=0.9, epsilon=1e-5),
        layers.ReLU(),
        layers.MaxPooling2D(2),
    ]


if arguments.architecture == "plain":
    body = [
        layers.Conv2D(16, 3, padding="same", activation="relu"),
        layers.Conv2D(32, 3, padding="same", activation="relu"),
        layers.Flatten(),
        layers.Dense(128, activation="relu"),
        layers.Dense(784),
    ]
else:
    body = [
        *block(32, 7),
        *block(64, 3),
        *block(128, 3),
        layers.Flatten(),
        layers.Dense(1024, activation="relu"),
        layers.Dense(784),
    ]
model = keras.Sequential([keras.Input((32, 32, 3)), *body])

count = arguments.images
inputs = tf.constant(
    numpy.fromfile(f"{arguments.data}/images.bin", dtype=numpy.uint8).reshape(count, 32, 32, 3).astype(numpy.float32) / 255
)
targets = tf.constant(numpy.fromfile(f"{arguments.data}/targets.bin", dtype=numpy.float32).reshape(count, 784))
optimizer = keras.optimizers.Adam(1e-3)
optimizer.build(model.trainable_variables)


@tf.function
def step(chosen):
    """One batch; returns its loss."""
    x, y = tf.gather(inputs, chosen), tf.gather(targets, chosen)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x, training=True) - y))
    optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
    return loss


generator = numpy.random.default_rng(1)
rates, losses = [], []
for _ in range(arguments.epochs):
    began = time.perf_counter()
    order = generator.permutation(count).astype(numpy.int32)
    total = 0.0
    for first in range(0, count, 64):
        chosen = order[first : first + 64]
        total += float(step(tf.constant(chosen))) * len(chosen)
    rates.append(count / (time.perf_counter() - began))
    losses.append(total / count)
    if not numpy.isfinite(total):
        sys.exit("The loss is not a number.")

peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(
    json.dumps(
        {
            "imagesPerSecond": rates,
            "losses": losses,
            "peakMemory": peak if sys.platform == "darwin" else peak * 1024,
            "version": f"Keras {keras.__version__}, TensorFlow {tf.__version__}",
        }
    )
)
