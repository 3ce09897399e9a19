/** Text of PyTorch modules that several layers share. */
import type { Shape } from './layer'
import type { TorchClass, TorchText } from './layer-exports'

const reshape: TorchClass = {
  name: 'Reshape',
  text: `class Reshape(nn.Module):
    """The same values in another shape, row by row, as if channels were last."""

    def __init__(self, *shape):
        super().__init__()
        self.shape = shape

    def forward(self, x):
        x = x.movedim(1, -1).reshape(-1, *self.shape) if x.dim() == 4 else x.reshape(-1, *self.shape)
        return x.movedim(-1, 1) if len(self.shape) == 3 else x`,
}

/** Images have their channels first in torch, so that row by row is another order there. */
export const torchReshape = (input: Shape, output: Shape): TorchText =>
  input.length === 1 && output.length === 1
    ? { module: 'nn.Identity()' }
    : { module: `${reshape.name}(${output.join(', ')})`, needs: reshape }

/** An argument on lines of its own, four spaces further in. */
export const indented = (text: string): string => `${text.replaceAll(/^/gm, '    ')},\n`
