/** Finds words in the text that the page shows, and marks them without changing the page. */

/** More are not marked: nobody goes through them. */
export const mostFound = 1_000

const allName = 'plateau-found'
const currentName = 'plateau-found-now'

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Where words stand in a text, whatever their case, as pairs of begin and end. */
export function placesOf(text: string, words: string): (readonly [number, number])[] {
  if (words === '') return []
  return [...text.matchAll(new RegExp(escaped(words), 'giu'))].map(({ index, 0: found }) => [
    index,
    index + found.length,
  ])
}

/** Where words stand in what an element shows, in the order of the page. */
export function findRanges(root: Element | null, words: string): Range[] {
  const ranges: Range[] = []
  if (root === null || words === '') return ranges
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null && ranges.length < mostFound; node = walker.nextNode()) {
    const places = placesOf(node.textContent ?? '', words)
    if (places.length === 0 || node.parentElement?.checkVisibility({ visibilityProperty: true }) !== true) continue
    for (const [start, end] of places.slice(0, mostFound - ranges.length)) {
      const range = document.createRange()
      range.setStart(node, start)
      range.setEnd(node, end)
      ranges.push(range)
    }
  }
  return ranges
}

/** Marks what was found, and one of it more than the others. @param goesThere scrolls it into sight */
export function showFound(all: readonly Range[], current: Range | undefined, goesThere: boolean): void {
  // Of older browsers none marks ranges; the count and the scrolling are there all the same.
  if (typeof Highlight !== 'undefined') {
    CSS.highlights.set(allName, new Highlight(...all))
    CSS.highlights.set(currentName, new Highlight(...(current === undefined ? [] : [current])))
  }
  if (goesThere) current?.startContainer.parentElement?.scrollIntoView({ block: 'center', inline: 'nearest' })
}
