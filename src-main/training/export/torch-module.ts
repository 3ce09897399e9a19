/** A Python module with a run's network in PyTorch, which needs nothing else: its classes, and a reader of its weights. */
import type { LayerSpec, Shape } from '../../recipes/layer'
import { torchLayers } from './walk'

export type TorchModule = {
  readonly layers: readonly LayerSpec[]
  readonly input: Shape
  /** Of a target, height, width and channels; null of classes, whose outputs are one number each. */
  readonly target: Shape | null
  /** What it is, as one line: "calm-bay-3, epoch 12". */
  readonly title: string
  /** The file of the weights, beside this one. */
  readonly weights: string
}

/** @returns the text of the file */
export function torchModule({ layers, input, target, title, weights }: TorchModule): string {
  const { text, shape, classes } = torchLayers(layers, input)
  const unique = [...new Map(classes.map((one) => [one.name, one.text])).values()]
  const [height = 1, width = 1, channels = 1] = input
  const outputs =
    target === null
      ? `[batch, ${shape[0] ?? 1}], a number for each class; softmax makes probabilities of them`
      : `[batch, ${[target[2], target[0], target[1]].join(', ')}]`
  const isReshaped = target !== null && shape.length === 1
  const ending = isReshaped
    ? `x.reshape(-1, ${target.join(', ')}).movedim(-1, 1)`
    : target === null && shape.length === 3
      ? 'x.flatten(1)'
      : 'x'
  return `"""${docText(title)}, as Plateau exported it. It needs PyTorch and nothing else.

    model = load("${docText(weights)}")
    outputs = model(images)

Images are [batch, ${channels}, ${height}, ${width}] with values from 0 to 1, outputs ${outputs}.
"""
import json
from pathlib import Path

import torch
from torch import nn


${unique.map((one) => `${one}\n\n\n`).join('')}class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = ${text.replaceAll(/\n/g, '\n        ')}

    def forward(self, images):
        x = self.layers(images)
        return ${ending}


def read_weights(path):
    """The tensors of a safetensors file of 32-bit floats, by name."""
    data = bytearray(Path(path).read_bytes())
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        values = torch.frombuffer(data[start + begin : start + end], dtype=torch.float32)
        tensors[name] = values.reshape(entry["shape"]).clone()
    return tensors


def load(path=Path(__file__).with_name(${JSON.stringify(weights)})):
    """The network with its weights, in evaluation mode."""
    model = Model()
    model.load_state_dict(read_weights(path))
    return model.eval()
`
}

/** Nothing of a name ends a docstring or begins an escape. */
const docText = (text: string): string => text.replaceAll(/[\\"]/g, "'").replaceAll(/\p{Cc}/gu, ' ')
