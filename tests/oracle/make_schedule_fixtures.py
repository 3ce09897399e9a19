"""Makes fixtures/schedules/SCHEDULE.json with torch on the CPU: what one of src-main/recipes/schedules is compared with.

    python3 -m venv venv && venv/bin/pip install torch==2.13.0 numpy==2.4.6
    venv/bin/python tests/oracle/make_schedule_fixtures.py [SCHEDULE ...]

Without a name it makes all. The rate of each step of ten epochs of six steps, from a rate of 1.
"""
import sys

import torch

from fixture_files import doubles, write
from schedules import modules

epochs, steps_per_epoch = 10, 6
steps = epochs * steps_per_epoch


def rates_of(module, given):
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([parameter], lr=1.0)
    scheduler = module.make(optimizer, steps, steps_per_epoch, **given)
    rates = []
    for step in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        ends_epoch = step % steps_per_epoch == steps_per_epoch - 1
        if step < steps - 1 and (ends_epoch or not getattr(module, "each_epoch", False)):
            scheduler.step()
    return rates


def make(kind):
    module = modules[kind]
    write(
        f"schedules/{kind}.json",
        {
            "stepsPerEpoch": steps_per_epoch,
            "losses": getattr(module, "losses", []),
            "cases": [{"settings": given, "rates": doubles(rates_of(module, given))} for given in module.settings],
        },
    )


if __name__ == "__main__":
    for name in sys.argv[1:] or modules:
        make(name)
