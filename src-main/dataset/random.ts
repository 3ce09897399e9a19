/** The order in which images are trained on, from Plateau's own random numbers (`maths/random`). */
import { createRandom, shuffle } from '../maths/random'

/**
 * The order of an epoch's images: 0 to `count` - 1, shuffled. A function of seed and epoch alone, each epoch having a stream of
 * its own, so that there is no state of shuffling that a resumed run would have to take up.
 * @param epoch 1-based.
 */
export function orderOfEpoch(count: number, seed: number, epoch: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index)
  shuffle(order, createRandom(seed, `shuffling ${epoch}`))
  return order
}
