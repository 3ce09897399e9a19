/** The fonts that figures are written in, given to Skia once each. */
import { GlobalFonts } from '@napi-rs/canvas'
import type { FigureStyle } from '../../../contract/figure'
import { fontFamilies } from '@panels/figure/style'
import { fontFiles } from '../font-files'

/**
 * Of axis numbers, labels in a plot and titles. Skia embeds TrueType outlines as such and everything else as Type 3: what it thickens by itself
 * too, so each weight has its italics, for mathematics in a title.
 */
const weights = [400, 500, 600] as const

const registered = new Set<FigureStyle['font']>()

/** Makes a font's family known. @throws Error when one of its files is missing or is no font. */
export function registerFont(font: FigureStyle['font']): void {
  if (registered.has(font)) return
  for (const { path } of fontFiles(font, weights)) {
    if (GlobalFonts.registerFromPath(path, fontFamilies[font]) === null)
      throw new Error(`The font ${path} cannot be read.`)
  }
  registered.add(font)
}
