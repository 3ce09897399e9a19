/** Doubles of every kind for property tests: bit patterns and neighbours, where rounding is at its worst. */
import fc from 'fast-check'

const bits = new DataView(new ArrayBuffer(8))

/** The double of a 64-bit pattern. */
function doubleOf(pattern: bigint): number {
  bits.setBigUint64(0, BigInt.asUintN(64, pattern))
  return bits.getFloat64(0)
}

/** The double that is so many steps of the least size away from another, as far as there are any. */
export function neighbour(value: number, steps: number): number {
  bits.setFloat64(0, value)
  const stored = bits.getBigInt64(0)
  // Ordered as the doubles are: those below 0 count backwards.
  const order = stored < 0n ? -(stored & 0x7fffffffffffffffn) : stored
  const moved = order + BigInt(steps)
  const next = moved < 0n ? doubleOf(-moved | (1n << 63n)) : doubleOf(moved)
  return Number.isFinite(next) ? next : Math.sign(next) * Number.MAX_VALUE
}

const extremes = [0, Number.MIN_VALUE, 2.2250738585072014e-308, 1, 2 ** 53, Number.MAX_VALUE]

/** Any finite double: by value, by bit pattern, and the outermost ones. */
export const anyDouble = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc
    .bigInt({ min: 0n, max: (1n << 64n) - 1n })
    .map(doubleOf)
    .filter(Number.isFinite),
  fc.constantFrom(...extremes, ...extremes.map((value) => -value)),
)

/** Two finite doubles, the lesser first: anything, equal, some steps apart, differing in some digit, or as measured values do. */
export const anyPair = fc
  .oneof(
    fc.tuple(anyDouble, anyDouble),
    anyDouble.map((value) => [value, value] as const),
    fc
      .tuple(anyDouble, fc.integer({ min: 1, max: 100 }))
      .map(([value, steps]) => [value, neighbour(value, steps)] as const),
    fc
      .tuple(anyDouble, fc.double({ min: -17, max: 2, noNaN: true }))
      .map(([value, power]) => [value, value * (1 + 10 ** power)] as const),
    fc
      .tuple(
        fc.double({ min: -1e3, max: 1e3, noNaN: true }),
        fc.integer({ min: -12, max: 12 }),
        fc.double({ min: 1e-6, max: 1e3, noNaN: true }),
      )
      .map(([value, power, span]) => [value * 10 ** power, (value + span) * 10 ** power] as const),
  )
  .filter(([one, other]) => Number.isFinite(one) && Number.isFinite(other))
  .map(([one, other]) => (one < other ? ([one, other] as const) : ([other, one] as const)))

/** The same above 0. */
export const anyPositivePair = anyPair
  .map(([one, other]) => [Math.abs(one), Math.abs(other)] as const)
  .filter(([one, other]) => one > 0 && other > 0)
  .map(([one, other]) => (one < other ? ([one, other] as const) : ([other, one] as const)))
