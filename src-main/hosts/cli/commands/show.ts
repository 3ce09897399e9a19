/** `plateau show`: everything that is known of one run. */
import type { Attempt, CheckpointFile } from '@contract/checkpoint'
import { isSettingKey } from '@contract/config'
import { seriesKeys, stateWords, type EndReason, type LogEntry, type RunSummary } from '@contract/run'
import { unitOfKey } from '@model/units'
import { visibleLine } from '@contract/text'
import type { FlatConfig, SettingValue } from '@protocol/config'
import type { EpochMetricKey } from '@contract/metrics'
import { bestOf, decidingMetric, metricOf } from '@model/digests'
import { orderedKeys } from '@model/grouping'
import { showSetting } from '@model/values'
import { flagName } from '../flag-names'
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatPairs,
  formatTable,
  formatTime,
  formatValue,
  plural,
} from '../../format'
import { readProjectNames, runsInProject, type ProjectOption } from '../projects'
import { epochRecords, runDocument, type EpochRecord } from '../json-shapes'
import { stateText } from '../run-words'
import { verificationText } from '../verification-text'
import { withCore, type JsonOption, type Session } from '../session'

/** As many of the last log lines as fit below the rest on a screen; `--json` has them all. */
const shownLogLines = 8
const shownEpochs = 5
const shownWarnings = 20

export async function show(session: Session, run: string, options: JsonOption & ProjectOption): Promise<number> {
  const { terminal } = session
  const { json = false } = options
  return withCore(session, async (client) => {
    const [reference = run] = await runsInProject(client, [run], options)
    const found = await client.request('runs.get', { run: reference })
    const project = (await readProjectNames(client)).get(found.run.project) ?? found.run.project
    const { run: summary, progress, layers, attempts, checkpoints, calledLikeIt = [] } = found
    if (calledLikeIt.length > 0)
      terminal.remark(
        `${summary.id} is the id of this run and also the name of ${calledLikeIt.join(', ')}. Open that run by its id and rename it.`,
      )
    const series = (await client.request('series.epochs', { runs: [summary.id] })).runs[0]
    const { entries } = await client.request('runs.log', { run: summary.id })
    const epochs = series === undefined ? [] : epochRecords(series)
    const verification =
      summary.verifies === null ? null : await client.request('runs.verification', { run: summary.id })
    if (json) {
      const document = { run: runDocument(summary, project), progress, layers, attempts, checkpoints, verification }
      terminal.printDocument({ ...document, epochs, log: entries })
      return 0
    }
    const parts = [
      unreadText(summary),
      overview(summary, project, checkpoints),
      settings(summary),
      metrics(summary),
      lastEpochs(epochs, decidingMetric(summary).key),
      attemptsTable(attempts),
      warnings(entries),
      log(entries),
    ]
    if (verification !== null) {
      const [original] = (await client.request('runs.resolve', { runs: [verification.of] })).runs
      if (original !== undefined) parts.unshift(verificationText(summary, original, verification))
    }
    if (progress !== null)
      parts.unshift(
        // Where it goes on from is not known before its trainer has read the checkpoint.
        progress.phase === 'starting'
          ? 'Starting.'
          : `Epoch ${progress.epoch} of ${summary.plannedEpochs ?? '?'}, ${progress.phase}.`,
      )
    terminal.print(parts.filter((part) => part !== '').join('\n\n'))
    return 0
  })
}

/** What cannot be read of the run; what is stored in those places stands among its settings. */
function unreadText({ problems }: RunSummary): string {
  if (problems.length === 0) return ''
  return ['This version of Plateau cannot read all of this run', ...problems.map((problem) => `  ${problem}`)].join(
    '\n',
  )
}

function overview(run: RunSummary, project: string, checkpoints: readonly CheckpointFile[]): string {
  const { environment } = run
  // Nobody said how far it goes, and it keeps no checkpoints here.
  const isOpenEnded = run.plannedEpochs === null && run.problems.length === 0
  return formatPairs([
    ['run', `${run.name} (${run.id})`],
    ['project', visibleLine(project)],
    ['state', [stateText(run), run.endMessage].filter(Boolean).join(': ')],
    ['created', formatTime(run.createdAt)],
    ...originPairs(run),
    ...(isOpenEnded
      ? []
      : [
          [
            'epochs',
            `${run.epochs} of at most ${run.plannedEpochs ?? '?'} in ${formatDuration(run.trainingSeconds)}`,
          ] as const,
        ]),
    ['speed', run.imagesPerSecond === null ? '-' : `${formatCount(run.imagesPerSecond)} images/s`],
    ['parameters', run.parameters === null ? '-' : formatCount(run.parameters)],
    ...(isOpenEnded ? [] : [['checkpoints', checkpointsText(checkpoints, run.checkpointBytes)] as const]),
    ...(run.resumableFrom === null ? [] : [['resumes', resumptionText(run.resumableFrom)] as const]),
    ...environmentPairs(environment),
  ])
}

/** Where it comes from, as its author says. */
function originPairs({ origin, data, summary }: RunSummary): (readonly [string, string])[] {
  const facts = Object.entries(origin.facts).map(([key, value]) => `${visibleLine(key)} ${visibleLine(value)}`)
  return [
    ...(facts.length === 0 ? [] : [['origin', `${origin.kind}: ${facts.join(', ')}`] as const]),
    ...(data === null || origin.kind === 'trained' ? [] : [['data', visibleLine(data.name)] as const]),
    ...otherPairs(summary),
  ]
}

function environmentPairs(environment: RunSummary['environment']): (readonly [string, string])[] {
  if (environment === null) return []
  const { backend, tensorflowVersion, tensorflowSource, threads, cpuModel } = environment
  if (backend === undefined || tensorflowVersion === undefined) return otherPairs(environment)
  const text = (value: SettingValue | undefined) => visibleLine(showSetting(value))
  return [
    ['backend', `${text(backend)}, TensorFlow ${text(tensorflowVersion)} (${text(tensorflowSource)})`],
    ['threads', `${text(threads)} on ${text(cpuModel)}`],
  ]
}

const otherPairs = (values: FlatConfig): (readonly [string, string])[] =>
  Object.entries(values).map(([key, value]) => [visibleLine(key), visibleLine(showSetting(value))] as const)

function checkpointsText(checkpoints: readonly CheckpointFile[], bytes: number): string {
  if (checkpoints.length === 0) return 'none'
  const of = (kind: CheckpointFile['kind']) =>
    checkpoints
      .filter((file) => file.kind === kind)
      .map(({ epoch }) => epoch)
      .sort((left, right) => left - right)
  const epochs = (numbers: readonly number[]) => `${numbers.length === 1 ? 'epoch' : 'epochs'} ${numbers.join(', ')}`
  const [whole, weights] = [of('whole'), of('weights')]
  return [
    ...(whole.length > 0 ? [`complete: ${epochs(whole)}`] : []),
    ...(weights.length > 0 ? [`weights only: ${epochs(weights)}`] : []),
    formatBytes(bytes),
  ].join('; ')
}

const resumptionText = (epoch: number): string => (epoch === 0 ? 'from the beginning' : `after epoch ${epoch}`)

/** Only where there is more to say than the overview does. */
function attemptsTable(attempts: readonly Attempt[]): string {
  if (attempts.length < 2) return ''
  const table = formatTable<Attempt>(
    [
      { header: '  attempt', align: 'right', text: ({ attempt }) => String(attempt) },
      { header: 'began', text: ({ startedAt }) => formatTime(startedAt) },
      {
        header: 'how',
        text: ({ kind, fromEpoch }) => (kind === 'start' ? kind : `${kind} ${resumptionText(fromEpoch)}`),
      },
      { header: 'threads', align: 'right', text: ({ threads }) => (threads === null ? '-' : String(threads)) },
      { header: 'ended', text: ({ endedAt }) => (endedAt === null ? '-' : formatTime(endedAt)) },
      { header: 'end', text: ({ endReason }) => endText(endReason) },
    ],
    attempts,
  )
  return `Trained in ${plural(attempts.length, 'attempt')}\n${table}`
}

/** `paused` ends an attempt and no run, and so has no word among those of runs. */
function endText(reason: string | null): string {
  if (reason === null) return '-'
  return Object.hasOwn(stateWords, reason) ? stateWords[reason as EndReason] : reason
}

/** Every setting of the run: those that Plateau knows by the flag that sets them, the others as they are written. */
export function settings({ config }: Pick<RunSummary, 'config'>): string {
  const lines = orderedKeys([config]).map((key) => {
    const value = config[key]
    return [isSettingKey(key) ? flagName(key) : visibleLine(key), visibleLine(asFlag(value))] as const
  })
  return `Settings\n${formatPairs(lines, '  ')}`
}

/** As a flag takes it: lists without blanks, text without quotation marks. */
function asFlag(value: SettingValue | undefined): string {
  if (typeof value === 'string') return value
  const isPlainList = Array.isArray(value) && value.every((entry) => typeof entry === 'number')
  return isPlainList ? value.join(',') : showSetting(value)
}

function metrics(run: RunSummary): string {
  const byEpoch = seriesKeys(run, 'epoch')
  const unit = byEpoch.length > 0 ? 'epoch' : 'step'
  const rows = (byEpoch.length > 0 || run.plannedEpochs !== null ? byEpoch : seriesKeys(run, 'step')).flatMap((key) => {
    const metric = metricOf(run, key)
    return metric === undefined ? [] : [[key, metric, bestOf(run, key) !== null] as const]
  })
  if (rows.length === 0) return run.plannedEpochs === null ? 'No point was logged yet.' : 'No epoch has finished yet.'
  return formatTable(
    [
      { header: 'metric', text: ([key]) => visibleLine(key) },
      { header: 'best', align: 'right', text: ([, metric, has]) => (has ? formatValue(metric.best) : '-') },
      { header: `at ${unit}`, align: 'right', text: ([, metric, has]) => (has ? String(metric.bestEpoch) : '-') },
      { header: 'last', align: 'right', text: ([, metric]) => formatValue(metric.last) },
      { header: '', text: ([key]) => visibleLine(unitOfKey(key, run.units)) },
    ],
    rows,
  )
}

function lastEpochs(records: readonly EpochRecord[], deciding: EpochMetricKey): string {
  if (records.length === 0) return ''
  return formatTable(
    [
      { header: 'epoch', align: 'right', text: (record) => String(record.epoch) },
      { header: 'train_loss', align: 'right', text: (record) => formatValue(record.train_loss) },
      { header: 'validation_loss', align: 'right', text: (record) => formatValue(record.validation_loss) },
      { header: deciding, align: 'right', text: (record) => formatValue(record[deciding]) },
      { header: 'time', align: 'right', text: (record) => formatDuration(record.seconds) },
    ],
    records.slice(-shownEpochs),
  )
}

/** Those that the last lines of the log do not show. */
function warnings(entries: readonly LogEntry[]): string {
  const earlier = entries.slice(0, -shownLogLines).filter(({ level }) => level === 'warning')
  if (earlier.length === 0) return ''
  const left = earlier.length - shownWarnings
  const note = left > 0 ? [`  and ${plural(left, 'earlier warning')}: show --json has them`] : []
  return ['Warnings', ...earlier.slice(-shownWarnings).map(logLine), ...note].join('\n')
}

function log(entries: readonly LogEntry[]): string {
  if (entries.length === 0) return ''
  return ['Log', ...entries.slice(-shownLogLines).map(logLine)].join('\n')
}

const logLine = ({ time, level, message }: LogEntry): string =>
  `  ${formatTime(time)}  ${level}  ${visibleLine(message)}`
