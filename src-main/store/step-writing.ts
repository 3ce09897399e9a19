/** How points by step come and go: appended, put among others, cut off, and packed at a run's end. */
import { chunkPoints } from './batch-chunks'
import type { Database } from './database'
import type { SeriesRepository } from './series'
import type { StepChunks } from './step-chunks'
import {
  isAscending,
  joinPoints,
  mergePoints,
  noPoints,
  slicePoints,
  type StepColumns,
  type StepPoints,
} from './step-columns'
import { createStepCutting } from './step-cutting'
import { createStepMerging } from './step-merging'
import type { StepStates } from './step-state'
import type { StepTails } from './step-tails'

/** Points of a series whose digest is made anew in the transaction that puts some among them. */
const rebuiltAtOnce = 20_000

type Parts = {
  readonly ids: SeriesRepository
  readonly states: StepStates
  readonly tails: StepTails
  readonly chunks: StepChunks
  /** Called when points that were there are no longer where they were. */
  readonly onMoved: (series: number) => void
}

export function createStepWriting(database: Database, { ids, states, tails, chunks, onMoved }: Parts) {
  const takePast = createStepCutting({ states, tails, chunks, onMoved })
  const putIntoChunks = createStepMerging({ states, chunks, onMoved })
  const readAll = (series: number): StepColumns[] => [...chunks.readAll(series), tails.read(series)]

  /** Behind the points that are there, its digest apart. */
  function write(series: number, points: StepPoints): number {
    const { pointCount = 0, tailCount = 0 } = states.of(series) ?? {}
    const added = points.steps.length
    if (added === 0) return pointCount
    let from = 0
    let open = tailCount
    if (open > 0 && open + added >= chunkPoints) {
      from = chunkPoints - open
      chunks.add(series, joinPoints(tails.read(series), slicePoints(points, 0, from)))
      tails.clear(series)
      open = 0
    }
    // Whole chunks never lie in the tail.
    for (; added - from >= chunkPoints; from += chunkPoints)
      chunks.add(series, slicePoints(points, from, from + chunkPoints))
    tails.add(series, slicePoints(points, from, added))
    states.keep(series, {
      pointCount: pointCount + added,
      tailCount: open + added - from,
      lastStep: points.steps[added - 1] ?? 0,
      lastSeconds: points.seconds[added - 1] ?? 0,
    })
    return pointCount + added
  }

  const append = database.transaction((run: string, key: string, points: StepPoints): number => {
    if (points.steps.length === 0) return countOf(run, key)
    const series = ids.findOrMake(run, key)
    const count = write(series, points)
    ids.extend(series, 'step', points, () => readAll(series))
    return count
  })

  function countOf(run: string, key: string): number {
    const series = ids.find(run, key)
    return (series === null ? undefined : states.of(series)?.pointCount) ?? 0
  }

  const put = database.transaction((run: string, key: string, points: StepPoints) => {
    const series = points.steps.length === 0 ? ids.find(run, key) : ids.findOrMake(run, key)
    const known = series === null ? undefined : states.of(series)
    const isBehind =
      points.steps.length === 0 || (isAscending(points.steps) && (points.steps[0] ?? 0) > (known?.lastStep ?? -1))
    if (series === null || isBehind) return { count: append(run, key, points), replaced: 0 }
    const own = mergePoints(noPoints, points)
    const within = putIntoChunks(series, own.points)
    const rest = slicePoints(own.points, within.taken, own.points.steps.length)
    let replaced = own.replaced + within.replaced
    if (rest.steps.length > 0) {
      const merged = mergePoints(takePast(series, (rest.steps[0] ?? 0) - 1), rest)
      write(series, merged.points)
      replaced += merged.replaced
    }
    const count = states.of(series)?.pointCount ?? 0
    // Reading all of a long series would hold up whoever else waits for the core: its digest is made when it is asked for.
    if (count > rebuiltAtOnce) ids.forget(series)
    else ids.rebuild(series, 'step', readAll(series))
    return { count, replaced }
  })

  const cut = database.transaction((run: string, keys: readonly string[], afterStep: number) => {
    for (const key of keys) {
      const series = ids.find(run, key)
      if (series === null || takePast(series, afterStep).steps.length === 0) continue
      ids.rebuild(series, 'step', readAll(series))
    }
  })

  const pack = database.transaction((run: string, most: number): number => {
    let packed = 0
    for (const series of states.open(run)) {
      if (packed >= most) break
      const points = tails.read(series)
      const known = states.of(series)
      // What cannot be read would be lost.
      if (known === undefined || tails.countUnreadable(series) > 0 || points.steps.length === 0) continue
      chunks.add(series, points)
      tails.clear(series)
      states.keep(series, { ...known, tailCount: 0 })
      onMoved(series)
      packed += 1
    }
    return packed
  })

  return {
    readAll,
    append: (run: string, key: string, points: StepPoints): number => append.immediate(run, key, points),
    put: (run: string, key: string, points: StepPoints): { readonly count: number; readonly replaced: number } =>
      put.immediate(run, key, points),
    cut: (run: string, keys: readonly string[], afterStep: number): void => cut.immediate(run, keys, afterStep),
    pack: (run: string, most = Number.POSITIVE_INFINITY): number => pack.immediate(run, most),
  }
}
