/**
 * Texts that a person typed, with the part of TeX's mathematics that papers use in labels and text: the one reader of them. Canvas (`rich-text`),
 * TeX (`panels/figure/tikz/text`), Typst and MathML (`core/reports/write/mathematics`) are written from its tree, so that a formula that one
 * format knows is known to all of them.
 */
import { placeholder, readFormula, type Mathematics } from './mathematics-reader'

/** A formula without its dollar signs; null for TeX beyond this part, which is then shown as it is written. */
export const readMathematics = (tex: string): Mathematics | null => readFormula(tex, []).tree

/** A text that a person typed: words, and formulas between them. */
export type RichText = readonly (
  | { readonly text: string }
  | {
      readonly formula: Mathematics
      /** With its dollar signs. */
      readonly text: string
    }
)[]
/** What is drawn: plain text in which nothing means anything else, or one with formulas. */
export type Text = string | RichText

/** A formula begins and ends with something that is no space, and no digit follows it: two prices are none. */
const formulaPattern = /(?<!\\)\$(?!\s)((?:[^$\\]|\\[^])*?[^\s\\$]|(?:[^$\\]|\\[^])*?\\[^\s])\$(?!\d)/u

/**
 * A text that a person typed, with `$...$` as mathematics where the reader knows it; `\$` is a dollar sign. What it does not know stands
 * as it is written.
 * @param fill what stands for `${...}`: a word, which is never mathematics, whatever it holds.
 */
export function readText(typed: string, fill?: (written: string, inside: string) => string): RichText {
  const values: string[] = []
  const marked = fill
    ? typed.replaceAll(/\$\{([^}]*)\}/g, (written, inside: string) => {
        values.push(fill(written, inside))
        return placeholder(values.length - 1)
      })
    : typed
  const filled = (text: string) =>
    values.length === 0
      ? text
      : text.replaceAll(/[\u{f0000}-\u{ffffd}]/gu, (mark) => values[(mark.codePointAt(0) ?? 0) - 0xf0000] ?? mark)
  const parts: RichText[number][] = []
  const put = (text: string) => {
    const last = parts.at(-1)
    if (text === '') return
    if (last !== undefined && !('formula' in last)) parts[parts.length - 1] = { text: last.text + text }
    else parts.push({ text })
  }
  const putWords = (text: string) => put(filled(text.replaceAll('\\$', '$')))
  let rest = marked
  for (let match = formulaPattern.exec(rest); match !== null; match = formulaPattern.exec(rest)) {
    const [whole, tex = ''] = match
    putWords(rest.slice(0, match.index))
    const { tree } = readFormula(tex, values)
    if (tree === null) put(filled(whole))
    else parts.push({ formula: tree, text: filled(whole) })
    rest = rest.slice(match.index + whole.length)
  }
  putWords(rest)
  return parts
}

/** A dollar sign of a word that goes into a text that is read by {@link readText}. */
export const escapeDollars = (word: string): string => word.replaceAll('$', '\\$')

/** The whole text on one line of plain characters, formulas as they are written. */
export const plainText = (text: Text): string =>
  typeof text === 'string' ? text : text.map((part) => part.text).join('')

/** Commands of mathematics in a text that are not known, each once: `\oint`. */
export function unknownCommands(typed: string): string[] {
  const found = new Set<string>()
  let rest = typed.replaceAll(/\$\{[^}]*\}/g, 'x')
  for (let match = formulaPattern.exec(rest); match !== null; match = formulaPattern.exec(rest)) {
    for (const name of readFormula(match[1] ?? '', []).unknown) found.add(name)
    rest = rest.slice(match.index + match[0].length)
  }
  return [...found]
}
