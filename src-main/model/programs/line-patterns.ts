/**
 * Patterns over printed lines: `epoch {step} loss {loss}`. Text stands for itself, a blank for any number of blanks, `{name}` for a number, and
 * `{}` for anything up to what follows. Read from left to right and never back, so that no line takes long.
 */
import { whyNoSeriesKey } from '../../contract/text'
import { numberAt } from './line-numbers'

type Part =
  | { readonly kind: 'text'; readonly words: string }
  | { readonly kind: 'number'; readonly name: string }
  | { readonly kind: 'anything' }

export type LinePattern = { readonly source: string; readonly parts: readonly Part[] }
export type PatternReading =
  | { readonly ok: true; readonly pattern: LinePattern }
  | { readonly ok: false; readonly message: string }

/** The field that says at which step the others are. */
export const stepField = 'step'

/** What comes behind it in a line is not looked at. */
export const longestReadLine = 4_000

/** Reads a pattern, or says in one sentence why it is none. Never throws. */
export function readPattern(source: string): PatternReading {
  const refuse = (message: string): PatternReading => ({ ok: false, message })
  const parts: Part[] = []
  const names = new Set<string>()
  let at = 0
  while (at < source.length) {
    const open = source.indexOf('{', at)
    const text = source.slice(at, open === -1 ? source.length : open)
    if (text.includes('}')) return refuse('A } has no { before it.')
    if (text !== '') parts.push({ kind: 'text', words: text.replaceAll(/\s+/g, ' ') })
    if (open === -1) break
    const close = source.indexOf('}', open)
    if (close === -1) return refuse('A { is not closed.')
    const name = source.slice(open + 1, close).trim()
    const before = parts.at(-1)
    if (before !== undefined && before.kind !== 'text') return refuse('Two fields need some text between them.')
    if (name === '') parts.push({ kind: 'anything' })
    else {
      const why = whyNoSeriesKey(name)
      if (why !== null || name.includes('{')) return refuse(`{${name.slice(0, 40)}} ${why ?? 'contains a {'}.`)
      if (names.has(name)) return refuse(`{${name}} appears twice.`)
      names.add(name)
      parts.push({ kind: 'number', name })
    }
    at = close + 1
  }
  if ([...names].every((name) => name === stepField)) return refuse('Name a value, such as {loss}.')
  return { ok: true, pattern: { source, parts } }
}

const isBlank = (character: string): boolean => character === ' ' || character === '\t' || character === '\u00a0'

/** Where `words` end if they stand at this place; -1 where they do not. A blank in them is at least one in the line. */
function endOfText(line: string, from: number, words: string): number {
  let at = from
  for (let index = 0; index < words.length; index += 1) {
    if (words.charAt(index) !== ' ') {
      if (line.charAt(at) !== words.charAt(index)) return -1
      at += 1
      continue
    }
    const start = at
    while (at < line.length && isBlank(line.charAt(at))) at += 1
    // At the very end of a pattern it asks for nothing.
    if (at === start && !(index === words.length - 1 && at === line.length)) return -1
  }
  return at
}

/** Where the text first stands from `from` on; null where nowhere. */
function findText(line: string, from: number, words: string): { readonly start: number; readonly end: number } | null {
  const first = words.charAt(0)
  for (let start = from; start < line.length; start += 1) {
    if (first === ' ' ? !isBlank(line.charAt(start)) : line.charAt(start) !== first) continue
    const end = endOfText(line, start, words)
    if (end !== -1) return { start, end }
    // What does not fit behind these blanks does not behind fewer of them.
    if (first === ' ') while (isBlank(line.charAt(start + 1))) start += 1
  }
  return null
}

/**
 * What {@link findText} has found for each part: the places asked for only grow, so that a line is looked through once for each part, however often
 * its beginning fits.
 */
type Found = Map<number, { readonly from: number; readonly start: number | null }>

function findOnce(line: string, from: number, words: string, part: number, found: Found): number | null {
  const known = found.get(part)
  if (known !== undefined && from >= known.from && (known.start === null || from <= known.start)) return known.start
  const start = findText(line, from, words)?.start ?? null
  found.set(part, { from, start })
  return start
}

/** Matches the parts from a place on; null where they do not all stand there. */
function matchFrom(line: string, from: number, parts: readonly Part[], places: Found): Map<string, number> | null {
  const values = new Map<string, number>()
  let at = from
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index]
    if (part === undefined) break
    if (part.kind === 'text') {
      at = endOfText(line, at, part.words)
      if (at === -1) return null
    } else if (part.kind === 'number') {
      while (isBlank(line.charAt(at))) at += 1
      const number = numberAt(line, at)
      if (number === null) return null
      if (part.name === stepField && !(Number.isSafeInteger(number.value) && number.value >= 0)) return null
      values.set(part.name, number.value)
      at = number.end
    } else {
      const next = parts[index + 1]
      if (next?.kind !== 'text') break
      // The first place where what follows stands: no other is tried.
      const start = findOnce(line, at, next.words, index, places)
      if (start === null) return null
      at = start
    }
  }
  return values
}

/**
 * What a pattern reads in a line, at the first place where it fits; null where it fits nowhere. Fields by name, `step` among them. Takes time in
 * proportion to the line and the pattern, never throws.
 */
export function matchPattern({ parts }: LinePattern, whole: string): ReadonlyMap<string, number> | null {
  const line = whole.length > longestReadLine ? whole.slice(0, longestReadLine) : whole
  const [first] = parts
  if (first === undefined) return null
  const places: Found = new Map()
  if (first.kind === 'anything') return matchFrom(line, 0, parts, places)
  for (let from = 0; from < line.length; from += 1) {
    if (first.kind === 'text') {
      const found = findText(line, from, first.words)
      if (found === null) return null
      from = found.start
      // The end of a longer word is another word: "val_loss 0.4" has no "loss 0.4".
      if (from > 0 && isWord(line.charAt(from - 1)) && isWord(first.words.charAt(0))) continue
    } else if (isBlank(line.charAt(from)) || (from > 0 && isInNumber(line.charAt(from - 1)))) continue
    const values = matchFrom(line, from, parts, places)
    if (values !== null) return values
  }
  return null
}

const isWord = (character: string): boolean => /[\p{L}\p{N}_]/u.test(character)
/** A number does not begin in the middle of another word or number. */
const isInNumber = (character: string): boolean =>
  isWord(character) || character === '.' || character === '-' || character === '+'
