import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lossOfError } from '../../../src-main/maths/losses'

describe('losses of one error', () => {
  it('Smooth L1 with beta 1 is half of MSE for every error below 1: the scales of the two differ', () => {
    fc.assert(
      fc.property(fc.double({ min: -0.999, max: 0.999, noNaN: true }), (error) => {
        expect(lossOfError({ loss: 'smooth-l1', beta: 1 }, error)).toBeCloseTo(
          lossOfError({ loss: 'mse' }, error) / 2,
          12,
        )
      }),
    )
  })

  it('Huber is delta times Smooth L1 with beta = delta', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 5, noNaN: true }),
        fc.double({ min: 0.01, max: 3, noNaN: true }),
        (error, width) => {
          expect(lossOfError({ loss: 'huber', delta: width }, error)).toBeCloseTo(
            width * lossOfError({ loss: 'smooth-l1', beta: width }, error),
            9,
          )
        },
      ),
    )
  })
})
