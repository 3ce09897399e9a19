/** A figure from its data, whatever it shows. Pure: the worker that draws files, a report that stands alone and the window make the same. */
import { themeScale, type Rgb } from '../samples/sequential-scale'
import { chosenImagesFigure } from './chosen-images-figure'
import { comparisonFigure } from './comparison-figure'
import { confusionFigure } from './confusion-figure'
import type { Figure, FigureData } from './figure'
import { architectureFigure, earlyStoppingFigure, lossesFigure, whatIfFigure } from './run-figures'
import { samplesFigure } from './samples-figure'
import { panelFigure } from './workspace-figure'

/**
 * @param legendTemplate takes the place of what lines are called; null keeps it.
 * @param scale of errors in pictures, from none to many; that of the light theme unless given.
 * @throws RangeError when the data have not what the figure shows.
 */
export function figureOf(
  data: FigureData,
  legendTemplate: string | null = null,
  scale: readonly Rgb[] = themeScale('light'),
): Figure {
  const { source } = data
  switch (source.kind) {
    case 'panel':
      return panelFigure(data, source, legendTemplate)
    case 'comparison':
      return comparisonFigure(data, source, legendTemplate)
    case 'early-stopping':
      return earlyStoppingFigure(data, source)
    case 'what-if':
      return whatIfFigure(data, source, legendTemplate)
    case 'samples':
      return samplesFigure(data, source, legendTemplate, scale)
    case 'chosen-images':
      return chosenImagesFigure(data, source, scale)
    case 'losses':
      return lossesFigure(data, source)
    case 'confusion':
      return confusionFigure(data, source)
    case 'architecture':
      return architectureFigure(data)
  }
}
