import { describe, expect, it } from 'vitest'
import { confusionWords, readConfusion } from '../../../src-main/panels/samples/confusion-table'
import { saidOf } from '../../../src-main/panels/samples/said'

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
