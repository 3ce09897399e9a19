/** What was chosen in the figure dialog last: kept in the page, as the window's size is, and read again when it opens. */
import { z } from 'zod'
import {
  builtInStyles,
  dataFormats,
  defaultStyleId,
  drawingFormats,
  figureStyleSchema,
  plainFigureText,
  type DataFormat,
  type DrawingFormat,
  type DrawingInput,
  type FigureSource,
  type FigureStyle,
  type FigureText,
} from '@contract/figure'
import type { ExportTargetInput } from '@contract/exports'

export const figureFormats = [...drawingFormats, ...dataFormats] as const
export type FigureFormat = (typeof figureFormats)[number]
export const formatNames: Readonly<Record<FigureFormat, string>> = {
  pdf: 'PDF',
  svg: 'SVG',
  png: 'PNG',
  tikz: 'PGFPlots',
  csv: 'CSV',
  json: 'JSON',
  parquet: 'Parquet',
}
export const isDrawingFormat = (format: FigureFormat): format is DrawingFormat =>
  drawingFormats.some((one) => one === format)
export const isDataFormat = (format: FigureFormat): format is DataFormat => dataFormats.some((one) => one === format)

const choicesSchema = z.object({
  format: z.enum(figureFormats),
  /** The named style that it began as, for the choice of styles; null for none. */
  styleId: z.string().nullable(),
  style: figureStyleSchema,
  scale: z.number().min(0.25).max(16),
  isTransparent: z.boolean(),
  hasProvenance: z.boolean(),
  /** CSV: as lines before the header. */
  hasProvenanceInData: z.boolean(),
  points: z.enum(['shown', 'all']),
  mostPoints: z.int().min(10).nullable(),
})
export type FigureChoices = z.infer<typeof choicesSchema>

const usualStyle = builtInStyles.find(({ id }) => id === defaultStyleId)
if (!usualStyle) throw new Error('The default style is not among the built-in styles.')
export const usualChoices: FigureChoices = {
  format: 'pdf',
  styleId: defaultStyleId,
  style: usualStyle.style,
  scale: 2,
  isTransparent: false,
  hasProvenance: true,
  hasProvenanceInData: false,
  points: 'shown',
  mostPoints: null,
}

const storageKey = 'plateau-figure'

/** The last choices of this window; the usual ones where there are none, or such as are no more. */
export function readRemembered(): FigureChoices {
  const kept = localStorage.getItem(storageKey)
  if (kept === null) return usualChoices
  try {
    return choicesSchema.parse(JSON.parse(kept))
  } catch {
    // Written by another version, or by hand: nothing that anybody would miss.
    return usualChoices
  }
}
export function remember(choices: FigureChoices): void {
  localStorage.setItem(storageKey, JSON.stringify(choices))
}

/** The drawing that was chosen; where the numbers were, as a picture. */
export function drawingOf(
  choices: FigureChoices,
  source: FigureSource,
  text: FigureText = plainFigureText,
): DrawingInput {
  const { format, style, scale, isTransparent, hasProvenance, mostPoints } = choices
  return {
    source,
    style,
    text,
    format: isDrawingFormat(format) ? format : 'png',
    scale,
    isTransparent: isTransparent && (format === 'png' || format === 'svg'),
    hasProvenance,
    mostPoints: format === 'tikz' ? mostPoints : null,
  }
}

/** What the shell is asked to have written. */
export function targetOf(choices: FigureChoices, source: FigureSource, text: FigureText): ExportTargetInput {
  const { format, points, hasProvenanceInData } = choices
  return isDataFormat(format)
    ? { kind: 'points', source, format, points, hasProvenance: format === 'csv' && hasProvenanceInData }
    : { kind: 'drawing', drawing: drawingOf(choices, source, text) }
}

/** A figure's name as a file's, without its ending. */
export function stemOf(name: string): string {
  const stem = name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
  return stem === '' ? 'figure' : stem.slice(0, 80)
}

const perInch = { cm: 2.54, in: 1, px: 96 } as const
export type FigureSize = FigureStyle['size']

/** Length in another unit, with the digits that it deserves. A pixel is 1/96 inch. */
export function toUnit(length: number, from: FigureSize['unit'], to: FigureSize['unit']): number {
  if (from === to) return length
  const digits = { cm: 100, in: 1_000, px: 1 }[to]
  return Math.round((length / perInch[from]) * perInch[to] * digits) / digits
}

/** Unrounded pixels of 1/96 inch. */
export const toPixels = ({ width, height, unit }: FigureSize): { width: number; height: number } => ({
  width: (width / perInch[unit]) * 96,
  height: (height / perInch[unit]) * 96,
})
