import { describe, expect, it } from 'vitest'
import { requireRunConfig } from '../../../src-main/contract/config'
import {
  formatBytes,
  formatDuration,
  formatParameters,
  formatTime,
  formatValue,
} from '../../../src-renderer/components/format'
import { buildGrid, cellPanels, meanOf, overlayPanel } from '../../../src-renderer/views/compare/grid'
import { applies, choose, findChanges, resolveDraft, toDraft } from '../../../src-renderer/views/new-run/draft'
import { presets } from '../../../src-renderer/views/new-run/presets'
import { metricPanel } from '../../../src-renderer/views/run/panels'
import { fakeSeries } from '../hosts/fake-core'
import { fakeRun } from '../../support/fake-run'
import { patienceWindow, replayRule } from '../../../src-renderer/views/run/early-stopping-track'

describe('formats', () => {
  it('show values to four digits, never cut', () => {
    const shown = [0.012561234, 1.5, 17.312345, 123456, 0, Number.NaN, 1e-9].map((value) => formatValue(value))
    expect(shown).toEqual(['0.01256', '1.500', '17.31', '123456', '0', 'NaN', '1.00e-9'])
  })

  it('show durations by their two largest units', () => {
    const shown = [4, 59.6, 240, 5_640, 7_200, 90_000].map(formatDuration)
    expect(shown).toEqual(['4 s', '1 min', '4 min', '1 h 34 min', '2 h', '1 d 1 h'])
  })

  it('show bytes and parameters', () => {
    expect([84_000, 11_000_000, 1_300_000_000].map(formatBytes)).toEqual(['84 KB', '11 MB', '1.3 GB'])
    expect([4_300_656, 448].map(formatParameters)).toEqual(['4.30 M', '448'])
  })

  it('show the time of day today, the date otherwise', () => {
    const now = new Date('2026-11-14T20:00:00')
    expect(formatTime('2026-11-14T14:02:00', now)).toBe('today 14:02')
    expect(formatTime('2026-11-12T14:02:00', now)).toBe('12 Nov 14:02')
  })
})

describe('the form', () => {
  it('makes from every preset the config that the preset means', () => {
    for (const { input } of presets) {
      expect(resolveDraft(toDraft(input))).toEqual({ ok: true, config: requireRunConfig(input) })
    }
  })

  it('reads numbers as people write them, and refuses what is none under its field', () => {
    const draft = { ...toDraft({}), trainSize: '10,000', minDelta: '2e-5', filters: '8, 16' }
    const config = { trainSize: 10_000, minDelta: 2e-5, filters: [8, 16] }
    expect(resolveDraft(draft)).toMatchObject({ ok: true, config })
    for (const wrong of ['', 'many', '1,00']) {
      const resolved = resolveDraft({ ...draft, epochs: wrong })
      expect(resolved.ok ? [] : resolved.issues.map(({ field }) => field)).toEqual(['epochs'])
    }
  })

  it('has Nesterov only where SGD has momentum', () => {
    const sgd = { ...toDraft({ optimizer: 'sgd' }), nesterov: true, weightDecay: '5e-4' }
    expect(resolveDraft(sgd)).toMatchObject({ ok: true, config: { nesterov: true, weightDecay: 5e-4, momentum: 0.9 } })
    expect(applies('nesterov', sgd)).toBe(true)
    for (const without of [
      { ...sgd, momentum: '0' },
      { ...sgd, momentum: '' },
      { ...sgd, optimizer: 'adam' },
    ]) {
      expect(applies('nesterov', without)).toBe(false)
      const resolved = resolveDraft(without)
      if (resolved.ok) expect(resolved.config).not.toHaveProperty('nesterov')
    }
  })

  it('exchanges what follows from the architecture, and says what has changed', () => {
    const start = toDraft({})
    const changed = { ...choose(start, 'architecture', 'pooled'), seed: '4' }
    const config = { filters: [32, 64, 128], kernelSizes: [7, 3, 3], hiddenUnits: 1024 }
    expect(resolveDraft(changed)).toMatchObject({ ok: true, config })
    const keys = findChanges(start, changed).map(({ key }) => key)
    expect(keys).toEqual(['architecture', 'filters', 'kernelSizes', 'hiddenUnits', 'seed'])
    // beta means nothing under MSE, so that it is no change.
    expect(findChanges(start, { ...start, beta: '0.1' })).toEqual([])
  })
})

describe('the early-stopping track', () => {
  const rule = { patience: 3, minDelta: 0.1 }

  it('replays the rule of the trainer', () => {
    const track = replayRule([1, 2, 3, 4, 5, 6], [1, 0.5, 0.45, 0.44, 0.43, 0.1], rule)
    expect(track.stopEpoch).toBe(5)
    expect(track.epochs.map(({ quiet }) => quiet)).toEqual([false, false, true, true, true, false])
    expect(track.epochs[0]?.change).toBe(null)
    expect(patienceWindow(track, 3)).toEqual({ from: 2.5, to: 5.5 })
  })

  it('shows the window as it fills', () => {
    expect(patienceWindow(replayRule([1, 2, 3], [1, 0.5, 0.45], rule), 3)).toEqual({ from: 2.5, to: 5.5 })
    expect(patienceWindow(replayRule([1, 2], [1, 0.5], rule), 3)).toBe(null)
  })
})

describe('the comparison’s grid', () => {
  it('takes the mean over the epochs that all seeds have', () => {
    const seeds = [
      { x: [1, 2, 3], y: [1, 2, 3] },
      { x: [1, 2], y: [3, 6] },
    ]
    expect(meanOf(seeds)).toEqual({ x: [1, 2], y: [2, 4], low: [1, 2], high: [3, 6] })
    expect(buildGrid([]).cells).toEqual([])
  })

  it('draws nothing of a run that was trained before the metric was there', () => {
    const [older, newer] = [fakeRun('a'), fakeRun('b')]
    const withoutSimilarity = fakeSeries('a', 3)
    delete withoutSimilarity.values.val_ssim
    const valuesOf = (run: string) => (run === 'a' ? withoutSimilarity : fakeSeries('b', 3))
    const [panel] = cellPanels(buildGrid([older, newer]), 'val_ssim', valuesOf, null)
    expect(panel?.spec.series.map(({ id, y }) => [id, y.length])).toEqual([['b', 3]])
    const overlay = overlayPanel([older, newer], 'val_ssim', valuesOf)
    expect(overlay.series.map(({ x, y }) => [x.length, y.length])).toEqual([
      [0, 0],
      [3, 3],
    ])
    expect(metricPanel(older, withoutSimilarity, 'val_ssim').series[0]?.x).toHaveLength(0)
    expect(metricPanel(older, withoutSimilarity, 'val_psnr').series[0]?.x).toHaveLength(3)
  })
})
