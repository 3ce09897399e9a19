/** A report as every format writes it: blocks in their order, figures drawn, text read. */
import type { FigureStyle } from '../../../contract/figure'
import type { ReportTable, ResolvedBlock } from '../../../contract/report'
import { readMarkdown, type Block } from './markdown-tree'

export type DocumentPart =
  | { readonly kind: 'text'; readonly blocks: readonly Block[]; readonly markdown: string }
  | {
      readonly kind: 'figure'
      readonly id: string
      readonly number: number
      readonly caption: string
      readonly style: FigureStyle
      /** A file's name without its ending; null where it could not be drawn. */
      readonly name: string | null
      readonly error: string | null
    }
  | {
      readonly kind: 'table'
      readonly number: number
      readonly caption: string
      readonly table: ReportTable | null
      readonly error: string | null
    }

export type ReportDocument = {
  readonly title: string
  readonly parts: readonly DocumentPart[]
  readonly style: FigureStyle
  /** What stands before the names of the files beside it: empty, or a folder with a slash. */
  readonly folder: string
  /** Where it comes from, as its last words. */
  readonly colophon: string
}

/** Centimetres of a figure's width; a pixel is 1/96 inch. */
export function widthInCentimetres({ size: { width, unit } }: FigureStyle): number {
  return unit === 'cm' ? width : unit === 'in' ? width * 2.54 : (width / 96) * 2.54
}

/** A name that every file system and TeX take: figure-03-overlay. */
export const figureName = (number: number, id: string): string =>
  `figure-${String(number).padStart(2, '0')}-${id.replaceAll(/[^A-Za-z0-9-]+/g, '-').slice(0, 40)}`

export function toParts(blocks: readonly ResolvedBlock[]): DocumentPart[] {
  return blocks.map((block): DocumentPart => {
    switch (block.kind) {
      case 'text':
        return { kind: 'text', blocks: readMarkdown(block.markdown), markdown: block.markdown }
      case 'figure': {
        const { id, number, style, text, error } = block
        const name = error === null ? figureName(number, id) : null
        return { kind: 'figure', id, number, caption: text.caption, style, name, error }
      }
      default: {
        const { number, caption, table, error } = block
        return { kind: 'table', number, caption, table, error }
      }
    }
  })
}
