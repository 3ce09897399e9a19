/** Values as text with as many digits as tell them apart from each other. */

/** Significant digits of a value that nothing comes near. */
export const usualDigits = 4
/** So many tell any two doubles apart. */
const mostDigits = 17

/** Powers of ten outside of which a value is written as one: 1.234e-7. */
const [lowestPower, highestPower] = [-6, 6]

/** Units of large numbers, by their powers of ten. */
export const scaleUnits = [
  [6, 'M'],
  [9, 'G'],
  [12, 'T'],
] as const
/** Units of bytes, by their powers of ten, as disks are sold. */
export const unitsOfBytes = [
  [0, 'B'],
  [3, 'KB'],
  [6, 'MB'],
  [9, 'GB'],
  [12, 'TB'],
  [15, 'PB'],
] as const
const greatestOfBytes = 15

/** Rounded to significant digits, without a power of ten between 1e-6 and 1e6: 0.03560, 12346, 1.235e7. NaN and the infinities by name. */
export function showDigits(value: number, digits: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (value === 0) return '0'
  const scientific = value.toExponential(digits - 1)
  // The greatest doubles round to more than there is.
  if (!Number.isFinite(Number(scientific))) return String(value).replace('e+', 'e')
  const power = Number(scientific.slice(scientific.indexOf('e') + 1))
  if (power < lowestPower || power >= highestPower) return scientific.replace('e+', 'e')
  return value.toFixed(Math.max(0, digits - 1 - power))
}

/** Bytes are whole numbers of units below this power of ten, and have this many digits from it on. */
const [wholeBelow, digitsOfBytes] = [9, 3]

/** `84 KB`, `11 MB`, `1.30 GB`: powers of ten, as disks are sold. A unit ends where the number would round to a thousand of it. */
export function showBytes(bytes: number): string {
  const size = Math.abs(bytes)
  const sign = bytes < 0 ? '-' : ''
  for (const [power, unit] of unitsOfBytes) {
    const count =
      power < wholeBelow ? String(Math.round(size / 10 ** power)) : showDigits(size / 10 ** power, digitsOfBytes)
    if (Number(count) < 1_000 || power === greatestOfBytes) return `${sign}${count} ${unit}`
  }
  return String(bytes)
}

/** `448,170`, `4.30 M`, `1.00 G`. */
export function showScaled(count: number): string {
  const whole = Math.round(count)
  if (Math.abs(whole) < 1e6) return whole.toLocaleString('en-US')
  for (const [power, unit] of scaleUnits) {
    const scaled = (whole / 10 ** power).toFixed(2)
    if (Math.abs(Number(scaled)) < 1_000) return `${scaled} ${unit}`
  }
  return showDigits(count, usualDigits)
}

/** The fewest digits from which on two values never read alike. */
function digitsApart(left: number, right: number): number {
  for (let digits = mostDigits; digits > 1; digits -= 1)
    if (showDigits(left, digits - 1) === showDigits(right, digits - 1)) return digits
  return 1
}

/**
 * How each of some values is written, so that unlike ones never read alike and a value reads the same wherever it stands. Each has the
 * digits that it needs beside its neighbours, so that two that are close together do not lengthen all others. A value that is not among
 * them gets {@link usualDigits}.
 */
export function showApart(values: readonly number[]): (value: number) => string {
  const sorted = [...new Set(values)].filter(Number.isFinite).sort((left, right) => left - right)
  const texts = new Map<number, string>()
  sorted.forEach((value, index) => {
    const beside = [sorted[index - 1], sorted[index + 1]].filter((neighbour) => neighbour !== undefined)
    const digits = Math.max(usualDigits, ...beside.map((neighbour) => digitsApart(value, neighbour)))
    texts.set(value, showDigits(value, digits))
  })
  return (value) => texts.get(value) ?? showDigits(value, usualDigits)
}
