import { describe, expect, it } from 'vitest'
import { gradientOfError, lossOfError } from '../../../src-main/maths/losses'
import { errorLossKinds } from '../../../src-main/recipes/registry/losses'
import { errorLossFixtures, lossInputs, titleOf } from '../training/loss-fixtures'
import { distance, toDoubles } from './doubles'

const errors = toDoubles(lossInputs.errors)

describe('losses of one error beside torch and its autograd, kinks among them', () => {
  it.each(
    errorLossKinds.flatMap((kind) => errorLossFixtures[kind].elements.map((one) => [titleOf(one), one] as const)),
  )('%s', (_, { values, gradients, ...settings }) => {
    for (const [index, error] of errors.entries()) {
      expect(distance([lossOfError(settings, error)], [toDoubles(values)[index]!])).toBeLessThan(1e-15)
      expect(distance([gradientOfError(settings, error)], [toDoubles(gradients)[index]!])).toBeLessThan(1e-15)
    }
  })

  it('Smooth L1 with beta 1 is half of MSE for errors below 1, with half of its gradient', () => {
    for (const error of errors.filter((size) => Math.abs(size) < 1)) {
      expect(lossOfError({ loss: 'smooth-l1', beta: 1 }, error)).toBe(lossOfError({ loss: 'mse' }, error) / 2)
      expect(gradientOfError({ loss: 'smooth-l1', beta: 1 }, error)).toBe(gradientOfError({ loss: 'mse' }, error) / 2)
    }
  })
})
