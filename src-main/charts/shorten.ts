/** Names of runs and settings where there is little room for them. */
import type { RichText, Text } from './mathematics'

/** Atoms that are kept or left out as a whole: characters, and formulas. */
function cut<Atom>(
  atoms: readonly Atom[],
  fits: (head: readonly Atom[], tail: readonly Atom[]) => boolean,
): [Atom[], Atom[]] {
  const split = (kept: number): [Atom[], Atom[]] => {
    const head = Math.ceil(kept / 2)
    return [atoms.slice(0, head), atoms.slice(atoms.length - (kept - head))]
  }
  // The most that fit: a text with more of its letters is wider.
  let [fewest, most] = [1, atoms.length - 1]
  while (fewest < most) {
    const kept = Math.ceil((fewest + most) / 2)
    if (fits(...split(kept))) fewest = kept
    else most = kept - 1
  }
  return split(Math.max(1, fewest))
}

const joined = (parts: RichText): RichText => {
  const whole: RichText[number][] = []
  for (const part of parts) {
    const last = whole.at(-1)
    if (last && !('formula' in last) && !('formula' in part)) whole[whole.length - 1] = { text: last.text + part.text }
    else whole.push(part)
  }
  return whole
}
const ellipsis = '…'

/** A name that fits a width, its middle left out where it does not. */
export function shorten(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text
  const shorter = ([head, tail]: readonly (readonly string[])[]) =>
    `${head?.join('') ?? ''}${ellipsis}${tail?.join('') ?? ''}`
  return shorter(cut(Array.from(text), (head, tail) => measure(shorter([head, tail])) <= width))
}

/** The same of a text that may have formulas, of which none is cut. */
export function shortenText(text: Text, width: number, measure: (text: Text) => number): Text {
  if (typeof text === 'string') return shorten(text, width, measure)
  if (measure(text) <= width) return text
  const atoms = text.flatMap((part) =>
    'formula' in part ? [part] : Array.from(part.text, (character): RichText[number] => ({ text: character })),
  )
  const shorter = (head: RichText, tail: RichText) => joined([...head, { text: ellipsis }, ...tail])
  return shorter(...cut(atoms, (head, tail) => measure(shorter(head, tail)) <= width))
}

/** A text in lines that fit a width, broken between words; a formula is one word. One that is too long stands alone. */
export function wrapText(text: Text, width: number, measure: (text: Text) => number): Text[] {
  const words: RichText[number][][] = []
  let isBroken = true
  for (const part of typeof text === 'string' ? [{ text }] : text) {
    const pieces = 'formula' in part ? [part] : part.text.split(/(\s+)/).map((piece) => ({ text: piece }))
    for (const piece of pieces) {
      if (piece.text === '') continue
      if (/^\s+$/.test(piece.text)) isBroken = true
      else if (isBroken) words.push([piece])
      else words.at(-1)?.push(piece)
      if (/\S/.test(piece.text)) isBroken = false
    }
  }
  const lines: RichText[] = []
  const measureLine = (line: RichText) =>
    measure(typeof text === 'string' ? line.map((part) => part.text).join('') : line)
  for (const word of words) {
    const last = lines.at(-1)
    const longer = last && joined([...last, { text: ' ' }, ...word])
    if (longer && measureLine(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(joined(word))
  }
  return typeof text === 'string' ? lines.map((line) => line.map((part) => part.text).join('')) : lines
}

/**
 * A text in lines that all fit a width: broken between words, and a word that is too long within it. A formula is never broken.
 * @returns whether a word was.
 */
export function breakText(
  text: Text,
  width: number,
  measure: (text: Text) => number,
): { readonly lines: readonly Text[]; readonly isBroken: boolean } {
  const lines = wrapText(text, width, measure)
  const isLong = (line: Text): boolean => measure(line) > width
  const broken = lines.flatMap((line) =>
    typeof line === 'string' && isLong(line) ? breakWord(line, width, measure) : [line],
  )
  return { lines: broken, isBroken: lines.some(isLong) }
}

function breakWord(word: string, width: number, measure: (text: Text) => number): string[] {
  const pieces: string[] = []
  let piece = ''
  for (const character of word) {
    if (piece !== '' && measure(piece + character) > width) {
      pieces.push(piece)
      piece = ''
    }
    piece += character
  }
  return piece === '' ? pieces : [...pieces, piece]
}
