import { describe, expect, it } from 'vitest'
import type { FigureSource } from '@contract/figure'
import type { Figure, FigureData, FigurePart } from '@panels/figure/figure'
import type { NumberTable } from '@panels/figure/numbers'
import { shownNumbers } from '@panels/figure/shown-numbers'
import { shownTable, tableText } from '@panels/figure/tables'

const dataOf = (source: Partial<FigureSource>): FigureData =>
  ({
    source,
    runs: [{ id: 'r1', name: 'calm-bay-1' }],
    all: [],
    lines: [],
    series: [],
    comparison: null,
    errors: {},
    samples: [],
    layers: {},
  }) as unknown as FigureData

const figureOf = (...parts: readonly (readonly [part: FigurePart, title: string])[]): Figure => ({
  title: 'A figure',
  parts: parts.map(([part, title]) => ({ part, title, weight: 1 })),
  columns: 1,
  legend: [],
})

/** Rows as objects. */
function readTable({ columns, rows }: NumberTable): Record<string, unknown>[] {
  const read: Record<string, unknown>[] = []
  for (const { count, cells } of rows)
    for (let index = 0; index < count; index += 1)
      read.push(
        Object.fromEntries(
          columns.map(({ name }, place) => {
            const column = cells[place]
            return [name, typeof column === 'string' ? column : column?.[index]]
          }),
        ),
      )
  return read
}

const line = (id: string, y: readonly number[], more: object = {}): FigurePart => ({
  kind: 'line',
  yTitle: 'MSE',
  spec: {
    title: 'MSE',
    xTitle: 'epoch',
    format: String,
    series: [{ id, label: `label of ${id}`, colour: 'c1', x: y.map((_, index) => index + 1), y, ...more }],
  },
})

describe('the numbers that a figure shows', () => {
  it('are lines with their run and key, without what lies behind them', () => {
    const background = line('r1 original', [9], { isBackground: true })
    const table = shownNumbers(
      dataOf({ kind: 'what-if', rule: { kind: 'previous-epoch', monitor: 'val_mse', patience: 1, minDelta: 0 } }),
      figureOf([line('r1', [0.5, Number.NaN]), 'left'], [background, 'right']),
    )
    expect(table.total).toBe(2)
    expect(readTable(table)).toEqual([
      { panel: 'left', series: 'label of r1', run: 'calm-bay-1', key: 'val_mse', x: 1, y: 0.5 },
      { panel: 'left', series: 'label of r1', run: 'calm-bay-1', key: 'val_mse', x: 2, y: Number.NaN },
    ])
    // A table can be written more than once.
    expect(readTable(table)).toHaveLength(2)
  })

  it('have both edges of bands, and none where a line has no band', () => {
    const banded = line('group:a', [1], { band: { low: [0.5], high: [2] } })
    const table = shownNumbers(dataOf({ kind: 'losses' }), figureOf([banded, ''], [line('r1', [3]), '']))
    expect(readTable(table).map(({ run, low, high }) => [run, low, high])).toEqual([
      ['', 0.5, 2],
      ['calm-bay-1', null, null],
    ])
  })

  it('have smoothed and measured values in two columns, and the smoothing in a third', () => {
    const smoothed = line('r1', [0.03061, 0.04], { measured: [0.02738, 0.05] })
    if (smoothed.kind !== 'line') throw new Error('not a line')
    const part = { ...smoothed, spec: { ...smoothed.spec, smoothing: 'EMA 0.9' } }
    const table = shownNumbers(dataOf({ kind: 'losses' }), figureOf([part, '']))
    expect(table.columns.map(({ name }) => name)).toEqual([
      'series',
      'run',
      'key',
      'x',
      'smoothed',
      'measured',
      'smoothing',
    ])
    expect(readTable(table)).toMatchObject([
      { x: 1, smoothed: 0.03061, measured: 0.02738, smoothing: 'EMA 0.9' },
      { x: 2, smoothed: 0.04, measured: 0.05, smoothing: 'EMA 0.9' },
    ])
  })

  it('come in stretches, so that long lines need no memory of their own', () => {
    const values = Array.from({ length: 2_500 }, (_, index) => index / 3)
    const { rows } = shownNumbers(dataOf({ kind: 'losses' }), figureOf([line('r1', values), '']))
    expect([...rows].map(({ count }) => count)).toEqual([1_024, 1_024, 452])
  })

  it('are layers with their shapes and parameters', () => {
    const layers = [{ kind: 'flatten' }, { kind: 'dense', units: 10 }] as const
    const table = shownNumbers(
      dataOf({ kind: 'architecture' }),
      figureOf([{ kind: 'layers', name: 'calm-bay-1', layers, input: [32, 32, 3] }, '']),
    )
    expect(readTable(table)).toEqual([
      { layer: 1, kind: 'flatten', output_shape: '3072', parameters: 0 },
      { layer: 2, kind: 'dense', output_shape: '10', parameters: 30_730 },
    ])
  })

  it('are one table of text, whose charts are named where there are several', () => {
    const data = dataOf({ kind: 'losses' })
    expect(tableText(shownTable(data, figureOf([line('r1', [0.1 + 0.2]), ''])), 'tsv')).toBe(
      'name\tepoch\tvalue\nlabel of r1\t1\t0.30000000000000004',
    )
    const two = shownTable(data, figureOf([line('r1', [1]), 'left'], [line('r1', [2]), 'right']))
    expect(tableText(two, 'tsv').split('\n')).toEqual([
      'chart\tname\tepoch\tvalue',
      'left\tlabel of r1\t1\t1',
      'right\tlabel of r1\t1\t2',
    ])
  })
})
