import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builtInStyles } from '../../../src-main/contract/figure'
import type { ReportDocument } from '../../../src-main/core/reports/write/document'
import { toHtml } from '../../../src-main/core/reports/write/html'
import { escapeLatex, toLatex } from '../../../src-main/core/reports/write/latex'
import { toMarkdown } from '../../../src-main/core/reports/write/markdown'
import { readMarkdown } from '../../../src-main/core/reports/write/markdown-tree'
import { readMathematics } from '../../../src-main/charts/mathematics'
import { toMathml, toTypstMath } from '../../../src-main/core/reports/write/mathematics'
import { toTypst } from '../../../src-main/core/reports/write/typst'
import { createTypesetter } from '../../../src-main/core/reports/typesetter'
import { hasPoppler, poppler } from '../../support/pictures'
import { decodeTyped, encodeTyped } from '../../../src-main/panels/report/page-data'

const documentOf = (markdown: string, title = 'A title'): ReportDocument => ({
  title,
  parts: [
    { kind: 'text', blocks: readMarkdown(markdown), markdown },
    {
      kind: 'figure',
      id: 'gone',
      number: 1,
      caption: markdown,
      style: builtInStyles[0]!.style,
      name: null,
      error: markdown,
    },
    {
      kind: 'table',
      number: 1,
      caption: markdown,
      table: { columns: [{ label: markdown, isNumber: true }], rows: [[markdown]], notes: [markdown] },
      error: null,
    },
  ],
  style: builtInStyles[0]!.style,
  folder: '',
  colophon: 'Made here.',
})
const html = (document: ReportDocument) =>
  toHtml({ document, figures: new Map(), data: '{"a":"</script>"}', script: 'let a = 1', style: '', provenance: '' })

/** Every mark that one of the formats has. */
const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...Array.from('\\{}[]()#$%&~^_*`<>|"\'@=+-/!;:.,\n\t 1a')),
    fc.constantFrom(
      '${',
      '$$',
      '\\input{/etc/passwd}',
      '</script>',
      '<b>',
      '```',
      '#import',
      '#read("/etc/passwd")',
      '](javascript:a)',
      '| - |',
      '☃',
      '−',
      '\u0000',
    ),
  ),
  maxLength: 40,
})

describe('text of a report', () => {
  it('is read as the parts of Markdown that people use', () => {
    const kinds = readMarkdown(
      '# A\n\nb *c* **d** `e` ~~f~~ $g^2$ [h](https://i.j)\n\n- k\n- l\n\n3. m\n\n> n\n\n| o | p |\n| - | -: |\n| q | r |\n\n$$s$$\n\n---\n\n```\nt\n```',
    )
    expect(kinds.map(({ kind }) => kind)).toEqual([
      'heading',
      'paragraph',
      'list',
      'list',
      'quote',
      'table',
      'math',
      'rule',
      'code',
    ])
    const [, paragraph, , ordered] = kinds
    expect(
      paragraph?.kind === 'paragraph' && paragraph.children.map(({ kind }) => kind).filter((kind) => kind !== 'text'),
    ).toEqual(['emphasis', 'strong', 'code', 'deleted', 'math', 'link'])
    expect(ordered).toMatchObject({ kind: 'list', start: 3 })
  })

  it('keeps money, HTML and links that run something as text', () => {
    expect(readMarkdown('It costs $5 or $6.')).toEqual([
      { kind: 'paragraph', children: [{ kind: 'text', text: 'It costs $5 or $6.' }] },
    ])
    expect(html(documentOf('a <img src=x onerror=alert(1)> b'))).not.toContain('<img src=x')
    expect(html(documentOf('[a](javascript:alert(1)) ![b](https://c.d/e.png)'))).not.toMatch(/href=|<img/)
  })

  it('is no command in LaTeX, whatever it is', () => {
    expect(escapeLatex('50% of $a_b & c#d {e} \\f ^g ~h')).toBe(
      '50\\% of \\$a\\_b \\& c\\#d \\{e\\} \\textbackslash{}f \\textasciicircum{}g \\textasciitilde{}h',
    )
    expect(escapeLatex('Müller–“x” 28 × 28 ☃')).toBe("Müller--``x'' 28 \\ensuremath{\\times} 28 ?")
    fc.assert(
      fc.property(nasty, (text) => {
        const written = toLatex(documentOf(text, text), '% comment')
        expect(written).not.toMatch(/\\input|(?<!\\)[%](?! A4| Outlines| comment|\n)/)
      }),
    )
  })

  it('cannot end an element or the policy of a page', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const page = html(documentOf(text, text))
        expect(page.match(/<script/g)).toHaveLength(2)
        expect(page.match(/<\/script>/g)).toHaveLength(2)
        expect(page).not.toContain('<b>\n')
      }),
    )
  })

  it('stays within its cell in Markdown', () => {
    const text = toMarkdown(documentOf('a | b\nc'), 'words --> more')
    expect(text).toContain('| a \\| b c |')
    expect(text.match(/-->/g)).toHaveLength(1)
  })

  it('compiles in Typst, whatever it is', async () => {
    const texts = fc.sample(nasty, { numRuns: 60, seed: 1 })
    const document = documentOf(texts.join('\n\n'), texts.join(' '))
    const pdf = await createTypesetter().typeset(toTypst(document, 'a'), 'inter', [])
    expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-')
  })

  it('says why where Typst refuses', async () => {
    await expect(createTypesetter().typeset('#panic("no")', 'computer-modern', [])).rejects.toThrow(
      /could not be typeset.*no/,
    )
  })
})

describe('a table in a PDF', () => {
  it.skipIf(!hasPoppler)('never has two cells run into each other, however long the words in it are', async () => {
    const sizes = fc.sample(fc.array(fc.integer({ min: 1, max: 24 }), { minLength: 2, maxLength: 11 }), {
      numRuns: 12,
      seed: 4,
    })
    const seeds = [16, 7, 17, 7, 5, 15, 12, 6, 6, 8, 16]
    for (const lengths of [seeds, ...sizes]) {
      const row = (letter: string) =>
        lengths.map((length, index) => `${letter}${index}`.padEnd(Math.max(3, length), 'm'))
      const rows = [row('b'), row('c')]
      const table = { columns: row('a').map((label) => ({ label, isNumber: false })), rows, notes: [] }
      const part = { kind: 'table' as const, number: 1, caption: 'Words', table, error: null }
      const source = toTypst(
        { title: 'T', parts: [part], style: builtInStyles[0]!.style, folder: '', colophon: '' },
        '',
      )
      const pdf = await createTypesetter().typeset(source, 'computer-modern', [])
      const words = poppler('pdftotext', pdf, ['-layout'], ['-']).toString().split(/\s+/)
      for (const cell of [...row('a'), ...rows.flat()]) expect(words).toContain(cell)
    }
  })
})

describe('mathematics', () => {
  it('is written as Typst and as MathML', () => {
    expect(toTypstMath('\\frac{1}{2} x^2 \\le \\beta')).toBe('frac(1, 2) attach(x, t: 2) \\≤ β')
    expect(toMathml('\\sqrt{a_i}', false)).toBe('<math><msqrt><msub><mi>a</mi><mi>i</mi></msub></msqrt></math>')
    expect(toMathml('a < b', true)).toBe('<math display="block"><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow></math>')
  })

  it('is shown as it is written where it is beyond that, and never throws', () => {
    expect(readMathematics('\\begin{matrix}')).toBe(null)
    expect(readMathematics('{a')).toBe(null)
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('\\', 'frac', '{', '}', '^', '_', 'a', '1', ' ', 'alpha', "'") }),
        (tex) => void readMathematics(tex),
      ),
    )
  })

  it('compiles in Typst', async () => {
    const pieces = fc.sample(
      fc.string({
        unit: fc.constantFrom(
          '\\frac{1}{2}',
          'x^2',
          'a_i^j',
          '\\alpha',
          '\\times',
          '(',
          ')',
          '[',
          ',',
          ';',
          '"',
          '#',
          '\\$',
          '+',
          '-',
          '/',
          '\\hat{x}',
          '\\overline{x}',
          '\\mathcal{L}_\\beta',
          '\\mathbb{R}',
          '\\,',
          '\\quad',
          '{}',
          '^2',
          "f''",
          '\\text{a "b"}',
          '\\log',
          "f'",
          '\\sqrt{x}',
          '\\{',
          '|',
          '*',
          '@',
          '=',
        ),
        minLength: 1,
      }),
      { numRuns: 60, seed: 2 },
    )
    const source = pieces.flatMap((tex) => toTypstMath(tex) ?? []).map((typst) => `$${typst}$`)
    expect(source.length).toBeGreaterThan(30)
    const pdf = await createTypesetter().typeset(source.join('\n\n'), 'computer-modern', [])
    expect(pdf.length).toBeGreaterThan(1_000)
  })
})

describe('the data of a page', () => {
  it('come back as they were, typed arrays, NaN and infinities too', () => {
    fc.assert(
      fc.property(fc.array(fc.double()), fc.string(), (numbers, text) => {
        const value = {
          float64: Float64Array.from(numbers),
          float32: Float32Array.from(numbers),
          int32: Int32Array.from(numbers.map((number) => Math.trunc(number) | 0)),
          bytes: Uint8Array.of(0, 255),
          list: numbers.map((number) => (Object.is(number, -0) ? 0 : number)),
          text,
          nothing: null,
        }
        expect(decodeTyped(encodeTyped(value))).toEqual(value)
      }),
    )
  })
})
