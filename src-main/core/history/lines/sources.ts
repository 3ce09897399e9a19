/** Stored series as what lines are shaped and smoothed from. */
import { chunkPoints } from '../../../store/batch-chunks'
import type { StepColumns } from '../../../store/step-columns'
import type { Store } from '../../../store/store'
import type { Part, Points } from './shape'
import type { SeriesPart, SmoothedSource } from './smoothed'

type StepPart = Part & SeriesPart

const nothing = new Float64Array()

/** A series by step as parts: each chunk by its summary, and the tail by its ends. */
export function partsOf(
  store: Store,
  series: number,
  place: (step: number, seconds: number) => number,
): readonly StepPart[] {
  const placed = ({ steps, seconds, values }: StepColumns): Points => ({
    x: steps.map((step, index) => place(step, seconds[index] ?? 0)),
    y: values,
  })
  const inPlace = new Float64Array(chunkPoints)
  /** As `placed`, good until the next call. */
  const placedInPlace = ({ steps, seconds, values }: StepColumns): Points => {
    const x = values.length <= inPlace.length ? inPlace.subarray(0, values.length) : new Float64Array(values.length)
    for (let index = 0; index < values.length; index += 1) x[index] = place(steps[index] ?? 0, seconds[index] ?? 0)
    return { x, y: values }
  }
  let offset = 0
  const chunks = store.batches.summaries(series).map((chunk): StepPart => {
    const part = {
      count: chunk.count,
      offset,
      mark: chunk.firstStep,
      isSettled: true,
      first: place(chunk.firstStep, chunk.firstSeconds),
      last: place(chunk.lastStep, chunk.lastSeconds),
      extremes: chunk,
      value: chunk.last,
      load: () => placed(store.batches.chunk(series, chunk.firstStep)),
      glance: (withX: boolean) =>
        withX
          ? placedInPlace(store.batches.glanceAtChunk(series, chunk))
          : { x: nothing, y: store.batches.glanceAtChunk(series, chunk).values },
    }
    offset += chunk.count
    return part
  })
  const tail = store.batches.tailEnds(series)
  if (tail === null) return chunks
  const last: StepPart = {
    count: tail.count,
    offset,
    mark: tail.firstStep,
    isSettled: false,
    first: place(tail.firstStep, tail.firstSeconds),
    last: place(tail.lastStep, tail.lastSeconds),
    extremes: null,
    value: tail.last,
    load: () => placed(store.batches.tail(series)),
    glance: () => placed(store.batches.tail(series)),
  }
  return [...chunks, last]
}

type StepSeries = {
  readonly id: string
  readonly series: number
  readonly parts: readonly StepPart[]
  /** What decides on places besides the first and the last of them. */
  readonly scale: string
}

/** A series by step, whose points stay as they are until some are cut off. */
export function stepSource(store: Store, { id, series, parts, scale }: StepSeries): SmoothedSource {
  const first = parts[0]?.first ?? 0
  const last = parts.at(-1)
  const end = last?.last ?? first
  return {
    id,
    parts,
    count: last === undefined ? 0 : last.offset + last.count,
    cuts: store.batches.version(series)?.cuts ?? 0,
    rangeX: end - first,
    scale: `${scale} ${first} ${end}`,
    column: null,
  }
}

/** A series in memory. */
export function columnSource(id: string, column: Points): SmoothedSource {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const at of column.x) {
    if (!Number.isFinite(at)) continue
    if (at < low) low = at
    if (at > high) high = at
  }
  const { length } = column.y
  const part: SeriesPart = {
    offset: 0,
    count: length,
    mark: 0,
    isSettled: false,
    glance: () => column,
  }
  return {
    id,
    parts: length === 0 ? [] : [part],
    count: length,
    cuts: 0,
    rangeX: high >= low ? high - low : 0,
    scale: '',
    column,
  }
}
