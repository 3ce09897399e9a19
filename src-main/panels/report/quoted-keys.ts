/** Keys as they stand in bindings and in templates of legends: a bare word, or any key at all in quotation marks, as JSON has text. */

const quoted = /^"(?:[^"\\]|\\.)*"/

/** A key at the beginning of a text, and what follows it; null where none stands there. */
export function readKey(
  text: string,
): { readonly key: string; readonly isQuoted: boolean; readonly rest: string } | null {
  const [marked] = quoted.exec(text) ?? []
  if (marked !== undefined) {
    const key = unquoteKey(marked)
    return key === null ? null : { key, isQuoted: true, rest: text.slice(marked.length).trim() }
  }
  const [word = ''] = /^\S+/.exec(text) ?? []
  return word === '' || word.startsWith('"')
    ? null
    : { key: word, isQuoted: false, rest: text.slice(word.length).trim() }
}

/** The key that is written in quotation marks; null where it is not JSON. */
export function unquoteKey(text: string): string | null {
  try {
    const key: unknown = JSON.parse(text)
    return typeof key === 'string' ? key : null
  } catch {
    return null
  }
}

/** A key as {@link readKey} reads it back: bare where it is a plain word, else in quotation marks. */
export function writeKey(key: string): string {
  if (/^[\p{L}\p{N}_./:@+-]+$/u.test(key) && key !== 'of' && key !== 'by' && key !== 'vs') return key
  return JSON.stringify(key).replaceAll(/[{}$\u2028\u2029]|(?<=\s)\s/gu, (mark) => escapeUnit(mark))
}

const escapeUnit = (mark: string): string => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`
