/** Filters and feature maps as pictures. */
import { expect, it } from 'vitest'
import { filterPictures, mapPictures, vectorWidth } from '../../../src-main/panels/samples/layer-pictures'

const reds = ({ bytes }: { bytes: Uint8ClampedArray }) => [...bytes].filter((_, index) => index % 4 === 0)

it('maps go from black to white, each on its own scale, and one that is the same everywhere is black', () => {
  const values = Float32Array.of(-1, 0, 1, 3, 5, 5, 5, 5)
  const [first, second] = mapPictures({ height: 2, width: 2, total: 2, values })
  expect(reds(first!)).toEqual([0, 64, 128, 255])
  expect([first!.low, first!.high]).toEqual([-1, 3])
  expect(reds(second!)).toEqual([0, 0, 0, 0])
})

it('a vector lies in rows: those of its picture, or near a square', () => {
  expect(vectorWidth(784, [28, 28, 1])).toBe(28)
  expect(vectorWidth(10, [1, 1, 10])).toBe(10)
  expect(vectorWidth(128, [28, 28, 1])).toBe(12)
  const [picture] = mapPictures({ height: 1, width: 5, total: 1, values: Float32Array.of(0, 1, 2, 3, 4) }, 3)
  expect([picture!.width, picture!.height]).toEqual([3, 2])
})

it('filters have 0 in the middle, and colours where they look at three channels', () => {
  const grey = {
    height: 1,
    width: 3,
    total: 1,
    channels: 1,
    inputs: 8,
    values: Float32Array.of(-0.5, 0, 0.25),
  } as const
  expect(reds(filterPictures(grey)[0]!)).toEqual([0, 128, 191])
  const colour = { height: 1, width: 1, total: 1, channels: 3, inputs: 3, values: Float32Array.of(1, 0, -1) } as const
  expect([...filterPictures(colour)[0]!.bytes]).toEqual([255, 128, 0, 255])
})
