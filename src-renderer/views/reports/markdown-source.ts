/** A report's text as it is shown: its Markdown source with marks told apart from words, and bindings by what they say. */
import { lexer, type Token } from 'marked'
import { splitBindings } from '@panels/report/bindings'
import { isTooMuch } from '@panels/report/too-much'

/** A stretch of the source that looks alike. */
export type Span = {
  /** Where it begins in the source. */
  readonly at: number
  /** As it stands in the source; of a binding, with its braces. */
  readonly text: string
  /** Signs of Markdown rather than words. */
  readonly isMark: boolean
  readonly isStrong: boolean
  readonly isEmphasis: boolean
  readonly isCode: boolean
  /** What stands between the braces, of a binding. */
  readonly expression: string | null
}

export type SourcePart = {
  readonly at: number
  readonly kind: 'heading' | 'paragraph' | 'list' | 'code' | 'quote' | 'other'
  /** Of a heading, from 1. */
  readonly depth: number
  readonly spans: readonly Span[]
}

type Look = Pick<Span, 'isStrong' | 'isEmphasis' | 'isCode'>
const plain: Look = { isStrong: false, isEmphasis: false, isCode: false }

/** Stands for a binding while Markdown is read: what is between the braces is none of it. */
const stand = '\uE000'
const pattern = new RegExp(`(${stand})`)

const kinds: Readonly<Partial<Record<string, SourcePart['kind']>>> = {
  heading: 'heading',
  paragraph: 'paragraph',
  text: 'paragraph',
  list: 'list',
  code: 'code',
  blockquote: 'quote',
}

/** Parts of a text one below the other. Joined again, the texts of all spans are the source, but for blank lines between parts. */
export function readSource(markdown: string): SourcePart[] {
  const segments = splitBindings(markdown)
  const expressions = segments.flatMap((segment) => (segment.kind === 'binding' ? [segment.expression] : []))
  const standing = segments
    .map((segment) => (segment.kind === 'binding' ? stand : segment.text.replaceAll(stand, '\uFFFD')))
    .join('')
  let at = 0
  let taken = 0
  const emit = (raw: string, isMark: boolean, look: Look): Span[] =>
    raw
      .split(pattern)
      .filter((piece) => piece !== '')
      .map((piece) => {
        const expression = piece === stand ? (expressions[taken++] ?? '') : null
        const text = expression === null ? piece : `{{${expression}}}`
        const span = { at, text, isMark: isMark && expression === null, ...look, expression }
        at += text.length
        return span
      })
  const read = (token: Token, look: Look): Span[] => {
    const own = lookOf(token, look)
    const children = childrenOf(token)
    if (children.length === 0) return readLeaf(token, own)
    const spans: Span[] = []
    let from = 0
    for (const child of children) {
      const found = token.raw.indexOf(child.raw, from)
      // Markdown took the indent of its lines away: shown as it stands.
      if (found < 0) continue
      spans.push(...emit(token.raw.slice(from, found), true, own), ...read(child, own))
      from = found + child.raw.length
    }
    return [...spans, ...emit(token.raw.slice(from), from > 0, own)]
  }
  const readLeaf = (token: Token, look: Look): Span[] => {
    const text = 'text' in token && typeof token.text === 'string' ? token.text : token.raw
    const from = token.type === 'codespan' || token.type === 'escape' ? token.raw.indexOf(text) : 0
    if (from <= 0) return emit(token.raw, token.type === 'hr', look)
    return [
      ...emit(token.raw.slice(0, from), true, look),
      ...emit(text, false, look),
      ...emit(token.raw.slice(from + text.length), true, look),
    ]
  }
  const tokens: readonly Token[] = isTooMuch(standing)
    ? [{ type: 'paragraph', raw: standing, text: standing }]
    : lexer(standing)
  return tokens.flatMap((token) => {
    const begin = at
    const spans = read(token, plain)
    if (token.type === 'space') return []
    const depth = token.type === 'heading' ? (token.depth as number) : 0
    return [{ at: begin, kind: kinds[token.type] ?? 'other', depth, spans: withoutBlankEnd(spans) }]
  })
}

function lookOf(token: Token, look: Look): Look {
  if (token.type === 'strong') return { ...look, isStrong: true }
  if (token.type === 'em') return { ...look, isEmphasis: true }
  return token.type === 'codespan' || token.type === 'code' ? { ...look, isCode: true } : look
}

function childrenOf(token: Token): readonly Token[] {
  if (token.type === 'list') return token.items as Token[]
  return 'tokens' in token && Array.isArray(token.tokens) ? token.tokens : []
}

/** Lines below a part are its distance, and no text of it. */
function withoutBlankEnd(spans: readonly Span[]): Span[] {
  const last = spans.at(-1)
  if (last?.expression !== null) return [...spans]
  const text = last.text.trimEnd()
  const rest = spans.slice(0, -1)
  return text === '' ? withoutBlankEnd(rest) : [...rest, { ...last, text }]
}
