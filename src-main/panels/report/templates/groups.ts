/**
 * Any groups compared on any metric: of runs that Plateau trained or that were logged elsewhere, by epoch or by step, with parameters and
 * times or without, one run a group or many. Every name and number is bound, so that no key is taken for a mark of the text.
 */
import { plainFigureText } from '@contract/figure'
import type { FigureSource } from '@contract/figure'
import { describeMetric } from '@contract/metrics'
import type { ReportBlock } from '@contract/report'
import type { RunSummary, SeriesDigest } from '@contract/run'
import { defaultPanelSettings, type PanelDefinition, type PanelSettings } from '@contract/workspace'
import { rolesOf } from '@model/comparison/metric'
import { areSeeds, orderValues, settingName } from '@model/grouping'
import { listOf } from '../descriptions'
import { groupsOf } from '../groups-of'
import { writeKey } from '../quoted-keys'
import type { ChosenGroups } from './group-choices'
import { pageWidth, reportStyle, text, type TemplateContent } from './parts'

/** What is worked out once about the runs. */
type Subject = ChosenGroups & {
  readonly ids: string[]
  readonly runs: readonly RunSummary[]
  readonly keys: readonly string[]
  readonly groups: number
  /** Some group has several runs. */
  readonly hasSeveral: boolean
  /** And in every group they are repetitions of each other, so that a mean is one of something. */
  readonly hasMeans: boolean
  /** The metric, and what its runs are grouped by, as bindings have them. */
  readonly bound: string
  readonly label: string
  readonly names: string
}

export function groupsTemplate(runs: readonly RunSummary[], chosen: ChosenGroups): TemplateContent {
  const subject = describeSubject(runs, chosen)
  return {
    title: titleOf(subject),
    style: reportStyle(),
    blocks: [
      ...introduction(subject),
      ...result(subject),
      ...curves(subject),
      ...bars(subject),
      ...settings(subject),
      ...conclusion(subject),
    ],
  }
}

function describeSubject(runs: readonly RunSummary[], chosen: ChosenGroups): Subject {
  const { metric, rows, columns } = chosen
  const keys = [...new Set([rows, columns])]
  const groups = groupsOf(runs, { row: rows, column: columns })
  const hasSeveral = groups.length < runs.length
  const roles = rolesOf(runs)
  return {
    ...chosen,
    runs,
    ids: runs.map(({ id }) => id),
    keys,
    groups: groups.length,
    hasSeveral,
    hasMeans: hasSeveral && groups.every(({ runs: members }) => areSeeds(members, roles)),
    bound: `${writeKey(metric)} by ${keys.map(writeKey).join(', ')}`,
    label: `{{label ${writeKey(metric)}}}`,
    names: listOf(keys.map((key) => `{{setting ${writeKey(key)}}}`)),
  }
}

/** A title is a plain text, which braces alone would make a binding of. */
const mostTitle = 300
function titleOf({ metric, keys, label, names }: Subject): string {
  const words = [describeMetric(metric).label, ...keys.map(settingName)]
  const title = words.some((word) => /[{}\\]/.test(word))
    ? `${label} by ${names}`
    : `${words[0] ?? ''} by ${listOf(words.slice(1))}`
  return title.length > mostTitle ? 'Comparison of groups' : title
}

function introduction({ metric, label, names, keys, runs }: Subject): ReportBlock[] {
  const data = new Set(runs.flatMap((run) => run.data?.name ?? []))
  const isKnown = data.size > 0 && runs.every((run) => run.data !== null)
  return [
    text(
      'runs',
      '## Runs and groups',
      `This report compares {{count runs}} on ${label}, where {{direction ${writeKey(metric)}}} values are better. They are grouped by ${names}, which makes {{count groups by ${keys.map(writeKey).join(', ')}}}.`,
      isKnown ? `Data: ${listOf([...data].map((name) => name.replaceAll(/[\\`*_[\]<>#|~$&{}]/g, '\\$&')))}.` : null,
    ),
  ]
}

/** Of more groups the sentences about each pair are more than anybody reads. */
const mostFindings = 4
/** A value that a reference finds again, whatever else stands in it. */
const isPlain = (value: string): boolean => /^[\p{L}\p{N}./: -]+$/u.test(value) && !/ (?:of|vs|by) /.test(value)

/** The comparison's sentences: with two settings that make a table of their own, one paragraph for each of their values. */
function findings({ bound, runs, rows, columns, groups }: Subject): string[] {
  const configs = runs.map(({ config }) => config)
  const [down, across] = [orderValues(configs, rows), orderValues(configs, columns)]
  const isGrid = rows !== columns && down.length > 1 && across.length > 1
  const isSmall = down.length <= mostFindings && across.length <= mostFindings && down.length * across.length === groups
  const areFound = [...across, ...down].every((value) => isPlain(value) && runs.every(({ name }) => name !== value))
  if (isGrid && isSmall && areFound)
    return [...across, ...down].map((value) => `**${value}.** {{findings ${bound} of ${value}}}`)
  return [groups <= mostFindings ? `{{findings ${bound}}}` : `{{verdict ${bound}}}`]
}

function result(subject: Subject): ReportBlock[] {
  const { bound, label, hasSeveral, hasMeans, ids, metric, rows, columns, groups } = subject
  return [
    text(
      'result',
      '## Result',
      groups > 1 ? `{{ranking ${bound}}}` : null,
      ...findings(subject),
      '{{number of groups}} lists the groups.',
    ),
    {
      kind: 'groups',
      id: 'groups',
      runs: ids,
      metric,
      rows,
      columns,
      caption: hasMeans
        ? `Best ${label} by group: mean and standard deviation over the runs that count, how many these are, and the best of them.`
        : hasSeveral
          ? `Best ${label} by group, and of how many runs it is the best. Runs that differ in more than the seed have no mean.`
          : `Best ${label} by group, one run each.`,
    },
  ]
}

/** Colours tell the values of the first setting apart, dashes those of the second. */
const panelSettings = ({ keys }: Subject, x: PanelSettings['x']): PanelSettings => ({
  ...defaultPanelSettings,
  x,
  legend: legendOf(keys),
  colourBy: keys[0] ?? null,
  dashBy: keys[1] ?? null,
})

/** Legends call groups as the table does; where their template has no room for the keys, as the workspace does. */
const mostLegend = 200
function legendOf(keys: readonly string[]): string {
  const legend = keys.map((key) => `\${group.${writeKey(key)}}`).join(', ')
  return legend.length > mostLegend ? defaultPanelSettings.legend : legend
}

const panelSource = (
  subject: Subject,
  runs: readonly string[],
  panel: PanelDefinition,
  x: PanelSettings['x'] = 'epoch',
): FigureSource => ({
  kind: 'panel',
  runs: [...runs],
  panel,
  settings: panelSettings(subject, x),
  groupBy: subject.hasMeans ? [...subject.keys] : [],
  baseline: null,
  view: null,
})

const withLegend = (source: FigureSource, legend: string | null): FigureSource =>
  source.kind !== 'panel' || legend === null ? source : { ...source, settings: { ...source.settings, legend } }

const place = { title: null, section: 'metrics', columns: 6, isHidden: false, settings: {} } as const
const figureBlock = (id: string, height: number, source: FigureSource, caption: string): ReportBlock => ({
  kind: 'figure',
  id,
  source,
  text: { ...plainFigureText, caption },
  style: { size: { width: pageWidth, height, unit: 'cm' } },
})

/** Runs by epoch and runs by step share no axis: a figure of each. */
function curves(subject: Subject): ReportBlock[] {
  const { runs, metric, label, hasSeveral, hasMeans } = subject
  const byUnit = (by: SeriesDigest['by']) => runs.filter(({ series }) => series[metric]?.by === by).map(({ id }) => id)
  const drawn = (['epoch', 'step'] as const).flatMap((by) => {
    const ids = byUnit(by)
    return ids.length === 0 ? [] : [{ by, ids, id: `curves-${by}` }]
  })
  const band = hasMeans
    ? ' A line is the mean of a group, and its band reaches from the least to the greatest of its runs.'
    : hasSeveral
      ? ' Each line is one run, as runs of a group differ in more than the seed.'
      : ' Each line is one run.'
  const shown = drawn.map(({ by, id }) => `{{number of ${id}}} shows ${label} by ${by}`)
  return [
    text(
      'curves',
      '## Curves and best values',
      `${listOf(shown)}.${band}`,
      countBars(subject) > mostBars ? null : '{{number of bars}} shows the best values beside each other.',
    ),
    ...drawn.map(({ by, ids, id }) =>
      figureBlock(
        id,
        8,
        panelSource(
          subject,
          ids,
          { ...place, kind: 'line', id: `metric:${metric}`, height: 300, keys: [metric] },
          by === 'step' ? 'step' : 'epoch',
        ),
        `${label} by ${by}.`,
      ),
    ),
  ]
}

/** Of bars more than these there is no room on a page. */
const mostBars = 40
const countBars = ({ hasMeans, groups, ids }: Subject): number => (hasMeans ? groups : ids.length)
function bars(subject: Subject): ReportBlock[] {
  const { metric, label, ids, hasMeans, hasSeveral } = subject
  const count = countBars(subject)
  if (count > mostBars) return []
  const quantity = { kind: 'best', key: metric } as const
  return [
    figureBlock(
      'bars',
      Math.min(20, 2.5 + 0.7 * count),
      withLegend(
        panelSource(subject, ids, {
          ...place,
          kind: 'bar',
          id: 'bars',
          height: 300,
          quantity,
          by: hasMeans ? 'group' : 'run',
        }),
        // Several runs of a group would have one name.
        hasSeveral && !hasMeans ? defaultPanelSettings.legend : null,
      ),
      hasMeans ? `Best ${label} by group: the mean, with a mark for each run.` : `Best ${label} of each run.`,
    ),
  ]
}

function settings({ ids, rows, columns, runs }: Subject): ReportBlock[] {
  const hasEnvironment = runs.some(({ environment }) => environment !== null)
  const what = hasEnvironment ? 'settings and the environment' : 'settings'
  return [
    text(
      'settings',
      '## Settings',
      `{{number of differences}} lists the ${what} in which the groups differ, {{number of all-settings}} everything that was recorded of them.`,
    ),
    {
      kind: 'config-diff',
      id: 'differences',
      runs: ids,
      rows,
      columns,
      caption: hasEnvironment
        ? 'Settings and environment values that differ between the groups.'
        : 'Settings that differ between the groups.',
    },
    {
      kind: 'config-diff',
      id: 'all-settings',
      runs: ids,
      rows,
      columns,
      showsEqual: true,
      caption: hasEnvironment ? 'All settings and the environment of each group.' : 'All settings of each group.',
    },
  ]
}

function conclusion({ bound, runs }: Subject): ReportBlock[] {
  const isTimed = runs.some(({ trainingSeconds }) => trainingSeconds > 0)
  return [
    text(
      'conclusion',
      '## Conclusion',
      `{{verdict ${bound}}}`,
      `{{caveats ${bound}}}`,
      `These results hold for these runs, their data and their settings, and show nothing beyond that.${isTimed ? ' Training times depend on the machine and on what else it was doing.' : ''}`,
    ),
  ]
}
