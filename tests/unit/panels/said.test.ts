import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  confusionOf,
  confusionWords,
  imagesOfCell,
  readConfusion,
  scoresOf,
} from '../../../src-main/panels/samples/confusion-table'
import { saidOf } from '../../../src-main/panels/samples/said'
import { macroF1 } from '../../../src-main/recipes/confusion'
import { propertyCases } from '../../support/property'

const samples = {
  shapes: { input: [1, 1, 1], target: [1, 1, 3] } as const,
  classes: ['cat', 'dog', 'frog'],
  targets: Float32Array.of(0, 1, 0, 1, 0, 0),
}

describe('what is said of an image', () => {
  it('is the class with the greatest output, with its probability', () => {
    const outputs = Float32Array.of(0, Math.log(3), 0, 1, 2, 1)
    expect(saidOf(samples, outputs, 0)).toEqual({
      truth: 'dog',
      said: 'dog',
      share: expect.closeTo(0.6, 6) as number,
      isRight: true,
    })
    expect(saidOf(samples, outputs, 1)).toMatchObject({ truth: 'cat', said: 'dog', isRight: false })
  })

  it('is nothing before the first epoch, and of outputs that are no numbers', () => {
    expect(saidOf(samples, null, 0)).toMatchObject({ truth: 'dog', said: null })
    expect(saidOf(samples, Float32Array.of(0, Number.NaN, 0, 0, 0, 0), 0)).toMatchObject({ truth: 'dog', said: null })
  })
})

describe('a confusion matrix that is kept as a table', () => {
  const details = {
    columns: ['is / said', 'cat', 'dog'],
    rows: [
      ['cat', 3, 1],
      ['dog', 0, 0],
    ],
  }

  it('is the same out of what was measured of each image', () => {
    const measured = {
      labels: Uint16Array.of(0, 0, 0, 0),
      said: Uint16Array.of(0, 1, 0, 0),
      sureness: Float32Array.of(0.5, 0.75, 0.25, 1),
    }
    const table = confusionOf(['cat', 'dog'], measured)
    expect(table).toEqual(readConfusion(details))
    expect(imagesOfCell(measured, 0, 0)).toEqual([3, 0, 2])
    expect(imagesOfCell(measured, 0, 1)).toEqual([1])
    expect(imagesOfCell(measured, 1, 0)).toEqual([])
    // A class that has no image has no recall, and counts as wrong where it was said.
    expect(scoresOf(table)).toEqual([
      { name: 'dog', count: 0, precision: 0, recall: Number.NaN, f1: 0 },
      { name: 'cat', count: 4, precision: 1, recall: 0.75, f1: 6 / 7 },
    ])
  })

  it('has scores of classes whose mean is the metric that runs have', () => {
    const images = fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })), { minLength: 1 })
    fc.assert(
      fc.property(images, (pairs) => {
        const labels = Uint16Array.from(pairs, ([label]) => label)
        const said = Uint16Array.from(pairs, ([, one]) => one)
        const table = confusionOf(['a', 'b', 'c', 'd', 'e'], { labels, said, sureness: new Float32Array(pairs.length) })
        const counts = Float64Array.from(table.rows.flatMap(({ cells }) => cells.map(({ count }) => count)))
        const scores = scoresOf(table).flatMap(({ f1 }) => (Number.isNaN(f1) ? [] : [f1]))
        expect(scores.toSorted((left, right) => left - right)).toEqual(scores)
        expect(scores.reduce((sum, f1) => sum + f1, 0) / scores.length).toBeCloseTo(macroF1({ classes: 5, counts }), 12)
      }),
      { numRuns: propertyCases(200) },
    )
  })

  it('is read with the share of each row, also of a class without images', () => {
    expect(readConfusion(details)).toEqual({
      classes: ['cat', 'dog'],
      rows: [
        {
          name: 'cat',
          cells: [
            { count: 3, share: 0.75 },
            { count: 1, share: 0.25 },
          ],
          right: 0.75,
        },
        {
          name: 'dog',
          cells: [
            { count: 0, share: 0 },
            { count: 0, share: 0 },
          ],
          right: 0,
        },
      ],
    })
  })

  it.each([
    [{}],
    [{ columns: ['is / said'], rows: [] }],
    [{ ...details, rows: [['cat', 3, 1]] }],
    [
      {
        ...details,
        rows: [
          ['cat', 3, 1],
          ['cow', 0, 0],
        ],
      },
    ],
    [
      {
        ...details,
        rows: [
          ['cat', 3, '1'],
          ['dog', 0, 0],
        ],
      },
    ],
    [
      {
        ...details,
        rows: [
          ['cat', 3, -1],
          ['dog', 0, 0],
        ],
      },
    ],
    [
      {
        columns: ['', 'cat', 'cat'],
        rows: [
          ['cat', 1, 1],
          ['cat', 1, 1],
        ],
      },
    ],
  ])('is none where somebody logged another table under its key: %j', (other) => {
    expect(readConfusion(other)).toBeNull()
  })

  it('is summed up by its mistakes, and the two classes that are taken for each other most often', () => {
    const wordsOf = (...rows: number[][]) => {
      const names = ['cat', 'dog', 'frog'].slice(0, rows.length)
      const table = { columns: ['class', ...names], rows: rows.map((row, at) => [names[at], ...row]) }
      return confusionWords(readConfusion(table)!)
    }
    expect(wordsOf([1_000, 2, 0], [3, 8, 4], [0, 0, 5])).toBe('9 of 1,022 wrong, 5 of them between cat and dog')
    expect(wordsOf([7, 0, 0], [0, 8, 0], [0, 0, 5])).toBe('0 of 20 wrong')
    expect(wordsOf([7, 1], [1, 8])).toBe('2 of 17 wrong')
  })
})
