import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunSummary } from '../../../src-main/contract/run'
import { readText, plainText } from '../../../src-main/charts/mathematics'
import { parseBinding, splitBindings } from '../../../src-main/panels/report/bindings'
import { readKey, writeKey } from '../../../src-main/panels/report/quoted-keys'
import { fillLegend, richLegend } from '../../../src-main/panels/words/config-values'
import { propertyCases } from '../../support/property'

/** Any text, and often what has a meaning in bindings, templates and Markdown. */
const key = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
  fc
    .array(
      fc.constantFrom(
        ...[
          '"',
          '\\',
          '{',
          '}',
          '{{',
          '}}',
          '$',
          ' ',
          '  ',
          ', ',
          ' of ',
          ' by ',
          ' vs ',
          '/',
          '.',
          'lr',
          '\n',
          '🜁',
          '`',
          '*',
          '__proto__',
        ],
      ),
      { minLength: 1, maxLength: 8 },
    )
    .map((parts) => parts.join('')),
)

describe('keys in bindings and templates', () => {
  it('come back as they were, whatever their characters and what follows', () => {
    fc.assert(
      fc.property(key, fc.constantFrom('', ' of plain, MSE', ' by lr'), (written, rest) => {
        const read = readKey(`${writeKey(written)}${rest}`)
        expect(read).toMatchObject({ key: written, rest: rest.trim() })
      }),
      { numRuns: propertyCases(300) },
    )
  })

  it('are read of a report’s text in every form that takes one', () => {
    fc.assert(
      fc.property(key, key, (one, other) => {
        const [a, b] = [writeKey(one), writeKey(other)]
        const read = (binding: string) => {
          const segments = splitBindings(`Before {{${binding}}} after`)
          expect(segments).toEqual([
            { kind: 'text', text: 'Before ' },
            { kind: 'binding', expression: binding },
            { kind: 'text', text: ' after' },
          ])
          return parseBinding(binding)
        }
        const by = { row: one, column: other }
        expect(read(`verdict ${a} by ${a}, ${b}`)).toEqual({
          ok: true,
          binding: { kind: 'sentence', form: 'verdict', metric: one, by, of: [] },
        })
        expect(read(`best ${a} by ${b} of plain, MSE`)).toEqual({
          ok: true,
          binding: { kind: 'metric', form: 'best', metric: one, by: { row: other, column: other }, of: 'plain, MSE' },
        })
        expect(read(`epochs to ${a} by ${a}, ${b} of plain vs pooled`)).toEqual({
          ok: true,
          binding: { kind: 'pair', form: 'epochs to', metric: one, by, left: 'plain', right: 'pooled' },
        })
        for (const from of ['config', 'summary', 'environment'] as const) {
          const binding = { kind: 'value', from, key: one, of: 'plain' }
          expect(read(`${from} ${a} of plain`)).toEqual({ ok: true, binding })
          expect(read(`run.${from}.${a} of plain`)).toEqual({ ok: true, binding })
        }
        expect(read(`count groups by ${a}, ${b}`)).toEqual({ ok: true, binding: { kind: 'groups', by, of: null } })
        expect(read(`last step ${a}`)).toEqual({
          ok: true,
          binding: { kind: 'digest', form: 'last step', key: one, of: null },
        })
        expect(read(`label ${a}`)).toEqual({ ok: true, binding: { kind: 'key', form: 'label', key: one } })
      }),
      { numRuns: propertyCases(200) },
    )
  })

  it('are filled into legends, and nothing of them is taken for mathematics', () => {
    fc.assert(
      fc.property(key, fc.constantFrom('x', 'a b', '$\\frac12$'), (written, value) => {
        const run = { name: 'calm-bay-1', config: Object.fromEntries([[written, value]]) } as unknown as RunSummary
        fc.pre(Object.hasOwn(run.config, written))
        const template = `\${config.${writeKey(written)}}!`
        expect(fillLegend(template, run)).toBe(`${value}!`)
        expect(richLegend(template, run)).toEqual({})
        expect(plainText(readText(template, () => value))).toBe(`${value}!`)
      }),
      { numRuns: propertyCases(200) },
    )
  })
})
