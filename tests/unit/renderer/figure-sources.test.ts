/** What each view asks for as a figure is what it shows, and fits the contract. */
import { describe, expect, it } from 'vitest'
import { figureSourceSchema } from '@contract/figure'
import { defaultPanelSettings, type PanelDefinition } from '@contract/workspace'
import { metricPanel } from '@panels/workspace/panels'
import type { ShownRuns } from '@panels/workspace/shown-runs'
import { comparisonFigure } from '../../../src-renderer/views/compare/figure-source'
import { lossesFigure } from '../../../src-renderer/views/losses/figure-source'
import {
  architectureFigure,
  runPanelFigure,
  runSamplesFigure,
  stoppingFigure,
  systemFigure,
} from '../../../src-renderer/views/run/figure-source'
import { samplesFigure } from '../../../src-renderer/views/samples/figure-source'
import { whatIfFigure } from '../../../src-renderer/views/what-if/figure-source'
import { panelFigure, type PanelOnScreen } from '../../../src-renderer/views/workspace/figure-source'
import type { FigureOffer } from '../../../src-renderer/state/figures.svelte'
import { fakeRun } from '../../support/fake-run'

const [a, b, c] = ['a', 'b', 'c'].map((id) => fakeRun(id, { epochs: 3, state: 'ended' })) as [
  ReturnType<typeof fakeRun>,
  ReturnType<typeof fakeRun>,
  ReturnType<typeof fakeRun>,
]

/** The source as the core reads it. */
function read(offer: FigureOffer | null) {
  if (offer === null) throw new Error('There is no figure.')
  return figureSourceSchema.parse(structuredClone(offer.source))
}

describe('panels of the workspace', () => {
  const shown: ShownRuns = { all: [a, b, c], runs: [c, a], groups: null, groupBy: ['loss'], baseline: b }
  const line: PanelOnScreen = {
    panel: metricPanel('val_mse'),
    settings: { ...defaultPanelSettings, yScale: 'log' },
    shown,
    open: [a, b, c],
    view: { x: [2, 3], y: [0.01, 0.02] },
    brushes: {},
  }
  it('keeps the order of the runs, the zoom, the groups and the baseline', () => {
    expect(read(panelFigure(line))).toEqual({
      kind: 'panel',
      runs: ['c', 'a'],
      panel: metricPanel('val_mse'),
      settings: { ...defaultPanelSettings, yScale: 'log' },
      groupBy: ['loss'],
      baseline: 'b',
      view: { x: [2, 3], y: [0.01, 0.02] },
    })
    expect(panelFigure(line)).toMatchObject({ name: 'val_mse', note: '2 runs' })
  })
  it('is of no more runs than are drawn and a file takes, and says of how many', () => {
    const many = Array.from({ length: 2_500 }, (_, at) => fakeRun(`run${at}`, { epochs: 3, state: 'ended' }))
    const { keys: _, ...shape } = metricPanel('val_mse') as Extract<PanelDefinition, { kind: 'line' }>
    const bars: PanelDefinition = { ...shape, kind: 'bar', quantity: { kind: 'best', key: 'val_mse' }, by: 'run' }
    for (const [panel, most] of [
      [line.panel, '1,000'],
      [bars, '400'],
      [
        {
          ...shape,
          kind: 'parallel',
          axes: [
            { kind: 'config', key: 'seed' },
            { kind: 'best', key: 'val_mse' },
          ],
        } as PanelDefinition,
        '2,000',
      ],
    ] as const) {
      const offer = panelFigure({ ...line, panel, shown: { ...shown, all: many, runs: many }, open: many })
      expect(offer?.note).toBe(`first ${most} of 2,500 runs`)
      expect(read(offer)).toMatchObject({ kind: 'panel', listed: 2_500 })
    }
  })
  it('draws the whole of a parallel panel, with its brushes', () => {
    const { keys: _, ...shape } = metricPanel('val_mse') as Extract<PanelDefinition, { kind: 'line' }>
    const panel: PanelDefinition = {
      ...shape,
      kind: 'parallel',
      axes: [
        { kind: 'config', key: 'loss' },
        { kind: 'best', key: 'val_mse' },
      ],
    }
    const source = read(panelFigure({ ...line, panel, brushes: { 'best val_mse': [0, 0.1] } }))
    expect(source).toMatchObject({ runs: ['a', 'b', 'c'], view: null, brushes: { 'best val_mse': [0, 0.1] } })
  })
  it('is none without runs', () => {
    expect(panelFigure({ ...line, shown: { ...shown, runs: [] } })).toBeNull()
  })
})

describe('comparisons', () => {
  const choices = {
    rows: 'architecture',
    columns: 'loss',
    band: 'deviation',
    layout: 'grid',
    scale: 'common',
    common: 'val_mae',
    by: 'epoch',
    relative: 'ratio',
    includesUnfinished: false,
    includesFailed: false,
    keepsKeys: false,
  } as const
  const shown = { runs: [a, b], choices, isGrid: true, metric: 'val_mae', baseline: null, showsAll: true } as const
  it('is the grid as it stands', () => {
    expect(read(comparisonFigure(shown))).toEqual({
      kind: 'comparison',
      form: 'grid',
      runs: ['a', 'b'],
      metric: 'val_mae',
      rows: 'architecture',
      columns: 'loss',
      band: 'deviation',
      // Without a baseline there is nothing to be relative to, whatever was chosen.
      relative: 'none',
      baseline: null,
      showsAll: true,
    })
  })
  it('is held against its baseline', () => {
    const baseline = { run: 'c', name: 'c', kind: 'difference' } as const
    expect(read(comparisonFigure({ ...shown, isGrid: false, metric: 'validation_loss', baseline }))).toMatchObject({
      form: 'overlay',
      metric: 'validation_loss',
      relative: 'difference',
      baseline: 'c',
    })
  })
  it('is none before an epoch has ended', () => {
    expect(comparisonFigure({ ...shown, runs: [fakeRun('d')] })).toBeNull()
  })
})

describe('other views', () => {
  it('has one for every chart of the run page', () => {
    expect(read(runPanelFigure(a, 'loss'))).toMatchObject({ panel: { keys: ['train_loss', 'validation_loss'] } })
    expect(read(runPanelFigure(a, 'val_ssim'))).toMatchObject({ panel: { keys: ['val_ssim'] }, runs: ['a'] })
    expect(read(runPanelFigure(a, 'batch_loss'))).toMatchObject({ settings: { x: 'step' } })
    expect(read(systemFigure(a, 'memory_bytes'))).toMatchObject({ panel: { keys: ['memory_bytes'] } })
    expect(read(architectureFigure(a))).toEqual({ kind: 'architecture', run: 'a' })
    expect(read(stoppingFigure(a, null))).toEqual({ kind: 'early-stopping', run: 'a', rule: null })
    expect(read(runSamplesFigure(a, 8, 'last'))).toMatchObject({ images: [0, 1, 2, 3, 4, 5, 6, 7], at: 'last' })
    expect(runSamplesFigure(a, 0, 'best')).toBeNull()
  })
  it('asks for the rule that was tried', () => {
    const rule = { kind: 'best-so-far', monitor: 'val_mse', patience: 7, minDelta: 0.001 } as const
    expect(read(stoppingFigure(a, rule))).toMatchObject({ rule })
    const recorded = [a, b].map((run) => ({ run, series: { run: run.id } as never }))
    expect(read(whatIfFigure(recorded, rule, true))).toEqual({ kind: 'what-if', runs: ['a', 'b'], rule })
    expect(whatIfFigure(recorded, { ...rule, kind: 'none' }, true)).toBeNull()
    const many = Array.from({ length: 9 }, (_, index) => ({ run: fakeRun(String(index)), series: {} as never }))
    expect(whatIfFigure(many, rule, false)?.note).toBe('6 runs')
    expect(whatIfFigure(many, rule, true)?.note).toBe('9 runs')
    expect(whatIfFigure([], rule, true)).toBeNull()
  })
  it('has the losses in their order, and errors behind the losses alone', () => {
    const shown = { kinds: new Set(['huber', 'mse'] as const), beta: 0.5, delta: 0.3 }
    expect(read(lossesFigure('loss', shown, 'a'))).toEqual({
      kind: 'losses',
      form: 'loss',
      losses: ['mse', 'huber'],
      beta: 0.5,
      delta: 0.3,
      run: 'a',
    })
    expect(read(lossesFigure('gradient', shown, 'a'))).toMatchObject({ run: null })
    expect(lossesFigure('loss', { ...shown, kinds: new Set() }, null)).toBeNull()
  })
  it('shows samples at one epoch, or each run at its best', () => {
    expect(read(samplesFigure([a, b], 8, 12, 'signed'))).toMatchObject({ runs: ['a', 'b'], at: 12, errors: 'signed' })
    expect(read(samplesFigure([a], 3, null, 'absolute'))).toMatchObject({ images: [0, 1, 2], at: 'best' })
    expect(samplesFigure([a], 8, 0, 'absolute')).toBeNull()
  })
})
