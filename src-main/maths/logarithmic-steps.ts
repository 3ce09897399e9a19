/** What a logarithmic slider stops at. */
const mantissas = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8]

/** Ten values a decade, from 10^low to 10^high, both whole. */
export function logarithmicSteps(low: number, high: number): number[] {
  const decades = Array.from({ length: high - low }, (_, decade) =>
    mantissas.map((mantissa) => Number(`${mantissa}e${low + decade}`)),
  )
  return [...decades.flat(), Number(`1e${high}`)]
}
