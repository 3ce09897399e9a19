/** Groups of runs and their numbers on any metric: by epoch or by step, with times and parameters where somebody recorded them. */
import type { Comparison, ComparisonGroup } from '@contract/comparison'
import type { ReportTable } from '@contract/report'
import { describeCount, describeGroupEndings, showDeviation, valueTexts } from '../compare/verdict-words'
import { formatCount, formatDuration, formatParameters } from '../words/format'

/** So many groups a table lists; of more, the best. */
const mostGroups = 60

type Column = { readonly label: string; readonly isNumber: boolean; readonly text: (group: ComparisonGroup) => string }

/** The groups in their order. A column that no group has anything for is left out. */
export function groupsTable(comparison: Comparison): ReportTable {
  const { by, direction, groups, rows } = comparison
  const { unit = '' } = comparison
  const texts = valueTexts(comparison)
  const hasSeveral = groups.some(({ runs }) => runs.length > 1)
  const unitWord = by === 'mixed' ? 'epoch or step' : by
  const extents = { epoch: 'Epochs', step: 'Steps', mixed: 'Epochs or steps' }[by]
  const isTimed = rows.some(({ trainingSeconds }) => trainingSeconds > 0)
  const hasParameters = rows.some(({ parameters }) => parameters !== null)
  const withUnit = (label: string): string => (unit === '' ? label : `${label}, ${unit}`)
  const columns: Column[] = [
    { label: 'Group', isNumber: false, text: ({ id }) => id },
    ...(hasSeveral && groups.some(({ mean }) => mean !== null)
      ? [
          { label: withUnit('Mean'), isNumber: true, text: (group: ComparisonGroup) => meanOf(group, texts.mean) },
          { label: 'sd', isNumber: true, text: (group: ComparisonGroup) => deviationOf(group, texts.mean) },
        ]
      : []),
    ...(hasSeveral ? [{ label: 'n', isNumber: true, text: describeCount }] : []),
    { label: withUnit('Best'), isNumber: true, text: ({ best }) => (best === null ? '–' : texts.best(best)) },
    {
      label: `At ${unitWord}`,
      isNumber: true,
      text: ({ bestEpoch }) => (bestEpoch === null ? '–' : formatCount(bestEpoch)),
    },
    { label: extents, isNumber: true, text: ({ epochs }) => rangeOf(epochs) },
    ...(isTimed
      ? [
          {
            label: 'Time',
            isNumber: true,
            text: ({ trainingSeconds }: ComparisonGroup) =>
              trainingSeconds > 0 ? formatDuration(trainingSeconds) : '–',
          },
        ]
      : []),
    ...(hasParameters
      ? [{ label: 'Parameters', isNumber: true, text: (group: ComparisonGroup) => parametersOf(group, comparison) }]
      : []),
    { label: 'Ended', isNumber: false, text: describeEnd },
  ]
  const shown = groups.length <= mostGroups ? groups : bestOnes(groups, direction)
  return {
    columns: columns.map(({ label, isNumber }) => ({ label, isNumber })),
    rows: shown.map((group) => columns.map(({ text }) => text(group))),
    notes:
      shown.length === groups.length
        ? []
        : [`The best ${formatCount(shown.length)} of ${formatCount(groups.length)} groups; the others are not listed.`],
  }
}

/** Runs that are no repetitions of each other have no mean. */
const meanOf = ({ mean }: ComparisonGroup, show: (value: number) => string): string =>
  mean === null ? '–' : show(mean)

const deviationOf = ({ mean, deviation }: ComparisonGroup, show: (value: number) => string): string =>
  mean === null || deviation === null ? '–' : deviation === 0 ? '0' : showDeviation(show(mean), deviation)

const rangeOf = ([fewest, most]: readonly [number, number]): string =>
  fewest === most ? formatCount(most) : `${formatCount(fewest)} to ${formatCount(most)}`

/** Where its runs differ in it, or only some of them have it, there is no one number. */
function parametersOf({ parameters, runs }: ComparisonGroup, { rows }: Comparison): string {
  if (parameters !== null) return formatParameters(parameters)
  const own = new Set(runs)
  return rows.some((row) => own.has(row.run) && row.parameters !== null) ? 'differ' : '–'
}

/** “completed”, “2 completed, 1 failed”: where they ended stands in a column of its own. */
const describeEnd = ({ endings }: ComparisonGroup): string => describeGroupEndings({ endings, epochs: [0, 0] })

/** By their means where they have one, else by their best; in the order that they had. */
function bestOnes(groups: readonly ComparisonGroup[], direction: Comparison['direction']): ComparisonGroup[] {
  const worst = direction === 'higher' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  const valueOf = ({ mean, best }: ComparisonGroup): number => mean ?? best ?? worst
  const ranked = [...groups].sort((left, right) =>
    direction === 'higher' ? valueOf(right) - valueOf(left) : valueOf(left) - valueOf(right),
  )
  const kept = new Set(ranked.slice(0, mostGroups))
  return groups.filter((group) => kept.has(group))
}
