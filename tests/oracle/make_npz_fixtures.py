"""Makes fixtures/*.npz with NumPy: data sets as MedMNIST and as Keras publish them, in small.

    python3 -m venv venv && venv/bin/pip install numpy==2.4.6
    venv/bin/python tests/oracle/make_npz_fixtures.py

Pixel (row, column) of image i is (7 i + 5 row + 3 column) modulo 256, its class i modulo 3; images of the second side begin at 100, of the third at 200.
"""
from pathlib import Path

import numpy as np

folder = Path(__file__).parent / "fixtures"


def images(count, first):
    index, row, column = np.ogrid[first : first + count, :8, :8]
    return ((7 * index + 5 * row + 3 * column) % 256).astype(np.uint8)


def labels(count, dtype):
    return (np.arange(count) % 3).astype(dtype)


np.savez_compressed(
    folder / "medmnist.npz",
    train_images=images(30, 0),
    train_labels=labels(30, np.uint8)[:, None],
    val_images=images(9, 100),
    val_labels=labels(9, np.uint8)[:, None],
    test_images=images(9, 200),
    test_labels=labels(9, np.uint8)[:, None],
)
np.savez(
    folder / "keras.npz",
    x_train=images(30, 0),
    y_train=labels(30, np.int64),
    x_test=images(9, 100),
    y_test=labels(9, np.int64),
)
np.savez(folder / "columns.npz", images=np.asfortranarray(images(30, 0)), labels=labels(30, np.int64))
np.savez(folder / "colour.npz", images=np.zeros((9, 8, 8, 3), np.uint8), labels=labels(9, np.int64))
