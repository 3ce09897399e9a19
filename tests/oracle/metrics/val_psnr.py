import numpy as np
from skimage.metrics import peak_signal_noise_ratio


def measure(targets, outputs):
    with np.errstate(divide="ignore"):
        return peak_signal_noise_ratio(targets, outputs, data_range=1)
