/** Numbers as people type them into fields, files and flags. */

/** No two ways to read a digit, so that its time grows with the text's length. */
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i
/** Every double has a shorter form. */
const longest = 400

/**
 * A number in the ordinary way of writing: digits with a point, a sign and a power of ten, blanks around it. A minus sign as it is typeset is one, too.
 * Nothing else that JavaScript reads is a number to anybody: no `0x10`, no `Infinity`, no empty text, no digits of other scripts.
 * @returns null for what is none, or is greater than a double can be
 */
export function readDecimal(text: string): number | null {
  const plain = text.length > longest ? '' : text.trim().replace('−', '-')
  if (!decimal.test(plain)) return null
  const value = Number(plain)
  return Number.isFinite(value) ? value : null
}

/** Groups of three digits with commas between them: as counts are shown. */
const grouped = /^\s*[-+−]?\d{1,3}(?:,\d{3})+(?:\.\d*)?\s*$/

/** The same, with thousands as they are shown: 50,000. */
export const readGrouped = (text: string): number | null =>
  readDecimal(text.length <= longest && grouped.test(text) ? text.replaceAll(',', '') : text)
