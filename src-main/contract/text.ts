/**
 * Text that people and programs hand in, and that terminals and windows show: which characters it may not have, and what stands
 * for them where they are in a home already.
 *
 * Refused are control characters (C0, DEL, C1), which terminals obey; bidirectional embeddings, overrides and isolates, which make a
 * line read in another order than it has; line and paragraph separators; halves of a surrogate pair, which no file can hold; and
 * characters that are for the inside of programs alone. What scripts and emoji need is allowed: joiners, direction marks,
 * variation selectors, combining marks.
 */
import { z } from 'zod'

/** Line ends and tabs included: only text of several lines may have those. */
const refusedCharacters =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]/gu
const lineLayout = new Set(['\n', '\r', '\t'])

/** What takes the place of a refused character: the picture of a control character, or U+FFFD. */
function symbolOf(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20) return String.fromCodePoint(0x2400 + code)
  return code === 0x7f ? '\u2421' : '\ufffd'
}

/** Text for one line of a table, a window or a terminal: refused characters as symbols, line ends and tabs too. */
export function visibleLine(text: string): string {
  return text.replace(refusedCharacters, symbolOf)
}

/** Text of several lines: refused characters as symbols, line ends and tabs as they are. A lone carriage return is a symbol. */
export function visibleText(text: string): string {
  return text.replace(refusedCharacters, (character: string, at: number) =>
    character === '\n' || character === '\t' || (character === '\r' && text[at + 1] === '\n')
      ? character
      : symbolOf(character),
  )
}

/** A JSON document as it is safe on a terminal: the same document, with refused characters of its strings as escapes. */
export function visibleJson(json: string): string {
  return json.replace(refusedCharacters, (character) =>
    character === '\n'
      ? character
      : Array.from({ length: character.length }, (_, at) => `\\u${hex(character.charCodeAt(at))}`).join(''),
  )
}

/** A value read from JSON, with every text in it as {@link visibleText} and every key as it is. */
export const visibleReviver = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? visibleText(value) : value

const hex = (code: number): string => code.toString(16).toUpperCase().padStart(4, '0')

const controlNames =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
    ' ',
  )

function describeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const number = `U+${hex(code)}`
  if (character === '\n' || character === '\r' || code === 0x2028 || code === 0x2029) return `a line end (${number})`
  if (character === '\t') return `a tab (${number})`
  if (code < 0x20) return `the control character ${controlNames[code] ?? ''} (${number})`
  if (/\p{Cc}/u.test(character)) return `the control character ${number}`
  if (/\p{Cs}/u.test(character)) return `half a character (${number})`
  if (/[\u202a-\u202e\u2066-\u2069]/.test(character)) return `${number}, which changes the direction of text`
  return `${number}, which cannot be seen`
}

/**
 * The first character that text may not have, in words such as `the control character ESC (U+001B)`; null when there is none.
 * @param layout whether line ends and tabs are allowed.
 */
export function findRefusedCharacter(text: string, layout: 'one-line' | 'multi-line'): string | null {
  // Nearly every text has none, and a request may have thousands of texts.
  if (text.search(refusedCharacters) < 0) return null
  for (const [character] of text.matchAll(refusedCharacters))
    if (layout === 'one-line' || !lineLayout.has(character)) return describeCharacter(character)
  return null
}

/**
 * The first character that no argument, path or variable of a program can have, in words; null when there is none: systems end a text at NUL, and what is half of a
 * pair arrives as another character. Whatever else is in it is handed over as it is.
 */
export function findUnspokenCharacter(text: string): string | null {
  const [character] = /[\0\p{Cs}]/u.exec(text) ?? []
  return character === undefined ? null : describeCharacter(character)
}

/** At least one character that leaves a mark on the screen. */
const hasInk = (text: string): boolean => /[^\p{White_Space}\p{Default_Ignorable_Code_Point}]/u.test(text)

/** A name or a title: one line of 1 to `largest` characters, trimmed, that can be seen. */
export function nameSchema(largest: number) {
  return z
    .string()
    .trim()
    .superRefine((text, context) => {
      const refuse = (message: string) => context.addIssue({ code: 'custom', message })
      const refused = findRefusedCharacter(text, 'one-line')
      if (refused !== null) refuse(`must not contain ${refused}`)
      else if (!hasInk(text)) refuse('must have at least one visible character')
      else if (countCharacters(text) > largest) refuse(`must have at most ${largest} characters`)
    })
}

/** Characters as Unicode counts them (code points): an emoji of one code point is one. */
function countCharacters(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}

/** Characters that a series key has at most. */
export const largestKeyLength = 200

/** Why a text cannot be the key of a series, to follow "it"; null when it can. */
export function whyNoSeriesKey(key: string): string | null {
  if (key === '') return 'is empty'
  // A text that is far too long is not read to its end.
  const length = key.length > 4 * largestKeyLength ? key.length : countCharacters(key)
  if (length > largestKeyLength) return `has ${length} characters`
  const refused = findRefusedCharacter(key, 'one-line')
  if (refused !== null) return `contains ${refused}`
  return hasInk(key) ? null : 'has no visible character'
}

/** A key as an error names it: what cannot be seen as symbols, and no more than its beginning. */
const shownKey = (key: string): string => {
  const characters = Array.from(key.slice(0, 100))
  return visibleLine(characters.length > 40 || key.length > 100 ? `${characters.slice(0, 40).join('')}…` : key)
}

/** As authors name their series: `train/grad_norm`, `Verlust/größte`, `損失`. What stands before the first slash is its section. */
export const seriesKeySchema = z.string().superRefine((key, context) => {
  const why = whyNoSeriesKey(key)
  if (why === null) return
  context.addIssue({
    code: 'custom',
    message: `"${shownKey(key)}" cannot be a series key: it ${why}. A key has 1 to ${largestKeyLength} printable characters of any script`,
  })
})
