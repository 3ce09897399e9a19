import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dataSourceOf, shapesOf } from '../../../src-main/contract/run-data'
import type { SeriesOfRun } from '../../../src-main/contract/api'
import type { FigureSource } from '../../../src-main/contract/figure'
import type { RunSummary } from '../../../src-main/contract/run'
import type { Figure, FigureData, FigurePart } from '../../../src-main/panels/figure/figure'
import { figureOf } from '../../../src-main/panels/figure/figure-of'
import { layOutMatrix } from '../../../src-main/panels/figure/confusion-figure'
import { shownNumbers } from '../../../src-main/panels/figure/shown-numbers'
import { shownTable } from '../../../src-main/panels/figure/tables'
import { isWords } from '../../../src-main/panels/figure/figure'
import { readConfusion } from '../../../src-main/panels/samples/confusion-table'
import { fakeRun } from '../../support/fake-run'

const epochs = Int32Array.from({ length: 20 }, (_, index) => index + 1)
const falling = (floor: number) => Float64Array.from(epochs, (epoch) => floor + 0.1 * 0.5 ** epoch)
const seriesOf = (run: RunSummary, floor = 0.01): SeriesOfRun => ({
  run: run.id,
  epochs,
  elapsedSeconds: Float64Array.from(epochs, (epoch) => epoch * 10),
  values: { train_loss: falling(floor), validation_loss: falling(floor), val_mse: falling(floor) },
})

function dataOf(source: FigureSource, runs: readonly RunSummary[], changes: Partial<FigureData> = {}): FigureData {
  return {
    source,
    runs,
    all: runs,
    lines: [],
    series: runs.map((run) => seriesOf(run)),
    comparison: null,
    errors: {},
    samples: [],
    layers: {},
    ...changes,
  }
}

function lineOf(figure: Figure, index: number): Extract<FigurePart, { kind: 'line' }> {
  const part = figure.parts[index]?.part
  if (part?.kind !== 'line') throw new Error(`Part ${index} has no lines.`)
  return part
}

const ended = { state: 'ended', endReason: 'completed', epochs: 20 } as const
const withRule = fakeRun('1', ended, { epochs: 20, monitor: 'val_mse', patience: 3, minDelta: 1e-4 })
const withoutRule = fakeRun('2', ended, { epochs: 20, earlyStopping: false })
const rule = { kind: 'previous-epoch', monitor: 'val_mse', patience: 5, minDelta: 1e-3 } as const

describe('early stopping', () => {
  const figure = (run: RunSummary, given: typeof rule | null) =>
    figureOf(dataOf({ kind: 'early-stopping', run: run.id, rule: given }, [run]))
  const words = (drawn: Figure) => (lineOf(drawn, 1).spec.references ?? []).map(({ label }) => label)

  it('shows the losses, and the change against the rule of the run', () => {
    const drawn = figure(withRule, null)
    expect(drawn.parts).toHaveLength(2)
    expect(lineOf(drawn, 0).spec.series.map(({ id }) => id)).toEqual(['train_loss', 'validation_loss'])
    expect(words(drawn)).toContain('minDelta 0.0001')
    expect(words(drawn)).not.toContain('would stop')
  })

  it('shows another rule beside the run’s own, and as its only one where it had none', () => {
    const other = words(figure(withRule, rule))
    expect(other).toContain('minDelta 0.0001')
    expect(other).toContain('would stop')
    expect(figure(withoutRule, null).parts).toHaveLength(1)
    const only = words(figure(withoutRule, rule))
    expect(only).toContain('minDelta 0.001')
    expect(only).not.toContain('would stop')
  })
})

describe('what if', () => {
  it('has a chart a run, named by the template, with what the rule would have done', () => {
    const drawn = figureOf(
      dataOf({ kind: 'what-if', runs: ['1', '2'], rule }, [withRule, withoutRule]),
      '${config.seed}',
    )
    expect(drawn.columns).toBe(2)
    const stop = (lineOf(drawn, 0).spec.references ?? [])[0]?.at
    expect(stop).toBeGreaterThan(5)
    expect(drawn.parts.map(({ title }) => title)).toEqual([
      `${withRule.recipe?.seed}, stop at ${stop}`,
      `${withoutRule.recipe?.seed}, stop at ${stop}`,
    ])
    expect(drawn.title).toBe('Patience 5, minDelta 0.001')
  })
})

describe('an overlay', () => {
  it('names every line at its end, also those that end before the others', () => {
    const short = fakeRun('3', { ...ended, epochs: 12 })
    const source: FigureSource = {
      kind: 'comparison',
      form: 'overlay',
      runs: ['1', '3'],
      metric: 'val_mse',
      rows: 'architecture',
      columns: 'loss',
      band: 'none',
      relative: 'none',
      baseline: null,
      showsAll: false,
    }
    const drawn = figureOf(dataOf(source, [withRule, short]), 'run ${name}')
    const names = [`run ${withRule.name}`, `run ${short.name}`]
    expect(lineOf(drawn, 0).spec.series.map(({ directLabel }) => directLabel)).toEqual(names)
    expect(drawn.legend.map(({ label }) => label)).toEqual(names)
  })
})

describe('samples', () => {
  const source: FigureSource = { kind: 'samples', runs: ['1', '2'], images: [1, 3], at: 'best', errors: 'signed' }
  const shown = (run: RunSummary, has: boolean) => ({
    run: run.id,
    count: 8,
    shapes: shapesOf({}),
    task: 'image-to-image' as const,
    names: dataSourceOf({}).sampleNames,
    classes: dataSourceOf({}).classes,
    inputs: new Uint8Array(8 * 3_072).fill(128),
    targets: new Float32Array(8 * 784).fill(0.5),
    best: null,
    last: null,
    epochs: Int32Array.of(3),
    shown: has ? { epoch: 3, outputs: new Float32Array(8 * 784).fill(0.8) } : null,
  })

  it('have input, target, and each run’s output and error; places of a run without any stay empty', () => {
    const data = dataOf(source, [withRule, withoutRule], {
      samples: [shown(withRule, true), shown(withoutRule, false)],
    })
    const part = figureOf(data).parts[0]?.part
    if (part?.kind !== 'images') throw new Error('There are no images.')
    expect(part.columnTitles).toEqual(['input', 'target', withRule.name, '', withoutRule.name, ''])
    expect(part.rowTitles).toEqual(['ship', 'airplane'])
    for (const row of part.cells) {
      const pictures = row.map((cell) => (isWords(cell) ? null : cell))
      expect(pictures.map((image) => image?.width ?? null)).toEqual([32, 28, 28, 28, null, null])
      expect(Array.from(pictures[2]?.rgba.slice(0, 4) ?? [])).toEqual([204, 204, 204, 255])
    }
    expect(part.notes[0]).toBe("right of each run's images: the signed error")
    expect(part.notes[1]).toContain('epoch 3, MSE of these images 0.09000')
    expect(part.notes[2]).toBe(`${withoutRule.name}: no sample images`)
  })

  it('of classes have the image, and what each run says with its probability, in words and in numbers', () => {
    const classes = ['cat', 'dog']
    const targets = Float32Array.from({ length: 16 }, (_, at) => (at % 2 === 0 ? 1 : 0))
    const outputs = Float32Array.from({ length: 16 }, (_, at) => (at === 3 ? Math.log(3) : at === 6 ? 5 : 0))
    const set = {
      ...shown(withRule, false),
      ...{ task: 'classification' as const, classes, targets, shown: { epoch: 3, outputs } },
      shapes: { input: [32, 32, 3] as const, target: [1, 1, 2] as const },
    }
    const data = dataOf(source, [withRule], { samples: [set] })
    const figure = figureOf(data)
    const part = figure.parts[0]?.part
    if (part?.kind !== 'images') throw new Error('There are no images.')
    expect(part.columnTitles).toEqual(['input', withRule.name, ''])
    expect(part.rowTitles).toEqual(['cat', 'cat'])
    expect(part.cells.map(([, words]) => words)).toEqual([
      { lines: ['dog (wrong)', '75.0 %'], colour: 'danger' },
      { lines: ['cat', '99.3 %'], colour: 'text-2' },
    ])
    const { columns, total } = shownNumbers(data, figure)
    expect(columns.map(({ name }) => name)).toEqual('image class run epoch predicted of probability'.split(' '))
    expect(total).toBe(4)
  })

  it('are refused without an image', () => {
    expect(() => figureOf(dataOf(source, [withRule]))).toThrow(RangeError)
  })
})

describe('chosen images', () => {
  const places = [41, 7]
  const source: FigureSource = {
    ...{ kind: 'chosen-images', run: '1', choice: { by: 'worst', count: 2 } },
    ...{ by: 'best', at: 3, errors: 'absolute' },
  }
  const chosen = { places, losses: Float64Array.of(0.5, 0.25), by: 9, total: 1_000 }
  const set = {
    ...{ run: '1', count: 2, shapes: shapesOf({}), task: 'image-to-image' as const, names: [], classes: [] },
    ...{ inputs: new Uint8Array(2 * 3_072).fill(128), targets: new Float32Array(2 * 784).fill(0.5) },
    ...{ best: null, last: null, epochs: Int32Array.of(3) },
    shown: { epoch: 3, outputs: new Float32Array(2 * 784).fill(0.8) },
  }
  const partOf = ({ parts }: Figure) => parts[0]?.part as Extract<FigurePart, { kind: 'images' }>

  it('stand as in the Model tab, named by their numbers, and say how they were chosen and their loss', () => {
    const data = dataOf(source, [withRule], { samples: [set], chosen })
    const figure = figureOf(data)
    const part = partOf(figure)
    expect(figure.title).toBe('Worst validation images')
    expect(part.columnTitles).toEqual(['#42', '#8'])
    expect(part.rowTitles).toEqual(['input', 'target', 'output', 'error', 'loss'])
    expect(part.cells.at(-1)).toEqual(['0.5000', '0.2500'].map((text) => ({ lines: [text], colour: 'text-2' })))
    expect(part.notes).toEqual([
      'those with the greatest loss of 1,000 validation images at epoch 9',
      `${withRule.name}, epoch 3, absolute error`,
    ])
    const { columns, total, rows } = shownNumbers(data, figure)
    expect(columns.map(({ name }) => name)).toEqual('image what run epoch channel row column value loss'.split(' '))
    expect(total).toBe(2 * (3_072 + 2 * 784))
    const numbered = Array.from(rows, ({ cells }) => [(cells[0] as number[])[0], (cells[8] as Float64Array)[0]])
    expect(new Set(numbered.map(String))).toEqual(new Set(['42,0.5', '8,0.25']))
    expect(partOf(figureOf({ ...data, source: { ...source, errors: 'none' } })).rowTitles).not.toContain('error')
  })

  it('of classes say what each is, and what was said, with a word where that is wrong', () => {
    const classes = ['cat', 'dog']
    const data = dataOf(source, [withRule], {
      chosen,
      samples: [
        {
          ...{ ...set, task: 'classification', classes, targets: Float32Array.of(1, 0, 1, 0) },
          shapes: { input: [32, 32, 3], target: [1, 1, 2] },
          shown: { epoch: 3, outputs: Float32Array.of(0, Math.log(3), 5, 0) },
        },
      ],
    })
    const part = partOf(figureOf(data))
    expect(part.rowTitles).toEqual(['input', 'class', 'predicted', 'probability', 'loss'])
    expect(part.cells[2]).toEqual([
      { lines: ['dog', 'wrong'], colour: 'danger' },
      { lines: ['cat'], colour: 'text-2' },
    ])
    const { columns } = shownNumbers(data, figureOf(data))
    expect(columns.map(({ name }) => name)).toEqual('image class run epoch predicted of probability loss'.split(' '))
  })

  it('are refused where none were looked at', () => {
    expect(() => figureOf(dataOf(source, [withRule]))).toThrow(RangeError)
  })
})

describe('a confusion matrix', () => {
  const counts = [
    [8, 1, 1],
    [0, 10, 0],
    [0, 0, 0],
  ]
  const classes = ['cat', 'dog', 'a class with a long name']
  const table = readConfusion({
    columns: ['is / said', ...classes],
    rows: counts.map((row, at) => [classes[at], ...row]),
  })!
  const source = { kind: 'confusion', run: '1', at: 'best', numbers: 'counts' } as const
  const figure = (numbers: 'counts' | 'shares' = 'counts') =>
    figureOf(dataOf({ ...source, numbers }, [withRule], { confusion: { step: 7, table } }))
  const partOf = ({ parts }: Figure) => parts[0]?.part as Extract<FigurePart, { kind: 'matrix' }>
  const box = { left: 10, top: 20, width: 400, height: 300 }
  const wide = (text: string): number => text.length * 6

  it('says its epoch and how many images were right, and has a cell for every two classes', () => {
    const part = partOf(figure())
    expect(part.notes[1]).toBe(`${withRule.name}, epoch 7: 90 % of 20 images right`)
    const { cells, shares } = layOutMatrix(part, box, wide)
    expect(cells.map(({ text }) => text)).toEqual(counts.flat().map(String))
    expect(cells.filter(({ isOwn }) => isOwn).map(({ text }) => text)).toEqual(['8', '10', '0'])
    expect(cells.map(({ share }) => share)).toEqual([0.8, 0.1, 0.1, 0, 1, 0, 0, 0, 0])
    expect(shares.map(({ text }) => text)).toEqual(['right', '80 %', '100 %', '0 %'])
    expect(layOutMatrix(partOf(figure('shares')), box, wide).cells[0]?.text).toBe('80 %')
  })

  it('lies within its box, whatever its size, with names and numbers where they have room and a word where not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 900 }), fc.integer({ min: 60, max: 900 }), (width, height) => {
        const laid = layOutMatrix(partOf(figure()), { ...box, width, height }, wide)
        const isIn = (x: number, y: number) =>
          x >= box.left - 1e-9 && x <= box.left + width + 1e-9 && y >= box.top - 1e-9 && y <= box.top + height + 1e-9
        for (const cell of laid.cells)
          expect(isIn(cell.left, cell.top) && isIn(cell.left + cell.width, cell.top + cell.height)).toBe(true)
        for (const placed of [...laid.rowNames, ...laid.shares, ...laid.notes])
          expect(isIn(placed.x, placed.y)).toBe(true)
        const areAll = laid.rowNames.length === 3 && laid.cells.every(({ text }) => text !== '')
        expect(laid.notes.some(({ text }) => text.startsWith('no room for'))).toBe(!areAll)
      }),
    )
  })

  it('is a table of counts, and numbers with a row for each two classes', () => {
    const drawn = figure()
    const data = dataOf(source, [withRule], { confusion: { step: 7, table } })
    expect(shownTable(data, drawn).rows.slice()[0]).toEqual(['cat', '8', '1', '1', '0.8'])
    const numbers = shownNumbers(data, drawn)
    expect(numbers.total).toBe(9)
    const [first] = [...numbers.rows]
    expect(first?.cells.map((cell) => Array.from(cell as ArrayLike<unknown>)[1])).toEqual(['cat', 'dog', 1, 0.1])
  })
})
