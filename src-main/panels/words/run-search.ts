/** What the search of a list is: words for the store, or a regular expression over names that are at hand. */
export { tagTerm } from '@model/search'

export type Search = {
  /** For the store. */
  readonly where: string
  /** For the names of what it finds. */
  readonly matches: (run: { readonly name: string }) => boolean
  /** A sentence when the expression cannot be read; everything matches then. */
  readonly error: string | null
}

const all = (): boolean => true

/**
 * Text as model/search reads it. With `isRegex`: a regular expression over the name, which only whoever typed it waits for, and not the core.
 */
export function parseSearch(text: string, isRegex: boolean): Search {
  const trimmed = text.trim()
  if (!isRegex || trimmed === '') return { where: trimmed, matches: all, error: null }
  try {
    const expression = new RegExp(trimmed, 'iu')
    return { where: '', matches: ({ name }) => expression.test(name), error: null }
  } catch (error) {
    return { where: '', matches: all, error: sentenceOf(error) }
  }
}

function sentenceOf(error: unknown): string {
  // V8 says "Invalid regular expression: /(/iu: Unterminated group"; the last part is what helps.
  const reason = (error instanceof Error ? error.message : String(error)).split(': ').at(-1) ?? ''
  return `This is not a valid regular expression: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}.`
}
