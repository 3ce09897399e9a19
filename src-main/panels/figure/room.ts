/** Whether what is drawn around a plot leaves room for it. */
import { PlateauError } from '@contract/errors'
import type { FigureStyle, FigureText } from '@contract/figure'
import type { Box } from './page-layout'

/** A plot below this shows nothing, in the charts' own pixels. */
const leastPlot = { width: 30, height: 14 } as const

/**
 * @param plot without its axes and names, and `page` that it must lie on.
 * @throws PlateauError `invalid-input` with what to change, for a plot that has no room.
 */
export function requireRoom(
  plot: Box,
  page: Pick<Box, 'width' | 'height'>,
  { size, fontSize, legend }: FigureStyle,
  { title }: Pick<FigureText, 'title'>,
): void {
  const isWithin = plot.left + plot.width <= page.width + 1 && plot.top + plot.height <= page.height + 1
  if (plot.width >= leastPlot.width && plot.height >= leastPlot.height && isWithin) return
  const ways = [
    `a size larger than ${size.width} x ${size.height} ${size.unit}`,
    `text smaller than ${fontSize} pt`,
    ...(legend === 'none' ? [] : ['another position for the legend']),
    ...(title === '' ? [] : ['a shorter title']),
  ]
  throw new PlateauError(
    'invalid-input',
    `There is no room for the plot in this figure. Choose ${ways.slice(0, -1).join(', ')} or ${ways.at(-1) ?? ''}.`,
    { field: 'size' },
  )
}
