/** Points by step that lie among others are put into the chunks that they belong to. */
import { chunkPoints } from './batch-chunks'
import type { StepChunks } from './step-chunks'
import { mergePoints, noPoints, slicePoints, type StepColumns } from './step-columns'
import type { StepStates } from './step-state'

type Parts = {
  readonly states: StepStates
  readonly chunks: StepChunks
  readonly onMoved: (series: number) => void
}

/**
 * Puts points among those of the chunks that they lie in or before, and leaves every other chunk as it is. The function it answers with takes points by
 * ascending steps, and says how many of them are in: those behind the last chunk are not.
 */
export function createStepMerging({ states, chunks, onMoved }: Parts) {
  return (series: number, points: StepColumns): { readonly taken: number; readonly replaced: number } => {
    const known = states.of(series)
    let [taken, replaced, count] = [0, 0, known?.pointCount ?? 0]
    while (taken < points.steps.length) {
      const chunk = chunks.reaching(series, points.steps[taken] ?? 0)
      if (chunk === null) break
      let end = taken
      while (end < points.steps.length && (points.steps[end] ?? 0) <= chunk.lastStep) end += 1
      const old = chunks.take(series, chunk.firstStep)
      const merged = mergePoints(old.points ?? noPoints, slicePoints(points, taken, end))
      const { length } = merged.points.steps
      for (let from = 0; from < length; from += chunkPoints)
        chunks.add(series, slicePoints(merged.points, from, Math.min(from + chunkPoints, length)))
      count += length - old.count
      replaced += merged.replaced
      taken = end
    }
    if (known !== undefined && taken > 0) {
      states.keep(series, { ...known, pointCount: count })
      onMoved(series)
    }
    return { taken, replaced }
  }
}
