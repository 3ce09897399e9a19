/** A few of many values, for pictures the size of a word. */

/** At most `count` of the places from 0 to `length` - 1, evenly picked, the first and the last among them. */
export function evenPlaces(length: number, count: number): number[] {
  if (length <= count) return Array.from({ length }, (_, place) => place)
  if (count < 2) return count < 1 ? [] : [0]
  return Array.from({ length: count }, (_, index) => Math.round((index * (length - 1)) / (count - 1)))
}

/** How many each of these sizes gives to `total` together: as many as the others, or all that it has. The first ones give what is left over. */
export function evenShares(sizes: readonly number[], total: number): number[] {
  const shares = sizes.map(() => 0)
  let left = total
  const smallestFirst = sizes.map((_, place) => place).sort((one, other) => (sizes[one] ?? 0) - (sizes[other] ?? 0))
  smallestFirst.forEach((place, at) => {
    const others = sizes.length - at
    const share = Math.min(sizes[place] ?? 0, Math.floor(left / others))
    shares[place] = share
    left -= share
  })
  for (let place = 0; place < sizes.length && left > 0; place += 1) {
    if ((shares[place] ?? 0) === (sizes[place] ?? 0)) continue
    shares[place] = (shares[place] ?? 0) + 1
    left -= 1
  }
  return shares
}

/** At most `count` of the finite values, evenly picked, the first and the last among them. */
export function pickEvenly(values: ArrayLike<number>, count: number): number[] {
  const finite = Array.from(values).filter(Number.isFinite)
  return evenPlaces(finite.length, count).map((place) => finite[place] ?? 0)
}

/** Values that a sparkline has at most. */
export const sparklineValues = 40
