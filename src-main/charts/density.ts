/**
 * Very many lines as how many of them run through each cell of the plot: one hue, on a logarithmic scale. A surface of lines on each other says nothing but
 * which was drawn last.
 */
import { channelsOf, mixColours, type Channels, type Palette } from './colours'
import { coverLine, gridOf, type Columns, type Grid } from './lines-columns'
import type { Look } from './look'
import type { PanelSeries, PanelSpec } from './panel'
import type { Transform } from './place'

/** Of a cell, in pixels. */
export const cellSize = 2
/** So many lines and more are of the last colour. */
export const mostCounted = 100
/** Colours of the scale, from one line on. */
export const densityTokens = ['den-0', 'den-1', 'den-2', 'den-3', 'den-4', 'den-5', 'den-6'] as const

/** How many lines run through each cell, column by column, from the top down. */
export type Density = {
  readonly grid: Grid
  readonly rows: number
  readonly counts: Uint16Array
  /** Of one line, used again for the next. */
  readonly columns: Columns
}

export function emptyDensity(transform: Transform): Density {
  const grid = gridOf(transform, cellSize)
  const rows = Math.max(1, Math.ceil((transform.bottom - transform.top) / cellSize))
  return {
    grid,
    rows,
    counts: new Uint16Array(grid.count * rows),
    columns: { low: new Float64Array(grid.count), high: new Float64Array(grid.count) },
  }
}

/** Counts a line once in each cell that it runs through. x ascends. */
export function countLine(density: Density, line: Pick<PanelSeries, 'x' | 'y'>, transform: Transform): void {
  const { grid, rows, counts, columns } = density
  const { low, high } = columns
  low.fill(Number.POSITIVE_INFINITY)
  high.fill(Number.NEGATIVE_INFINITY)
  coverLine(columns, grid, line, transform, 0)
  for (let at = 0; at < grid.count; at += 1) {
    // Not as a pair: a list for each column of each line would be a hundred megabytes for ten thousand of them.
    const from = low[at] ?? 0
    const to = high[at] ?? 0
    if (from > to || to < transform.top || from > transform.bottom) continue
    const first = Math.max(0, Math.floor((from - transform.top) / cellSize))
    const last = Math.min(rows - 1, Math.floor((to - transform.top) / cellSize))
    for (let cell = at * rows + first, end = at * rows + last; cell <= end; cell += 1)
      counts[cell] = (counts[cell] ?? 0) + 1
  }
}

/** Where a count stands on the scale: 0 for one line, 1 for {@link mostCounted} and more. */
export const levelOf = (count: number): number => Math.min(1, Math.log(Math.max(1, count)) / Math.log(mostCounted))

/** The colour of each count up to {@link mostCounted}, between those of the scale. */
function coloursOf(palette: Palette): Channels[] {
  const scale = densityTokens.map((token) => palette(token))
  return Array.from({ length: mostCounted + 1 }, (_, count) => {
    const at = levelOf(count) * (scale.length - 1)
    const below = Math.min(scale.length - 2, Math.floor(at))
    return channelsOf(mixColours(scale[below] ?? '', scale[below + 1] ?? '', at - below))
  })
}

/** Rows of pixels that are drawn between two pauses. */
const stripRows = 48

/**
 * Draws a density, strip by strip: between two of them whoever draws may do something else. What it does not cover stays.
 * @param look a file has a rectangle for each stretch of one colour, as not all of them have pixels.
 */
export function* drawDensity(
  ctx: CanvasRenderingContext2D,
  density: Density,
  transform: Transform,
  palette: Palette,
  look: Look,
): Generator<undefined, void, undefined> {
  if (look.isFile) {
    yield* fillStretches(ctx, density, transform, palette)
    return
  }
  const colours = coloursOf(palette)
  const { grid, rows, counts } = density
  const ratio = ctx.getTransform().a
  const [left, right] = [Math.ceil(transform.left * ratio), Math.floor(transform.right * ratio)]
  const [top, bottom] = [Math.ceil(transform.top * ratio), Math.floor(transform.bottom * ratio)]
  if (right <= left) return
  const cellOf = Int32Array.from(
    { length: right - left },
    (_, at) => Math.floor(((left + at + 0.5) / ratio - grid.origin) / grid.column) * rows,
  )
  for (let strip = top; strip < bottom; strip += stripRows) {
    const height = Math.min(stripRows, bottom - strip)
    const image = ctx.getImageData(left, strip, right - left, height)
    const { data } = image
    let place = 0
    for (let y = 0; y < height; y += 1) {
      const row = Math.min(rows - 1, Math.floor(((strip + y + 0.5) / ratio - transform.top) / cellSize))
      for (let x = 0; x < cellOf.length; x += 1, place += 4) {
        const count = counts[(cellOf[x] ?? 0) + row] ?? 0
        if (count === 0) continue
        const colour = colours[Math.min(mostCounted, count)]
        if (colour === undefined) continue
        data[place] = colour[0]
        data[place + 1] = colour[1]
        data[place + 2] = colour[2]
        data[place + 3] = 255
      }
    }
    ctx.putImageData(image, left, strip)
    yield
  }
}

/** Steps of the scale that a file tells apart: more would be as many rectangles. */
const fileSteps = 18
/** A file is scaled: two cells that only touch would let the ground through between them. In pixels. */
const overlap = 0.3

type DensityStretch = {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly colour: Channels
}

/** Cells below each other that have one colour, as rectangles within the plot: for files, which have no pixels. Null between two columns. */
export function* densityStretches(
  { grid, rows, counts }: Density,
  { left, right, top, bottom }: Transform,
  palette: Palette,
): Generator<DensityStretch | null, void, undefined> {
  const colours = coloursOf(palette)
  const stepOf = (count: number) => (count === 0 ? -1 : Math.round(levelOf(count) * fileSteps))
  const ofStep = colours.map((_, count) => colours.findLastIndex((__, one) => stepOf(one) === stepOf(count)))
  for (let at = 0; at < grid.count; at += 1) {
    const from = Math.max(left, grid.origin + at * grid.column)
    const width = Math.min(right, grid.origin + (at + 1) * grid.column) - from
    for (let row = 0; width > 0 && row < rows;) {
      const count = Math.min(mostCounted, counts[at * rows + row] ?? 0)
      let end = row + 1
      while (end < rows && stepOf(Math.min(mostCounted, counts[at * rows + end] ?? 0)) === stepOf(count)) end += 1
      const colour = colours[ofStep[count] ?? 0]
      if (count > 0 && colour) {
        const y = top + row * cellSize
        const [foot, side] = [top + end * cellSize + overlap, from + width + overlap]
        yield {
          left: from,
          top: y,
          width: Math.min(right, side) - from,
          height: Math.min(bottom, foot) - y,
          colour,
        }
      }
      row = end
    }
    yield null
  }
}

function* fillStretches(
  ctx: CanvasRenderingContext2D,
  density: Density,
  transform: Transform,
  palette: Palette,
): Generator<undefined, void, undefined> {
  for (const stretch of densityStretches(density, transform, palette)) {
    if (stretch === null) {
      yield
      continue
    }
    ctx.fillStyle = `rgb(${stretch.colour.join(', ')})`
    ctx.fillRect(stretch.left, stretch.top, stretch.width, stretch.height)
  }
}

const runsOf = ({ lines, of = lines }: NonNullable<PanelSpec['density']>): string =>
  `${lines.toLocaleString('en')} ${of === lines ? '' : `of ${of.toLocaleString('en')} `}${of === 1 ? 'run' : 'runs'}`

/** "1,000 runs, shown as density; best 5 named", or "as lines" where there is no room for names. */
export function densityWords(density: NonNullable<PanelSpec['density']>): string {
  const { best, isUnnamed = false } = density
  return `${runsOf(density)}, shown as density${best === 0 ? '' : `; best ${best} ${isUnnamed ? 'as lines' : 'named'}`}`
}

/** The same below a narrow plot. */
export const shortDensityWords = (density: NonNullable<PanelSpec['density']>): string => `${runsOf(density)} as density`
