"""Makes fixtures/feature-maps.json with torch on the CPU: what comes out of single layers of a network, those within a block among them.

    python3 -m venv venv && venv/bin/pip install torch==2.13.0 numpy==2.4.6
    venv/bin/python tests/oracle/make_map_fixtures.py

Filled as in make_layer_fixtures.py, in double precision, for one image of stream 201. ReLU stands before max pooling, where Plateau runs the two the
other way round when it trains.
"""
import torch

from closed_form import uniform
from fixture_files import packed, write
from layers import Network
from make_layer_fixtures import act, conv, fill

specs = [
    conv(4, 3),
    act("relu"),
    {"kind": "max-pooling", "size": 2},
    {"kind": "residual", "layers": [conv(4, 3), act("relu"), {"kind": "max-pooling", "size": 1}, conv(4, 3)]},
    {"kind": "flatten"},
    {"kind": "dense", "units": 784},
]

if __name__ == "__main__":
    network = Network(specs, [32, 32, 3]).double().eval()
    fill(network)
    inner = network.layers[3].lists[0].layers
    watched = {
        "layers.0": network.layers[0],
        "layers.1": network.layers[1],
        "layers.2": network.layers[2],
        "layers.3.layers.1": inner[1],
        "layers.3": network.layers[3],
        "layers.5": network.layers[5],
    }
    maps = {}
    for name, module in watched.items():
        module.register_forward_hook(lambda _, __, output, name=name: maps.update({name: output}))
    network(torch.from_numpy(uniform(201, (1, 32, 32, 3))).double())
    write(
        "feature-maps.json",
        {
            "layers": specs,
            # A part of each: every so-manieth value, which is in all of its maps.
            "maps": {name: {"shape": list(out.shape[1:]), "every": 7, "values": packed(out.flatten()[::7])} for name, out in maps.items()},
        },
    )
