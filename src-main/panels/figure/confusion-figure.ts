/** A run's confusion matrix as a figure: what it shows, and where its cells and words lie, whatever draws them. */
import type { FigureSource } from '@contract/figure'
import { formatCount } from '../words/format'
import type { ConfusionRow } from '../samples/confusion-table'
import type { Figure, FigureData, MatrixPart } from './figure'
import { lineHeight, type Box } from './page-layout'

/** @throws RangeError where the run has no matrix. */
export function confusionFigure(
  { runs, confusion }: FigureData,
  { numbers }: Extract<FigureSource, { kind: 'confusion' }>,
): Figure {
  const [run] = runs
  if (run === undefined || confusion === undefined) throw new RangeError('This run has no confusion matrix.')
  const { table, step } = confusion
  const images = table.rows.reduce((sum, { cells }) => sum + cells.reduce((all, { count }) => all + count, 0), 0)
  const right = table.rows.reduce((sum, { cells }, at) => sum + (cells[at]?.count ?? 0), 0)
  const share = images === 0 ? '' : `: ${percent(right / images)} of ${formatCount(images)} images right`
  return {
    title: `Confusion matrix of ${run.name}`,
    parts: [
      {
        part: {
          kind: 'matrix',
          table,
          numbers,
          notes: [
            'rows: class, columns: predicted class',
            `${run.name}, ${run.recipe === null ? 'step' : 'epoch'} ${formatCount(step)}${share}`,
          ],
        },
        title: '',
        weight: 1,
      },
    ],
    columns: 1,
    legend: [],
  }
}

const percent = (share: number): string => `${Math.round(share * 100)} %`

const rightTitle = 'right'
/** Between a cell's edges and its number, and between cells and names. */
const cellPadding = 3
const besideCells = 6
/** Lines of text closer than this lie upon each other. */
const leastLine = 10
/** At most so much of the page is for names. */
const mostNames = 0.3
/** The share of a cell's colour at most, so that numbers stay readable on it; as on screen. */
export const mostInk = 0.34

type PlacedText = { readonly text: string; readonly x: number; readonly y: number; readonly room: number }

export type MatrixLayout = {
  readonly box: Box
  readonly cells: readonly (Box & {
    /** Of its colour, 0 to 1. */
    readonly share: number
    readonly isOwn: boolean
    readonly text: string
  })[]
  /** Right-aligned at x, around y. */
  readonly rowNames: readonly PlacedText[]
  /** Upright ones begin at y and are read from below; others are centred around x. */
  readonly columnNames: readonly PlacedText[]
  readonly areUpright: boolean
  /** Shares of images said right, centred beside the rows, below their title. */
  readonly shares: readonly PlacedText[]
  /** Centred below. */
  readonly notes: readonly PlacedText[]
}

const textOf = (cell: ConfusionRow['cells'][number] | undefined, numbers: MatrixPart['numbers']): string =>
  cell === undefined ? '' : numbers === 'counts' ? formatCount(cell.count) : percent(cell.share)

type Rooms = {
  /** Of one cell. */
  readonly width: number
  readonly height: number
  /** Beside and above the cells, for names. */
  readonly rowRoom: number
  readonly head: number
  readonly shareRoom: number
  readonly areUpright: boolean
}

/** How a box is shared out where so many lines are written below the cells. */
function roomsIn(classes: readonly string[], box: Box, lines: number, widthOf: (text: string) => number): Rooms {
  const count = Math.max(1, classes.length)
  const nameWidth = Math.max(0, ...classes.map(widthOf))
  const below = box.height - lines * lineHeight
  const shareRoom = Math.max(widthOf(rightTitle), widthOf(percent(1))) + besideCells
  const rowRoom = Math.min(box.width * mostNames, nameWidth) + besideCells
  const width = Math.max(0, box.width - rowRoom - shareRoom) / count
  const areUpright = nameWidth > width - cellPadding
  const head = areUpright ? Math.min(box.height * mostNames, nameWidth) + besideCells : lineHeight
  const height = Math.max(0, below - head) / count
  if (Math.min(height, areUpright ? width : height) >= leastLine)
    return { width, height, rowRoom, head, shareRoom, areUpright }
  // Names that would lie upon each other leave their room to the cells.
  return {
    ...{ width: box.width / count, height: Math.max(0, below) / count },
    ...{ rowRoom: 0, head: 0, shareRoom: 0, areUpright: false },
  }
}

/** Where everything lies in a box, by how wide texts are. Numbers and names without room are left out, and that is said. */
export function layOutMatrix(
  { table, numbers, notes }: MatrixPart,
  box: Box,
  widthOf: (text: string) => number,
): MatrixLayout {
  const { classes, rows } = table
  const widest = Math.max(0, ...rows.flatMap(({ cells }) => cells.map((cell) => widthOf(textOf(cell, numbers)))))
  const lostIn = ({ width, height, head }: Rooms): string[] => [
    ...(head > 0 ? [] : ['names']),
    ...(height >= leastLine && widest <= width - cellPadding ? [] : ['numbers']),
  ]
  const first = roomsIn(classes, box, notes.length, widthOf)
  const isWhole = lostIn(first).length === 0
  const rooms = isWhole ? first : roomsIn(classes, box, notes.length + 1, widthOf)
  const lost = isWhole ? [] : lostIn(rooms)
  const said = lost.length === 0 ? notes : [...notes, `no room for ${lost.join(' and ')}: choose a larger size`]
  const { width, height, rowRoom, head, shareRoom, areUpright } = rooms
  const hasNames = head > 0
  const [left, top] = [box.left + rowRoom, box.top + head]
  const [right, bottom] = [left + classes.length * width, top + classes.length * height]
  const middleOf = (row: number) => top + (row + 0.5) * height
  return {
    box: { left, top, width: right - left, height: bottom - top },
    cells: rows.flatMap(({ cells }, row) =>
      cells.map((cell, column) => ({
        ...{ left: left + column * width, top: top + row * height, width, height },
        ...{ share: cell.share, isOwn: row === column },
        text: lost.includes('numbers') ? '' : textOf(cell, numbers),
      })),
    ),
    rowNames: hasNames
      ? classes.map((text, row) => ({ text, x: left - besideCells, y: middleOf(row), room: rowRoom - besideCells }))
      : [],
    columnNames: hasNames
      ? classes.map((text, column) => ({
          ...{ text, x: left + (column + 0.5) * width, y: top - (areUpright ? besideCells / 2 : lineHeight / 2) },
          room: areUpright ? head - besideCells : width,
        }))
      : [],
    areUpright,
    shares: hasNames
      ? [
          { text: rightTitle, y: top - lineHeight / 2 },
          ...rows.map(({ right: share }, row) => ({ text: percent(share), y: middleOf(row) })),
        ].map((placed) => ({ ...placed, x: right + shareRoom / 2, room: shareRoom }))
      : [],
    notes: said.map((text, line) => ({
      ...{ text, x: box.left + box.width / 2, y: bottom + (line + 0.5) * lineHeight, room: box.width },
    })),
  }
}
