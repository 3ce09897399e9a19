/** What may lie along x on a run's page, and the stretch of it that all panels share. */
import type { LinesInput } from '@contract/lines'
import type { RunSummary } from '@contract/run'
import { aheadOf } from '@charts/ranges'
import type { Range } from '@charts/panel'

export type XChoice = { readonly id: string; readonly label: string; readonly x: LinesInput['x'] }

type Stepped = Pick<RunSummary, 'series' | 'stepKeys' | 'stepsPerEpoch' | 'plannedEpochs' | 'state' | 'epochs'>

/** The series in which authors log the epoch that a step is in. */
const epochKey = 'epoch'

const hasKind = ({ series }: Pick<RunSummary, 'series'>, by: 'epoch' | 'step'): boolean =>
  Object.keys(series).some((key) => series[key]?.by === by && series[key].count > 0)

/** Steps of epochs are known, so that epochs and steps can lie on one axis. */
const hasPace = ({ stepsPerEpoch }: Pick<RunSummary, 'stepsPerEpoch'>): boolean =>
  stepsPerEpoch !== null && stepsPerEpoch > 0

/** Series that its author has along x, the one of most metrics first. */
function stepKeysOf({ series, stepKeys = {} }: Pick<Stepped, 'series' | 'stepKeys'>): string[] {
  const counts = new Map<string, number>()
  for (const key of Object.keys(series)) {
    const step = Object.hasOwn(stepKeys, key) ? stepKeys[key] : undefined
    if (step !== undefined && Object.hasOwn(series, step)) counts.set(step, (counts.get(step) ?? 0) + 1)
  }
  return [...counts].sort(([, left], [, right]) => right - left).map(([key]) => key)
}

/** The first is the usual one: the series that its author has along x, else epochs where the run has a value for each of them, else steps. */
export function xChoices(run: Stepped): XChoice[] {
  const isByEpoch = hasKind(run, 'epoch')
  const isByStep = hasKind(run, 'step')
  const choices: XChoice[] = stepKeysOf(run).map((key) => ({ id: `key:${key}`, label: key, x: { key } }))
  if (isByEpoch) choices.push({ id: 'epoch', label: 'epoch', x: 'epoch' })
  if (isByStep || (isByEpoch && hasPace(run))) choices.push({ id: 'step', label: 'step', x: 'step' })
  if (!isByEpoch && Object.hasOwn(run.series, epochKey) && !choices.some(({ id }) => id === `key:${epochKey}`))
    choices.push({ id: 'logged-epoch', label: 'epoch', x: { key: epochKey } })
  if (choices.length > 0)
    choices.push({ id: 'relative', label: 'time', x: 'relative' }, { id: 'wall', label: 'clock', x: 'wall' })
  return choices
}

/** From here on the first step is so far from 0 that an axis from 0 would be mostly empty. */
const farShare = 0.1

/**
 * The range that all panels share, in epochs or steps; while the run goes on it reaches ahead to where it is going, where that is known. Null for
 * times and other series: there each panel fits its own points.
 */
export function commonRange(run: Stepped, x: LinesInput['x']): Range | null {
  if (x !== 'epoch' && x !== 'step') return null
  const pace = run.stepsPerEpoch !== null && run.stepsPerEpoch > 0 ? run.stepsPerEpoch : null
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const key of Object.keys(run.series)) {
    const digest = run.series[key]
    if (digest === undefined || digest.firstStep === null || digest.lastStep === null) continue
    const scale = digest.by === x ? 1 : pace === null ? null : x === 'step' ? pace : 1 / pace
    if (scale === null) continue
    low = Math.min(low, digest.firstStep * scale)
    high = Math.max(high, digest.lastStep * scale)
  }
  if (!(low <= high)) return null
  const epochs = x === 'epoch' ? high : pace === null ? null : high / pace
  if (run.state !== 'ended' && run.plannedEpochs !== null && epochs !== null) {
    const [, ahead] = aheadOf(Math.max(1, Math.floor(epochs)), run.plannedEpochs)
    high = Math.max(high, x === 'epoch' ? ahead : ahead * (pace ?? 1))
  }
  if (x === 'epoch' && low >= 1) return [1, Math.max(2, high)]
  const from = low >= 0 && low <= high * farShare ? 0 : low
  return [from, from < high ? high : from + 1]
}
