/** None: torch.nn.Identity. */
import { defineActivation } from '../activation'

declare module '../activation' {
  interface Activations {
    linear: true
  }
}

export default defineActivation({
  kind: 'linear',
  place: 5,
  name: 'linear',
  phrase: 'no activation',
  formula: { text: 'x', tex: 'x' },
  keeps: 'output',
  torch: 'nn.Identity()',
  tfjs: 'linear',
  value: (x) => x,
  slope: () => 1,
  tensors: (_, input) => input,
  gradient: (_, gradient) => gradient,
  fixture: 'activations/linear.json',
})
