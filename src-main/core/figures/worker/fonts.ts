/** The fonts that figures are written in: files of installed packages, given to Skia once each. */
import { GlobalFonts } from '@napi-rs/canvas'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { FigureStyle } from '../../../contract/figure'
import { fontFamilies } from '@panels/figure/style'

/** Files by package. Skia embeds TrueType outlines as such and everything else as Type 3: all of these have them. */
const files: Readonly<Record<FigureStyle['font'], readonly (readonly [packageName: string, file: string])[]>> = {
  inter: [400, 500, 600].flatMap((weight) =>
    ['latin', 'latin-ext', 'greek'].flatMap((script) =>
      ['normal', 'italic']
        .filter((slope) => slope === 'normal' || weight === 400)
        .map((slope) => ['@fontsource/inter', `files/inter-${script}-${weight}-${slope}.woff`] as const),
    ),
  ),
  'computer-modern': ['500-roman', '500-italic', '700-roman'].map(
    (style) => ['computer-modern', `fonts/cmu-serif-${style}.ttf`] as const,
  ),
  'computer-modern-sans': ['500-roman', '500-italic', '700-roman'].map(
    (style) => ['computer-modern', `fonts/cmu-sans-serif-${style}.ttf`] as const,
  ),
  'stix-two': [400, 500, 600].flatMap((weight) =>
    ['latin', 'latin-ext', 'greek'].flatMap((script) =>
      ['normal', 'italic']
        .filter((slope) => slope === 'normal' || weight === 400)
        .map(
          (slope) => ['@fontsource/stix-two-text', `files/stix-two-text-${script}-${weight}-${slope}.woff`] as const,
        ),
    ),
  ),
}

const packages = createRequire(import.meta.url)
const registered = new Set<FigureStyle['font']>()

/** Makes a font's family known. @throws Error when one of its files is missing or is no font. */
export function registerFont(font: FigureStyle['font']): void {
  if (registered.has(font)) return
  for (const [packageName, file] of files[font]) {
    const path = join(dirname(packages.resolve(`${packageName}/package.json`)), file)
    if (GlobalFonts.registerFromPath(path, fontFamilies[font]) === null)
      throw new Error(`The font ${path} cannot be read.`)
  }
  registered.add(font)
}
