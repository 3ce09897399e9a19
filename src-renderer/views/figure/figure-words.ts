/** What the choices of a figure are called. */
import type { figureFonts, figurePalettes, legendPlaces } from '@contract/figure'
import { unknownWords } from '@panels/words/unknown-commands'
import { isDrawingFormat, type FigureFormat } from '../../state/figure-choices'

export const fontNames: Readonly<Record<(typeof figureFonts)[number], string>> = {
  inter: 'Inter',
  'computer-modern': 'Computer Modern',
  'computer-modern-sans': 'Computer Modern Sans',
  'stix-two': 'STIX Two',
}
export const paletteNames: Readonly<Record<(typeof figurePalettes)[number], string>> = {
  product: 'Product palette',
  'colour-blind': 'Colour-blind safe',
  greyscale: 'Greyscale, dashes',
}
export const legendNames: Readonly<Record<(typeof legendPlaces)[number], string>> = {
  direct: 'Direct labels',
  inside: 'Legend inside',
  right: 'Legend at the right',
  below: 'Legend below',
  none: 'No legend',
}
export const themeNames = { light: 'Light', dark: 'Dark' } as const

/** What is worth knowing of a file before it is written. @param pixels of a PNG */
export const describeFormat = (format: FigureFormat, { width, height }: { width: number; height: number }): string =>
  format === 'png' ? `${Math.round(width)} × ${Math.round(height)} pixels.` : formatWords[format]

const formatWords: Readonly<Record<Exclude<FigureFormat, 'png'>, string>> = {
  pdf: 'Vector, fonts embedded, text stays text.',
  svg: 'Vector, text stays text.',
  tikz: 'TeX sets the text; LaTeX draws it itself.',
  csv: '',
  json: '',
  parquet: '',
}

/** Mathematics in a label that would stand as it is typed; nothing where all is known. */
export function describeUnknown(text: string, format: FigureFormat): string {
  return isDrawingFormat(format) ? unknownWords(text) : ''
}
