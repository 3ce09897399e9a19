/** `plateau show`: everything that is known of one run. */
import type { RunSummary } from '@contract/run'
import { shownState, stateWords, type LogEntry } from '@contract/run'
import { describeMetric } from '@contract/metrics'
import { flagName } from '../flag-names'
import { formatCount, formatDuration, formatPairs, formatTable, formatTime, formatValue } from '../format'
import { epochRecords, runDocument, type EpochRecord } from '../json-shapes'
import { withCore, type JsonOption, type Session } from '../session'

/** As many of the last log lines as fit below the rest on a screen; `--json` has them all. */
const shownLogLines = 8
const shownEpochs = 5

export async function show(session: Session, run: string, { json = false }: JsonOption): Promise<number> {
  const { terminal } = session
  return withCore(session, async (client) => {
    const { run: summary, progress, layers } = await client.request('runs.get', { run })
    const series = (await client.request('series.epochs', { runs: [summary.id] })).runs[0]
    const { entries } = await client.request('runs.log', { run: summary.id })
    const epochs = series === undefined ? [] : epochRecords(series)
    if (json) {
      terminal.printDocument({ run: runDocument(summary), progress, layers, epochs, log: entries })
      return 0
    }
    const parts = [overview(summary), settings(summary), metrics(summary), lastEpochs(epochs), log(entries)]
    if (progress !== null) parts.unshift(`Epoch ${progress.epoch} of ${summary.config.epochs}, ${progress.phase}.`)
    terminal.print(parts.filter((part) => part !== '').join('\n\n'))
    return 0
  })
}

function overview(run: RunSummary): string {
  const { environment } = run
  return formatPairs([
    ['run', `${run.name} (${run.id})`],
    ['state', [stateWords[shownState(run)], run.endMessage].filter(Boolean).join(': ')],
    ['created', formatTime(run.createdAt)],
    ['epochs', `${run.epochs} of at most ${run.config.epochs} in ${formatDuration(run.trainingSeconds)}`],
    ['speed', run.imagesPerSecond === null ? '-' : `${formatCount(run.imagesPerSecond)} images/s`],
    ['parameters', formatCount(run.parameters)],
    ...(environment === null
      ? []
      : ([
          [
            'backend',
            `${environment.backend}, TensorFlow ${environment.tensorflowVersion} (${environment.tensorflowSource})`,
          ],
          ['threads', `${environment.threads} on ${environment.cpuModel}`],
        ] as const)),
  ])
}

function settings({ config }: RunSummary): string {
  const lines = Object.entries(config).map(([key, value]) => [flagName(key), String(value)] as const)
  return `Settings\n${formatPairs(lines, '  ')}`
}

function metrics(run: RunSummary): string {
  const rows = Object.entries(run.metrics)
  if (rows.length === 0) return 'No epoch is finished yet.'
  return formatTable(
    [
      { header: 'metric', text: ([key]) => key },
      { header: 'best', align: 'right', text: ([, metric]) => formatValue(metric.best) },
      { header: 'at epoch', align: 'right', text: ([, metric]) => String(metric.bestEpoch) },
      { header: 'last', align: 'right', text: ([, metric]) => formatValue(metric.last) },
      { header: '', text: ([key]) => describeMetric(key).unit },
    ],
    rows,
  )
}

function lastEpochs(records: readonly EpochRecord[]): string {
  if (records.length === 0) return ''
  return formatTable(
    [
      { header: 'epoch', align: 'right', text: (record) => String(record.epoch) },
      { header: 'train_loss', align: 'right', text: (record) => formatValue(record.train_loss) },
      { header: 'validation_loss', align: 'right', text: (record) => formatValue(record.validation_loss) },
      { header: 'val_mse', align: 'right', text: (record) => formatValue(record.val_mse) },
      { header: 'time', align: 'right', text: (record) => formatDuration(record.seconds) },
    ],
    records.slice(-shownEpochs),
  )
}

function log(entries: readonly LogEntry[]): string {
  if (entries.length === 0) return ''
  const lines = entries
    .slice(-shownLogLines)
    .map(({ time, level, message }) => `  ${formatTime(time)}  ${level}  ${message}`)
  return `Log\n${lines.join('\n')}`
}
