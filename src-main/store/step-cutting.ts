/** Cutting series by step: what lies past a step is taken off, out of tail and chunks. */
import type { StepChunks } from './step-chunks'
import { joinPoints, lastOf, noPoints, slicePoints, type StepColumns } from './step-columns'
import type { StepStates } from './step-state'
import type { StepTails } from './step-tails'

type Parts = {
  readonly states: StepStates
  readonly tails: StepTails
  readonly chunks: StepChunks
  /** Called when points that were there are no longer where they were. */
  readonly onMoved: (series: number) => void
}

/** @returns a function that takes off what a series has past a step, and gives it back as far as it can be read */
export function createStepCutting({ states, tails, chunks, onMoved }: Parts) {
  /** Takes off what a series has past a step. @returns it, as far as it can be read */
  function takePast(series: number, afterStep: number): StepColumns {
    const known = states.of(series)
    if (known === undefined || known.lastStep <= afterStep) return noPoints
    onMoved(series)
    // What stays of a chunk that was cut is the newest there is: it becomes the open tail.
    let open = tails.read(series)
    let pointCount = known.pointCount - known.tailCount
    for (const firstStep of chunks.past(series, afterStep)) {
      const { points, count } = chunks.take(series, firstStep)
      pointCount -= count
      if (points !== null) open = joinPoints(points, open)
    }
    const from = open.steps.findIndex((step) => step > afterStep)
    const end = from === -1 ? open.steps.length : from
    const rest = slicePoints(open, 0, end)
    tails.clear(series)
    tails.add(series, rest)
    keepRest(series, pointCount, rest, afterStep)
    return slicePoints(open, end, open.steps.length)
  }

  function keepRest(series: number, inChunks: number, rest: StepColumns, afterStep: number): void {
    const pointCount = inChunks + rest.steps.length
    if (pointCount === 0) {
      states.remove(series)
      return
    }
    const last = lastOf(rest) ?? lastOf(chunks.readAll(series).at(-1) ?? noPoints)
    states.keep(series, {
      pointCount,
      tailCount: rest.steps.length,
      lastStep: last?.step ?? afterStep,
      lastSeconds: last?.seconds ?? 0,
    })
  }

  return takePast
}
