import fc from 'fast-check'
import { expect, it } from 'vitest'
import { atOnce } from '../../../src-main/core/turns'
import { orderOfEpoch } from '../../../src-main/dataset/random'
import { createRandom, shuffle, shuffleInSteps } from '../../../src-main/maths/random'

const seed = fc.nat(2 ** 31 - 1)
const epoch = fc.integer({ min: 1, max: 10_000 })

it('the order of an epoch has every image once and depends on seed and epoch alone', () => {
  fc.assert(
    fc.property(fc.nat(500), seed, epoch, (count, ofSeed, ofEpoch) => {
      const order = orderOfEpoch(count, ofSeed, ofEpoch)
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index))
      expect(orderOfEpoch(count, ofSeed, ofEpoch)).toEqual(order)
    }),
  )
})

it('epochs and seeds have orders that have nothing in common', () => {
  const count = 1_000
  const orders = [1, 2, 3, 10, 11, 12, 21, 111].flatMap((ofEpoch) =>
    [0, 1, 2].map((ofSeed) => orderOfEpoch(count, ofSeed, ofEpoch)),
  )
  orders.forEach((order, index) =>
    orders.slice(index + 1).forEach((other) => {
      // Two random orders share one place on average; ten is one pair in ten million.
      expect(order.filter((image, place) => image === other[place]).length).toBeLessThan(10)
    }),
  )
})

it('every image is as likely in every tenth of an epoch', () => {
  const [count, epochs] = [50, 4_000]
  const first = new Float64Array(count)
  for (let ofEpoch = 1; ofEpoch <= epochs; ofEpoch += 1)
    for (const image of orderOfEpoch(count, 1, ofEpoch).subarray(0, count / 10)) first[image]! += 1
  const expected = epochs / 10
  const chiSquare = first.reduce((sum, found) => sum + (found - expected) ** 2 / expected, 0)
  // 49 degrees of freedom: 85 is passed once in a thousand.
  expect(chiSquare).toBeLessThan(85)
})

it('comes to the same in steps as at once, however many there are', () => {
  fc.assert(
    fc.property(fc.oneof(fc.nat(50), fc.constantFrom(8_192, 8_193, 16_384, 16_386, 30_000)), seed, (count, ofSeed) => {
      const [whole, sliced] = [0, 0].map(() => Uint32Array.from({ length: count }, (_, index) => index))
      shuffle(whole!, createRandom(ofSeed, 'subset'))
      atOnce(shuffleInSteps(sliced!, createRandom(ofSeed, 'subset')))
      expect(sliced).toEqual(whole)
    }),
    { numRuns: 30 },
  )
})
