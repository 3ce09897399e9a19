/** Several runs held against each other: the report that the product grew from, for any architectures, losses and seeds. */
import type { SettingKey } from '@contract/config'
import { groupValue, orderValues, settingName } from '@contract/grouping'
import type { ReportBlock } from '@contract/report'
import type { RunSummary } from '@contract/run'
import { commonRule } from '../../what-if/what-if'
import { showNumber } from '../../words/format'
import { listOf } from '../descriptions'
import { tellingKeys } from '../references'
import type { TemplateContent } from '../templates'
import { comparisonFigure, lossesFigure, samplesFigure, usualCaptions } from '../usual-figures'
import { describeLosses } from './losses-text'
import { architectureHeight, countWords, figure, reportStyle, smallChartsHeight, text } from './parts'

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
  readonly keys: { readonly row: SettingKey; readonly column: SettingKey }
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  readonly groups: readonly Group[]
  readonly networks: readonly { readonly word: string; readonly run: RunSummary }[]
  readonly hasSeveralLosses: boolean
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
      ...conclusion(),
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
  return { runs, ids, keys, rows, columns, groups, networks, hasSeveralLosses, groupName, runName }
}

const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`
const count = (values: readonly unknown[]): string => countWords[values.length] ?? String(values.length)

function titleOf({ keys, rows, columns, runs }: Subject): string {
  const task = 'flipped grey CIFAR-10'
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
      'Each model receives an RGB image of 32 × 32 pixels and returns the same image in grey at 28 × 28 pixels, flipped both ways. The images are those of CIFAR-10: {{data}}.',
      `{{count runs}} are held against each other. They differ in ${differences(subject)}; {{number of settings}} lists every entry that is not the same in all of them. All were trained by {{optimizer}}, for at most {{config epochs}} epochs. Start weights and order come from {{count seeds}} ({{seeds}}), the choice of training images from a data seed of its own ({{config dataSeed}}), so that seeds measure training and not luck with data.`,
      `The validation images decide on each run's best epoch${dependsOnStopping ? ', and on when it stops' : ''}. Best values are therefore a little better than they would be on images that no run has seen, for every run alike.`,
    ),
    { kind: 'config-diff', id: 'settings', runs: ids, caption: 'Entries that differ between the runs.' },
  ]
}

function models({ networks }: Subject): ReportBlock[] {
  const several = networks.length > 1
  const isSame = ({ word }: { word: string }) => (several ? ` of ${word}` : '')
  return [
    text(
      'models',
      '## Models',
      several
        ? `${capital(count(networks))} networks are trained. A dense layer sees the whole picture, which the flip asks for; they differ in how much they make of the picture before it.`
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
        `The layers of the ${network.word} model with their output shapes: {{parameters${isSame(network)}}} trainable parameters.`,
      ),
    ),
  ]
}

function validation(subject: Subject): ReportBlock[] {
  const { ids, keys, rows, columns, groups, hasSeveralLosses, runName } = subject
  const isGrid = rows.length > 1 && columns.length > 1 && keys.row !== keys.column
  const seeds = groups.some((group) => group.runs.length > 1)
    ? ' Lines are means over seeds where a group has several, bands their range.'
    : ''
  // With several columns each is a question of its own: the rows under one loss.
  const findings =
    columns.length > 1 && rows.length > 1
      ? columns.map((column) => `**${column}.** {{findings val_mse of ${column}}}`)
      : ['{{findings val_mse}}']
  return [
    text(
      'validation',
      '## Validation loss',
      hasSeveralLosses
        ? 'The runs train on different losses, whose values have no scale in common. All are therefore held against each other on val_mse, the mean squared error over all pixels of the validation images, which every run records whatever it trains on.'
        : 'The runs are held against each other on val_mse, the mean squared error over all pixels of the validation images.',
      isGrid
        ? '{{number of grid}} shows each combination on equal axes, {{number of overlay}} all of them on one.'
        : '{{number of overlay}} shows it over epochs.',
    ),
    ...(isGrid
      ? [
          figure(
            'grid',
            11,
            comparisonFigure('grid', ids, keys),
            `Validation MSE over epochs, one combination a cell, the others grey behind it.${seeds}`,
          ),
        ]
      : []),
    figure('overlay', 7.5, comparisonFigure('overlay', ids, keys), 'Validation MSE of all runs over epochs.', {
      legendTemplate: runName,
    }),
    text(
      'findings',
      '### How many epochs later',
      "How long one run takes to what another one ends up with says more than their best values alone. Counted is the first epoch at which val_mse is at or past the other's best, run against run of the same seed and never on a mean of curves, in both directions.",
      ...findings,
      '{{number of verdict}} has the numbers.',
    ),
    {
      kind: 'verdict',
      id: 'verdict',
      runs: ids,
      metric: 'val_mse',
      rows: keys.row,
      columns: keys.column,
      caption: 'Best val_mse by group, and the way to the best of the group that each is held against first.',
    },
  ]
}

function losses(subject: Subject): ReportBlock[] {
  const { runs, rows, hasSeveralLosses, keys } = subject
  if (!hasSeveralLosses) return []
  const configs = runs.map(({ config }) => config)
  const perRow =
    keys.column === 'loss' && rows.length > 1 ? rows.map((row) => `**${row}.** {{findings val_mse of ${row}}}`) : []
  return [
    text(
      'losses',
      '## The losses',
      ...describeLosses(
        subject.groups.map(({ id, runs: members }) => ({ id, config: members[0]?.config })),
        '{{number of loss-curves}}',
      ),
      ...(perRow.length === 0 ? [] : ['On the common metric, for each architecture between its losses:']),
      ...perRow,
    ),
    figure('loss-curves', 6, lossesFigure('loss', configs), usualCaptions.losses),
    figure(
      'loss-gradients',
      6,
      lossesFigure('gradient', configs),
      'Their gradients: what an error of each size asks for.',
    ),
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
      `${stoppable ? 'Had patience been shorter' : 'Had a rule been on'}, the recorded curves tell what would have come of it ({{number of what-if}}${runs.length > 12 ? '' : ', {{number of what-if-curves}}'}).`,
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
            'Where that rule would have stopped each run; faint is what it trained on to.',
            { legendTemplate: runName },
          ),
        ]),
  ]
}

/** One of each group, while they fit a page. */
function samples({ groups, groupName }: Subject): ReportBlock[] {
  const shown = groups.flatMap(({ runs }) => runs.slice(0, 1)).slice(0, 6)
  return [
    text(
      'samples-text',
      '## Samples',
      'Numbers do not say what an error looks like. {{number of samples}} shows the same validation images through one run of each group, at its best epoch: the input, the target, and for each run the output with its absolute error.',
    ),
    figure('samples', 9, samplesFigure(shown.map(({ id }) => id)), usualCaptions.samples, {
      legendTemplate: groupName,
      fontSize: 7,
    }),
  ]
}

function conclusion(): ReportBlock[] {
  return [
    text(
      'conclusion',
      '## What may be concluded',
      '{{verdict val_mse}}',
      '{{caveats val_mse}}',
      'Beyond that nothing is shown: the numbers are of this task, these sizes of data and network, and these settings. Training time is that of the machine that the runs were trained on, and of what else it did.',
    ),
  ]
}
