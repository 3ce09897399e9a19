/** Maps of a layer as pictures: their order, and what is too large to look at. */
import { expect, it } from 'vitest'
import { mostMaps, mostMapValues } from '../../../src-main/contract/inside'
import { mapsOf } from '../../../src-main/training/look'

it('channels become pictures, row by row, and a vector one that is a pixel high', () => {
  // 2 x 2 pixels of 3 channels: pixel p of channel c is 10 p + c.
  const values = Float32Array.from([0, 1, 2, 3].flatMap((pixel) => [0, 1, 2].map((channel) => 10 * pixel + channel)))
  expect(mapsOf([2, 2, 3], values)).toEqual({
    ...{ height: 2, width: 2, total: 3 },
    values: Float32Array.from([0, 10, 20, 30, 1, 11, 21, 31, 2, 12, 22, 32]),
  })
  expect(mapsOf([3], Float32Array.of(1, 2, 3))).toMatchObject({ height: 1, width: 3, total: 1 })
})

it('of many maps, or large ones, as many as are looked at, and the number of all', () => {
  const many = mapsOf(
    [1, 1, 300],
    Float32Array.from({ length: 300 }, (_, channel) => channel),
  )
  expect([many.total, many.values.length, many.values[255]]).toEqual([300, mostMaps, 255])
  const large = mapsOf([1_024, 2_048, 3], new Float32Array(1_024 * 2_048 * 3))
  expect([large.total, large.values.length]).toEqual([3, mostMapValues])
  expect(() => mapsOf([2_049, 2_048, 1], new Float32Array(1))).toThrow(/^A map of this layer has 4196352 pixels/)
})
