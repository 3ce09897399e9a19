/** Markdown as a small tree that each format is written from. Read by marked; what no format needs is text. */
import { Marked, type Token, type Tokens } from 'marked'
import { isTooMuch } from '@panels/report/too-much'

export type Inline =
  | { readonly kind: 'text' | 'code' | 'math'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis' | 'deleted'; readonly children: readonly Inline[] }
  | { readonly kind: 'link'; readonly href: string; readonly children: readonly Inline[] }
  | { readonly kind: 'break' }

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly children: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly children: readonly Inline[] }
  | { readonly kind: 'code' | 'math'; readonly text: string }
  | { readonly kind: 'list'; readonly start: number | null; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | {
      readonly kind: 'table'
      readonly head: readonly (readonly Inline[])[]
      readonly rows: readonly (readonly (readonly Inline[])[])[]
      readonly align: readonly ('left' | 'center' | 'right' | null)[]
    }
  | { readonly kind: 'rule' }

/** `$...$` within a line, `$$...$$` as a paragraph: TeX. A dollar before a digit or a space is money. */
const inlineMath = /^\$(?![\s\d$])((?:\\[^\n]|[^$\\\n])*?[^\s\\$])\$(?!\d)/
const someMath = new RegExp(inlineMath.source.slice(1))
const blockMath = /^\$\$(?=\s*[^$\s])([^$]+)\$\$(?:\n+|$)/
const someBlockMath = new RegExp(blockMath.source.slice(1))

const reader = new Marked({
  gfm: true,
  extensions: [
    {
      name: 'inlineMath',
      level: 'inline',
      // Where one really begins: text is taken apart at each such place, and looked through anew behind it.
      start: (source) => source.search(someMath),
      tokenizer(source) {
        const match = inlineMath.exec(source)
        return match === null ? undefined : { type: 'inlineMath', raw: match[0], text: match[1] ?? '' }
      },
    },
    {
      name: 'blockMath',
      level: 'block',
      start: (source) => source.search(someBlockMath),
      tokenizer(source) {
        const match = blockMath.exec(source)
        return match === null ? undefined : { type: 'blockMath', raw: match[0], text: (match[1] ?? '').trim() }
      },
    },
  ],
})

/** Reads any text: what is no Markdown, or is more than can be read as such, is a paragraph. */
export function readMarkdown(markdown: string): Block[] {
  if (isTooMuch(markdown)) return [{ kind: 'paragraph', children: [{ kind: 'text', text: markdown }] }]
  return toBlocks(reader.lexer(markdown))
}

const textOf = (token: Token): string => ('text' in token && typeof token.text === 'string' ? token.text : token.raw)

function toBlocks(tokens: readonly Token[]): Block[] {
  return tokens.flatMap((token): Block[] => {
    switch (token.type) {
      case 'heading':
        return [{ kind: 'heading', level: (token as Tokens.Heading).depth, children: inlinesOf(token) }]
      case 'paragraph':
      case 'text':
        return [{ kind: 'paragraph', children: inlinesOf(token) }]
      case 'code':
        return [{ kind: 'code', text: textOf(token) }]
      case 'blockMath':
        return [{ kind: 'math', text: textOf(token) }]
      case 'list': {
        const { ordered, start, items } = token as Tokens.List
        return [
          {
            kind: 'list',
            start: ordered ? (start === '' ? 1 : start) : null,
            items: items.map((item) => toBlocks(item.tokens)),
          },
        ]
      }
      case 'blockquote':
        return [{ kind: 'quote', blocks: toBlocks((token as Tokens.Blockquote).tokens) }]
      case 'table': {
        const { header, rows, align } = token as Tokens.Table
        const cell = ({ tokens: inside }: Tokens.TableCell) => toInlines(inside)
        return [{ kind: 'table', head: header.map(cell), rows: rows.map((row) => row.map(cell)), align }]
      }
      case 'hr':
        return [{ kind: 'rule' }]
      case 'space':
      case 'def':
        return []
      default:
        // HTML stands in the report as it is written, and does nothing there.
        return [{ kind: 'paragraph', children: [{ kind: 'text', text: token.raw.trim() }] }]
    }
  })
}

const inlinesOf = (token: Token): Inline[] =>
  'tokens' in token && Array.isArray(token.tokens)
    ? toInlines(token.tokens)
    : [{ kind: 'text', text: decode(textOf(token)) }]

function toInlines(tokens: readonly Token[]): Inline[] {
  return tokens.flatMap((token): Inline[] => {
    switch (token.type) {
      case 'strong':
        return [{ kind: 'strong', children: inlinesOf(token) }]
      case 'em':
        return [{ kind: 'emphasis', children: inlinesOf(token) }]
      case 'del':
        return [{ kind: 'deleted', children: inlinesOf(token) }]
      case 'codespan':
        return [{ kind: 'code', text: textOf(token) }]
      case 'inlineMath':
        return [{ kind: 'math', text: textOf(token) }]
      case 'br':
        return [{ kind: 'break' }]
      case 'link': {
        const { href } = token as Tokens.Link
        const children = inlinesOf(token)
        return isSafe(href) ? [{ kind: 'link', href, children }] : children
      }
      case 'image':
        // A picture from elsewhere would be a request: its description stands for it.
        return [{ kind: 'text', text: decode(textOf(token)) }]
      case 'text':
        return 'tokens' in token && Array.isArray(token.tokens)
          ? toInlines(token.tokens)
          : [{ kind: 'text', text: decode(textOf(token)) }]
      case 'escape':
        return [{ kind: 'text', text: textOf(token) }]
      default:
        return [{ kind: 'text', text: token.raw }]
    }
  })
}

/** Where a link of a document may lead: nothing that runs, no file of this machine. */
const isSafe = (href: string): boolean => /^(https?:|mailto:)/i.test(href)

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }
const decode = (text: string): string =>
  text.replaceAll(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi,
    (written, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return entities[name.toLowerCase()] ?? written
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : written
    },
  )
