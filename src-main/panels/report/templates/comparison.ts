/** Several runs compared with each other: the report that the product grew from, for any architectures, losses and seeds. */
import { chainOf, taskOf } from '@contract/run-data'
import type { TaskRecipe } from '@recipes/task-recipe'
import { metrics } from '@recipes/registry/metrics'
import { tasks } from '@recipes/registry/tasks'
import { taskSentence, taskTitle } from '../task-words'
import { groupValue, orderValues, settingName } from '@model/grouping'
import type { ReportBlock } from '@contract/report'
import type { RunSummary } from '@contract/run'
import { commonRule } from '../../what-if/what-if'
import { showNumber } from '../../words/format'
import { listOf } from '../descriptions'
import { tellingKeys } from '@model/telling-settings'
import { comparisonFigure, lossesFigure, samplesFigure, usedLosses, usualCaptions } from '../usual-figures'
import { describeLosses } from './losses-text'
import {
  architectureHeight,
  countWords,
  figure,
  reportStyle,
  smallChartsHeight,
  text,
  type TemplateContent,
} from './parts'

type Group = {
  readonly id: string
  readonly row: string
  readonly column: string
  readonly runs: readonly RunSummary[]
}

/** What is worked out once about the runs. */
type Subject = {
  readonly runs: readonly RunSummary[]
  readonly ids: string[]
  readonly keys: { readonly row: string; readonly column: string }
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  readonly groups: readonly Group[]
  readonly networks: readonly { readonly word: string; readonly run: RunSummary }[]
  readonly hasSeveralLosses: boolean
  /** What all of them are trained to do. */
  readonly task: TaskRecipe
  /** Legend templates: as the groups are called, and with the seed where a group has several runs. */
  readonly groupName: string
  readonly runName: string
}

export function comparisonTemplate(runs: readonly RunSummary[]): TemplateContent {
  const subject = describeSubject(runs)
  return {
    title: titleOf(subject),
    style: reportStyle(),
    blocks: [
      ...task(subject),
      ...models(subject),
      ...validation(subject),
      ...losses(subject),
      ...stopping(subject),
      ...samples(subject),
      ...conclusion(subject),
    ],
  }
}

function describeSubject(runs: readonly RunSummary[]): Subject {
  const keys = tellingKeys(runs)
  const configs = runs.map(({ config }) => config)
  const [rows, columns] = [orderValues(configs, keys.row), orderValues(configs, keys.column)]
  const groups = rows.flatMap((row) =>
    columns.flatMap((column): Group[] => {
      const members = runs.filter(
        ({ config }) => groupValue(config, keys.row) === row && groupValue(config, keys.column) === column,
      )
      return members.length === 0
        ? []
        : [{ id: row === column ? row : `${row}, ${column}`, row, column, runs: members }]
    }),
  )
  const networks = orderValues(configs, 'architecture').flatMap((word) => {
    const run = runs.find(({ config }) => groupValue(config, 'architecture') === word)
    return run === undefined ? [] : [{ word, run }]
  })
  const hasSeveralLosses = new Set(configs.map((config) => groupValue(config, 'loss'))).size > 1
  const groupName = [...new Set([keys.row, keys.column])].map((key) => `\${group.${key}}`).join(', ')
  const runName = groups.every((group) => group.runs.length === 1) ? groupName : `${groupName}, seed \${config.seed}`
  const ids = runs.map(({ id }) => id)
  return {
    runs,
    ids,
    keys,
    rows,
    columns,
    groups,
    networks,
    hasSeveralLosses,
    task: tasks[taskOf(runs[0]?.recipe ?? {})],
    groupName,
    runName,
  }
}

const settingsOf = (runs: readonly RunSummary[]) => runs.map(({ recipe }) => recipe ?? {})
const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`
const count = (values: readonly unknown[]): string => countWords[values.length] ?? String(values.length)

function titleOf({ keys, rows, columns, runs }: Subject): string {
  const task = listOf([...new Set(settingsOf(runs).map(taskTitle))])
  if (keys.row === 'architecture') {
    if (rows.length > 1 && columns.length > 1)
      return `${capital(count(rows))} architectures and ${count(columns)} losses on ${task}`
    if (rows.length > 1)
      return `${count(rows) === 'two' ? capital(rows.join(' and ')) : `${capital(count(rows))} architectures`} on ${task}`
    if (columns.length > 1) return `${capital(count(columns))} losses on ${task}`
    return `${capital(countWords[runs.length] ?? String(runs.length))} runs on ${task}`
  }
  const names = [...new Set([keys.row, keys.column])].map(settingName)
  return `${capital(listOf(names))} on ${task}`
}

/** “architecture and loss”: in what the runs differ by design. */
const differences = ({ keys, rows, columns }: Subject): string => {
  const names = [
    ...(rows.length > 1 ? [settingName(keys.row)] : []),
    ...(columns.length > 1 && keys.column !== keys.row ? [settingName(keys.column)] : []),
  ]
  return names.length === 0 ? 'the seed' : listOf(names)
}

function task(subject: Subject): ReportBlock[] {
  const { ids, runs } = subject
  const dependsOnStopping = runs.some(({ config }) => config.earlyStopping)
  return [
    text(
      'task',
      '## Task and data',
      taskSentence('Each model', settingsOf(runs)),
      `This report compares {{count runs}}. They differ in ${differences(subject)}; {{number of settings}} lists everything that is not the same in all of them. All were trained using {{optimizer}}, for at most {{config epochs}} epochs. The initial weights and the order of the images come from {{count seeds}} ({{seeds}}). The training images are chosen with a separate data seed ({{config dataSeed}}), so differences between seeds come from training, not from the choice of data.`,
      `The validation images determine each run's best epoch${dependsOnStopping ? ' and when it stops' : ''}. Best values are therefore slightly better than they would be on unseen images, for every run alike.`,
    ),
    {
      kind: 'config-diff',
      id: 'settings',
      runs: ids,
      caption: 'Settings and environment values that differ between the runs.',
    },
  ]
}

/** Why networks end in a dense layer, as far as the targets say. */
const whyDense = (runs: readonly RunSummary[]): string =>
  settingsOf(runs).every(
    (settings) =>
      taskOf(settings) === 'image-to-image' && chainOf(settings).some(({ kind }) => kind.startsWith('flip')),
  )
    ? 'Flipping an image takes a dense layer that sees all of it; the networks differ'
    : 'All end in a dense layer that sees the whole image; they differ'

function models({ networks, runs }: Subject): ReportBlock[] {
  const several = networks.length > 1
  const isSame = ({ word }: { word: string }) => (several ? ` of ${word}` : '')
  return [
    text(
      'models',
      '## Models',
      several
        ? `${capital(count(networks))} networks are compared. ${whyDense(runs)} in how they process the image before that layer.`
        : 'All runs train the same network.',
      ...networks.map((network) =>
        several
          ? `**${network.word}** ({{number of model-${network.word}}}): {{architecture sentence of ${network.word}}}.`
          : `It has {{architecture sentence}} ({{number of model-${network.word}}}).`,
      ),
    ),
    ...networks.map((network) =>
      figure(
        `model-${network.word}`,
        architectureHeight(network.run),
        { kind: 'architecture', run: network.run.id },
        `Layers of the ${network.word} model with their output shapes: {{parameters${isSame(network)}}} trainable parameters.`,
      ),
    ),
  ]
}

function validation(subject: Subject): ReportBlock[] {
  const { ids, keys, rows, columns, groups, hasSeveralLosses, runName } = subject
  const { decides: metric, decidesInWords } = subject.task
  const { label, direction } = metrics[metric]
  const isGrid = rows.length > 1 && columns.length > 1 && keys.row !== keys.column
  const seeds = groups.some((group) => group.runs.length > 1)
    ? ' Where a group has several seeds, the line is their mean and the band their range.'
    : ''
  // With several columns each is a question of its own: the rows under one loss.
  const findings = isGrid
    ? columns.map((column) => `**${column}.** {{findings ${metric} of ${column}}}`)
    : [`{{findings ${metric}}}`]
  return [
    text(
      'validation',
      direction === 'lower' ? '## Validation loss' : `## ${label}`,
      hasSeveralLosses
        ? `The runs train on different losses, and their values are not on the same scale. The runs are therefore compared on ${metric}, ${decidesInWords}, which every run records regardless of its loss.`
        : `The runs are compared on ${metric}, ${decidesInWords}.`,
      isGrid
        ? '{{number of grid}} shows each combination in its own panel, all with the same axes; {{number of overlay}} shows them in one panel.'
        : '{{number of overlay}} shows it by epoch.',
    ),
    ...(isGrid
      ? [
          figure(
            'grid',
            11,
            comparisonFigure('grid', ids, keys, metric),
            `${label} by epoch, one combination per panel, with the others in grey behind it.${seeds}`,
          ),
        ]
      : []),
    figure('overlay', 7.5, comparisonFigure('overlay', ids, keys, metric), `${label} of all runs by epoch.`, {
      legendTemplate: runName,
    }),
    text(
      'findings',
      '### Epochs to the same result',
      `Best values alone do not show how long a run takes to get there. So for each pair of runs, this counts the first epoch at which one run's ${metric} equals or beats the other's best, in both directions. Runs are paired by seed; curves are never averaged.`,
      ...findings,
      '{{number of verdict}} lists the numbers.',
    ),
    {
      kind: 'verdict',
      id: 'verdict',
      runs: ids,
      metric,
      rows: keys.row,
      columns: keys.column,
      caption: `Best ${metric} by group, and how long each group takes to match the group it is compared with.`,
    },
  ]
}

function losses(subject: Subject): ReportBlock[] {
  const { runs, rows, hasSeveralLosses, keys } = subject
  if (!hasSeveralLosses) return []
  const configs = runs.map(({ config }) => config)
  const drawn = usedLosses(configs)
  const perRow =
    keys.column === 'loss' && rows.length > 1
      ? rows.map((row) => `**${row}.** {{findings ${subject.task.decides} of ${row}}}`)
      : []
  return [
    text(
      'losses',
      '## Losses',
      ...describeLosses(
        subject.groups.map(({ id, runs: members }) => ({ id, config: members[0]?.config })),
        drawn.length === 0 ? null : '{{number of loss-curves}}',
      ),
      ...(perRow.length === 0 ? [] : ['The losses of each architecture, compared on the common metric:']),
      ...perRow,
    ),
    ...(drawn.length === 0
      ? []
      : [
          figure('loss-curves', 6, lossesFigure('loss', configs, drawn), usualCaptions.losses),
          figure(
            'loss-gradients',
            6,
            lossesFigure('gradient', configs, drawn),
            'Gradient of each loss by the error of one pixel.',
          ),
        ]),
  ]
}

function stopping({ runs, ids, groups, runName }: Subject): ReportBlock[] {
  const { rule } = commonRule(runs)
  const stoppable = runs.some(({ config }) => config.earlyStopping)
  // The rule itself has nothing to tell about the runs that it stopped; half of its patience has.
  const patience = stoppable ? Math.max(1, Math.ceil(rule.patience / 2)) : rule.patience
  const monitor = { monitor: rule.monitor, patience, minDelta: rule.minDelta }
  return [
    text(
      'stopping',
      '## Early stopping',
      '{{early stopping}}',
      groups.length > 8
        ? 'How the runs ended: {{stop reason}}.'
        : groups.map(({ id }) => `- ${id}: {{stop reason of ${id}}}`).join('\n'),
      `The recorded curves show what ${stoppable ? 'a shorter patience' : 'an early-stopping rule'} would have done ({{number of what-if}}${runs.length > 12 ? '' : ', {{number of what-if-curves}}'}).`,
    ),
    {
      kind: 'what-if',
      id: 'what-if',
      runs: ids,
      ...monitor,
      caption: `What patience ${patience} and minDelta ${showNumber(rule.minDelta)} on ${rule.monitor} would have saved and lost.`,
    },
    ...(runs.length > 12
      ? []
      : [
          figure(
            'what-if-curves',
            smallChartsHeight(runs.length),
            { kind: 'what-if', runs: ids, rule: { kind: 'previous-epoch', ...monitor } },
            'Where that rule would have stopped each run. The faint part is what it trained after that.',
            { legendTemplate: runName },
          ),
        ]),
  ]
}

/** One of each group, while they fit a page. */
function samples({ groups, groupName, task }: Subject): ReportBlock[] {
  // Classes that a network says are no pictures to put beside each other.
  if (task.kind !== 'image-to-image') return confusions(groups)
  const shown = groups.flatMap(({ runs }) => runs.slice(0, 1)).slice(0, 6)
  return [
    text(
      'samples-text',
      '## Samples',
      "Numbers do not show what an error looks like. {{number of samples}} shows the same validation images for one run of each group at its best epoch: the input, the target, and each run's output with its absolute error.",
    ),
    figure('samples', 9, samplesFigure(shown.map(({ id }) => id)), usualCaptions.samples, {
      legendTemplate: groupName,
      fontSize: 7,
    }),
  ]
}

/** Matrices that a report can be read with: of more groups those of the first. */
const mostMatrices = 4

/** Which classes a network takes for which, of one run of each group. */
function confusions(groups: readonly Group[]): ReportBlock[] {
  const shown = groups.slice(0, mostMatrices).flatMap(({ id, runs: [run] }) => (run ? [{ id, run }] : []))
  const idOf = (index: number) => `confusion-${index + 1}`
  return [
    text(
      'confusion-text',
      '## Predictions',
      `${listOf(shown.map((_, index) => `{{number of ${idOf(index)}}}`))} ${shown.length === 1 ? 'counts' : 'count'} the validation images by their class and the class that the network predicts, for one run of ${shown.length < groups.length ? `each of the first ${countWords[shown.length] ?? shown.length} groups` : 'each group'} at its best epoch.`,
    ),
    ...shown.map(({ id, run }, index) =>
      figure(
        idOf(index),
        10,
        { kind: 'confusion', run: run.id, at: 'best', numbers: 'counts' },
        `${id}: images by their class and the class predicted, at the best epoch of one run.`,
      ),
    ),
  ]
}

function conclusion({ task: { decides } }: Subject): ReportBlock[] {
  return [
    text(
      'conclusion',
      '## Conclusion',
      `{{verdict ${decides}}}`,
      `{{caveats ${decides}}}`,
      'These results hold for this task, these sizes of data and network, and these settings, and show nothing beyond that. Training times depend on the machine and on what else it was doing.',
    ),
  ]
}
