"""Makes fixtures/early-stopping-keras.json: where Keras' own EarlyStopping stops, epoch by epoch.

    python3 -m venv keras && keras/bin/pip install tensorflow-cpu==2.18.0 keras==3.15.1
    keras/bin/python tests/oracle/make_early_stopping_fixture.py

Values are multiples of 1/1024: Keras compares in float32, where these are exact, and Plateau in double precision.
"""
from types import SimpleNamespace

import numpy as np
from keras.callbacks import EarlyStopping

from fixture_files import doubles, write

nan, inf = np.nan, np.inf


def replay(values, patience, min_delta, mode):
    """The callback as `fit` calls it. What it has waited after each epoch, and the epoch at whose end it stops."""
    callback = EarlyStopping(monitor="value", patience=patience, min_delta=min_delta, mode=mode)
    model = SimpleNamespace(stop_training=False)
    callback.set_model(model)
    callback.on_train_begin()
    waited = []
    for epoch, value in enumerate(values):
        callback.on_epoch_end(epoch, {"value": value})
        waited.append(int(callback.wait))
        if model.stop_training:
            return waited, epoch + 1
    return waited, None


def curves():
    random = np.random.default_rng(21)
    for length in [1, 2, 10, 30, 30]:
        fall = 1 / (1 + np.arange(length) / 4)
        yield np.round((fall + 0.03 * random.standard_normal(length)) * 1024) / 1024
    yield np.array([1, 1, 1, 1, 1, 1.0])
    yield np.array([1, 0.875, 0.75, 0.625, 0.5, 0.375])
    yield np.array([0.5, nan, 0.25, nan, nan, 0.125, 0.125])
    yield np.array([nan, 1, 0.5, 0.25])
    yield np.array([inf, 1, inf, -inf, 0.5, 0.25])


if __name__ == "__main__":
    cases = []
    for values in curves():
        for patience in [1, 2, 5]:
            for min_delta in [0, 1 / 64, 1 / 8]:
                for direction, mode in [("lower", "min"), ("higher", "max")]:
                    waited, stop = replay(values.tolist(), patience, min_delta, mode)
                    rule = {"patience": patience, "minDelta": min_delta, "direction": direction}
                    cases.append({"values": doubles(values), **rule, "waited": waited, "stopEpoch": stop})
    write("early-stopping-keras.json", cases)
