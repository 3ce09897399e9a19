/** One run: what was trained, how it went, where it ended, and what it makes of images. */
import type { RunSummary } from '@contract/run'
import { commonRule, ownRule } from '../../what-if/what-if'
import type { TemplateContent } from '../templates'
import { lineFigure, samplesFigure, usualCaptions } from '../usual-figures'
import { architectureHeight, figure, reportStyle, text } from './parts'

export function oneRunTemplate(run: RunSummary): TemplateContent {
  const runs = [run.id]
  const rule = ownRule(run)
  const { rule: usual } = commonRule([run])
  const patience = rule === null ? usual.patience : Math.max(1, Math.ceil(rule.patience / 2))
  const monitor = { monitor: usual.monitor, patience, minDelta: usual.minDelta }
  return {
    title: `${run.name}: one run on flipped grey CIFAR-10`,
    style: reportStyle(),
    blocks: [
      text(
        'task',
        '## Task and data',
        'The model receives an RGB image of 32 × 32 pixels and returns the same image in grey at 28 × 28 pixels, flipped both ways. The images are those of CIFAR-10: {{data}}. The validation images decide on the best epoch, so that its value is a little better than it would be on images that the run has not seen.',
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
        'The layers with their output shapes: {{parameters}} trainable parameters.',
      ),
      text(
        'training',
        '## Training',
        'It was trained on {{config loss}} by {{optimizer}}, with seed {{seeds}}, for {{epochs}} of at most {{config epochs}} epochs. That took {{time}} at {{images per second}} images a second; the run {{stop reason}} epochs.',
        'Its best val_mse, the mean squared error over all pixels of the validation images, is {{best val_mse}} at epoch {{best epoch val_mse}}; the last one is {{last val_mse}}.',
      ),
      figure(
        'loss',
        8,
        lineFigure(runs, ['train_loss', 'validation_loss'], '${key}'),
        'Training and validation loss over epochs. The training loss is the mean over an epoch in training mode, the validation loss is measured at its end.',
      ),
      figure('validation', 8, lineFigure(runs, ['val_mse']), 'Validation MSE over epochs.'),
      text(
        'stopping',
        '## Early stopping',
        '{{early stopping}}',
        rule === null
          ? null
          : '{{number of track}} shows the loss and its change from epoch to epoch, against minDelta.',
        `${rule === null ? 'Had a rule been on' : 'Had patience been shorter'}, the recorded curve tells what would have come of it. {{what-if ${monitor.monitor} patience ${patience} minDelta ${monitor.minDelta}}}`,
      ),
      ...(rule === null
        ? []
        : [figure('track', 9, { kind: 'early-stopping', run: run.id, rule: null }, usualCaptions.earlyStopping)]),
      text(
        'samples-text',
        '## Samples',
        '{{number of samples}} shows validation images through the network at its best epoch.',
      ),
      figure(
        'samples',
        6,
        samplesFigure(runs),
        'Validation images 1 to 4: input, target, output and its absolute error.',
        { legendTemplate: '${group.architecture}' },
      ),
      text(
        'settings-text',
        '## Settings',
        'With the settings and the environment of {{number of settings}} the run can be made again.',
      ),
      { kind: 'config-diff', id: 'settings', runs, caption: 'Every setting, and what the run was trained with.' },
    ],
  }
}
