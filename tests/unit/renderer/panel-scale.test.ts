import { expect, it } from 'vitest'
import { panelSettingsSchema, defaultPanelSettings, type PanelDefinition } from '@contract/workspace'
import { settingsOf } from '@panels/workspace/panels'
import { withSettings } from '../../../src-renderer/views/workspace/layout-changes'
import { axisScale, axisScalesOf, otherScaleOf, xScaleOf } from '../../../src-renderer/views/workspace/panel-scale'
import { fakeRun } from '../../support/fake-run'

const shape = { id: 'x', title: null, section: 's', columns: 6, height: 200, isHidden: false, settings: {} } as const
const rate = { kind: 'config', key: 'learningRate' } as const
const loss = { kind: 'config', key: 'loss' } as const
const epochs = { kind: 'run', key: 'epochs' } as const
const runs = [fakeRun('a', {}, { learningRate: 0.001 }), fakeRun('b', {}, { learningRate: 0.1 })]

/** What L or Shift+L gives a panel once, and twice. */
function pressed(panel: PanelDefinition, axis: 'xScale' | 'yScale') {
  const once = otherScaleOf(panel, settingsOf(panel, { settings: defaultPanelSettings }), axis, runs)
  if (typeof once === 'string') return once
  const changed = withSettings(panel, once)
  return [
    once[axis],
    (otherScaleOf(changed, settingsOf(changed, { settings: defaultPanelSettings }), axis, runs) as typeof once)[axis],
  ]
}

it('gives a panel the other scale of what it has, whatever it had before, and says what has none', () => {
  const scatter = { ...shape, kind: 'scatter', horizontal: epochs, vertical: rate } as const
  expect(pressed(scatter, 'xScale')).toEqual(['log', 'linear'])
  expect(pressed(scatter, 'yScale')).toEqual(['log', 'linear'])
  // One that is logarithmic by its values is linear after the first press.
  expect(pressed({ ...scatter, horizontal: rate }, 'xScale')).toEqual(['linear', 'log'])
  expect(pressed({ ...scatter, horizontal: loss }, 'xScale')).toBe('loss has names, which have no log scale')
  expect(pressed({ ...scatter, vertical: loss }, 'yScale')).toBe('loss has names, which have no log scale')
  expect(xScaleOf({ ...scatter, horizontal: loss }, defaultPanelSettings, runs)).toBeNull()
  const bar = { ...shape, kind: 'bar', quantity: epochs, by: 'run' } as const
  expect(pressed(bar, 'xScale')).toEqual(['log', 'linear'])
  expect(pressed(bar, 'yScale')).toContain('Shift+L')
  const line: PanelDefinition = { ...shape, kind: 'line', keys: ['val_mse'] }
  expect(pressed(line, 'xScale')).toEqual(['log', 'linear'])
  expect(pressed({ ...line, settings: { x: 'wall' } }, 'xScale')).toBe('Wall time has no log scale')
})

it('gives each axis of parallel coordinates a scale of its own, which is kept', () => {
  const panel = { ...shape, kind: 'parallel', axes: [loss, rate, epochs] } as const
  const scales = (of: typeof panel, settings = defaultPanelSettings) =>
    axisScalesOf({ ...of, axes: [...of.axes] }, settings, runs).map(({ id, scale }) => [id, scale])
  expect(scales(panel)).toEqual([
    ['config:learningRate', 'log'],
    ['run:epochs', 'linear'],
  ])
  const first = axisScale(defaultPanelSettings, 'config:learningRate', 'linear')
  const both = axisScale(first, 'run:epochs', 'log')
  const kept = panelSettingsSchema.parse(JSON.parse(JSON.stringify({ ...defaultPanelSettings, ...both })))
  expect(scales(panel, kept)).toEqual([
    ['config:learningRate', 'linear'],
    ['run:epochs', 'log'],
  ])
  expect(pressed({ ...panel, axes: [...panel.axes] }, 'xScale')).toContain('press L on its name')
})
