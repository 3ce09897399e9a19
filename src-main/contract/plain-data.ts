/**
 * Data as people and programs hand it in, whatever they are: JSON text of any encoding that says what it is, and values nested no
 * deeper than any that Plateau means.
 */

/** Levels that any document, message or setting of Plateau has at most. */
export const mostLevels = 64
/** Bytes of a file of settings or figures. */
export const mostJsonBytes = 16 * 1024 * 1024
/** Values in such a file. */
const mostJsonValues = 1_000_000

export type ReadJson = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string }

/**
 * JSON from a file's bytes: UTF-8 with or without a byte order mark, and UTF-16 with one.
 * @returns its value, or why there is none, in words that go on from the file's name: "is not valid JSON"
 */
export function readJsonBytes(bytes: Uint8Array): ReadJson {
  const no = (reason: string): ReadJson => ({ ok: false, reason })
  if (bytes.length > mostJsonBytes) return no(`is larger than ${mostJsonBytes / 2 ** 20} MB`)
  let text: string
  try {
    const encoding =
      bytes[0] === 0xff && bytes[1] === 0xfe
        ? 'utf-16le'
        : bytes[0] === 0xfe && bytes[1] === 0xff
          ? 'utf-16be'
          : 'utf-8'
    // It passes over the mark.
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return no('is not text in UTF-8')
  }
  return readJsonText(text)
}

/** The same from text, with or without a byte order mark. */
export function readJsonText(text: string): ReadJson {
  const no = (reason: string): ReadJson => ({ ok: false, reason })
  const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  if (plain.trim() === '') return no('is empty')
  const tooMuch = whyTooMuch(plain, mostJsonValues)
  if (tooMuch !== null) return no(tooMuch)
  try {
    return { ok: true, value: JSON.parse(plain) as unknown }
  } catch (error) {
    return no(`is not valid JSON${placeIn(plain, error)}`)
  }
}

/**
 * What makes JSON more than it may be, found in one pass before anything is made of it: a parser that runs out of memory takes its whole
 * process with it.
 * @param mostValues of all arrays and objects together.
 * @returns in words that go on from its name: "is nested deeper than 64 levels"; null where it is within bounds
 */
export function whyTooMuch(json: string, mostValues: number): string | null {
  let depth = 0
  let values = 1
  let isString = false
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at)
    if (isString) {
      if (code === backslash) at += 1
      else if (code === quote) isString = false
    } else if (code === quote) isString = true
    else if (code === comma) values += 1
    else if (code === bracket || code === brace) {
      depth += 1
      values += 1
      if (depth > mostLevels) return `is nested deeper than ${mostLevels} levels`
    } else if (code === bracketEnd || code === braceEnd) depth -= 1
    if (values > mostValues) return `has more than ${mostValues} values`
  }
  return null
}
const [quote, backslash, comma] = [0x22, 0x5c, 0x2c] as const
const [bracket, bracketEnd, brace, braceEnd] = [0x5b, 0x5d, 0x7b, 0x7d] as const

/** ` in line 3`, where the parser says the place. */
function placeIn(text: string, error: unknown): string {
  const position = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined
  if (position === undefined) return ''
  return ` in line ${text.slice(0, Number(position)).split('\n').length}`
}
