import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSource } from '../../../src-renderer/views/reports/markdown-source'

const spansOf = (markdown: string) => readSource(markdown).flatMap(({ spans }) => spans)

describe('readSource', () => {
  it('tells marks from words, and bindings from both', () => {
    expect(
      readSource('## Loss\n\nThe **plain** model: {{best val_mse of plain, MSE}}.').map(({ kind, at }) => [kind, at]),
    ).toEqual([
      ['heading', 0],
      ['paragraph', 9],
    ])
    expect(
      spansOf('The **plain** `x`: {{best val_mse}}.').map(({ text, isMark, isStrong }) => [text, isMark, isStrong]),
    ).toEqual([
      ['The ', false, false],
      ['**', true, true],
      ['plain', false, true],
      ['**', true, true],
      [' ', false, false],
      ['`', true, false],
      ['x', false, false],
      ['`', true, false],
      [': ', false, false],
      ['{{best val_mse}}', false, false],
      ['.', false, false],
    ])
  })

  it('leaves what is between braces alone, whatever Markdown would make of it', () => {
    expect(spansOf('{{a *b* `c` _d_}} and *{{e}}*').flatMap(({ expression }) => expression ?? [])).toEqual([
      'a *b* `c` _d_',
      'e',
    ])
  })

  it('says of every stretch where it stands in the source', () => {
    const piece = fc.constantFrom(
      '# ',
      '**',
      '*',
      '`',
      '- ',
      '\n',
      '\n\n',
      '> ',
      '{{',
      '}}',
      '|',
      '1. ',
      'word',
      ' ',
      '\\',
      '_',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const source = pieces.join('')
        let end = 0
        for (const { at, text } of spansOf(source)) {
          expect(source.slice(at, at + text.length)).toBe(text)
          expect(at).toBeGreaterThanOrEqual(end)
          // Only blank lines between parts are left out.
          expect(source.slice(end, at).trim()).toBe('')
          end = at + text.length
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
