"""Makes fixtures/optimizers/OPTIMIZER.json with torch on the CPU: what one of src-main/recipes/optimizers is compared with.

    python3 -m venv venv && venv/bin/pip install torch==2.13.0 numpy==2.4.6
    venv/bin/python tests/oracle/make_optimizer_fixtures.py [OPTIMIZER ...]

Without a name it makes all.
"""
import sys

import torch

from closed_form import uniform
from fixture_files import rounded, write
from optimizers import make_optimizer, modules, settings_of

# Six ordinary parameters, one with gradients as small as epsilon, one without any.
start = torch.from_numpy(uniform(401, (8,), -2, 2))
scale = torch.tensor([0.1, 0.1, 0.1, 0.1, 3.0, 3.0, 1e-8, 0.0])
gradients = [torch.from_numpy(uniform(402 + step, (8,), -1, 1)) * scale for step in range(50)]


def make(kind):
    cases = []
    for settings in settings_of(kind):
        parameter = torch.nn.Parameter(start.clone())
        optimizer = make_optimizer([parameter], **settings)
        for gradient in gradients:
            parameter.grad = gradient.clone()
            optimizer.step()
        cases.append({**settings, "result": rounded(parameter.detach())})
    write(f"optimizers/{kind}.json", cases)


if __name__ == "__main__":
    torch.set_num_threads(1)
    write("optimizers-inputs.json", {"start": rounded(start), "gradients": [rounded(g) for g in gradients]})
    for name in sys.argv[1:] or modules:
        make(name)
