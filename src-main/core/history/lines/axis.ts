/** Where points lie along x (contract/lines.ts). */
import type { XAxisKind } from '../../../contract/lines'
import type { StepPoints } from '../../../store/step-columns'
import type { EpochColumn } from '../../../store/epochs'
import type { RunTimes } from '../../../store/runs'
import type { Store } from '../../../store/store'

/** What of a run decides on the places of its points. */
export type Timeline = {
  readonly stepsPerEpoch: number
  /** Milliseconds since 1970 of its start. */
  readonly began: number
  /** Seconds of training at the end of each epoch, and the time then in milliseconds since 1970, never going back. */
  readonly epochEnds: () => { readonly elapsed: EpochColumn; readonly wall: Float64Array }
  /** Milliseconds since 1970 at a number of seconds of training. */
  readonly wallAt: (elapsedSeconds: number) => number
}

const noEpochs: EpochColumn = { epochs: new Int32Array(), values: new Float64Array() }

export function readTimeline(store: Store, run: RunTimes): Timeline {
  const began = Date.parse(run.startedAt ?? run.createdAt)
  let ends: ReturnType<Timeline['epochEnds']> | null = null
  let wallOf: Timeline['wallAt'] | null = null
  const epochEnds = () => (ends ??= readEpochEnds(store, run.id, began))
  return {
    // Of many runs it takes long to find, and few axes need it.
    get stepsPerEpoch() {
      return run.stepsPerEpoch ?? Number.NaN
    },
    began,
    epochEnds,
    wallAt: (elapsed) => (wallOf ??= makeWallOf(store, run.id, began, epochEnds()))(elapsed),
  }
}

/** Where an earlier version did not record when an epoch ended: as long after the start as was trained. */
function readEpochEnds(store: Store, run: string, began: number): ReturnType<Timeline['epochEnds']> {
  const elapsed = store.epochs.clock(run, 'elapsedSeconds') ?? noEpochs
  const ended = store.epochs.clock(run, 'endedAt') ?? noEpochs
  const wall = new Float64Array(elapsed.values.length)
  for (let index = 0; index < wall.length; index += 1) {
    const at = ended.values[index] ?? Number.NaN
    const shown = Number.isNaN(at) ? began + (elapsed.values[index] ?? 0) * 1_000 : at
    // A clock that was set back must not make the line go back.
    wall[index] = index === 0 ? shown : Math.max(wall[index - 1] ?? shown, shown)
  }
  return { elapsed, wall }
}

/**
 * Between its pauses a run's seconds of training pass as the clock does: a moment lies as far before the end of its epoch on the
 * clock as in training. Behind the last epoch it counts from that one, or from the start of an attempt that has none yet.
 */
function makeWallOf(
  store: Store,
  run: string,
  began: number,
  { elapsed, wall }: ReturnType<Timeline['epochEnds']>,
): Timeline['wallAt'] {
  const offsets = wall.map((at, index) => at - (elapsed.values[index] ?? 0) * 1_000)
  for (let index = 1; index < offsets.length; index += 1)
    offsets[index] = Math.max(offsets[index] ?? began, offsets[index - 1] ?? began)
  const attempt = store.attempts.list(run).at(-1)
  const attemptBegan = attempt === undefined ? Number.NaN : Date.parse(attempt.startedAt)
  const latestEnd = wall.at(-1) ?? Number.NEGATIVE_INFINITY
  const latest = offsets.at(-1) ?? began
  const openOffset =
    attemptBegan > latestEnd && wall.length > 0 ? attemptBegan - (elapsed.values.at(-1) ?? 0) * 1_000 : latest
  return (seconds) => {
    let low = 0
    let high = offsets.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((elapsed.values[middle] ?? 0) >= seconds) high = middle
      else low = middle + 1
    }
    return seconds * 1_000 + (low < offsets.length ? (offsets[low] ?? latest) : Math.max(latest, openOffset))
  }
}

/** Places of epochs, ascending. */
export function placeEpochs(axis: XAxisKind, timeline: Timeline, epochs: Int32Array): Float64Array {
  // new Float64Array() and loops: from() with a function takes ten times as long, and a thousand runs wait.
  if (axis === 'epoch') return new Float64Array(epochs)
  if (axis === 'step') return new Float64Array(epochs).map((epoch) => epoch * timeline.stepsPerEpoch)
  const { elapsed, wall } = timeline.epochEnds()
  return matchEpochs(epochs, { epochs: elapsed.epochs, values: axis === 'relative' ? elapsed.values : wall })
}

/** A column's values at other epochs; NaN where it has none. */
export function matchEpochs(epochs: Int32Array, column: EpochColumn): Float64Array {
  if (areSame(epochs, column.epochs)) return column.values
  const matched = new Float64Array(epochs.length)
  let at = 0
  for (let index = 0; index < epochs.length; index += 1) {
    const epoch = epochs[index] ?? 0
    while ((column.epochs[at] ?? epoch) < epoch) at += 1
    matched[index] = column.epochs[at] === epoch ? (column.values[at] ?? Number.NaN) : Number.NaN
  }
  return matched
}

function areSame(left: Int32Array, right: Int32Array): boolean {
  if (left.length !== right.length) return false
  // Packed columns share their memory.
  return left.buffer === right.buffer && left.byteOffset === right.byteOffset
}

/** The place of a point by its step and seconds. @param isOwn whether its seconds are of training, as those of Plateau's own series. */
export function placerOf(
  axis: XAxisKind,
  timeline: Timeline,
  isOwn: boolean,
): (step: number, seconds: number) => number {
  const { stepsPerEpoch, began, wallAt } = timeline
  switch (axis) {
    case 'step':
      return (step) => step
    case 'epoch':
      return (step) => step / stepsPerEpoch
    case 'relative':
      return (_, seconds) => seconds
    case 'wall':
      return isOwn ? (_, seconds) => wallAt(seconds) : (_, seconds) => began + seconds * 1_000
  }
}

/** A series' last known value at or before each step; NaN before its first. @param steps ascending. */
export function lastKnown(steps: Float64Array, series: Omit<StepPoints, 'seconds'>): Float64Array {
  let at = -1
  return steps.map((step) => {
    while ((series.steps[at + 1] ?? Number.POSITIVE_INFINITY) <= step) at += 1
    return at < 0 ? Number.NaN : (series.values[at] ?? Number.NaN)
  })
}
