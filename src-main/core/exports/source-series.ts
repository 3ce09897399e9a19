/** Which runs and which stored series a figure is made from. */
import { PlateauError } from '../../contract/errors'
import type { FigureSource } from '../../contract/figure'
import { seriesOfKey } from '../../model/expressions/keys'
import { quantitiesOf, seriesOfQuantities } from '../../panels/workspace/quantities'

/** References of the runs that a figure shows, in its order; none for losses without a run. */
export function runsOf(source: FigureSource): readonly string[] {
  switch (source.kind) {
    case 'panel':
    case 'comparison':
    case 'what-if':
    case 'samples':
      return source.runs
    case 'early-stopping':
    case 'chosen-images':
    case 'confusion':
    case 'architecture':
      return [source.run]
    case 'losses':
      return source.run === null ? [] : [source.run]
  }
}

/** @throws PlateauError `invalid-input` for a figure that is made of something else */
export function seriesKeysOf(source: FigureSource): readonly string[] {
  const keys = [...new Set(keysOf(source))]
  if (keys.length > 0) return keys
  throw new PlateauError(
    'invalid-input',
    'This figure is not made from stored series. Export the points it shows instead.',
    { field: 'points' },
  )
}

function keysOf(source: FigureSource): readonly string[] {
  switch (source.kind) {
    case 'panel':
      return keysOfPanel(source)
    case 'comparison':
      return [source.metric]
    case 'early-stopping':
      return ['train_loss', 'validation_loss', ...(source.rule === null ? [] : [source.rule.monitor])]
    case 'what-if':
      return [source.rule.monitor]
    case 'samples':
    case 'chosen-images':
    case 'losses':
    case 'confusion':
    case 'architecture':
      return []
  }
}

function keysOfPanel({ panel, settings }: Extract<FigureSource, { kind: 'panel' }>): readonly string[] {
  const { x } = { ...settings, ...panel.settings }
  if (panel.kind !== 'line') return seriesOfQuantities(quantitiesOf(panel))
  return [...panel.keys.flatMap(seriesOfKey), ...(typeof x === 'object' ? [x.key] : [])]
}
