"""Makes and checks safetensors files with the format's reference implementation.

    python3 -m venv venv && venv/bin/pip install safetensors==0.8.0 numpy
    venv/bin/python tests/oracle/make_safetensors_fixture.py           writes fixtures/reference.safetensors
    venv/bin/python tests/oracle/make_safetensors_fixture.py FILE...   reads files that Plateau wrote, and prints them

The tensors are those of the reading test in tests/unit/training/checkpoints-safetensors.test.ts.
"""
import sys
from pathlib import Path

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file

if len(sys.argv) == 1:
    tensors = {
        "layers.0.weight": np.arange(12, dtype=np.float32).reshape(2, 3, 2) / 8,
        "layers.0.bias": np.array([-0.0, np.inf, -np.inf, np.nan, 1e-45, 3.4028235e38], dtype=np.float32),
        "scalar": np.array(0.1, dtype=np.float32),
        "empty": np.zeros((0, 4), dtype=np.float32),
    }
    target = Path(__file__).parent / "fixtures" / "reference.safetensors"
    save_file(tensors, target, metadata={"format": "plateau-checkpoint", "text": "ä \" \\ \n"})
for path in sys.argv[1:]:
    with safe_open(path, framework="numpy") as file:
        print(path, file.metadata())
        for name in file.keys():
            tensor = file.get_tensor(name)
            print(name, tensor.dtype, tensor.shape, tensor.flatten()[:4].tolist(), float(tensor.astype(np.float64).sum()))
