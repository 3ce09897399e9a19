/** The fonts that come with Plateau, as files of installed packages: figures are written in them, and reports. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { FigureStyle } from '../../contract/figure'
import { fontFamilies } from '@panels/figure/style'

type Font = FigureStyle['font']

const packages = createRequire(import.meta.url)
const fileOf = (packageName: string, file: string): string =>
  join(dirname(packages.resolve(`${packageName}/package.json`)), file)

export type FontFile = {
  readonly path: string
  /** What it has of the font's characters, where a file has not all; the first has what most text is in. */
  readonly script: string | null
}

const scripts = ['latin', 'latin-ext', 'greek'] as const
const fontsource =
  (packageName: string, stem: string) =>
  (weights: readonly number[]): FontFile[] =>
    weights.flatMap((weight) =>
      scripts.flatMap((script) =>
        ['normal', 'italic'].map((slope) => ({
          path: fileOf(packageName, `files/${stem}-${script}-${weight}-${slope}.woff`),
          script,
        })),
      ),
    )
/** There are two weights, whatever is asked for. */
const computerModern = (stem: string) => (): FontFile[] =>
  ['500-roman', '500-italic', '700-roman', '700-italic'].map((style) => ({
    path: fileOf('computer-modern', `fonts/${stem}-${style}.ttf`),
    script: null,
  }))

const files: Readonly<Record<Font, (weights: readonly number[]) => FontFile[]>> = {
  inter: fontsource('@fontsource/inter', 'inter'),
  'computer-modern': computerModern('cmu-serif'),
  'computer-modern-sans': computerModern('cmu-sans-serif'),
  'stix-two': fontsource('@fontsource/stix-two-text', 'stix-two-text'),
}

/** A font's faces, upright and italic, with TrueType outlines: WOFF by script for Inter and STIX Two, TTF for Computer Modern. */
export const fontFiles = (font: Font, weights: readonly number[]): FontFile[] => files[font](weights)

/** What a file's family is called where each script must have a name of its own. */
export const scriptFamily = (font: Font, script: string | null): string =>
  script === null || script === scripts[0] ? fontFamilies[font] : `${fontFamilies[font]} ${script}`

/** Families of all scripts of a font, the usual one first. */
export const scriptFamilies = (font: Font): string[] => [
  ...new Set(fontFiles(font, [400]).map(({ script }) => scriptFamily(font, script))),
]

/** Where every face of Computer Modern lies, typewriter among them. */
export const computerModernFolder = (): string => fileOf('computer-modern', 'fonts')
