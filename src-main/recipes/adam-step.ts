/** The step that Adam and AdamW share: torch's constants, and its form, which has the epsilon outside the root. */
import type { CommonOptimizerSettings, ParameterStep } from './optimizer'

const constants = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const

/** What it keeps beside every parameter: means of the gradient and of its square. */
export const adamSlots: readonly string[] = ['first', 'second']

/** One step of one parameter; weight decay has been dealt with. */
export function adamStep<Tensor>({
  kernels,
  parameter,
  slot,
  gradient,
  settings,
  steps,
}: ParameterStep<Tensor, CommonOptimizerSettings>): void {
  kernels.applyAdam(parameter, slot('first'), slot('second'), gradient, {
    ...constants,
    learningRate: settings.learningRate,
    step: steps,
  })
}
