/** The outline of a text, as path data around the place that it would be written at. */
import { createCanvas, SvgExportFlag } from '@napi-rs/canvas'

/** Contextual forms and ligatures have no characters of their own: text with them could not be searched, copied or found again. */
export const fontFeatures = '"calt" 0, "liga" 0, "clig" 0'

type TextState = Pick<CanvasRenderingContext2D, 'font' | 'textAlign' | 'textBaseline'>

/** Far enough from the edge that nothing of a label is outside of the canvas it is outlined on. */
const origin = 2_000
const known = new Map<string, string | null>()
/** Labels come again while a preview is adjusted; beyond these the oldest are forgotten. */
const mostKnown = 2_000

/** Null for a text without ink. */
export function outlineOf(text: string, { font, textAlign, textBaseline }: TextState): string | null {
  const key = JSON.stringify([text, font, textAlign, textBaseline])
  const before = known.get(key)
  if (before !== undefined) return before
  const canvas = createCanvas(2 * origin, 2 * origin, SvgExportFlag.ConvertTextToPaths)
  const ctx = canvas.getContext('2d')
  ctx.translate(origin, origin)
  Object.assign(ctx, { font, textAlign, textBaseline })
  ctx.fontFeatureSettings = fontFeatures
  ctx.fillText(text, 0, 0)
  const svg = canvas.getContent().toString('utf8')
  const paths = [...svg.matchAll(/<path[^>]*? d="([^"]*)"/g)].map(([, path = '']) => path)
  const outline = paths.length === 0 ? null : paths.join(' ')
  if (known.size >= mostKnown) known.delete(known.keys().next().value ?? '')
  known.set(key, outline)
  return outline
}
