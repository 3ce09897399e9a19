"""How fixtures lie on the disk: JSON, with whole tensors as base64 of their little-endian float32."""
import base64
import json
from pathlib import Path

import numpy as np

folder = Path(__file__).parent / "fixtures"


def rounded(values):
    """Float32 numbers as the shortest text that reads back to them: for short lists that people read."""
    return [float(str(np.float32(value))) for value in np.asarray(values, dtype=np.float32).ravel()]


def doubles(values):
    """Double precision numbers; those that JSON cannot hold by name, as src-main/contract/numbers.ts reads them."""
    names = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
    return [names.get(str(value), value) for value in np.asarray(values, dtype=np.float64).ravel().tolist()]


def packed(tensor):
    """A tensor, row by row."""
    return base64.b64encode(np.ascontiguousarray(tensor.detach().numpy(), dtype="<f4").tobytes()).decode()


def write(name, value):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(value, separators=(",", ":")) + "\n")
