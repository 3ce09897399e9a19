import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultLayout, type PanelDefinition, type WorkspaceLayout } from '../../../src-main/contract/workspace'
import {
  addPanel,
  changePanel,
  duplicatePanel,
  freeId,
  hideAllPanels,
  movePanel,
  moveSection,
  removePanel,
  stepPanel,
  toggleSection,
  withoutSettings,
  withSettings,
} from '../../../src-renderer/views/workspace/layout-changes'
import {
  availableKeys,
  differingFrom,
  findPanel,
  settingsOf,
  titleOf,
  toSections,
} from '../../../src-main/panels/workspace/panels'
import { fakeRun, seriesBy, seriesOf } from '../../support/fake-run'

const keys = ['train_loss', 'validation_loss', 'val_mse', 'val_mae', 'cpu_percent', 'train/grad_norm']
const idsOf = (layout: Pick<WorkspaceLayout, 'panels' | 'sections'>) =>
  toSections(keys, layout).map(({ name, panels }) => `${name}: ${panels.map(({ id }) => id).join(' ')}`)
const apply = (layout: WorkspaceLayout, change: Partial<WorkspaceLayout>): WorkspaceLayout => ({ ...layout, ...change })
const scatter: PanelDefinition = {
  id: 'scatter-1',
  kind: 'scatter',
  horizontal: { kind: 'config', key: 'learningRate' },
  vertical: { kind: 'best', key: 'val_mse' },
  title: null,
  section: 'own',
  columns: 6,
  height: 300,
  isHidden: false,
  settings: {},
}

describe('the panels of a workspace', () => {
  it('come by themselves from what runs measure', () => {
    const metric = { last: 1, best: 1, bestEpoch: 1 }
    const runs = [
      fakeRun('1', {
        epochs: 2,
        series: {
          ...seriesOf({ val_mse: metric, train_loss: metric }),
          ...seriesBy('step', { batch_loss: [1], 'a/b': [1] }),
        },
      }),
      fakeRun('2'),
    ]
    expect(availableKeys(runs)).toEqual([
      'train_loss',
      'val_mse',
      'images_per_second',
      'epoch_seconds',
      'batch_loss',
      'a/b',
    ])
    expect(availableKeys([fakeRun('3')])).toEqual([])
    expect(availableKeys([fakeRun('4', { epochs: 2, series: seriesBy('epoch', { 'val/acc': [1] }) })])).toEqual([
      'val/acc',
    ])
  })
  it('stand in the sections of the catalogue, then in those of clients', () => {
    expect(idsOf(defaultLayout)).toEqual([
      'loss: metric:train_loss metric:validation_loss',
      'metrics: metric:val_mse metric:val_mae',
      'system: metric:cpu_percent',
      'train: metric:train/grad_norm',
    ])
  })
  it('of series that their author hides are there, and hidden until a person shows them', () => {
    const sections = toSections(keys, defaultLayout, ['val_mae'])
    const shown = sections.flatMap(({ panels }) => panels.filter((panel) => !panel.isHidden).map(({ id }) => id))
    expect(shown).not.toContain('metric:val_mae')
    expect(findPanel(sections, 'metric:val_mae')?.isHidden).toBe(true)
    const change = changePanel(sections, defaultLayout, 'metric:val_mae', (panel) => ({ ...panel, isHidden: false }))
    const after = toSections(keys, apply(defaultLayout, change), ['val_mae'])
    expect(findPanel(after, 'metric:val_mae')?.isHidden).toBe(false)
  })
  it('are all hidden in a workspace that was emptied, also those of metrics to come, until all or one are shown', () => {
    const own = apply(defaultLayout, addPanel(toSections(keys, defaultLayout), defaultLayout, scatter))
    const emptied = apply(own, hideAllPanels(own, true))
    const shownOf = (layout: WorkspaceLayout, of: readonly string[] = keys) =>
      toSections(of, layout).flatMap(({ panels }) => panels.flatMap(({ id, isHidden }) => (isHidden ? [] : [id])))
    expect(shownOf(emptied, [...keys, 'new/metric'])).toEqual([])
    const one = changePanel(toSections(keys, emptied), emptied, 'metric:val_mse', (panel) => ({
      ...panel,
      isHidden: false,
    }))
    expect(shownOf(apply(emptied, one))).toEqual(['metric:val_mse'])
    expect(shownOf(apply(emptied, hideAllPanels(emptied, false)))).toEqual(shownOf(own))
  })
  it('keep their place when one of them is changed', () => {
    const sections = toSections(keys, defaultLayout)
    const layout = apply(
      defaultLayout,
      changePanel(sections, defaultLayout, 'metric:val_mae', (panel) => withSettings(panel, { yScale: 'log' })),
    )
    expect(idsOf(layout)).toEqual(idsOf(defaultLayout))
    expect(settingsOf(findPanel(toSections(keys, layout), 'metric:val_mae')!, layout).yScale).toBe('log')
    expect(settingsOf(findPanel(toSections(keys, layout), 'metric:val_mse')!, layout).yScale).toBe('linear')
  })
  it('move within a section, to another, and to its end', () => {
    const sections = toSections(keys, defaultLayout)
    const moved = apply(
      defaultLayout,
      movePanel(sections, defaultLayout, 'metric:val_mae', { section: 'metrics', before: 'metric:val_mse' }),
    )
    expect(idsOf(moved)[1]).toBe('metrics: metric:val_mae metric:val_mse')
    const across = apply(
      moved,
      movePanel(toSections(keys, moved), moved, 'metric:train_loss', { section: 'metrics', before: null }),
    )
    expect(idsOf(across).slice(0, 2)).toEqual([
      'loss: metric:validation_loss',
      'metrics: metric:val_mae metric:val_mse metric:train_loss',
    ])
  })
  it('step past hidden ones, and not beyond the ends', () => {
    const hidden = apply(
      defaultLayout,
      changePanel(toSections(keys, defaultLayout), defaultLayout, 'metric:val_mae', (panel) => ({
        ...panel,
        isHidden: true,
      })),
    )
    expect(stepPanel(toSections(keys, hidden), hidden, 'metric:val_mse', 1)).toBeNull()
    const change = stepPanel(toSections(keys, defaultLayout), defaultLayout, 'metric:val_mse', 1)
    expect(change && idsOf(apply(defaultLayout, change))[1]).toBe('metrics: metric:val_mae metric:val_mse')
  })
  it('are added, duplicated and removed; one that comes by itself is hidden instead', () => {
    const added = apply(defaultLayout, addPanel(toSections(keys, defaultLayout), defaultLayout, scatter))
    expect(idsOf(added).at(-1)).toBe('train: metric:train/grad_norm')
    const id = freeId(toSections(keys, added), added, 'scatter')
    expect(id).toBe('scatter-2')
    const twice = apply(added, duplicatePanel(toSections(keys, added), added, 'scatter-1', id))
    expect(idsOf(twice)).toContain('own: scatter-1 scatter-2')
    expect(apply(twice, removePanel(toSections(keys, twice), twice, id)).panels).toEqual(added.panels)
    const without = apply(added, removePanel(toSections(keys, added), added, 'metric:val_mse'))
    expect(findPanel(toSections(keys, without), 'metric:val_mse')?.isHidden).toBe(true)
  })
  it('say what they draw unless they have a title', () => {
    expect(titleOf(scatter, [])).toBe('best val_mse against learning rate')
    expect(titleOf({ ...scatter, title: 'Mine' }, [])).toBe('Mine')
    const bars = { ...scatter, kind: 'bar', quantity: scatter.vertical, by: 'group' } as const
    expect(titleOf(bars, ['loss'])).toBe('best val_mse by group')
    expect(titleOf(bars, [])).toBe('best val_mse by run')
    expect(titleOf(withSettings(bars, { groupBy: ['seed'] }), [])).toBe('best val_mse by group')
    expect(titleOf(withSettings(bars, { groupBy: [] }), ['loss'])).toBe('best val_mse by run')
    expect(titleOf({ ...bars, by: 'run' }, ['loss'])).toBe('best val_mse by run')
  })
  it('count what differs from the workspace, and go back to it', () => {
    const panel = withSettings(scatter, { yScale: 'log', band: 'min-max', colourBy: 'loss' })
    expect(differingFrom(panel, defaultLayout)).toEqual(['yScale', 'colourBy'])
    expect(withoutSettings(panel, ['yScale']).settings).toEqual({ band: 'min-max', colourBy: 'loss' })
    expect(withoutSettings(panel).settings).toEqual({})
  })
  it('are never lost nor doubled by any moves', () => {
    const all = keys.map((key) => `metric:${key}`)
    const move = fc.record({
      id: fc.constantFrom(...all),
      section: fc.constantFrom('loss', 'metrics', 'system', 'train'),
      before: fc.option(fc.constantFrom(...all)),
    })
    fc.assert(
      fc.property(fc.array(move, { maxLength: 12 }), (moves) => {
        let layout = defaultLayout
        for (const { id, section, before } of moves)
          layout = apply(layout, movePanel(toSections(keys, layout), layout, id, { section, before }))
        const present = toSections(keys, layout).flatMap(({ panels }) => panels.map(({ id }) => id))
        expect([...present].sort()).toEqual([...all].sort())
      }),
    )
  })
})

describe('sections', () => {
  it('are closed and moved', () => {
    const closed = apply(defaultLayout, toggleSection(toSections(keys, defaultLayout), 'metrics'))
    expect(toSections(keys, closed).map(({ isCollapsed }) => isCollapsed)).toEqual([false, true, false, false])
    const moved = apply(closed, moveSection(toSections(keys, closed), 'train', 'loss'))
    expect(toSections(keys, moved).map(({ name }) => name)).toEqual(['train', 'loss', 'metrics', 'system'])
    expect(toSections(keys, moved).find(({ name }) => name === 'metrics')?.isCollapsed).toBe(true)
  })
})
