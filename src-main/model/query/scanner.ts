/**
 * The words of a line, read where the grammar asks for them. They depend on where they stand: a name ends at a colon, a value does not (`12:30`), and
 * what follows a colon goes on to the next space, as search terms always did. So there are no tokens before the grammar, and every word of today's
 * searches is one.
 */
import type { Comparison, QueryProblem, Span } from './tree'

/** For colours. */
export type TokenKind = 'field' | 'operator' | 'number' | 'text' | 'keyword' | 'mark'
export type Token = Span & { readonly kind: TokenKind }

/** A word, or text in quotation marks. */
export type Word = Span & { readonly text: string; readonly isQuoted: boolean }

/** Thrown within the parser alone. */
export class Trouble extends Error {
  constructor(readonly problem: QueryProblem) {
    super(problem.sentence)
  }
}

const operators: readonly (readonly [written: string, operator: Comparison])[] = [
  ['!=', '!='],
  ['<>', '!='],
  ['≠', '!='],
  ['!~', '!~'],
  ['<=', '<='],
  ['≤', '<='],
  ['>=', '>='],
  ['≥', '>='],
  ['==', '='],
  ['=', '='],
  ['<', '<'],
  ['>', '>'],
  ['~', '~'],
]

/** Words that mean something to the grammar wherever they stand, or behind a field. */
export const keywords = ['and', 'or', 'not', 'in', 'between', 'is', 'order', 'by'] as const

export const isKeyword = (text: string): boolean => (keywords as readonly string[]).includes(text.toLowerCase())

const isSpace = (character: string): boolean => /^\s$/u.test(character)

export type Scanner = ReturnType<typeof createScanner>

export function createScanner(line: string) {
  let at = 0
  const tokens: Token[] = []

  function skip(): void {
    while (at < line.length && isSpace(line.charAt(at))) at += 1
  }
  const operatorAt = (place: number) => operators.find(([written]) => line.startsWith(written, place))

  /** Where a word ends that begins here: before a space, a bracket, a comma or an operator; before a colon too, where that matters. */
  function endOfWord(from: number, stopsAtColon: boolean): number {
    let end = from
    while (end < line.length) {
      const character = line.charAt(end)
      if (isSpace(character) || '(),'.includes(character) || operatorAt(end) !== undefined) break
      if (stopsAtColon && character === ':' && end > from) break
      end += 1
    }
    return end
  }

  function quoted(): Word {
    const from = at
    let text = ''
    at += 1
    for (;;) {
      const character = line.charAt(at)
      if (character === '')
        throw new Trouble({
          from,
          to: line.length,
          sentence: 'The quotation mark is not closed.',
          fix: { from: line.length, to: line.length, text: '"', label: 'Close it' },
          isUnfinished: true,
        })
      at += 1
      if (character === '"') return { from, to: at, text, isQuoted: true }
      if (character === '\\' && at < line.length) {
        const next = line.charAt(at)
        text += next === 'n' ? '\n' : next === 't' ? '\t' : next
        at += 1
      } else text += character
    }
  }

  function mark(kind: TokenKind, { from, to }: Span): void {
    if (to > from) tokens.push({ kind, from, to })
  }

  return {
    line,
    tokens,
    mark,
    place: (): number => at,
    back(place: number): void {
      at = place
    },
    isAtEnd(): boolean {
      skip()
      return at >= line.length
    },
    /** The next character that is no space; empty at the end. */
    next(): string {
      skip()
      return line.charAt(at)
    },
    /** Takes a bracket or comma. */
    take(character: string): boolean {
      skip()
      if (line.charAt(at) !== character) return false
      mark('mark', { from: at, to: at + 1 })
      at += 1
      return true
    },
    /** Takes what follows at once, without a space between. */
    takeHere(text: string): boolean {
      if (!line.startsWith(text, at)) return false
      at += text.length
      return true
    },
    /** What a pattern finds here, at once; empty where it finds nothing. It is taken. */
    match(pattern: RegExp): string {
      const found = pattern.exec(line.slice(at))
      const text = found?.index === 0 ? found[0] : ''
      at += text.length
      return text
    },
    /** An operator, which is taken. */
    operator(): { readonly operator: Comparison; readonly at: Span } | null {
      skip()
      const found = operatorAt(at)
      if (found === undefined) return null
      const from = at
      at += found[0].length
      mark('operator', { from, to: at })
      return { operator: found[1], at: { from, to: at } }
    },
    /** Whether a keyword comes next; it is taken where it does. Before a colon it is a name (`is:starred`). */
    keyword(word: (typeof keywords)[number] | 'empty' | 'asc' | 'desc'): boolean {
      skip()
      const end = endOfWord(at, true)
      if (line.slice(at, end).toLowerCase() !== word || line.charAt(end) === ':') return false
      mark('keyword', { from: at, to: end })
      at = end
      return true
    },
    /** A name or a word of text: a colon ends it. Null where none comes. */
    word(): Word | null {
      skip()
      if (line.charAt(at) === '"') return quoted()
      const from = at
      at = endOfWord(from, true)
      return at === from ? null : { from, to: at, text: line.slice(from, at), isQuoted: false }
    },
    /** A value: a colon does not end it. Null where none comes. */
    value(): Word | null {
      skip()
      if (line.charAt(at) === '"') return quoted()
      const from = at
      at = endOfWord(from, false)
      return at === from ? null : { from, to: at, text: line.slice(from, at), isQuoted: false }
    },
    /** What stands behind a colon: up to a space, or to a bracket that closes one before it. */
    rest(): Word {
      if (line.charAt(at) === '"') return quoted()
      const from = at
      let depth = 0
      while (at < line.length && !isSpace(line.charAt(at))) {
        if (line.charAt(at) === '(') depth += 1
        if (line.charAt(at) === ')' && (depth -= 1) < 0) break
        at += 1
      }
      return { from, to: at, text: line.slice(from, at), isQuoted: false }
    },
  }
}
