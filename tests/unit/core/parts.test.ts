import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { metricOf } from '../../../src-main/model/digests'
import { requireRunConfig } from '../../../src-main/contract/config'
import { epochMetricsOf } from '../../../src-main/contract/metrics'
import { toCsv, toJson, type ExportedRun } from '../../../src-main/core/exports/run-documents'
import { countMultiplyAdds } from '../../../src-main/core/jobs/estimates'
import { makeRunId, makeRunName, nextRunNumber } from '../../../src-main/core/history/names'
import { concurrencyOf, scheduleRuns, threadsFor } from '../../../src-main/core/jobs/queue'
import { pickEvenly } from '../../../src-main/maths/pick-evenly'
import { fakeRun, seriesBy } from '../../support/fake-run'

describe('names', () => {
  it('are adjective-noun-number, the number counting up in the project', () => {
    expect(makeRunName(7)).toMatch(/^[a-z]+-[a-z]+-7$/)
    expect(nextRunNumber([])).toBe(1)
    expect(nextRunNumber(['calm-bay-3', 'mild-cove-12', 'renamed'])).toBe(13)
    // Names that people gave end in what they like.
    expect(nextRunNumber(['calm-bay-1', 'thesis-2024', 'a-b-99999999999999999999'])).toBe(4)
    // The second run was renamed: its number is not given away, so that it can be called what it was.
    expect(nextRunNumber(['calm-bay-1', 'baseline'])).toBe(3)
    expect(makeRunId()).toMatch(/^[0-9a-z]{10}$/)
  })
})

describe('the queue', () => {
  it('shares the cores between the runs that train together, and gives a lone run all of them', () => {
    const machine = { cpuCount: 8, totalMemoryBytes: 32e9 }
    const free = { concurrency: null, threadsPerRun: null }
    expect(concurrencyOf(machine, free)).toBe(2)
    expect(threadsFor(machine, free, 1)).toBe(8)
    expect(threadsFor(machine, free, 4)).toBe(4)
    expect(concurrencyOf({ cpuCount: 1, totalMemoryBytes: 32e9 }, free)).toBe(1)
    expect(concurrencyOf({ cpuCount: 8, totalMemoryBytes: 3e9 }, free)).toBe(1)
    expect(threadsFor({ cpuCount: 1, totalMemoryBytes: 32e9 }, free, 4)).toBe(1)
  })

  it('does as it was told, whatever the machine', () => {
    const machine = { cpuCount: 2, totalMemoryBytes: 2e9 }
    expect(concurrencyOf(machine, { concurrency: 3, threadsPerRun: null })).toBe(3)
    expect(threadsFor(machine, { concurrency: 3, threadsPerRun: null }, 9)).toBe(1)
    expect(threadsFor(machine, { concurrency: null, threadsPerRun: 4 }, 9)).toBe(4)
  })

  it('begins each waiting run in the first free place', () => {
    expect(scheduleRuns([10, 30], [5, 20, 1], 2)).toEqual({ starts: [10, 15, 30], end: 35 })
    expect(scheduleRuns([], [5], 2)).toEqual({ starts: [0], end: 5 })
    expect(scheduleRuns([], [], 1)).toEqual({ starts: [], end: 0 })
    // Lowered to one while three train: the next waits for the last of them.
    expect(scheduleRuns([10, 20, 30], [5], 1)).toEqual({ starts: [30], end: 35 })
  })
})

describe('estimates', () => {
  it('count multiply-adds as by hand', () => {
    // conv 3-16: 28 x 16 x 1024; conv 16-32: 145 x 32 x 1024; dense: (32768 + 1) x 128 + 129 x 784.
    expect(countMultiplyAdds(requireRunConfig({}))).toBe(448 * 1024 + 4640 * 1024 + 4194432 + 101136)
  })
})

describe('summaries', () => {
  it('take last and best in the metric’s direction, the first of equals', () => {
    const run = { series: seriesBy('epoch', { val_psnr: [10, 12, 12, 11], val_mse: [] }) }
    expect(metricOf(run, 'val_psnr')).toEqual({ last: 11, best: 12, bestEpoch: 2 })
    expect(metricOf(run, 'val_mse')).toBeUndefined()
    expect(metricOf(run, 'val_mae')).toBeUndefined()
  })

  it('pick evenly, first and last kept, never more than asked for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 2, maxLength: 300 }),
        (values) => {
          const picked = pickEvenly(values, 40)
          expect(picked.length).toBe(Math.min(40, values.length))
          expect(picked[0]).toBe(values[0])
          expect(picked.at(-1)).toBe(values.at(-1))
        },
      ),
    )
  })
})

describe('exports', () => {
  const exported = (name: string, values: readonly number[]): ExportedRun => ({
    summary: fakeRun('x', { name, state: 'ended', endReason: 'completed', epochs: values.length, trainingSeconds: 1 }),
    layers: [],
    epochs: values.map((_, index) => ({
      epoch: index + 1,
      seconds: 1,
      elapsedSeconds: index + 0.5,
      imagesPerSecond: 10,
    })),
    values: new Map([['val_mse', new Map(values.map((value, index) => [index + 1, value]))]]),
  })

  it('write CSV whose numbers read back to the same doubles', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { minLength: 1, maxLength: 20 }), (values) => {
        const [header = '', ...rows] = toCsv([exported('calm-bay-1', values)])
          .trimEnd()
          .split('\r\n')
        const column = header.split(',').indexOf('val_mse')
        expect(header).toMatch(/^run,epoch,elapsed_seconds,train_loss,validation_loss,/)
        rows.forEach((row, index) => {
          const read = Number(row.split(',')[column])
          expect(Object.is(read, values[index]) || (read === 0 && values[index] === 0)).toBe(true)
        })
      }),
    )
  })

  it('quote names as RFC 4180 asks, and keep formulas text', () => {
    expect(toCsv([exported('a,"b"', [1])])).toContain('"a,""b""",1,')
    expect(toCsv([exported('=1+1', [1])])).toContain("'=1+1,1,")
  })

  it('leave absent values empty, and write JSON with NaN by name', () => {
    expect(toCsv([exported('a', [1])])).toContain(
      ['a,1,0.5', ...epochMetricsOf('image-to-image').map((key) => (key === 'val_mse' ? '1' : '')), '10'].join(','),
    )
    const document = JSON.parse(toJson([exported('a', [Number.NaN])])) as {
      runs: { state: string; epochSeries: { val_mse: unknown }[] }[]
    }
    expect(document.runs[0]?.state).toBe('completed')
    expect(document.runs[0]?.epochSeries[0]?.val_mse).toBe('NaN')
  })
})
