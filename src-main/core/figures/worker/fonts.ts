/** The fonts that figures are written in: files of installed packages, given to Skia once each. */
import { GlobalFonts } from '@napi-rs/canvas'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { FigureStyle } from '../../../contract/figure'
import { fontFamilies } from '@panels/figure/style'

type FontFile = readonly [packageName: string, file: string]

const fontsource = (packageName: string, stem: string): FontFile[] =>
  [400, 500, 600].flatMap((weight) =>
    ['latin', 'latin-ext', 'greek'].flatMap((script) =>
      ['normal', 'italic'].map(
        (slope) => [packageName, `files/${stem}-${script}-${weight}-${slope}.woff`] as const satisfies FontFile,
      ),
    ),
  )
const computerModern = (stem: string): FontFile[] =>
  ['500-roman', '500-italic', '700-roman', '700-italic'].map((style) => [
    'computer-modern',
    `fonts/${stem}-${style}.ttf`,
  ])

/**
 * Files by package. Skia embeds TrueType outlines as such and everything else as Type 3: all of these have them. Each weight has its italics, as
 * Skia would thicken lighter ones by itself, and that is Type 3 too: a title's mathematics.
 */
const files: Readonly<Record<FigureStyle['font'], readonly FontFile[]>> = {
  inter: fontsource('@fontsource/inter', 'inter'),
  'computer-modern': computerModern('cmu-serif'),
  'computer-modern-sans': computerModern('cmu-sans-serif'),
  'stix-two': fontsource('@fontsource/stix-two-text', 'stix-two-text'),
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
