/** The path of a sparkline: a run's values in the size of a word. */
import { shareOf, soundRange } from '@charts/place'

/** Half of the line's width stays in the picture, in pixels. */
const inset = 1.5
/** Half of what stands for a value alone. */
const halfDot = 0.6
/** So few values are shown whole: there is no rest that the first would flatten. */
const mostWhole = 7

/**
 * An SVG path over all values in their order, inside of the picture. Every finite value is drawn, one alone between others as a dot; what is no
 * number is a gap. Of more than {@link mostWhole} values the first twelfth may lie far above or below all that
 * follow and would flatten it: it is drawn at the edge.
 * @param width and height of the picture, in pixels.
 */
export function sparklinePath(values: readonly number[], width: number, height: number): string {
  const settled = values.slice(values.length > mostWhole ? Math.ceil(values.length / 12) : 0).filter(Number.isFinite)
  const shown = settled.length > 0 ? settled : values.filter(Number.isFinite)
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of shown) {
    if (value < low) low = value
    if (value > high) high = value
  }
  const range = soundRange([low, high])
  const toX = (index: number) => inset + (index / Math.max(1, values.length - 1)) * (width - 2 * inset)
  // In the middle where all are alike; what is outside of the range at its edge.
  const toY = (value: number) => height - inset - Math.max(0, Math.min(1, shareOf(value, range))) * (height - 2 * inset)
  return values
    .map((value, index) => {
      if (!Number.isFinite(value)) return ''
      const [x, y] = [toX(index), toY(value).toFixed(1)]
      if (Number.isFinite(values[index - 1] ?? Number.NaN)) return `L${x.toFixed(1)} ${y}`
      const isAlone = !Number.isFinite(values[index + 1] ?? Number.NaN)
      return isAlone ? `M${(x - halfDot).toFixed(1)} ${y}h${2 * halfDot}` : `M${x.toFixed(1)} ${y}`
    })
    .join('')
}
