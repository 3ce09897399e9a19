import { beforeEach, describe, expect, it, vi } from 'vitest'
import { builtInStyles, plainFigureText, type FigureSource } from '@contract/figure'
import { defaultLayout, defaultPanelSettings, type PanelDefinition, type WorkspaceLayout } from '@contract/workspace'
import { metricPanel } from '@panels/workspace/panels'
import { fakeRun } from '../../support/fake-run'
import {
  drawingOf,
  readRemembered,
  remember,
  stemOf,
  targetOf,
  toPixels,
  toUnit,
  usualChoices,
} from '../../../src-renderer/state/figure-choices'
import { describeMissing, panelOf, routeOf, showOnly } from '../../../src-renderer/state/figure-opening'

const kept = new Map<string, string>()
beforeEach(() => {
  kept.clear()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  })
})

describe('lengths', () => {
  it('converts between centimetres, inches and pixels of 1/96 inch', () => {
    expect(toUnit(8.4, 'cm', 'in')).toBe(3.307)
    expect(toUnit(1, 'in', 'px')).toBe(96)
    expect(toUnit(800, 'px', 'cm')).toBe(21.17)
    expect(toUnit(8.4, 'cm', 'cm')).toBe(8.4)
    expect(toPixels({ width: 2.54, height: 5.08, unit: 'cm' })).toEqual({ width: 96, height: 192 })
  })
})

describe('what is remembered', () => {
  it('is read as it was kept', () => {
    const [, wide] = builtInStyles
    const choices = {
      ...usualChoices,
      format: 'svg' as const,
      styleId: 'wide',
      style: wide?.style ?? usualChoices.style,
    }
    remember(choices)
    expect(readRemembered()).toEqual(choices)
  })
  it.each(['', '{', '{"format":"gif"}', JSON.stringify({ ...usualChoices, scale: -1 })])(
    'is the usual where it cannot be read: %s',
    (text) => {
      kept.set('plateau-figure', text)
      expect(readRemembered()).toEqual(usualChoices)
    },
  )
})

const source: FigureSource = { kind: 'architecture', run: 'a' }

describe('what is asked for', () => {
  it('leaves out what the format does not have', () => {
    const choices = { ...usualChoices, isTransparent: true, mostPoints: 500 }
    expect(drawingOf({ ...choices, format: 'pdf' }, source)).toMatchObject({ isTransparent: false, mostPoints: null })
    expect(drawingOf({ ...choices, format: 'png' }, source)).toMatchObject({ isTransparent: true, mostPoints: null })
    expect(drawingOf({ ...choices, format: 'tikz' }, source)).toMatchObject({ isTransparent: false, mostPoints: 500 })
    expect(drawingOf({ ...choices, format: 'csv' }, source)).toMatchObject({ format: 'png' })
  })
  it('is points for files of numbers and a drawing for the others', () => {
    const choices = { ...usualChoices, points: 'all' as const, hasProvenanceInData: true }
    expect(targetOf({ ...choices, format: 'csv' }, source, plainFigureText)).toEqual({
      kind: 'points',
      source,
      format: 'csv',
      points: 'all',
      hasProvenance: true,
    })
    expect(targetOf({ ...choices, format: 'json' }, source, plainFigureText)).toMatchObject({ hasProvenance: false })
    expect(targetOf(choices, source, plainFigureText)).toMatchObject({ kind: 'drawing', drawing: { format: 'pdf' } })
  })
  it('is called after the figure', () => {
    expect(stemOf('calm-otter-7 Loss')).toBe('calm-otter-7-loss')
    expect(stemOf('val_mse by architecture')).toBe('val_mse-by-architecture')
    expect(stemOf('train/grad_norm')).toBe('train-grad_norm')
    expect(stemOf('…')).toBe('figure')
  })
})

describe('opening a figure', () => {
  const usual = {
    rows: 'architecture',
    columns: 'loss',
    band: 'min-max',
    layout: 'grid',
    scale: 'common',
    common: 'val_mse',
    by: 'epoch',
    relative: 'none',
    includesUnfinished: false,
    includesFailed: false,
    keepsKeys: false,
  } as const
  it('goes to the view that drew it', () => {
    expect(routeOf(source, ['a'], usual)).toEqual({ view: 'run', run: 'a' })
    expect(routeOf(undefined, ['a', 'b'], usual)).toEqual({ view: 'compare', runs: ['a', 'b'], tool: 'grid' })
    const rule = { kind: 'previous-epoch', monitor: 'val_mse', patience: 5, minDelta: 0 } as const
    expect(routeOf({ kind: 'what-if', runs: ['a', 'b'], rule }, ['b'], usual)).toEqual({
      view: 'compare',
      runs: ['b'],
      tool: 'what-if',
      rule,
    })
  })
  it('stands as the comparison stood', () => {
    const comparison = {
      kind: 'comparison',
      form: 'overlay',
      runs: ['a', 'b'],
      metric: 'validation_loss',
      rows: 'seed',
      columns: 'optimizer',
      band: 'error',
      relative: 'ratio',
      baseline: 'a',
      showsAll: false,
    } as const
    expect(routeOf({ ...comparison, runs: ['a', 'b'] }, ['a', 'b'], usual)).toMatchObject({
      tool: 'grid',
      choices: {
        layout: 'overlay',
        scale: 'own',
        common: 'val_mse',
        by: 'epoch',
        rows: 'seed',
        columns: 'optimizer',
        relative: 'ratio',
      },
    })
    expect(routeOf({ ...comparison, runs: ['a'], metric: 'val_mae' }, ['a'], usual)).toMatchObject({
      choices: { scale: 'common', common: 'val_mae' },
    })
  })
  it('of a panel finds the panel that the workspace still has', () => {
    const keys = ['val_mse']
    const of = (panel: PanelDefinition): FigureSource => ({
      kind: 'panel',
      runs: ['a'],
      panel,
      settings: defaultPanelSettings,
      groupBy: [],
      baseline: null,
      view: null,
    })
    const panel = metricPanel('val_mse')
    expect(panelOf(of(panel), keys, defaultLayout)).toBe('metric:val_mse')
    // However it stands and is set by now.
    const moved: PanelDefinition = { ...panel, title: 'Error', section: 'mine', settings: { yScale: 'log' } }
    expect(panelOf(of(panel), keys, { ...defaultLayout, panels: [moved] })).toBe('metric:val_mse')
    const other: PanelDefinition = { ...panel, kind: 'line', keys: ['val_mae'] }
    expect(panelOf(of(panel), keys, { ...defaultLayout, panels: [other] })).toBeNull()
    expect(panelOf(of(metricPanel('val_mae')), keys, defaultLayout)).toBeNull()
    expect(panelOf(source, keys, defaultLayout)).toBeNull()
    expect(panelOf(undefined, keys, defaultLayout)).toBeNull()
  })
  it('shows the runs of a figure and no others, and changes nothing where it is so', () => {
    const runs = [fakeRun('a'), fakeRun('b'), fakeRun('old', { isArchived: true })]
    const show = (layout: Partial<WorkspaceLayout>, ...wanted: string[]) =>
      showOnly(
        runs,
        // As the store finds them: nobody is called so.
        layout.search === 'nobody' ? [] : runs.filter(({ isArchived }) => layout.showsArchived === true || !isArchived),
        { ...defaultLayout, ...layout },
        new Set(wanted),
      )
    expect(show({}, 'a', 'b')).toBeNull()
    expect(show({ search: 'nobody' }, 'a', 'b')).toEqual({ search: '', showsArchived: false, hiddenRuns: ['old'] })
    expect(show({ hiddenRuns: ['b'] }, 'a')).toBeNull()
    expect(show({}, 'b', 'old')).toEqual({ search: '', showsArchived: true, hiddenRuns: ['a'] })
    for (const wanted of [['a'], ['b', 'old']]) {
      const change = show({ search: 'nobody', hiddenRuns: ['b'] }, ...wanted)
      expect(show(change ?? {}, ...wanted)).toBeNull()
    }
  })
  it('names what is gone', () => {
    expect(describeMissing([], [])).toBe('')
    expect(describeMissing(['fox-1'], [])).toBe('fox-1 is in the bin.')
    expect(describeMissing(['fox-1', 'owl-2', 'elk-3'], ['bee-4'])).toBe(
      'fox-1, owl-2 and elk-3 are in the bin, bee-4 was deleted.',
    )
    expect(describeMissing([], ['a', 'b', 'c', 'd'])).toBe('4 runs were deleted.')
  })
})
