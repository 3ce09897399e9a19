/** Reading what tests/oracle made, and the numbers that both sides work out for themselves. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'

/** The caller says what its fixture holds: the generator beside it wrote it. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export function readFixture<Fixture>(name: string): Fixture {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../../oracle/fixtures', name), 'utf8')) as Fixture
}

/** A tensor as `packed` in fixture_files.py wrote it: base64 of little-endian float32. */
export function unpack(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer)
}

/** Stream `seed` of closed_form.py: float32 numbers, uniform in [low, high), the same to the last bit. */
export function uniform(seed: number, count: number, low = 0, high = 1): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => {
    const state = (seed + Math.imul(index + 1, 0x9e3779b9)) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return low + (high - low) * (((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32)
  })
}

/** Norm of the difference over the norm of the expected; differences of at most `floor` in norm count as none. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>, floor = 0): number {
  expect(actual.length).toBe(expected.length)
  let difference = 0
  let size = 0
  for (let index = 0; index < expected.length; index += 1) {
    difference += (actual[index]! - expected[index]!) ** 2
    size += expected[index]! ** 2
  }
  if (Math.sqrt(difference) <= floor) return 0
  return Math.sqrt(difference / size)
}
