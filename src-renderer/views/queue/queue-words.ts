/** What the queue view says and how its memory bar is divided. */
import { describeReached, plannedEpochs } from '@panels/words/run-look'
import type { Queue } from '@contract/queue'
import { shownState, stateWords, type RunSummary } from '@contract/run'
import { decidingMetric } from '@model/digests'
import { configLabel, settingLabel } from '@panels/words/config-values'
import { countOf, formatBytes, formatMoment, formatValue } from '@panels/words/format'

/** "1 running, 5 waiting, 1 paused, all done about 18:40". */
export function describeQueue(queue: Queue, readAt: number): string {
  const counts = [
    [queue.running.length, 'running'],
    [queue.waiting.length, 'waiting'],
    [queue.held.length, 'paused'],
  ] as const
  const parts = counts.flatMap(([count, word]) => (count > 0 ? [`${count} ${word}`] : []))
  if (parts.length === 0) return 'empty'
  if (queue.paused) return [...parts, 'queue paused'].join(', ')
  if (queue.secondsLeft === null || queue.running.length + queue.waiting.length === 0) return parts.join(', ')
  return [...parts, `all done about ${momentIn(queue.secondsLeft, readAt)}`].join(', ')
}

/** A number of seconds from a moment in milliseconds, as a clock says it. */
export function momentIn(seconds: number, from: number): string {
  return formatMoment(new Date(from + seconds * 1000), new Date(from))
}

export type MemorySegment = {
  readonly label: string
  readonly bytes: number
  /** A colour of the tokens, without its dashes. */
  readonly colour: string
  /** The run it belongs to; null for the rest. */
  readonly run: string | null
}

/**
 * The machine's memory: each trainer, the core, what other programs take, what is free. Adds up to the whole.
 * @param runOf name and colour of a run.
 */
export function divideMemory(
  queue: Queue,
  runOf: (run: string) => { name: string; colour: string } | undefined,
): MemorySegment[] {
  // What a program takes is not measured: it is among the others.
  const known = queue.running.filter(
    ({ memoryBytes, estimatedMemoryBytes }) => (memoryBytes ?? estimatedMemoryBytes) > 0,
  )
  const trainers = known.map(({ run, memoryBytes, estimatedMemoryBytes }): MemorySegment => {
    const { name, colour } = runOf(run) ?? { name: run, colour: 'text-3' }
    return { label: name, bytes: memoryBytes ?? estimatedMemoryBytes, colour, run }
  })
  const own = trainers.reduce((sum, { bytes }) => sum + bytes, queue.coreMemoryBytes)
  const others = Math.max(0, queue.totalMemoryBytes - queue.freeMemoryBytes - own)
  const free = Math.max(0, queue.totalMemoryBytes - own - others)
  return [
    ...trainers,
    { label: 'core', bytes: queue.coreMemoryBytes, colour: 'text-2', run: null },
    { label: 'other programs', bytes: others, colour: 'line-strong', run: null },
    { label: 'free', bytes: free, colour: 'line', run: null },
  ]
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth']
const ordinal = (number: number): string => ordinals[number - 1] ?? `${number}th`

/** One line on what the machine has room for. */
export function describeFit(queue: Queue): string {
  const { cpuCount, concurrency, threadsPerRun, running, waiting } = queue
  const sentences = [`${countOf(cpuCount, 'core')}.`]
  const threads = concurrency * threadsPerRun
  if (threads > cpuCount)
    sentences.push(`${threads} threads in total is more than it has, so they wait for each other.`)
  else if (cpuCount === 2)
    sentences.push('Two runs with one thread each train about 20% more images in total than one run with two.')
  else if (cpuCount > 2) sentences.push('Several runs sharing the cores train more images in total than one run alone.')
  const needs = [...running, ...waiting].flatMap(({ estimatedMemoryBytes }) =>
    estimatedMemoryBytes > 0 ? [estimatedMemoryBytes] : [],
  )
  if (needs.length > 0) {
    const need = Math.max(...needs)
    const number = running.length + 1
    const would = need <= queue.freeMemoryBytes ? 'would fit' : 'would not fit'
    sentences.push(`A ${ordinal(number)} run needs ${formatBytes(need)} and ${would}.`)
  }
  return sentences.join(' ')
}

/** Runs that ended since midnight, the latest first. */
export function endedToday<Run extends Pick<RunSummary, 'endedAt'>>(
  runs: readonly Run[],
  now: Date = new Date(),
): Run[] {
  return runs
    .filter(({ endedAt }) => endedAt !== null && new Date(endedAt).toDateString() === now.toDateString())
    .sort((left, right) => (right.endedAt ?? '').localeCompare(left.endedAt ?? ''))
}

/** A run's settings in one line: "lr 0.05, depth 34". */
export const describeValues = (run: Pick<RunSummary, 'config'>): string =>
  Object.keys(run.config)
    .slice(0, 6)
    .map((key) => `${settingLabel(key)} ${configLabel(run, key)}`)
    .join(', ')

/** "early stop at 36", "diverged at 3", "completed". */
export function describeEnd(run: RunSummary): string {
  const state = shownState(run)
  // Nobody said how far it would go.
  if (run.plannedEpochs === null) {
    const reached = describeReached(run)
    return reached === '' || state === 'completed' ? stateWords[state] : `${stateWords[state]} at ${reached}`
  }
  switch (state) {
    case 'early-stopped':
      return `early stop at ${run.epochs}`
    case 'diverged':
      return `diverged at ${run.epochs + 1}`
    case 'stopped':
    case 'interrupted':
    case 'failed':
      return `${state} at ${run.epochs} of ${plannedEpochs(run)}`
    default:
      return state
  }
}

/** A run's best on the metric that all have: "val_mse 0.01289"; empty before its first epoch. */
export function describeBest(run: RunSummary): string {
  const { key, metric } = decidingMetric(run)
  return metric === undefined ? '' : `${key} ${formatValue(metric.best)}`
}

/** The id before which a waiting run has to be put to move by `step` places; undefined at the list's end. */
export function targetOfStep(order: readonly string[], run: string, step: -1 | 1): string | null | undefined {
  const at = order.indexOf(run)
  const next = at + step
  if (at < 0 || next < 0 || next >= order.length) return undefined
  return step < 0 ? (order[next] ?? null) : (order[next + 1] ?? null)
}

/** The place, from 1, at which a run stands once it is put before another one, or with null behind all. */
export function placeAfterMove(order: readonly string[], run: string, before: string | null): number {
  const others = order.filter((id) => id !== run)
  return (before === null ? others.length : others.indexOf(before)) + 1
}
