/** What of a drawing depends on where it is drawn, colours aside: on screen it is one thing, in a file what its style asks for. */

/** Text of charts, in pixels. A file is drawn at this size too, and scaled as a whole to the size that is asked for. */
export const fontSize = 11

export type Look = {
  /** As CSS names it. */
  readonly family: string
  /** The left axis is at least so wide, in pixels: panels under each other share their edge. */
  readonly axisWidth: number
  readonly hasGrid: boolean
  /**
   * A file: marks of axes are as many as fit without touching each other, every line is a stroke of its own width however long that takes,
   * and `$...$` in texts is mathematics.
   */
  readonly isFile: boolean
  /** What widths of lines are multiplied by. */
  readonly stroke: number
  /** Whether marks of the axes have their numbers: of equal panels beside each other the outer ones have them for all. */
  readonly numbers: { readonly x: boolean; readonly y: boolean }
}

/** Room for seven characters, 0.00005 among them; wider than that an axis takes what it needs. */
export const screenLook: Look = {
  family: "'Inter Variable', Inter, sans-serif",
  axisWidth: 60,
  hasGrid: true,
  isFile: false,
  stroke: 1,
  numbers: { x: true, y: true },
}

/** Canvas's `font`. @param weight of CSS; 400 unless given. */
export const fontOf = ({ family }: Look, weight?: number, size = fontSize): string =>
  `${weight === undefined ? '' : `${weight} `}${size}px ${family}`
