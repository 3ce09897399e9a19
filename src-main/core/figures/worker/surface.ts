/** What a figure is drawn on: Skia's bitmap, SVG or PDF, behind the context that Chart.js expects. */
import { createCanvas, Path2D, PDFDocument, SvgExportFlag, type SKRSContext2D } from '@napi-rs/canvas'
import { fontFeatures, outlineOf } from './outlines'
import { finishSvg, firstDashLimit, type Dash, type WrittenText } from './svg'

/** The part of a canvas that Chart.js looks at. */
type Facade = {
  width: number
  height: number
  readonly style: Record<string, string>
  readonly getContext: () => CanvasRenderingContext2D
  readonly getAttribute: () => null
  readonly setAttribute: () => void
  readonly removeAttribute: () => void
  readonly addEventListener: () => void
  readonly removeEventListener: () => void
}

export type Surface = {
  readonly ctx: CanvasRenderingContext2D
  /** Makes the context look to Chart.js like that of a canvas of this size. */
  readonly canvasOf: (width: number, height: number) => HTMLCanvasElement
  /** The file's bytes, without what says where it comes from; nothing can be drawn afterwards. */
  readonly finish: () => Uint8Array
}

export type Page = {
  /** Pixels of 1/96 inch. */
  readonly width: number
  readonly height: number
  /** One pixel of the charts' own measures in those. */
  readonly scale: number
}

/** Of a PDF's document. */
export type DocumentWords = {
  readonly title: string
  readonly subject: string
  readonly keywords: string
  readonly creator: string
}

/**
 * Hides from Chart.js what it may not do here: it sets transforms and clears as if the whole canvas were its own, and Skia takes clearing a
 * page for painting on it.
 */
function prepare(native: SKRSContext2D, scale: number): Omit<Surface, 'finish'> {
  const ctx = native as unknown as CanvasRenderingContext2D
  ctx.scale(scale, scale)
  native.fontFeatureSettings = fontFeatures
  const facade: Facade = {
    width: 0,
    height: 0,
    style: {},
    getContext: () => ctx,
    getAttribute: () => null,
    setAttribute: () => undefined,
    removeAttribute: () => undefined,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }
  const nothing = () => undefined
  Object.defineProperties(ctx, {
    canvas: { value: facade },
    setTransform: { value: nothing },
    resetTransform: { value: nothing },
    clearRect: { value: nothing },
  })
  return {
    ctx,
    canvasOf(width, height) {
      facade.width = width
      facade.height = height
      return facade as unknown as HTMLCanvasElement
    },
  }
}

/** A halo as the outline of its text: Skia writes stroked text as Type 3 fonts, and as text that is found twice. */
function outlineHalos(ctx: CanvasRenderingContext2D): void {
  Object.defineProperty(ctx, 'strokeText', {
    value(text: string, x: number, y: number) {
      const outline = outlineOf(text, ctx)
      if (outline === null) return
      ctx.save()
      ctx.translate(x, y)
      ;(ctx as unknown as SKRSContext2D).stroke(new Path2D(outline))
      ctx.restore()
    },
  })
}

/**
 * Skia writes dashed lines into an SVG as filled shapes. Here they are stroked as if they were solid, with a miter limit that no line has, by
 * which {@link finishSvg} finds the dash again.
 * @returns the dashes by their number, as they come.
 */
function keepDashes(ctx: CanvasRenderingContext2D): readonly Dash[] {
  const dashes: Dash[] = []
  const stroke = ctx.stroke.bind(ctx)
  Object.defineProperty(ctx, 'stroke', {
    value(path?: globalThis.Path2D) {
      const draw = () => (path === undefined ? stroke() : stroke(path))
      const dash = ctx.getLineDash()
      if (dash.length === 0) {
        draw()
        return
      }
      const { lineJoin, miterLimit } = ctx
      dashes.push({ dash, lineJoin })
      ctx.setLineDash([])
      ctx.lineJoin = 'miter'
      ctx.miterLimit = firstDashLimit + dashes.length - 1
      draw()
      ctx.setLineDash(dash)
      Object.assign(ctx, { lineJoin, miterLimit })
    },
  })
  return dashes
}

/** A canvas for measuring: what is drawn on it is seen by nobody. */
export const scratchSurface = (): Omit<Surface, 'finish'> => prepare(createCanvas(1, 1).getContext('2d'), 1)

/** @param ratio pixels of the bitmap for each pixel of the page. */
export function bitmapSurface({ width, height, scale }: Page, ratio: number): Surface {
  const canvas = createCanvas(Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio)))
  return { ...prepare(canvas.getContext('2d'), scale * ratio), finish: () => canvas.toBuffer('image/png') }
}

export function svgSurface({ width, height, scale }: Page): Surface {
  const canvas = createCanvas(Math.ceil(width), Math.ceil(height), SvgExportFlag.NoPrettyXML)
  const native = canvas.getContext('2d')
  const surface = prepare(native, scale)
  const { ctx } = surface
  outlineHalos(ctx)
  const texts: WrittenText[] = []
  const fillText = ctx.fillText.bind(ctx)
  Object.defineProperty(ctx, 'fillText', {
    value(text: string, x: number, y: number) {
      if (text.trim() === '') return
      texts.push({ text, x, align: ctx.textAlign, font: ctx.font })
      fillText(text, x, y)
    },
  })
  const dashes = keepDashes(ctx)
  return {
    ...surface,
    finish() {
      const svg = finishSvg(canvas.getContent().toString('utf8'), { texts, dashes }, { width, height })
      return new TextEncoder().encode(svg)
    },
  }
}

const pointsInPixel = 0.75
/** Skia rounds a page to whole dots, and is drawn on in dots. The package's types spell the resolution in another way than its code. */
const dotsInPoint = 100

export function pdfSurface({ width, height, scale }: Page, words: DocumentWords): Surface {
  const document = new PDFDocument({ ...words, producer: words.creator, ...{ rasterDpi: dotsInPoint * 72 } })
  const native = document.beginPage(width * pointsInPixel, height * pointsInPixel)
  const surface = prepare(native as unknown as SKRSContext2D, scale * pointsInPixel * dotsInPoint)
  outlineHalos(surface.ctx)
  return {
    ...surface,
    finish() {
      document.endPage()
      return document.close()
    },
  }
}
