/** Dense layers alone: what convolutions are compared with. */
import { sizeOfShape } from '../data-source'
import { defineArchitecture } from '../architecture'
import type { LayerSpec } from '../layer'

const hidden: readonly LayerSpec[] = [
  { kind: 'dense', units: 512 },
  { kind: 'activation', activation: 'relu' },
]

export default defineArchitecture({
  kind: 'mlp',
  place: 3,
  name: 'MLP',
  help: 'Two dense layers of 512 units, and no convolution.',
  layers: ({ target }) => [{ kind: 'flatten' }, ...hidden, ...hidden, { kind: 'dense', units: sizeOfShape(target) }],
})
