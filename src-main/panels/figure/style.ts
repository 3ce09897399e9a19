/** A style as what the charts are drawn with: sizes, colours, and how lines are told apart. */
import type { FigureStyle } from '@contract/figure'
import type { Palette } from '@charts/colours'
import { fontSize, screenLook, type Look } from '@charts/look'
import { lineSymbols, type PanelSeries, type PanelSpec } from '@charts/panel'
import type { ParallelSpec } from '@charts/parallel'
import { themePalette } from '@charts/themes'
import { parseHex, sequentialSteps, themeScale, type Rgb } from '../samples/sequential-scale'
import type { Figure, FigurePart } from './figure'
import { nameOf } from './legend'

/** Of a figure's size, by its unit. */
const pixelsIn = { px: 1, in: 96, cm: 96 / 2.54 } as const
const pixelsInPoint = 96 / 72

export type FigureSize = {
  /** Of 1/96 inch. */
  readonly width: number
  readonly height: number
  /** What one pixel of the charts' own measures is in those: charts write at 11 pixels, whatever the text's size is to be. */
  readonly scale: number
}

export function sizeOf({ size, fontSize: points }: Pick<FigureStyle, 'size' | 'fontSize'>): FigureSize {
  return {
    width: size.width * pixelsIn[size.unit],
    height: size.height * pixelsIn[size.unit],
    scale: (points * pixelsInPoint) / fontSize,
  }
}

/** Names that the fonts have by themselves, so that programs find them by what stands in an SVG. */
export const fontFamilies = {
  inter: 'Inter',
  'computer-modern': 'CMU Serif',
  'computer-modern-sans': 'CMU Sans Serif',
  'stix-two': 'STIX Two Text',
} as const satisfies Record<FigureStyle['font'], string>

/** Lines are so wide where nothing else is said; a style's width is theirs. */
const usualLineWidth = 1.5
/** Room for four characters: figures are narrower than panels. */
const axisWidth = 34

export function lookOf({ font, fontSize: points, lineWidth, grid }: FigureStyle): Look {
  return {
    ...screenLook,
    family: `'${fontFamilies[font]}'`,
    axisWidth,
    hasGrid: grid,
    isFile: true,
    stroke: (lineWidth * fontSize) / points / usualLineWidth,
  }
}

/** Okabe and Ito's colours, which eyes of every kind tell apart (jfly.uni-koeln.de/color); yellow, hardly seen on white, comes last. */
const colourBlindSafe = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000', '#f0e442']
const greys = {
  light: ['#000000', '#6b6b6b', '#3a3a3a', '#8f8f8f'],
  dark: ['#ffffff', '#a0a0a0', '#d0d0d0', '#7c7c7c'],
} as const
/** What tokens of the product's colours other than runs' are in grey. */
const greyOf: Readonly<Record<string, string>> = {
  accent: 'text-2',
  'accent-text': 'text-2',
  danger: 'text',
}

const slotOf = (token: string): number | null => {
  const slot = /^c(\d+)(?:-\d+)?$/.exec(token)?.[1]
  return slot === undefined ? null : Number(slot) - 1
}

/** A style's colours by their tokens. */
export function paletteOf({ theme, palette }: Pick<FigureStyle, 'theme' | 'palette'>): Palette {
  const product = themePalette(theme)
  if (palette === 'product') return product
  return (token) => {
    const slot = slotOf(token)
    if (palette === 'colour-blind') {
      if (slot === null) return product(token)
      const colour = colourBlindSafe[slot % colourBlindSafe.length] ?? ''
      return theme === 'dark' && colour === '#000000' ? '#ffffff' : colour
    }
    if (slot !== null) return greys[theme][slot % greys[theme].length] ?? ''
    const colour = product(greyOf[token] ?? token)
    return colour === '' ? '' : toGrey(colour)
  }
}

/** The grey that is as light. */
function toGrey(colour: string): string {
  const [red, green, blue] = parseHex(colour)
  const level = Math.round(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    .toString(16)
    .padStart(2, '0')
  return `#${level}${level}${level}`
}

/** Colours of errors, from none to many. */
export function errorScaleOf({ theme, palette }: Pick<FigureStyle, 'theme' | 'palette'>): Rgb[] {
  if (palette !== 'greyscale') return themeScale(theme)
  return Array.from({ length: sequentialSteps }, (_, step) => {
    const share = step / (sequentialSteps - 1)
    const level = Math.round(255 * (theme === 'light' ? 1 - share : share))
    return [level, level, level]
  })
}

const dashes = [[], [5, 3], [2, 2], [8, 3, 2, 3], [10, 4]] as const

type Looks = Pick<PanelSeries, 'label' | 'directLabel' | 'colour' | 'dash'>
type Tell = (look: Looks) => Told | null
type Told = Required<Pick<PanelSeries, 'colour' | 'dash'>> & Pick<PanelSeries, 'symbol'>

/**
 * Gives each look that a legend names a dash and a symbol of its own; what the legend does not name keeps its own.
 * @param byName lines of one colour and dash are told apart as well, where their names are different.
 */
function tellApart(legend: Figure['legend'], byName: boolean): Tell {
  const key = ({ colour, dash = [], ...line }: Looks) => JSON.stringify([byName ? nameOf(line) : '', colour, dash])
  const places = new Map<string, number>()
  for (const entry of legend) if (!places.has(key(entry))) places.set(key(entry), places.size)
  return (look) => {
    const place = places.get(key(look))
    if (place === undefined) return null
    const symbol = lineSymbols[place % lineSymbols.length]
    return {
      colour: `c${(place % greys.light.length) + 1}`,
      dash: dashes[place % dashes.length] ?? [],
      ...(places.size > 1 && symbol !== undefined ? { symbol } : {}),
    }
  }
}

/** Those that are no other filled or hollow. */
const symbolsOfRepeats = ['square', 'triangle', 'diamond', 'cross'] as const

/**
 * Gives names that would look the same, as from the 25th run on or where colours say a setting, symbols to be told apart by, and where those are not
 * enough dashes; null where no two do.
 */
function tellRepeats(legend: Figure['legend'], palette: Palette, hasSymbols: boolean): Tell | null {
  const symbols = hasSymbols ? symbolsOfRepeats : []
  const keyOf = ({ colour, dash = [] }: Looks) => JSON.stringify([palette(colour), dash])
  const alike = new Map<string, string[]>()
  for (const entry of legend) {
    const names = alike.get(keyOf(entry)) ?? []
    if (!names.includes(nameOf(entry))) names.push(nameOf(entry))
    alike.set(keyOf(entry), names)
  }
  if ([...alike.values()].every((names) => names.length < 2)) return null
  return (look) => {
    const place = alike.get(keyOf(look))?.indexOf(nameOf(look)) ?? -1
    if (place <= 0) return null
    const round = Math.floor(place / (symbols.length + 1))
    const symbol = symbols[(place % (symbols.length + 1)) - 1]
    // No run's, group's or loss's own.
    const dash = round === 0 ? (look.dash ?? []) : [9 + 3 * round, 2 + (look.dash?.[0] ?? 0)]
    return { colour: look.colour, dash, ...(symbol === undefined ? {} : { symbol }) }
  }
}

function withToldLines(spec: PanelSpec, tell: Tell): PanelSpec {
  const colours = new Map<string, string>()
  const series = spec.series.map((line) => {
    const told = line.isBackground === true ? null : tell(line)
    if (told === null) return line
    colours.set(line.colour, told.colour)
    return { ...line, ...told }
  })
  const recoloured = <Marked extends { readonly colour: string }>(marks: readonly Marked[]): Marked[] =>
    marks.map((mark) => ({ ...mark, colour: colours.get(mark.colour) ?? mark.colour }))
  return {
    ...spec,
    // What lies behind a line has its colour and not its marks.
    series: series.map((line) =>
      line.isBackground === true ? { ...line, colour: colours.get(line.colour) ?? line.colour } : line,
    ),
    ...(spec.markers ? { markers: recoloured(spec.markers) } : {}),
    ...(spec.references ? { references: recoloured(spec.references) } : {}),
  }
}

/** Where colours say a metric they tell no line from another, and stay. */
const withToldParallel = (spec: ParallelSpec, tell: Tell): ParallelSpec =>
  spec.colouring !== undefined
    ? spec
    : {
        ...spec,
        lines: spec.lines.map((line) => {
          const { colour, dash } = tell(line) ?? line
          return { ...line, colour, dash }
        }),
      }

function withTold(part: FigurePart, tell: Tell): FigurePart {
  switch (part.kind) {
    case 'line':
      return { ...part, spec: withToldLines(part.spec, tell) }
    case 'parallel':
      return { ...part, spec: withToldParallel(part.spec, tell) }
    case 'scatter':
      return {
        ...part,
        spec: {
          ...part.spec,
          points: part.spec.points.map((point) => {
            const told = tell({ label: point.label, colour: point.colour, dash: [] })
            if (told === null) return point
            const { colour, symbol = 'disc' } = told
            return { ...point, colour, symbol, isHollow: symbol === 'circle' || symbol === 'diamond' }
          }),
        },
      }
    default:
      return part
  }
}

/** What lines look like that no legend names, as those of a grid's cells: each look of the figure once. */
const looksOf = (figure: Figure): Figure['legend'] =>
  figure.legend.length > 0
    ? figure.legend
    : figure.parts.flatMap(({ part }) =>
        part.kind === 'line'
          ? part.spec.series.flatMap(({ colour, dash = [], isBackground, ...line }) =>
              isBackground === true ? [] : [{ label: nameOf(line), colour, dash }],
            )
          : [],
      )

/** The figure as the style has it: in greyscale with dashes and symbols, no two entries of its legend alike, and with names at the lines' ends only where they are wanted there. */
export function styledFigure(figure: Figure, style: Pick<FigureStyle, 'theme' | 'palette' | 'legend'>): Figure {
  // Curves between axes have none.
  const hasSymbols = figure.parts.some(({ part }) => part.kind !== 'parallel')
  const tell =
    style.palette === 'greyscale'
      ? tellApart(looksOf(figure), figure.legend.length > 0)
      : tellRepeats(figure.legend, paletteOf(style), hasSymbols)
  return {
    ...figure,
    parts: figure.parts.map((placed) => {
      const part = tell === null ? placed.part : withTold(placed.part, tell)
      if (part.kind !== 'line' || style.legend === 'direct') return { ...placed, part }
      const series = part.spec.series.map(({ directLabel: _, ...line }) => line)
      return { ...placed, part: { ...part, spec: { ...part.spec, series } } }
    }),
    legend: figure.legend.map((entry) => {
      const { symbol, ...told } = tell?.(entry) ?? {}
      return { ...entry, ...told, ...(symbol === undefined || !hasSymbols ? {} : { symbol }) }
    }),
    // Where dashes tell lines apart they say nothing else.
    ...(figure.legend.some((entry) => isOtherDash(entry, tell)) ? { dashKeys: [] } : {}),
  }
}

/** The figure for a screen, where names stand as they do: no two entries of its legend are alike. */
export function apartOnScreen(figure: Figure): Figure {
  return styledFigure(figure, { theme: 'light', palette: 'product', legend: 'direct' })
}

const isOtherDash = (entry: Figure['legend'][number], tell: Tell | null): boolean => {
  const told = tell?.(entry) ?? null
  return told !== null && told.dash.join() !== entry.dash.join()
}
