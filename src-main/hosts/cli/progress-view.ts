/** What a person sees of runs that train: one redrawn line each on a terminal, one line an epoch elsewhere. */
import { shownState, stateWords, type RunProgress, type RunSummary } from '@contract/run'
import { visibleLine } from '@contract/text'
import { decidingMetric } from '@model/digests'
import { showSetting } from '@model/values'
import type { RunWatcher } from './follow'
import { formatCount, formatDuration, formatValue, plural } from '../format'
import type { EpochMetricKey } from '@contract/metrics'
import { taskOf } from '@contract/run-data'
import { metrics } from '@recipes/registry/metrics'
import { tasks } from '@recipes/registry/tasks'
import type { EpochRecord } from './json-shapes'
import type { Terminal } from './terminal'

const barWidth = 24
/** Redrawing more often than this would only flicker. */
const redrawMilliseconds = 100
const clearToEnd = '\u001b[0J'
const up = (lines: number) => (lines === 0 ? '' : `\u001b[${lines}A`)

type Line = { run: RunSummary; progress: RunProgress | null; last: EpochRecord | null }
/** The epoch that a run ends with at the latest. */
type LastEpochOf = (run: RunSummary) => number
const configuredEpochs: LastEpochOf = ({ plannedEpochs, epochs }) => plannedEpochs ?? epochs

/** A run's settings in a few words: `plain mse`. */
export const shortConfig = ({ config }: Pick<RunSummary, 'config'>): string =>
  visibleLine(`${showSetting(config.architecture)} ${showSetting(config.loss)}`)

/** The line that says how a run ended. */
export function endSentence(run: RunSummary): string {
  const { key, metric: best } = decidingMetric(run)
  const result = best === undefined ? '' : `: best ${key} ${formatValue(best.best)} at epoch ${best.bestEpoch}`
  const after =
    run.epochs === 0 ? '' : ` after ${plural(run.epochs, 'epoch')} in ${formatDuration(run.trainingSeconds)}`
  const why = run.endMessage === null ? '' : ` (${run.endMessage})`
  return `${run.name}  ${shortConfig(run)}  ${stateWords[shownState(run)]}${after}${result}${why}`
}

/** What a line of an epoch says beside the losses, with units. */
function shownMetrics({ recipe }: RunSummary): readonly (readonly [key: EpochMetricKey, unit: string])[] {
  const { decides, beside } = tasks[taskOf(recipe ?? {})]
  return [decides, beside].map((key) => [key, metrics[key].unit === '' ? '' : ` ${metrics[key].unit}`])
}

function epochSentence(run: RunSummary, record: EpochRecord, lastEpoch: number): string {
  return [
    run.name,
    `epoch ${record.epoch}/${lastEpoch}`,
    `train_loss ${formatValue(record.train_loss)}`,
    `validation_loss ${formatValue(record.validation_loss)}`,
    ...shownMetrics(run).map(([key, unit]) => `${key} ${formatValue(record[key])}${unit}`),
    formatDuration(record.seconds),
    ...(record.imagesPerSecond === null ? [] : [`${formatCount(record.imagesPerSecond)} images/s`]),
  ].join('  ')
}

/** A run's progress as one line: bar, epoch, what it has reached, how long it still takes. */
export function progressLine({ run, progress, last }: Line, epochs = configuredEpochs(run)): string {
  const fraction = progress === null ? 0 : progress.batch / progress.batches
  const done = progress === null ? run.epochs : progress.epoch - 1 + fraction
  const filled = Math.min(barWidth, Math.round((done / epochs) * barWidth))
  const bar = `${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}`
  const speed = progress?.imagesPerSecond ?? null
  const left = progress?.secondsLeft ?? null
  return [
    run.name,
    shortConfig(run),
    `[${bar}]`,
    progress === null || progress.phase === 'starting'
      ? stateWords[shownState(run)]
      : `epoch ${progress.epoch}/${epochs}`,
    ...(progress?.phase === 'validating' ? ['validating'] : []),
    ...(last === null
      ? []
      : shownMetrics(run)
          .slice(0, 1)
          .map(([key]) => `${key} ${formatValue(last[key])}`)),
    ...(speed === null ? [] : [`${formatCount(speed)} images/s`]),
    ...(left === null ? [] : [`${formatDuration(left)} left`]),
  ].join('  ')
}

/** A view of runs that also makes room for remarks beside them. */
export type TrainingView = RunWatcher & { remark(text: string): void }

/** One line an epoch, for a file or a pipe. */
export function createPlainView(terminal: Terminal, lastEpochOf = configuredEpochs): TrainingView {
  return {
    remark: (text) => terminal.remark(text),
    started: (run) => {
      const how = run.epochs === 0 ? 'started' : `resumes after epoch ${run.epochs}`
      terminal.print(`${run.name}  ${shortConfig(run)}  ${how}`)
    },
    epoch: (run, record) => terminal.print(epochSentence(run, record, lastEpochOf(run))),
    ended: (run) => terminal.print(endSentence(run)),
  }
}

/** A bar for each run that trains, redrawn in place below what is already settled. */
export function createBarView(terminal: Terminal, lastEpochOf = configuredEpochs): TrainingView {
  const lines = new Map<string, Line>()
  let drawn = 0
  let drawnAt = Number.NEGATIVE_INFINITY

  const draw = (settled = '') => {
    const width = Math.max(20, terminal.columns - 1)
    const bars = [...lines.values()].map((line) => progressLine(line, lastEpochOf(line.run)).slice(0, width))
    terminal.write(`${up(drawn)}\r${clearToEnd}${settled}${bars.map((bar) => `${bar}\n`).join('')}`)
    drawn = bars.length
    drawnAt = performance.now()
  }
  return {
    remark(text) {
      // Standard error is the same screen: what it says takes the place of the bars, which are drawn anew below.
      terminal.write(`${up(drawn)}\r${clearToEnd}`)
      drawn = 0
      terminal.remark(text)
      draw()
    },
    started(run) {
      lines.set(run.id, { run, progress: null, last: null })
      draw()
    },
    changed(run) {
      const line = lines.get(run.id)
      if (line === undefined) return
      line.run = run
      // Held in mid-training: it is nowhere in an epoch until it goes on.
      if (run.state === 'queued') line.progress = null
    },
    progress(run, progress) {
      const line = lines.get(run.id)
      if (line === undefined) return
      line.progress = progress
      if (performance.now() - drawnAt >= redrawMilliseconds) draw()
    },
    epoch(run, record) {
      const line = lines.get(run.id)
      if (line !== undefined) line.last = record
      draw()
    },
    ended(run) {
      lines.delete(run.id)
      draw(`${endSentence(run)}\n`)
    },
  }
}
