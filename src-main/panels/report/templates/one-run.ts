/** One run: what was trained, how it went, where it ended, and what it makes of images. */
import type { ReportBlock } from '@contract/report'
import type { RunSummary } from '@contract/run'
import { taskOf } from '@contract/run-data'
import { metrics } from '@recipes/registry/metrics'
import { tasks } from '@recipes/registry/tasks'
import { commonRule, ownRule } from '../../what-if/what-if'
import { taskSentence, taskTitle } from '../task-words'
import { lineFigure, samplesFigure, usualCaptions } from '../usual-figures'
import { architectureHeight, figure, reportStyle, text, type TemplateContent } from './parts'

export function oneRunTemplate(run: RunSummary): TemplateContent {
  const runs = [run.id]
  const settings = run.recipe ?? {}
  const { decides: metric, decidesInWords } = tasks[taskOf(settings)]
  const rule = ownRule(run)
  const { rule: usual } = commonRule([run])
  const patience = rule === null ? usual.patience : Math.max(1, Math.ceil(rule.patience / 2))
  const monitor = { monitor: usual.monitor, patience, minDelta: usual.minDelta }
  return {
    title: `${run.name}: one run on ${taskTitle(settings)}`,
    style: reportStyle(),
    blocks: [
      text(
        'task',
        '## Task and data',
        `${taskSentence('The model', [settings])} The validation images determine the best epoch, so its value is slightly better than it would be on unseen images.`,
      ),
      text(
        'model',
        '## Model',
        'The {{config architecture}} network has {{architecture sentence}} ({{number of layers}}).',
      ),
      figure(
        'layers',
        architectureHeight(run),
        { kind: 'architecture', run: run.id },
        'Layers with their output shapes: {{parameters}} trainable parameters.',
      ),
      text(
        'training',
        '## Training',
        'The run trained on {{config loss}} using {{optimizer}}, with seed {{seeds}}, for {{epochs}} of at most {{config epochs}} epochs. Training took {{time}} at {{images per second}} images per second; the run {{stop reason}} epochs.',
        `Its best ${metric}, ${decidesInWords}, is {{best ${metric}}} at epoch {{best epoch ${metric}}}; its last is {{last ${metric}}}.`,
      ),
      figure(
        'loss',
        8,
        lineFigure(runs, ['train_loss', 'validation_loss'], '${key}'),
        'Training and validation loss by epoch. The training loss is the mean over each epoch in training mode; the validation loss is measured at the end of each epoch.',
      ),
      figure('validation', 8, lineFigure(runs, [metric]), `${metrics[metric].label} by epoch.`),
      text(
        'stopping',
        '## Early stopping',
        '{{early stopping}}',
        rule === null
          ? null
          : '{{number of track}} shows the loss and its change from epoch to epoch, compared with minDelta.',
        `The recorded curve shows what ${rule === null ? 'an early-stopping rule' : 'a shorter patience'} would have done. {{what-if ${monitor.monitor} patience ${patience} minDelta ${monitor.minDelta}}}`,
      ),
      ...(rule === null
        ? []
        : [figure('track', 9, { kind: 'early-stopping', run: run.id, rule: null }, usualCaptions.earlyStopping)]),
      ...(taskOf(settings) === 'image-to-image' ? samples(runs) : confusion(run.id)),
      text(
        'settings-text',
        '## Settings',
        '{{number of settings}} lists the settings and the environment needed to reproduce the run.',
      ),
      {
        kind: 'config-diff',
        id: 'settings',
        runs,
        caption: 'Every setting, and the environment the run was trained in.',
      },
    ],
  }
}

/** Classes that a network says are no pictures to put beside each other: which of them it takes for which. */
function confusion(run: string): ReportBlock[] {
  return [
    text(
      'confusion-text',
      '## Predictions',
      '{{number of confusion}} counts the validation images by their class and the class that the network predicts.',
    ),
    figure('confusion', 10, { kind: 'confusion', run, at: 'best', numbers: 'counts' }, usualCaptions.confusion),
  ]
}

function samples(runs: readonly string[]): ReportBlock[] {
  return [
    text(
      'samples-text',
      '## Samples',
      '{{number of samples}} shows what the network makes of validation images at its best epoch.',
    ),
    figure('samples', 6, samplesFigure(runs), 'Validation images 1 to 4: input, target, output and absolute error.', {
      legendTemplate: '${group.architecture}',
    }),
  ]
}
