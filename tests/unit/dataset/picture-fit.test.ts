/** What of a picture is in a square, and files that have fewer pixels than they say. */
import { describe, expect, it } from 'vitest'
import { readPicture } from '../../../src-main/dataset/picture'
import { isRefused } from '../../../src-main/dataset/picture-header'
import resize from '../../../src-main/recipes/transforms/resize'
import { rawPng } from '../../support/picture-files'

async function valuesOf(...parameters: Parameters<typeof readPicture>): Promise<number[]> {
  const read = await readPicture(...parameters)
  if (isRefused(read)) throw new Error(read.refusal)
  return [...read.values]
}

describe('a picture of other proportions', () => {
  it('is its middle, resized as targets are', async () => {
    const rows = Buffer.alloc(20 * 91)
    for (let row = 0; row < 20; row += 1)
      for (let at = 1; at < 91; at += 1) rows[row * 91 + at] = (row * 37 + at * 11) % 256
    const square = new Float64Array(20 * 20 * 3)
    for (let row = 0; row < 20; row += 1)
      for (let at = 0; at < 60; at += 1) square[row * 60 + at] = rows[row * 91 + 1 + 15 + at]!
    const expected = new Float64Array(192)
    resize.prepare([20, 20, 3], 8)(square, expected)
    expect(await valuesOf(rawPng({ width: 30, height: 20 }, rows), [8, 8, 3], 'crop')).toEqual(
      [...expected].map(Math.round),
    )
  })

  it('is the whole of it, with black beside it', async () => {
    const clear = rawPng({ width: 8, height: 4, kind: 6 }, Buffer.alloc(4 * 33))
    const padded = await valuesOf(clear, [8, 8, 1], 'pad')
    expect(padded).toEqual([...Array<number>(16).fill(0), ...Array<number>(32).fill(255), ...Array<number>(16).fill(0)])
  })

  it('is the same whether it is one strip or many', async () => {
    const [width, height] = [1_200, 900]
    const rows = Buffer.alloc(height * (1 + width * 3))
    for (let row = 0; row < height; row += 1)
      rows.fill(row % 200, row * (1 + width * 3) + 1, (row + 1) * (1 + width * 3))
    const large = await valuesOf(rawPng({ width, height }, rows), [9, 9, 3], 'crop')
    const square = new Float64Array(height * height * 3)
    for (let row = 0; row < height; row += 1) square.fill(row % 200, row * height * 3, (row + 1) * height * 3)
    const expected = new Float64Array(243)
    resize.prepare([height, height, 3], 9)(square, expected)
    expect(large).toEqual([...expected].map(Math.round))
  })
})

describe('a PNG that promises more than it has', () => {
  it.each<[string, Parameters<typeof rawPng>]>([
    ['too few rows', [{ width: 4, height: 9 }, Buffer.alloc(8 * 13)]],
    ['more than it promises', [{ width: 4, height: 4 }, Buffer.alloc(1 << 22)]],
    ['a kind of colour that is none', [{ width: 4, height: 4, kind: 5 }, Buffer.alloc(4 * 13)]],
  ])('%s', async (_, [said, rows]) => {
    expect(await readPicture(rawPng(said, rows), [8, 8, 3])).toEqual({
      refusal: 'is damaged: it has fewer pixels than it says',
    })
  })
})
