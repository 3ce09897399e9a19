/** What the parts of a TikZ picture are written on: places in pixels as the charts have them, lines of TeX as they come. */
import type { Palette } from '@charts/colours'
import { fontSize } from '@charts/look'
import type { Text } from '@charts/mathematics'
import type { LineSymbol } from '@charts/panel'
import { texOf, widthOf } from './text'

export type Anchor = 'west' | 'east' | 'center' | 'north' | 'south' | 'north west' | 'north east' | 'south west'

export type Sheet = {
  readonly lines: readonly string[]
  /** Big points of one pixel. */
  readonly scale: number
  /** What series are drawn with, in big points, where nothing else is said. */
  readonly lineWidth: number
  readonly hasGrid: boolean
  readonly mostPoints: number | null
  readonly palette: Palette
  /** The name of a colour, which is defined in the picture. */
  colour(token: string): string
  put(...lines: readonly string[]): void
  /** A length in pixels as TeX has it. */
  length(pixels: number): string
  /** A place, in big points from the lower left. */
  place(x: number, y: number): readonly [x: string, y: string]
  /** The same as a coordinate of the picture. */
  at(x: number, y: number): string
  /** A text around a place. Not drawn where it is empty. */
  write(text: Text, x: number, y: number, anchor: Anchor, options?: WriteOptions): void
}

export type WriteOptions = {
  readonly colour?: string
  /** On a ground that covers what lies behind. */
  readonly hasHalo?: boolean
  readonly isStrong?: boolean
  readonly rotate?: number
  /** Of the letters, as a share of their usual size. */
  readonly scale?: number
  /** In several lines of so many pixels. */
  readonly width?: number
  /** TeX already. */
  readonly isTex?: boolean
}

/** Three digits of a big point are finer than any printer. */
export const short = (value: number): string => String(Math.round(value * 1_000) / 1_000)

/** Room that a text takes, in pixels. */
export const textWidth = (text: Text): number => widthOf(text) * fontSize

type SheetOptions = Pick<Sheet, 'scale' | 'lineWidth' | 'hasGrid' | 'mostPoints' | 'palette'> & {
  /** Of the picture, in pixels. */
  readonly height: number
}

export function createSheet({ height, ...rest }: SheetOptions): Sheet & { definitions(): string[] } {
  const { scale, palette } = rest
  const lines: string[] = []
  const colours = new Map<string, string>()
  const sheet = {
    ...rest,
    lines,
    colour(token: string) {
      const known = colours.get(token)
      if (known !== undefined) return known
      const name = `plateau-${/^[a-z0-9-]+$/.test(token) ? token : `colour-${colours.size}`}`
      colours.set(token, name)
      return name
    },
    put: (...some: readonly string[]) => void lines.push(...some),
    length: (pixels: number) => `${short(pixels * scale)}bp`,
    place: (x: number, y: number) => [short(x * scale), short((height - y) * scale)] as const,
    at: (x: number, y: number) => `(${sheet.place(x, y).join(',')})`,
    write(text: Text, x: number, y: number, anchor: Anchor, options: WriteOptions = {}) {
      if (text.length === 0) return
      const {
        colour = 'text-2',
        hasHalo = false,
        isStrong = false,
        rotate,
        scale: size = 1,
        width,
        isTex = false,
      } = options
      const words = isTex && typeof text === 'string' ? text : texOf(text)
      const keys = [
        `anchor=${anchor}`,
        `text=${sheet.colour(colour)}`,
        ...(hasHalo ? [`fill=${sheet.colour('surface')}`, 'fill opacity=0.8', 'text opacity=1', 'inner sep=1bp'] : []),
        ...(width === undefined ? [] : [`text width=${sheet.length(width)}`, 'align=center']),
        ...(size === 1 ? [] : [`scale=${short(size)}`]),
        ...(rotate === undefined ? [] : [`rotate=${rotate}`]),
      ]
      sheet.put(`\\node[${keys.join(', ')}] at ${sheet.at(x, y)} {${isStrong ? `\\textbf{${words}}` : words}};`)
    },
    definitions: () =>
      [...colours].map(([token, name]) => {
        const hex = palette(token) || (/^#[0-9a-f]{6}$/i.test(token) ? token : palette('text'))
        return `\\definecolor{${name}}{HTML}{${hex.slice(1, 7).toUpperCase()}}%`
      }),
  }
  return sheet
}

/** Marks of TikZ by what they are called here. */
export const marks = {
  disc: '*',
  square: 'square*',
  triangle: 'triangle*',
  circle: 'o',
  diamond: 'diamond',
  cross: 'x',
} as const satisfies Record<LineSymbol, string>

/** Keys of a dashed line; none for a solid one. */
export function dashKeys(sheet: Sheet, dash: readonly number[] = []): string[] {
  if (dash.length === 0) return []
  const even = dash.length % 2 === 0 ? dash : [...dash, ...dash]
  const pattern = even.map((size, index) => `${index % 2 === 0 ? 'on' : 'off'} ${sheet.length(size)}`)
  return [`dash pattern=${pattern.join(' ')}`]
}
