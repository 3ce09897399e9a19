/** Points by step as columns, and what is done with stretches of them. */

/** Points of a series, as columns of one length: whole ascending steps, seconds that do not descend, any values. */
export type StepPoints = {
  readonly steps: ArrayLike<number>
  readonly seconds: ArrayLike<number>
  readonly values: ArrayLike<number>
}
/** Points as they are read. */
export type StepColumns = {
  readonly steps: Float64Array
  readonly seconds: Float64Array
  readonly values: Float64Array
}

export const noPoints: StepColumns = {
  steps: new Float64Array(),
  seconds: new Float64Array(),
  values: new Float64Array(),
}

/** Null without points. */
export function lastOf({ steps, seconds }: StepPoints): { readonly step: number; readonly seconds: number } | null {
  const end = steps.length - 1
  return end < 0 ? null : { step: steps[end] ?? 0, seconds: seconds[end] ?? 0 }
}

function sliceColumn(column: ArrayLike<number>, from: number, to: number): Float64Array {
  return column instanceof Float64Array
    ? column.subarray(from, to)
    : Float64Array.from({ length: to - from }, (_, index) => column[from + index] ?? Number.NaN)
}

export function slicePoints({ steps, seconds, values }: StepPoints, from: number, to: number): StepColumns {
  return {
    steps: sliceColumn(steps, from, to),
    seconds: sliceColumn(seconds, from, to),
    values: sliceColumn(values, from, to),
  }
}

/** Several stretches as one. */
export function joinPoints(...parts: readonly StepColumns[]): StepColumns {
  const length = parts.reduce((sum, { steps }) => sum + steps.length, 0)
  const joined = {
    steps: new Float64Array(length),
    seconds: new Float64Array(length),
    values: new Float64Array(length),
  }
  let at = 0
  for (const { steps, seconds, values } of parts) {
    joined.steps.set(steps, at)
    joined.seconds.set(seconds, at)
    joined.values.set(values, at)
    at += steps.length
  }
  return joined
}

/**
 * Points with others put among them, by step: of those at one step the later one counts, at the time of the first, so that times do not
 * descend.
 * @param added in any order
 * @returns the points, and at how many steps one took another's place
 */
export function mergePoints(stored: StepColumns, added: StepPoints): { points: StepColumns; replaced: number } {
  const byStep = new Map<number, { seconds: number; value: number }>()
  stored.steps.forEach((step, index) =>
    byStep.set(step, { seconds: stored.seconds[index] ?? 0, value: stored.values[index] ?? Number.NaN }),
  )
  let replaced = 0
  for (let index = 0; index < added.steps.length; index += 1) {
    const step = added.steps[index] ?? 0
    const value = added.values[index] ?? Number.NaN
    const known = byStep.get(step)
    if (known === undefined) byStep.set(step, { seconds: added.seconds[index] ?? 0, value })
    else {
      known.value = value
      replaced += 1
    }
  }
  const steps = Float64Array.from(byStep.keys()).sort()
  const seconds = Float64Array.from(steps, (step) => byStep.get(step)?.seconds ?? 0)
  // A point that came late lies before others in steps: it is no later than they are.
  for (let index = seconds.length - 2; index >= 0; index -= 1)
    seconds[index] = Math.min(seconds[index] ?? 0, seconds[index + 1] ?? 0)
  return {
    points: { steps, seconds, values: Float64Array.from(steps, (step) => byStep.get(step)?.value ?? Number.NaN) },
    replaced,
  }
}

/** Whether each number is above the one before. */
export function isAscending(numbers: ArrayLike<number>): boolean {
  for (let index = 1; index < numbers.length; index += 1)
    if (!((numbers[index] ?? 0) > (numbers[index - 1] ?? 0))) return false
  return true
}
