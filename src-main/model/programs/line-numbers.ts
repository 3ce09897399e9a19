/** Numbers in printed lines, as programs write them: `0.41`, `.5`, `1e-3`, `-inf`, `NaN`. */

/** A number that is longer was not printed as one. */
const longestNumber = 60

export type FoundNumber = { readonly value: number; /** Behind it. */ readonly end: number }

// Sticky and without anything that could be matched in two ways: one pass.
const decimal = /[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,5})?/y
const word = /([+-]?)(nan|inf(?:inity)?)(?![\p{L}\p{N}_])/iuy

/** The number that begins at this place; null where none does, or where letters or further digits follow that make it something else. */
export function numberAt(line: string, at: number): FoundNumber | null {
  decimal.lastIndex = at
  const digits = decimal.exec(line)?.[0]
  if (digits === undefined) return wordAt(line, at)
  let end = at + digits.length
  if (digits.length > longestNumber) return null
  // "3." at the end of a sentence is 3.
  const text = digits.endsWith('.') ? digits.slice(0, -1) : digits
  if (digits.endsWith('.')) end -= 1
  const after = line.charAt(end)
  if (/[\p{L}\p{N}_]/u.test(after) && !isUnit(line, end)) return null
  // A version (1.2.3), a date (2026-11-29), a time (13:44).
  if ((after === '.' || after === ':' || after === '-') && /\d/.test(line.charAt(end + 1))) return null
  return { value: Number(text), end }
}

function wordAt(line: string, at: number): FoundNumber | null {
  word.lastIndex = at
  const found = word.exec(line)
  if (found === null) return null
  const [whole, sign, name = ''] = found
  const value = name.toLowerCase() === 'nan' ? Number.NaN : sign === '-' ? -Infinity : Infinity
  return { value, end: at + whole.length }
}

/** Units that stand right behind a number: "12.3s", "35ms", "4.1it/s". */
const unit = /(?:s|ms|us|m|h|it|k|x|kB|MB|GB|KiB|MiB|GiB)(?![\p{L}\p{N}_])/uy

function isUnit(line: string, at: number): boolean {
  unit.lastIndex = at
  return unit.test(line)
}
