/** Points of series by step, as any client might log them. */
import fc from 'fast-check'
import type { StepColumns } from '../../src-main/store/step-columns'

/** Steps now and then far apart, values of any kind, times that may stand still. */
export function stepPoints({ minLength = 0, maxLength }: { minLength?: number; maxLength: number }) {
  return fc
    .array(
      fc.record({
        gap: fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 1, max: 50 }) }, fc.integer({ min: 1, max: 2 ** 40 })),
        pause: fc.oneof(
          fc.constant(0),
          fc.integer({ min: 0, max: 600 }).map((tenths) => tenths / 10),
        ),
        value: fc.oneof(
          fc.double(),
          fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 5e-324, -5e-324),
        ),
      }),
      { minLength, maxLength, size: 'max' },
    )
    .map((entries): StepColumns => {
      let step = -1
      let seconds = 0
      const points = entries.map(({ gap, pause, value }) => {
        step += gap
        seconds += pause
        return { step, seconds, value }
      })
      return {
        steps: Float64Array.from(points, (point) => point.step),
        seconds: Float64Array.from(points, (point) => point.seconds),
        values: Float64Array.from(points, (point) => point.value),
      }
    })
}
