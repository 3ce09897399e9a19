"""Runs what Plateau exports with torch and onnxruntime, and says how far the outputs are from Plateau's own. By hand, as CI has neither:

    venv/bin/pip install torch==2.13.0 numpy==2.4.6 onnx onnxruntime
    PLATEAU_EXPORTS=/tmp/exports npm run test:unit -- tests/unit/training/export.test.ts
    venv/bin/python tests/oracle/check_exports.py /tmp/exports
"""
import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

most = 1e-5


def run_torch(folder, images):
    spec = importlib.util.spec_from_file_location(f"model_{folder.name}", folder / "model.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with torch.no_grad():
        return module.load()(torch.from_numpy(images)).numpy()


def run_onnx(folder, images):
    onnx.checker.check_model(onnx.load(folder / "model.onnx"), full_check=True)
    session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])
    return session.run(["outputs"], {"images": images})[0]


def main(folder):
    worst = {"torch": 0.0, "onnxruntime": 0.0}
    wrong = 0
    for place in sorted(Path(folder).iterdir(), key=lambda path: int(path.name)):
        case = json.loads((place / "case.json").read_text())
        images = np.float32(case["images"]).reshape(2, *case["input"])
        images = np.ascontiguousarray(np.moveaxis(images, -1, 1))
        for name, run in [("torch", run_torch), ("onnxruntime", run_onnx)]:
            output = run(place, images)
            last = np.moveaxis(output, 1, -1) if output.ndim == 4 else output
            expected = np.float32(case["values"]).reshape(last.shape)
            difference = float(np.abs(last - expected).max())
            worst[name] = max(worst[name], difference)
            if not difference <= most:
                wrong += 1
                print(f"{case['name']}: {name} is {difference:.2e} away")
    print(f"largest difference: torch {worst['torch']:.2e}, onnxruntime {worst['onnxruntime']:.2e}; {wrong} beyond {most}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
