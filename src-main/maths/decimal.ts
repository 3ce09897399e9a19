/** Doubles as exact fractions and decimals: what round numbers within a range are found by, however small, large or close together its ends are. */

/** A round distance, `factor` times 10 to the power of `exponent`. */
export type Step = { readonly factor: bigint; readonly exponent: number }

/** The exponents of ten between which doubles lie; the least one is 5e-324. */
export const leastExponent = -324
const greatestExponent = 308

const bits = new DataView(new ArrayBuffer(8))
const hiddenBit = 1n << 52n

/** A finite double as whole number times a power of two: exactly what it is. */
function binaryOf(value: number): { readonly whole: bigint; readonly power: number } {
  bits.setFloat64(0, value)
  const stored = bits.getBigUint64(0)
  const exponent = Number((stored >> 52n) & 0x7ffn)
  const fraction = stored & (hiddenBit - 1n)
  const size = exponent === 0 ? fraction : fraction | hiddenBit
  return { whole: stored >> 63n === 1n ? -size : size, power: Math.max(1, exponent) - 1_075 }
}

const tens = new Map<number, bigint>()
function tenTo(exponent: number): bigint {
  const known = tens.get(exponent)
  if (known !== undefined) return known
  const power = 10n ** BigInt(exponent)
  tens.set(exponent, power)
  return power
}

/** Ends of a range count as round where they are this near to it, in steps: 0.1 + 0.2 is 0.3 to an axis. */
const slack = 1_000_000_000n

/** value / step as a fraction, `slack` times as large. */
function countOf(value: number, { factor, exponent }: Step): { readonly top: bigint; readonly bottom: bigint } {
  const { whole, power } = binaryOf(value)
  const top = (power > 0 ? whole << BigInt(power) : whole) * (exponent < 0 ? tenTo(-exponent) : 1n) * slack
  const bottom = (power < 0 ? factor << BigInt(-power) : factor) * (exponent > 0 ? tenTo(exponent) : 1n)
  return { top, bottom }
}

function floorDivide(top: bigint, bottom: bigint): bigint {
  const quotient = top / bottom
  return top % bottom !== 0n && top < 0n ? quotient - 1n : quotient
}

/** How many steps a value is from 0, rounded up or down to whole ones; a billionth of a step is none. */
export const stepsBelow = (value: number, step: Step): bigint => {
  const { top, bottom } = countOf(value, step)
  return floorDivide(top + bottom, bottom * slack)
}
export const stepsAbove = (value: number, step: Step): bigint => {
  const { top, bottom } = countOf(value, step)
  return -floorDivide(bottom - top, bottom * slack)
}

/** So many steps as the nearest double: as it is written, so that its text reads back to it. */
export const stepsToNumber = (count: bigint, { factor, exponent }: Step): number =>
  Number(`${count * factor}e${exponent}`)

/**
 * The multiples of a step within a range, ascending; null where they are more than `most`. Steps finer than doubles give each double once.
 * @param low and high finite, `low` not above `high`.
 */
export function multiplesWithin(low: number, high: number, step: Step, most: number): number[] | null {
  const first = stepsAbove(low, step)
  const count = stepsBelow(high, step) - first + 1n
  if (count > BigInt(most)) return null
  const found = new Set<number>()
  // + 0: no mark is -0.
  for (let index = 0n; index < count; index += 1n) found.add(stepsToNumber(first + index, step) + 0)
  return [...found]
}

/** 1, 2, 2.5 and 5 times each power of ten from that of `least` on, ascending. @param isWhole leaves out those that are no whole numbers. */
export function* roundSteps(least: number, isWhole = false): Generator<Step> {
  // log10 of what lies below the least double is no number.
  const from = least > 0 ? Math.max(leastExponent, Math.floor(Math.log10(least))) : leastExponent
  for (let exponent = isWhole ? Math.max(0, from) : from; exponent <= greatestExponent + 1; exponent += 1) {
    yield { factor: 1n, exponent }
    yield { factor: 2n, exponent }
    if (!isWhole || exponent > 0) yield { factor: 25n, exponent: exponent - 1 }
    yield { factor: 5n, exponent }
  }
}

/** A number's shortest digits that read back to it, as `d.ddd` times ten to the power of `power`. */
export type Decimal = { readonly isNegative: boolean; readonly digits: string; readonly power: number }

/** @param value finite; 0 has the digit 0. */
export function decimalOf(value: number): Decimal {
  const [mantissa = '', power = ''] = Math.abs(value).toExponential().split('e')
  return { isNegative: value < 0, digits: mantissa.replace('.', ''), power: Number(power) }
}

/** The power of ten of a number's last digit: -2 for 0.25, 1 for 20. */
export function lastDigitOf({ digits, power }: Decimal): number {
  return power - digits.length + 1
}

/** Digits with so many of them behind the dot, thousands apart: all that the number has and zeros for what it has not. */
export function fixedText({ isNegative, digits, power }: Decimal, decimals: number, groups = true): string {
  const whole = power < 0 ? '0' : digits.slice(0, power + 1).padEnd(power + 1, '0')
  const behind = power < 0 ? '0'.repeat(-power - 1) + digits : digits.slice(power + 1)
  const grouped = groups ? whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',') : whole
  return `${isNegative ? '-' : ''}${grouped}${decimals > 0 ? `.${behind.padEnd(decimals, '0')}` : ''}`
}

/** Digits as `d.dde7`, down to the power of ten `last`. */
export function powerText({ isNegative, digits, power }: Decimal, last: number): string {
  const mantissa = digits.padEnd(Math.max(1, power - last + 1), '0')
  return `${isNegative ? '-' : ''}${mantissa[0]}${mantissa.length > 1 ? `.${mantissa.slice(1)}` : ''}e${power}`
}
