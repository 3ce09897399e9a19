/** The queue as text: how it stands in a sentence, then every run of it in its order. */
import type { Queue } from '@contract/queue'
import type { RunSummary } from '@contract/run'
import { showSetting } from '@model/values'
import { formatBytes, formatDuration, formatTable, plural, type Column } from '../format'
import { shortConfig } from './progress-view'
import { stateText } from './run-words'

type Row = {
  readonly run: RunSummary
  /** Seconds until it begins, seconds that it takes; null where that is not known. */
  readonly startsIn: number | null
  readonly takes: number | null
  readonly memoryBytes: number | null
}

const columns: readonly Column<Row>[] = [
  { header: 'run', text: ({ run }) => run.name },
  { header: 'id', text: ({ run }) => run.id },
  { header: 'state', text: ({ run }) => stateText(run) },
  { header: 'settings', text: ({ run }) => shortConfig(run) },
  { header: 'seed', align: 'right', text: ({ run }) => showSetting(run.config.seed) },
  { header: 'epochs', align: 'right', text: ({ run }) => `${run.epochs}/${showSetting(run.config.epochs)}` },
  { header: 'starts in', align: 'right', text: ({ startsIn }) => formatDuration(startsIn) },
  { header: 'takes', align: 'right', text: ({ takes }) => formatDuration(takes) },
  { header: 'memory', align: 'right', text: ({ memoryBytes }) => formatBytes(memoryBytes) },
]

/** @param runs every run of the queue by id; one that has ended since the queue was read is left out. */
export function queueText(queue: Queue, runs: ReadonlyMap<string, RunSummary>): string {
  const row = (id: string, facts: Omit<Row, 'run'>): Row[] => {
    const run = runs.get(id)
    return run === undefined ? [] : [{ run, ...facts }]
  }
  const rows = [
    ...queue.running.flatMap(({ run, memoryBytes, estimatedMemoryBytes }) =>
      row(run, { startsIn: null, takes: null, memoryBytes: memoryBytes ?? estimatedMemoryBytes }),
    ),
    ...queue.waiting.flatMap(({ run, startsInSeconds, estimatedSeconds, estimatedMemoryBytes }) =>
      row(run, { startsIn: startsInSeconds, takes: estimatedSeconds, memoryBytes: estimatedMemoryBytes }),
    ),
    ...queue.held.flatMap((run) => row(run, { startsIn: null, takes: null, memoryBytes: null })),
  ]
  const text = [summary(queue), concurrency(queue)]
  return rows.length === 0 ? text.join('\n') : `${text.join('\n')}\n\n${formatTable(columns, rows)}`
}

function summary({ paused, running, waiting, held, secondsLeft }: Queue): string {
  const counts = [
    ...(running.length > 0 ? [`${running.length} training`] : []),
    ...(waiting.length > 0 ? [`${waiting.length} waiting`] : []),
    ...(held.length > 0 ? [`${held.length} paused`] : []),
  ]
  const left = secondsLeft !== null && secondsLeft >= 1 ? `, done in about ${formatDuration(secondsLeft)}` : ''
  const what = counts.length === 0 ? 'The queue is empty' : counts.join(', ')
  return paused ? `${what}. The queue is paused. Resume it with: npm run -s plateau -- queue resume` : `${what}${left}.`
}

function concurrency(queue: Queue): string {
  const { concurrency: together, threadsPerRun, cpuCount, freeMemoryBytes, totalMemoryBytes } = queue
  const chosen =
    queue.concurrencyIsDefault && queue.threadsIsDefault ? 'the default for this machine' : 'set in the settings'
  return `Up to ${plural(together, 'run')} at a time, ${plural(threadsPerRun, 'thread')} each of ${plural(cpuCount, 'core')} (${chosen}); memory ${formatBytes(freeMemoryBytes)} free of ${formatBytes(totalMemoryBytes)}.`
}
