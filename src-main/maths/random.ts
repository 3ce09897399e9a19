/**
 * Plateau's own random numbers: the same on every machine and backend, for any seed, 0 included.
 *
 * sfc32 (Chris Doty-Humphrey, PractRand), its state filled from seed and stream by splitmix32, so that neighbouring seeds and
 * the streams of one seed have nothing in common.
 */

export type Random = {
  /** Uniform in [0, 1), 32 random bits. */
  uniform(): number
  /** A whole number in [0, limit). */
  below(limit: number): number
}

/** @param stream separates the uses of one seed: initialisation, shuffling, the choice of a subset. */
export function createRandom(seed: number, stream: string): Random {
  let state = seed >>> 0
  for (let index = 0; index < stream.length; index += 1)
    state = Math.imul(state ^ stream.charCodeAt(index), 0x9e3779b1) >>> 0
  const split = () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
  let a = split()
  let b = split()
  let c = split()
  let counter = 1
  const next = () => {
    const result = (a + b + counter) >>> 0
    counter = (counter + 1) >>> 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) >>> 0
    c = ((c << 21) | (c >>> 11)) >>> 0
    c = (c + result) >>> 0
    return result
  }
  for (let round = 0; round < 12; round += 1) next()
  return {
    uniform: () => next() / 4_294_967_296,
    below: (limit) => Math.floor((next() / 4_294_967_296) * limit),
  }
}

/** Swaps between two pauses: under a millisecond. */
const swapsAtOnce = 8_192

/** The same as {@link shuffle}, which can be left between two steps. */
export function* shuffleInSteps(values: Int32Array | Uint32Array, random: Random): Generator<undefined, void> {
  for (let end = values.length - 1; end > 0; end -= swapsAtOnce) {
    swap(values, random, end, Math.max(0, end - swapsAtOnce))
    yield
  }
}

/** Fisher-Yates, in place. */
export const shuffle = (values: Int32Array | Uint32Array, random: Random): void =>
  swap(values, random, values.length - 1, 0)

function swap(values: Int32Array | Uint32Array, random: Random, from: number, above: number): void {
  for (let index = from; index > above; index -= 1) {
    const other = random.below(index + 1)
    const kept = values[index] ?? 0
    values[index] = values[other] ?? 0
    values[other] = kept
  }
}
