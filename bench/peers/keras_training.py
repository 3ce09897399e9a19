"""Trains a network in Keras on TensorFlow, as a compiled graph, and prints its images/s as one JSON line.

The step is one tf.function over tensors that are float32 in memory before the clock starts: model.fit's own loop costs more.
"""

import argparse
import json
import os
import resource
import sys
import time
from pathlib import Path

parser = argparse.ArgumentParser()
parser.add_argument("--work", required=True, help="a folder with work.json and the files that belong to it")
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
folder = Path(arguments.work)
work = json.loads((folder / "work.json").read_text())

first = []
"""Layers with the names of their weights, which are set once the network is built."""


def named(layer, name, *parameters):
    """The layer, whose weights begin as torch's of that name."""
    first.append((layer, [f"{name}.{parameter}" for parameter in parameters]))
    return layer


def convolution(spec, x, name):
    """As torch pads it: the same at both sides, which Keras does by itself only without a stride."""
    size, stride, padding = spec["kernelSize"], spec.get("stride", 1), spec.get("padding", "same")
    if padding == "same" and stride > 1:
        x = layers.ZeroPadding2D((size - 1) // 2)(x) if size > 1 else x
        padding = "valid"
    return named(layers.Conv2D(spec["filters"], size, stride, padding), name, "weight", "bias")(x)


def inner(specs, x, name):
    """A list of layers; an empty one hands its input on."""
    for index, spec in enumerate(specs):
        x = one(spec, x, f"{name}.{index}")
    return x


def one(spec, x, name):
    """A layer of Plateau's, as Keras has it. Epsilon and momentum are PyTorch's."""
    kind = spec["kind"]
    if kind == "convolution":
        return convolution(spec, x, name)
    if kind == "transposed-convolution":
        layer = layers.Conv2DTranspose(spec["filters"], spec["kernelSize"], spec["stride"], "valid")
        return named(layer, name, "weight", "bias")(x)
    if kind == "batch-normalization":
        layer = layers.BatchNormalization(momentum=0.9, epsilon=1e-5)
        return named(layer, name, "weight", "bias", "running_mean", "running_var")(x)
    if kind == "dense":
        return named(layers.Dense(spec["units"]), name, "weight", "bias")(x)
    if kind == "residual":
        body = inner(spec["layers"], x, f"{name}.layers")
        return layers.Add()([body, inner(spec.get("shortcut", []), x, f"{name}.shortcut")])
    if kind == "concatenation":
        branches = [inner(branch, x, f"{name}.branches.{index}") for index, branch in enumerate(spec["branches"])]
        return layers.Concatenate()(branches)
    if kind == "activation":
        return layers.Activation(spec["activation"])(x)
    if kind == "max-pooling":
        return layers.MaxPooling2D(spec["size"])(x)
    if kind == "global-average-pooling":
        return layers.GlobalAveragePooling2D()(x)
    if kind == "flatten":
        return layers.Flatten()(x)
    if kind == "reshape":
        return layers.Reshape(spec["shape"])(x)
    sys.exit(f"There is no layer of kind {kind} here.")


def read_weights(path):
    """The tensors of a safetensors file of 32-bit floats, by name, out of torch's layouts into Keras'."""
    data = path.read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        values = numpy.frombuffer(data[start + begin : start + end], numpy.float32).reshape(entry["shape"])
        tensors[name] = values.transpose(2, 3, 1, 0) if values.ndim == 4 else values.T
    return tensors


start = keras.Input(work["input"])
model = keras.Model(start, inner(work["layers"], start, "layers"))
weights = read_weights(folder / "weights.safetensors")
for layer, names in first:
    layer.set_weights([weights[name] for name in names])

count, epochs, batch = work["images"], work["epochs"], work["batchSize"]
images = numpy.fromfile(folder / "images.bin", dtype=numpy.uint8).reshape(count, *work["input"])
inputs = tf.constant(images.astype(numpy.float32) / 255)
targets = tf.constant(numpy.fromfile(folder / "targets.bin", dtype=numpy.float32).reshape(count, -1))
orders = numpy.fromfile(folder / "order.bin", dtype=numpy.int32).reshape(epochs, count)
optimizer = keras.optimizers.Adam(1e-3, epsilon=1e-8)
optimizer.build(model.trainable_variables)


@tf.function
def step(chosen):
    """One batch; returns its loss."""
    x, y = tf.gather(inputs, chosen), tf.gather(targets, chosen)
    with tf.GradientTape() as tape:
        outputs = model(x, training=True)
        if work["isOfClasses"]:
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(y, outputs))
        else:
            loss = tf.reduce_mean(tf.square(outputs - y))
    optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
    return loss


rates, losses = [], []
for order in orders:
    began = time.perf_counter()
    total = 0.0
    for at in range(0, count, batch):
        chosen = order[at : at + batch]
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
