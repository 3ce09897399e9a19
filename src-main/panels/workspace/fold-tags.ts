/** Which tags have room behind a name. */

/**
 * How many of the tags are shown, the first ones; the others are one mark, "+2". A name is cut for that mark alone.
 * @param room what the whole name leaves, in pixels
 * @param widths of each tag with the gap before it
 * @param foldedWidth of the mark for so many, with the gap before it
 */
export function shownTags(room: number, widths: readonly number[], foldedWidth: (count: number) => number): number {
  let shown = 0
  let taken = 0
  for (const [at, width] of widths.entries()) {
    taken += width
    const left = widths.length - at - 1
    if (taken + (left === 0 ? 0 : foldedWidth(left)) <= room) shown = at + 1
  }
  return shown
}
