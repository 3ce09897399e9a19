/** One drawing from plain data to the bytes of its file. */
import type { Drawing, Provenance } from '../../../contract/figure'
import { PlateauError } from '../../../contract/errors'
import type { FigureData } from '@panels/figure/figure'
import { figureOf } from '@panels/figure/figure-of'
import type { Frame } from '@panels/figure/frame'
import { figureRemarks, sizeRemarks } from '@panels/figure/remarks'
import { errorScaleOf, sizeOf } from '@panels/figure/style'
import { tikzOf } from '@panels/figure/tikz/document'
import { drawFigure, drawnFrame } from './draw'
import { registerFont } from './fonts'
import { bitmapSurface, pdfSurface, svgSurface, type DocumentWords, type Surface } from './surface'

/** Everything that a drawing is made of, apart from where it comes from. */
export type RenderRequest = {
  readonly data: FigureData
  readonly drawing: Pick<Drawing, 'style' | 'text' | 'format' | 'scale' | 'isTransparent' | 'mostPoints'>
  /** For formats that have it in their text; null for none. */
  readonly provenance: Provenance | null
  readonly words: DocumentWords
}
export type Rendered = {
  readonly bytes: Uint8Array
  /** What the figure is called by itself. */
  readonly title: string
  /** What it does not show of its data, in sentences. */
  readonly remarks: string[]
}

/** Bitmaps of more pixels are refused, 400 MB of them: nobody prints larger ones. A page of A4 at 600 to the inch has 35 million. */
const mostPixels = 100e6

function openSurface({ drawing, words }: RenderRequest, { page: { width, height } }: Frame): Surface {
  const { scale } = sizeOf(drawing.style)
  const page = { width: width * scale, height: height * scale, scale }
  switch (drawing.format) {
    case 'png': {
      const [wide, high] = [page.width, page.height].map((length) => Math.round(length * drawing.scale))
      if ((wide ?? 0) * (high ?? 0) > mostPixels)
        throw new PlateauError(
          'invalid-input',
          `A picture of ${wide} x ${high} pixels is too large. Choose a smaller scale.`,
          { field: 'scale' },
        )
      return bitmapSurface(page, drawing.scale)
    }
    case 'svg':
      return svgSurface(page)
    case 'pdf':
      return pdfSurface(page, words)
    case 'tikz':
      throw new RangeError('TikZ is text and is not drawn.')
  }
}

/** @throws PlateauError when the figure cannot be worked out or drawn. */
export function renderFigure(request: RenderRequest): Rendered {
  const { data, drawing } = request
  const figure = figureOf(data, drawing.style.legendTemplate, errorScaleOf(drawing.style))
  const remarks = (frame: Frame) => [...figureRemarks(data, figure), ...sizeRemarks(frame, drawing.style)]
  if (drawing.format === 'tikz') {
    const { style, text, mostPoints } = drawing
    const { tex, frame } = tikzOf(figure, style, text, { mostPoints, provenance: request.provenance })
    return { bytes: new TextEncoder().encode(tex), title: figure.title, remarks: remarks(frame) }
  }
  registerFont(drawing.style.font)
  const drawn = { figure, style: drawing.style, text: drawing.text }
  const frame = drawnFrame(drawn)
  const surface = openSurface(request, frame)
  const hasGround = !drawing.isTransparent || drawing.format === 'pdf'
  drawFigure(surface, drawn, frame, hasGround)
  return { bytes: surface.finish(), title: figure.title, remarks: remarks(frame) }
}
