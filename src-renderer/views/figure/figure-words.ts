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
  product: 'Plateau palette',
  'colour-blind': 'Colour-blind safe',
  greyscale: 'Greyscale with dashes',
}
export const legendNames: Readonly<Record<(typeof legendPlaces)[number], string>> = {
  direct: 'Direct labels',
  inside: 'Legend inside',
  right: 'Legend on the right',
  below: 'Legend below',
  none: 'No legend',
}
export const themeNames = { light: 'Light', dark: 'Dark' } as const

/** What is worth knowing of a file before it is written. @param pixels of a PNG */
export const describeFormat = (format: FigureFormat, { width, height }: { width: number; height: number }): string =>
  format === 'png' ? `${Math.round(width)} × ${Math.round(height)} pixels.` : formatWords[format]

const formatWords: Readonly<Record<Exclude<FigureFormat, 'png'>, string>> = {
  pdf: 'Vector with embedded fonts; text stays text.',
  svg: 'Vector; text stays text.',
  tikz: 'Drawn and typeset by LaTeX.',
  csv: '',
  json: '',
  parquet: '',
}

/** Mathematics in a label that would stand as it is typed; nothing where all is known. */
export function describeUnknown(text: string, format: FigureFormat): string {
  return isDrawingFormat(format) ? unknownWords(text) : ''
}
