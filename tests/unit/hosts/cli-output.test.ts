import { describe, expect, it } from 'vitest'
import type { Comparison, ComparisonRow } from '@contract/comparison'
import type { ArchitectureKind, LossKind } from '@contract/config'
import { errorCodes, errorTable, PlateauError, type ErrorWords } from '@contract/errors'
import { commonMetricKeys } from '@contract/metrics'
import { stringifyJson } from '@contract/numbers'
import { compareRuns } from '../../../src-main/model/comparison/compare'
import { comparisonText } from '../../../src-main/hosts/cli/comparison-text'
import { canTrain, checksText } from '../../../src-main/hosts/cli/commands/doctor'
import { formatDuration, formatTable, formatValue } from '../../../src-main/hosts/format'
import {
  epochLine,
  epochRecords,
  runDocument,
  runEndedLine,
  runStartedLine,
} from '../../../src-main/hosts/cli/json-shapes'
import { createBarView, progressLine } from '../../../src-main/hosts/cli/progress-view'
import { describeError } from '../../../src-main/hosts/error-text'
import { fakeRun, seriesOf } from '../../support/fake-run'
import { fakeSeries } from './fake-core'
import { fakeTerminal } from './fake-terminal'

const ended = fakeRun('a', {
  state: 'ended',
  endReason: 'early-stopped',
  epochs: 2,
  trainingSeconds: 75,
  series: seriesOf({ val_mse: { last: 0.02, best: 0.0126, bestEpoch: 1 } }),
})

describe('JSON shapes', () => {
  it('shows the end reason as the state once there is one', () => {
    expect(runDocument(fakeRun('a'), 'experiments').state).toBe('queued')
    expect(runDocument(ended, 'experiments')).toMatchObject({
      id: 'a',
      name: 'calm-otter-a',
      state: 'early-stopped',
      epochs: 2,
    })
  })

  it('leaves out what only the window draws with', () => {
    const keys = Object.keys(runDocument(ended, 'experiments'))
    expect(keys).not.toContain('colourSlot')
    expect(keys).not.toContain('sparkline')
    expect(keys).toEqual(expect.arrayContaining(['id', 'name', 'state', 'config', 'epochs', 'metrics', 'createdAt']))
  })

  it('gives an epoch the keys that scripts rely on, series in snake_case and the rest in camelCase', () => {
    const line = epochLine(ended, epochRecords(fakeSeries('a', 2))[1]!)
    expect(Object.keys(line).join()).toBe(
      ['type,run,epoch,train_loss,validation_loss', ...commonMetricKeys, 'seconds,imagesPerSecond'].join(),
    )
    expect(line).toMatchObject({ type: 'epoch', run: { id: 'a', name: 'calm-otter-a' }, epoch: 2, seconds: 2 })
    expect(line).toMatchObject({ train_loss: 2, val_psnr: 2.4 })
  })

  it('takes epoch time and speed from their own series where there are such', () => {
    const series = fakeSeries('a', 1)
    series.values.epoch_seconds = Float64Array.of(7)
    series.values.images_per_second = Float64Array.of(1500)
    expect(epochRecords(series)[0]).toMatchObject({ seconds: 7, imagesPerSecond: 1500 })
  })

  it('leaves out a metric that the run was trained without', () => {
    const series = fakeSeries('a', 1)
    delete series.values.val_ssim
    expect(epochRecords(series)[0]).not.toHaveProperty('val_ssim')
    expect(epochRecords(series)[0]).toMatchObject({ epoch: 1, val_psnr: 1.4 })
  })

  it('writes what is not finite by name', () => {
    const series = fakeSeries('a', 1)
    series.values.train_loss = Float64Array.of(Number.NaN)
    series.values.val_psnr = Float64Array.of(Number.POSITIVE_INFINITY)
    const line = JSON.parse(stringifyJson(epochLine(ended, epochRecords(series)[0]!))) as Record<string, unknown>
    expect(line).toMatchObject({ train_loss: 'NaN', val_psnr: 'Infinity' })
  })

  it('names the run in every line', () => {
    for (const line of [runStartedLine(ended), runEndedLine(ended)]) {
      expect(line.run).toEqual({ id: 'a', name: 'calm-otter-a' })
    }
    expect(runStartedLine(ended).type).toBe('run-started')
    expect(runEndedLine(ended)).toMatchObject({ type: 'run-ended', state: 'early-stopped', epochs: 2 })
  })
})

describe('values as text', () => {
  it.each([
    [0.012563, '0.01256'],
    [0, '0'],
    [12345.67, '12346'],
    [9.99996, '10.00'],
    [17.204, '17.20'],
    [0.0000123, '0.00001230'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [null, '-'],
  ])('%s is %s', (value, text) => expect(formatValue(value)).toBe(text))

  it.each([
    [0.84, '0.8 s'],
    [42.4, '42 s'],
    [59.6, '1 min'],
    [200, '3 min 20 s'],
    [7_500, '2 h 5 min'],
    [7_199, '2 h'],
    [null, '-'],
  ])('%s seconds are %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text))

  it('aligns tables', () => {
    const table = formatTable<[string, string]>(
      [
        { header: 'run', text: ([name]) => name },
        { header: 'best', align: 'right', text: ([, best]) => best },
      ],
      [
        ['longer-name', '1'],
        ['a', '0.01'],
      ],
    )
    expect(table.split('\n')).toEqual(['run          best', 'longer-name     1', 'a            0.01'])
  })
})

describe('errors as text', () => {
  it('ends every kind of error with its own exit code, in one sentence where the caller can mend it', () => {
    for (const code of errorCodes) {
      const { text, exitCode } = describeError(new PlateauError(code, 'Some particulars'))
      expect(exitCode).toBe(errorTable[code].exitCode)
      const { title, nextStep, isWhole }: ErrorWords = errorTable[code]
      const lead = isWhole === true ? '' : `${title} `
      if (exitCode === 1) expect(text).toBe(`${lead}Some particulars.\n${nextStep}`)
      else expect(text).toMatch(/^Some particulars(?:\.|; [a-z].*)$/)
    }
  })

  it('takes an unknown error for what went wrong inside, with its message and never its stack', () => {
    expect(describeError(new TypeError('x is not a function'))).toEqual({
      text: `${errorTable.internal.title} x is not a function.\n${errorTable.internal.nextStep}`,
      exitCode: 1,
    })
  })

  it('does not say the title twice', () => {
    const { title, nextStep } = errorTable['core-gone']
    expect(describeError(new PlateauError('core-gone')).text).toBe(`${title}\n${nextStep}`)
  })
})

function row(
  run: string,
  architecture: string,
  loss: string,
  best: number | null,
  epochsToBestOf: ComparisonRow['epochsToBestOf'] = {},
): ComparisonRow {
  return {
    run,
    name: `run-${run}`,
    architecture,
    loss,
    seed: 1,
    best,
    bestEpoch: best === null ? null : 34,
    last: best,
    epochs: 40,
    trainingSeconds: 100,
    parameters: 3_000_000,
    imagesPerSecond: 1000,
    state: 'completed',
    epochsToBestOf,
  }
}

const comparison = (...rows: ComparisonRow[]): Comparison => ({
  metric: 'val_mse',
  direction: 'lower',
  by: 'epoch',
  rowKey: 'architecture',
  columnKey: 'loss',
  includesUnfinished: false,
  rows,
  groups: [],
  reaches: [],
  contrasts: [],
  overtakings: [],
  headline: 'The headline.',
  sentences: ['A sentence.'],
  caveats: ['A caveat.'],
  differences: [],
})

describe('a comparison as text', () => {
  it('says the result first, then the table, then what limits it', () => {
    const lines = comparisonText(
      comparison(row('a', 'plain', 'mse', 0.02, { b: null }), row('b', 'pooled', 'mse', 0.0126, { a: 8 })),
    ).split('\n')
    expect(lines[0]).toBe('The headline.')
    expect(lines[2]).toMatch(/^run .*architecture .*best val_mse .*to the other's best .*time .*parameters .*ended$/)
    expect(lines[3]).toMatch(/^run-a .* never .* completed$/)
    expect(lines[4]).toMatch(/^run-b .*0\.01260 +34 +8 /)
    expect(lines).toContain('A sentence.')
    expect(lines.at(-1)).toBe('Note: A caveat.')
  })

  /** One finished run of each: architecture, loss, seed, best value. */
  const compareOf = (metric: 'val_mse' | 'val_psnr', ...runs: [ArchitectureKind, LossKind, number, number | null][]) =>
    comparisonText(
      compareRuns(
        metric,
        runs.map(([architecture, loss, seed, best], at) => ({
          run: fakeRun(
            String(at),
            { state: 'ended', endReason: 'completed', epochs: 34, trainingSeconds: 68 },
            { architecture, loss, seed },
          ),
          series: {
            run: String(at),
            points: best === null ? [] : [[34, best] as const],
            seconds: new Map([[34, 68]]),
          },
        })),
      ),
    )

  it('shows rows by columns, and a cell of seeds as their mean', () => {
    const text = compareOf(
      'val_mse',
      ['plain', 'mse', 1, 0.02],
      ['pooled', 'mse', 1, 0.0126],
      ['plain', 'smooth-l1', 1, 0.03],
      ['pooled', 'smooth-l1', 1, 0.01],
      ['pooled', 'smooth-l1', 2, 0.02],
    )
    expect(text).toMatch(/^best val_mse +MSE +Smooth L1$/m)
    expect(text).toMatch(/^plain +0\.02000 at epoch 34 +0\.03000 at epoch 34$/m)
    expect(text).toMatch(/^pooled +0\.01260 at epoch 34 +0\.01500 mean of 2 seeds$/m)
    expect(text).toMatch(/^4 +pooled, Smooth L1 +2 seeds +0\.01500 +0\.007071 +0\.01000 +# 2 +1 of 1 +34 +1 min 8 s/m)
  })

  it('gives runs that are no seeds of each other no mean', () => {
    const text = compareOf(
      'val_mse',
      ['plain', 'mse', 1, 0.02],
      ['plain', 'mse', 1, 0.04],
      ['pooled', 'l1', 1, 0.03],
      ['pooled', 'mse', 1, 0.03],
    )
    expect(text).toMatch(/^plain +0\.02000 best of 2 runs +-$/m)
    expect(text).toMatch(/^1 +plain, MSE +2 runs +- +- +0\.02000/m)
  })

  it('says the interval between groups of three seeds', () => {
    const seeds = [1, 2, 3]
    const text = compareOf(
      'val_mse',
      ...seeds.map((seed): [ArchitectureKind, LossKind, number, number] => ['plain', 'mse', seed, 0.02 + seed / 1e4]),
      ...seeds.map((seed): [ArchitectureKind, LossKind, number, number] => ['pooled', 'mse', seed, 0.01 + seed / 1e4]),
    )
    expect(text).toMatch(
      /^3 seeds each: pooled's best val_mse is 0\.01000 lower than plain's, 95% interval 0\.00977 to 0\.01023\.$/m,
    )
  })

  it('marks the best cell in the direction of the metric', () => {
    const runs: [ArchitectureKind, LossKind, number, number | null][] = [
      ['plain', 'mse', 1, 17],
      ['pooled', 'mse', 1, 19],
      ['plain', 'smooth-l1', 1, 16],
      ['pooled', 'smooth-l1', 1, null],
    ]
    expect(compareOf('val_psnr', ...runs)).toMatch(/^best val_psnr \(dB\)/m)
    expect(compareOf('val_psnr', ...runs)).toMatch(/19\.00 at epoch 34 \(best\) +-$/m)
    expect(compareOf('val_mse', ...runs)).toMatch(/16\.00 at epoch 34 \(best\)$/m)
  })
})

describe('progress on a terminal', () => {
  const running = fakeRun('a', { state: 'running', startedAt: '2026-11-24T10:00:00.000Z' }, { epochs: 4 })
  const progress = {
    run: 'a',
    epoch: 3,
    batch: 5,
    batches: 10,
    phase: 'training',
    batchLoss: 0.1,
    imagesPerSecond: 1840.4,
    secondsLeft: 95,
    quietEpochs: 0,
    memoryBytes: null,
    cpuPercent: null,
  } as const

  it('is one line with a bar as long as what is done', () => {
    expect(progressLine({ run: running, progress, last: epochRecords(fakeSeries('a', 1))[0]! })).toBe(
      'calm-otter-a  plain mse  [###############---------]  epoch 3/4  val_mse 1.200  1,840 images/s  1 min 35 s left',
    )
  })

  it('never breaks a line, and leaves the end of a run where it stands', () => {
    const terminal = { ...fakeTerminal(), isInteractive: true, columns: 40 }
    const written = () => terminal.printed.join('')
    terminal.remark = (text) => terminal.write(`${text}\n`)
    const view = createBarView(terminal)
    view.started(running)
    view.epoch({ ...running, epochs: 1 }, epochRecords(fakeSeries('a', 1))[0]!)
    const bars = written()
      .split('\n')
      .filter((line) => line.includes('['))
    expect(bars.length).toBeGreaterThan(1)
    // What stands before the bar moves the cursor and takes no room.
    for (const bar of bars) expect(bar.split('\u001b[0J').at(-1)!.length).toBeLessThan(40)
    view.remark('Something beside it.')
    // The bar is taken away, the remark stands in its place, the bar is drawn below.
    expect(written()).toMatch(/\[1A\r\S*\[0JSomething beside it\.\n\r\S*\[0Jcalm-otter-a [^\n]*\n$/)
    view.ended({ ...ended, config: running.config })
    expect(written()).toMatch(/stopped early after 2 epochs in 1 min 15 s: best val_mse 0\.01260 at epoch 1\n$/)
  })
})

describe('the doctor', () => {
  const check = (id: string, status: 'ok' | 'warning' | 'missing', remedy: string | null = null) => ({
    id,
    label: id,
    status,
    detail: `about ${id}`,
    remedy,
  })
  const native = {
    kind: 'native',
    tensorflowVersion: '2.18.0',
    tensorflowSource: 'pypi',
    threads: 2,
    reason: null,
    remedy: null,
  } as const

  it('prints each check with the command that fixes it', () => {
    const lines = checksText([check('node', 'ok'), check('dataset', 'missing', 'npm run setup')]).split('\n')
    expect(lines[0]).toMatch(/^ok +node +about node$/)
    expect(lines[1]).toMatch(/^missing +dataset +about dataset$/)
    expect(lines[2]).toMatch(/^ +fix: npm run setup$/)
  })

  it('knows what training needs', () => {
    expect(canTrain({ backend: native, checks: [check('node', 'ok'), check('electron', 'warning')] })).toBe(true)
    expect(canTrain({ backend: native, checks: [check('electron', 'missing')] })).toBe(true)
    expect(canTrain({ backend: native, checks: [check('dataset', 'missing')] })).toBe(false)
    expect(canTrain({ backend: null, checks: [] })).toBe(false)
  })
})
