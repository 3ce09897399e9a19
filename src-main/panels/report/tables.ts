/** The tables of a report as text, from what the window's tables are made of. */
import type { Comparison } from '@contract/comparison'
import { groupValue, settingName } from '@model/grouping'
import type { ReportTable } from '@contract/report'
import type { RunSummary } from '@contract/run'
import { buildDiff, type DiffColumn, type DiffEntry } from '../compare/config-diff'
import { verdictRows } from '../compare/verdict-rows'
import {
  describeCount,
  describeGroupEndings,
  describeReachedEpoch,
  describeSpread,
  nameAgainst,
  valueTexts,
} from '../compare/verdict-words'
import {
  bestTexts,
  metricOfOutcomes,
  outcomesOf,
  totalOf,
  type RecordedRun,
  type WatchedRule,
} from '../what-if/what-if'
import { describeResult, describeStop, describeWorst } from '../what-if/words'
import { settingWords } from '../words/config-values'
import { countOf, formatCount, formatDuration, formatMetric, formatParameters } from '../words/format'

const text = (label: string) => ({ label, isNumber: false })
const number = (label: string) => ({ label, isNumber: true })

/** Groups with their best, how long they take to the best of the one they are compared with, and how they ended. */
export function verdictTable(comparison: Comparison): ReportTable {
  const { metric, by } = comparison
  const { unit = '' } = comparison
  const rows = verdictRows(comparison)
  const hasSeeds = rows.some(({ runs }) => runs.length > 1)
  const texts = valueTexts(comparison)
  const show = (value: number | null) => (value === null ? '–' : texts.best(value))
  return {
    columns: [
      text('Group'),
      number(`Best ${metric}${unit === '' ? '' : `, ${unit}`}`),
      ...(hasSeeds ? [number('Mean ± sd'), number('Seeds')] : []),
      number(by === 'step' ? 'At step' : 'At epoch'),
      text('Compared with'),
      number(by === 'step' ? 'Steps to match' : 'Epochs to match'),
      number('Time to match'),
      number('Time'),
      number('Parameters'),
      text('Stop reason'),
    ],
    rows: rows.map((entry) => {
      const { group, against, reach, runs } = entry
      const isOne = runs.length === 1 && against?.runs.length === 1
      return [
        group.id,
        show(group.best),
        ...(hasSeeds ? [describeSpread(group, texts.mean), describeCount(group)] : []),
        group.bestEpoch === null ? '–' : String(group.bestEpoch),
        against === undefined ? '–' : `${nameAgainst(against, group)}${isOne ? ` ${show(against.best)}` : ''}`,
        describeReachedEpoch(entry),
        typeof reach?.seconds === 'number' ? formatDuration(reach.seconds) : '–',
        group.trainingSeconds > 0 ? formatDuration(group.trainingSeconds) : '–',
        group.parameters === null
          ? runs.every(({ row }) => row.parameters === null)
            ? '–'
            : 'differ'
          : formatParameters(group.parameters),
        describeGroupEndings(group),
      ]
    }),
    notes: [...comparison.caveats],
  }
}

/** So many entries a table lists: a run may have thousands of settings. */
const mostEntries = 200
/** Letters of a value in a cell; a setting may be a whole text. */
const mostLetters = 200
const inCell = (value: string): string =>
  value.length <= mostLetters ? value : `${value.slice(0, mostLetters).replace(/\p{Cs}$/u, '')}…`

/**
 * What differs between groups of runs, or between the runs themselves while they are few.
 * @param options `showsEqual`: also what is the same in all of them. `ofGroups`: columns are groups, and what differs within them alike is left out.
 */
export function configDiffTable(
  runs: readonly RunSummary[],
  columns: readonly DiffColumn[],
  { showsEqual = false, ofGroups = false }: { readonly showsEqual?: boolean; readonly ofGroups?: boolean } = {},
): ReportTable {
  const all = buildDiff(columns, true).flatMap(({ entries }) => entries)
  // Groups that hold the same values, as those of their seeds, do not differ in them.
  const isUnlike = ({ differs, values }: DiffEntry) =>
    ofGroups && columns.length > 1 ? new Set(values).size > 1 : differs
  // One run differs from none: all that it was trained with is what there is to show.
  const wanted = all.filter((entry) => (runs.length > 1 ? showsEqual || isUnlike(entry) : entry.values[0] !== null))
  // What no run has turned on is said in one line.
  const entries = wanted.filter(({ isOff }) => !isOff)
  const off = wanted.filter(({ isOff }) => isOff).map(({ key }) => settingName(key))
  const shown = entries.slice(0, mostEntries)
  const cut = [
    ...(off.length > 0 ? [`Off, and not listed: ${off.join(', ')}.`] : []),
    ...(shown.length < entries.length
      ? [`The first ${formatCount(shown.length)} of ${formatCount(entries.length)} entries; the others are not listed.`]
      : []),
  ]
  return {
    columns: [text('Setting'), ...columns.map(({ label }) => text(label))],
    rows: shown.map(({ label, values }) => [inCell(label), ...values.map((value) => inCell(value ?? '–'))]),
    notes:
      runs.length < 2 || showsEqual
        ? cut
        : [
            wanted.length === 0
              ? ofGroups
                ? 'The groups differ in nothing that was recorded.'
                : 'All settings and the environment are the same.'
              : ofGroups
                ? `${wanted.length} of ${all.length} entries ${wanted.length === 1 ? 'differs' : 'differ'} between the groups.`
                : `${wanted.length} of ${all.length} entries ${wanted.length === 1 ? 'differs' : 'differ'}; the rest are the same in all ${countOf(runs.length, 'run')}.`,
            ...cut,
          ],
  }
}

/** What a rule of early stopping would have made of each run. */
export function whatIfTable(recorded: readonly RecordedRun[], rule: WatchedRule): ReportTable {
  const metric = metricOfOutcomes(recorded, rule)
  const outcomes = outcomesOf(recorded, rule)
  const total = totalOf(outcomes)
  const showBest = bestTexts(outcomes)
  const lostText = (lost: number) => (Number.isNaN(lost) ? '–' : lost === 0 ? '0' : formatMetric(metric, lost))
  const best = (value: { value: number; epoch: number } | null) =>
    value === null ? '–' : `${showBest(value.value)} at ${value.epoch}`
  const rows = outcomes.map((outcome) => [
    `${outcome.run.name}: ${settingWords(outcome.run, 'architecture')}, ${groupValue(outcome.run.config, 'loss')}`,
    String(outcome.ran),
    describeStop(outcome),
    String(outcome.epochsSaved),
    formatDuration(outcome.secondsSaved),
    best(outcome.bestUntilThen),
    best(outcome.best),
    lostText(outcome.lost),
  ])
  const sum = [
    countOf(outcomes.length, 'run'),
    String(total.epochsRan),
    '',
    String(total.epochsSaved),
    formatDuration(total.secondsSaved),
    '',
    'mean',
    lostText(total.meanLost),
  ]
  const result = describeResult(outcomes, rule)
    .map((part) => part.text)
    .join('')
  const worst = describeWorst(outcomes, rule)
  return {
    columns: [
      text('Run'),
      number('Epochs run'),
      number('Would stop at'),
      number('Epochs saved'),
      number('Time saved'),
      number('Best by then'),
      number('Overall best'),
      number(`${metric} lost`),
    ],
    rows: rows.length > 1 ? [...rows, sum] : rows,
    notes: [result, ...(worst === '' ? [] : [worst])],
  }
}
