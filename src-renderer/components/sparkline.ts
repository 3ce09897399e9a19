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
  return pathOf(values, scaleOf(shownOf(values), values.length, width, height))
}

/** The paths of a mean and the band around it, in one scale; all three have as many values. */
export function sparklineBand(
  {
    mean,
    low,
    high,
  }: { readonly mean: readonly number[]; readonly low: readonly number[]; readonly high: readonly number[] },
  width: number,
  height: number,
): { readonly line: string; readonly band: string } {
  const scale = scaleOf([...shownOf(mean), ...shownOf(low), ...shownOf(high)], mean.length, width, height)
  const point = (values: readonly number[]) => (index: number) =>
    `${scale.toX(index).toFixed(1)} ${scale.toY(values[index] ?? Number.NaN).toFixed(1)}`
  const places = mean
    .map((_, index) => index)
    .filter((index) => Number.isFinite(low[index]) && Number.isFinite(high[index]))
  const corners = [...places.map(point(high)), ...places.toReversed().map(point(low))]
  return { line: pathOf(mean, scale), band: corners.length === 0 ? '' : `M${corners.join('L')}Z` }
}

/** What decides on the range of the picture. */
function shownOf(values: readonly number[]): number[] {
  const settled = values.slice(values.length > mostWhole ? Math.ceil(values.length / 12) : 0).filter(Number.isFinite)
  return settled.length > 0 ? settled : values.filter(Number.isFinite)
}

type Scale = { readonly toX: (index: number) => number; readonly toY: (value: number) => number }

function scaleOf(shown: readonly number[], count: number, width: number, height: number): Scale {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of shown) {
    if (value < low) low = value
    if (value > high) high = value
  }
  const range = soundRange([low, high])
  return {
    toX: (index) => inset + (index / Math.max(1, count - 1)) * (width - 2 * inset),
    // In the middle where all are alike; what is outside of the range at its edge.
    toY: (value) => height - inset - Math.max(0, Math.min(1, shareOf(value, range))) * (height - 2 * inset),
  }
}

function pathOf(values: readonly number[], { toX, toY }: Scale): string {
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
