/** Where a legend in a plot hides least of it. */
import { fitX, fitY } from '@charts/ranges'
import type { PanelSpec } from '@charts/panel'
import { shareOf, valueAt } from '@charts/place'
import { lowerBound } from '@charts/ranges'
import { fitScatter, shownPoints, type ScatterSpec } from '@charts/scatter'
import type { FigurePart } from './figure'
import type { Box } from './page-layout'

type Point = readonly [x: number, y: number]

/** Between a legend and the edges of its plot, in pixels. */
const inset = 8
/** Lines keep so far above and below a legend. */
const marginAbove = 6
/** Lines are looked at in so many places along x. */
const steps = 60

/**
 * The corner of a plot in which a box hides least of the lines or points; of equal ones that at the upper right first.
 * @param margin that lines keep beside the box, in pixels: more of it where the box's width is an estimate.
 */
export function freestCorner(
  part: FigurePart | undefined,
  plot: Box,
  { width, height }: Pick<Box, 'width' | 'height'>,
  margin: number,
): readonly [left: number, top: number] {
  const [left, right] = [plot.left + inset, plot.left + plot.width - width - inset]
  const [top, bottom] = [plot.top + inset - 2, plot.top + plot.height - height - inset]
  const corners = [
    [right, top],
    [right, bottom],
    [left, top],
    [left, bottom],
  ] as const
  const points = part === undefined ? [] : pointsOn(part, plot)
  const hidden = corners.map(
    ([x, y]) =>
      points.filter(
        ([atX, atY]) =>
          atX > x - margin && atX < x + width + margin && atY > y - marginAbove && atY < y + height + marginAbove,
      ).length,
  )
  return corners[hidden.indexOf(Math.min(...hidden))] ?? corners[0]
}

/** Places of lines at even distances along x, and of points, in pixels; none for what has neither. */
export function pointsOn(part: FigurePart, plot: Box): Point[] {
  switch (part.kind) {
    case 'line':
      return linePoints(part.spec, plot)
    case 'scatter':
      return scatterPoints(part.spec, plot)
    default:
      return []
  }
}

function linePoints(spec: PanelSpec, plot: Box): Point[] {
  const x = fitX(spec)
  const y = fitY(spec, x)
  return spec.series
    .filter(({ isUndrawn }) => isUndrawn !== true)
    .flatMap((line) =>
      Array.from({ length: steps + 1 }, (_, step): Point => {
        const index = lowerBound(line.x, valueAt(step / steps, x, spec.logX))
        const value = index < line.x.length ? (line.y[index] ?? Number.NaN) : Number.NaN
        return [plot.left + (plot.width * step) / steps, plot.top + plot.height * (1 - shareOf(value, y, spec.logY))]
      }),
    )
}

function scatterPoints(spec: ScatterSpec, plot: Box): Point[] {
  const ranges = fitScatter(spec)
  return shownPoints(spec).map(({ x, y }) => [
    plot.left + plot.width * shareOf(x, ranges.x, spec.logX),
    plot.top + plot.height * (1 - shareOf(y, ranges.y, spec.logY)),
  ])
}
