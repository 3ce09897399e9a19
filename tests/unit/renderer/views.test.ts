import { describe, expect, it } from 'vitest'
import { requireRunConfig } from '../../../src-main/contract/config'
import { flattenSettings } from '../../../src-main/contract/stored-config'
import {
  formatBytes,
  formatDuration,
  formatEstimate,
  formatMetric,
  formatParameters,
  formatClock,
  formatDay,
  formatTime,
  formatValue,
  showNumber,
} from '../../../src-main/panels/words/format'
import {
  applies,
  choose,
  findChanges,
  resolveDraft,
  toDraft,
  withChanges,
} from '../../../src-renderer/views/new-run/draft'
import { configLines } from '../../../src-renderer/views/run/config-lines'
import { visibleRows } from '../../../src-renderer/components/visible-rows'
import { presets } from '../../../src-renderer/views/new-run/presets'
import { replay } from '../../../src-main/maths/replay'
import { patienceWindow } from '../../../src-main/panels/run/early-stopping-track'

describe('formats', () => {
  it('show values to four digits, never cut', () => {
    const shown = [0.012561234, 1.5, 17.312345, 123456, 0, Number.NaN, 1e-9].map((value) => formatValue(value))
    expect(shown).toEqual(['0.01256', '1.500', '17.31', '123456', '0', 'NaN', '1.000e-9'])
  })

  it('show durations by their two largest units', () => {
    const shown = [4, 59.6, 89, 240, 601, 5_640, 7_200, 90_000].map(formatDuration)
    expect(shown).toEqual(['4 s', '1 min', '1 min 29 s', '4 min', '10 min', '1 h 34 min', '2 h', '1 d 1 h'])
  })

  it('show estimates with no more digits than they have', () => {
    const shown = [0.2, 7, 33, 58, 293, 4_380, 50_520].map(formatEstimate)
    expect(shown).toEqual(['1 s', '7 s', '35 s', '1 min', '5 min', '1 h 15 min', '14 h'])
  })

  it('show decibels to two decimals, and settings in their shortest form', () => {
    expect([formatMetric('val_psnr', 18.923), formatMetric('val_mse', 0.0125612)]).toEqual(['18.92', '0.01256'])
    expect(formatMetric('val_psnr', Number.POSITIVE_INFINITY)).toBe('Infinity')
    expect([1e-5, 5e-5, 0.0001, 0.001, 0, 123456].map(showNumber)).toEqual([
      '1e-5',
      '5e-5',
      '0.0001',
      '0.001',
      '0',
      '123456',
    ])
  })

  it('show bytes and parameters', () => {
    expect([84_000, 11_000_000, 1_300_000_000].map(formatBytes)).toEqual(['84 KB', '11 MB', '1.30 GB'])
    expect([4_300_656, 448].map(formatParameters)).toEqual(['4.30 M', '448'])
  })

  it('show the time of day today, the date otherwise', () => {
    const now = new Date('2026-11-14T20:00:00')
    expect(formatTime('2026-11-14T14:02:00', now)).toBe('today 14:02')
    expect(formatTime('2026-11-12T14:02:00', now)).toBe('12 Nov 14:02')
    expect(formatClock('2026-11-12T00:02:07')).toBe('00:02:07')
    for (let month = 1; month <= 12; month += 1) {
      const time = new Date(2026, month - 1, 9)
      expect(formatDay(time)).toBe(`9 ${time.toLocaleString('en-GB', { month: 'short' })}`)
    }
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
    // The same value in other words is no change either.
    expect(findChanges(start, { ...start, trainSize: '50000', minDelta: '0.00001' })).toEqual([])
    expect(findChanges(start, { ...start, earlyStopping: false })).toEqual([
      { key: 'earlyStopping', from: 'on', to: 'off' },
    ])
    expect(findChanges(start, { ...start, loss: 'huber', epochs: 'many' })).toEqual([
      { key: 'loss', from: 'mse', to: 'huber' },
      { key: 'epochs', from: '30', to: 'many' },
    ])
    // Own data sets by name; what is too long for any value is cut.
    const own = (name: string, hash: string) => `${name}@${hash.repeat(12)}:32x32x3/3:144+36`
    const changeOf = (from: string, to: string) =>
      findChanges({ ...start, dataSet: from }, { ...start, dataSet: to })[0]
    expect(changeOf('cifar10', own('猫', 'a'))).toEqual({ key: 'dataSet', from: 'cifar10', to: '猫' })
    expect(changeOf(own('猫', 'a'), own('猫', 'b'))).toMatchObject({
      from: '猫 (aaaaaaaaaaaa)',
      to: '猫 (bbbbbbbbbbbb)',
    })
    const [long] = findChanges(start, { ...start, epochs: '9'.repeat(20_000) })
    expect(long?.to).toBe(`${'9'.repeat(60)}…`)
    // beta means nothing under MSE, so that it is no change.
    expect(findChanges(start, { ...start, beta: '0.1' })).toEqual([])
  })
})

describe('the form with changes over its start', () => {
  it('fills them in, marks what they change, and nothing else', () => {
    const start = toDraft(requireRunConfig({ architecture: 'plain', trainSize: 1_000 }))
    const draft = withChanges(start, { learningRate: 5e-5, earlyStopping: false, trainSize: 50_000, filters: [8, 8] })
    expect(findChanges(start, draft)).toEqual([
      { key: 'filters', from: '16, 32', to: '8, 8' },
      { key: 'learningRate', from: '0.001', to: '5e-5' },
      { key: 'trainSize', from: '1,000', to: '50,000' },
      { key: 'earlyStopping', from: 'on', to: 'off' },
    ])
    expect(withChanges(start, {})).toEqual(start)
  })

  it('lets another architecture bring its widths, and given ones win', () => {
    const start = toDraft(requireRunConfig({ architecture: 'plain' }))
    expect(withChanges(start, { architecture: 'pooled', hiddenUnits: 7 })).toMatchObject({
      architecture: 'pooled',
      filters: '32, 64, 128',
      hiddenUnits: '7',
    })
    // A setting that only means something under another choice is kept for it.
    expect(resolveDraft(withChanges(start, { loss: 'huber', delta: 0.5 }))).toMatchObject({
      ok: true,
      config: { loss: 'huber', delta: 0.5 },
    })
  })

  it('drops what means nothing beside the others', () => {
    const start = toDraft(requireRunConfig({ loss: 'huber', delta: 0.3 }))
    const draft = withChanges(start, { loss: 'mse', delta: 0.7, momentum: 0.5, earlyStopping: false, patience: 9 })
    expect(findChanges(start, draft).map(({ key }) => key)).toEqual(['loss', 'earlyStopping'])
    // Neither comes back as somebody's choice when its own choice does.
    expect([draft.delta, draft.patience]).toEqual([start.delta, start.patience])
  })
})

describe('the early-stopping track', () => {
  const rule = { patience: 3, minDelta: 0.1 }

  it('replays the rule of the trainer', () => {
    const track = replay([1, 2, 3, 4, 5, 6], [1, 0.5, 0.45, 0.44, 0.43, 0.1], 'previous-epoch', rule)
    expect(track.stopEpoch).toBe(5)
    expect(track.epochs.map(({ quiet }) => quiet)).toEqual([false, false, true, true, true, false])
    expect(track.epochs[0]?.change).toBe(null)
    expect(patienceWindow(track, 3)).toEqual({ from: 2.5, to: 5.5 })
  })

  it('shows the window as it fills', () => {
    expect(patienceWindow(replay([1, 2, 3], [1, 0.5, 0.45], 'previous-epoch', rule), 3)).toEqual({ from: 2.5, to: 5.5 })
    expect(patienceWindow(replay([1, 2], [1, 0.5], 'previous-epoch', rule), 3)).toBe(null)
  })
})

describe('rows', () => {
  it('of a long table are drawn around what is in sight, and their heights add up', () => {
    expect(visibleRows(100, 900, 600, 29)).toEqual({ from: 0, to: 100, above: 0, below: 0 })
    for (const scrollTop of [0, 2_900, 29_000, 1e6]) {
      const { from, to, above, below } = visibleRows(1_000, scrollTop, 600, 29)
      expect(above + below + (to - from) * 29).toBe(29_000)
      expect(to - from).toBeLessThan(60)
      if (scrollTop < 28_000) expect(from * 29).toBeLessThanOrEqual(scrollTop)
    }
  })
})

describe('a config', () => {
  it('is read one setting to a line, with its unit', () => {
    const config = requireRunConfig({ architecture: 'pooled', optimizer: 'sgd', loss: 'smooth-l1', minDelta: 5e-5 })
    const lines = Object.fromEntries(configLines(flattenSettings(config)).map(({ label, text }) => [label, text]))
    expect(lines).toMatchObject({
      Optimizer: 'SGD',
      Momentum: '0.9',
      'Weight decay': '0',
      Nesterov: 'off',
      Loss: 'Smooth L1',
      beta: '1',
      Patience: '5 epochs',
      minDelta: '5e-5',
      'Training images': '50,000 images',
      Epochs: 'at most 30',
    })
  })
})
