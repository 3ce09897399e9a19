import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { annotationSchema } from '../../../src-main/contract/annotations'
import { stringifyJson } from '../../../src-main/contract/numbers'
import {
  findRefusedCharacter,
  nameSchema,
  seriesKeySchema,
  visibleJson,
  visibleLine,
  visibleReviver,
  visibleText,
  whyNoSeriesKey,
} from '../../../src-main/contract/text'
import { formatPairs, formatTable } from '../../../src-main/hosts/format'
import { propertyCases } from '../../support/property'

const cases = { numRuns: propertyCases(1_000) }

/** Every character that a terminal would obey or that turns a line around, from the Unicode tables and not from the source. */
const hostile = [
  ...Array.from({ length: 0x20 }, (_, code) => code),
  ...Array.from({ length: 0x21 }, (_, index) => 0x7f + index),
  0x2028,
  0x2029,
  ...[0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069],
  0xfeff,
  0xd800,
  0xdfff,
  0xffff,
].map((code) => String.fromCharCode(code))
const hostileText = fc
  .array(fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.constantFrom(...hostile)), { maxLength: 12 })
  .map((parts) => parts.join(''))
/** Printable text of any script: no controls, formats, surrogates, separators or noncharacters, and something to see. */
const printable = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .filter(
    (text) =>
      !/[\p{C}\p{Zl}\p{Zp}]/u.test(text) &&
      /[\p{L}\p{N}\p{P}\p{S}]/u.test(text.replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')),
  )
const controls = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u

describe('text that is shown', () => {
  it('has no character that a terminal obeys, and is shown twice as it is once', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const line = visibleLine(text)
        expect(line).not.toMatch(controls)
        expect(findRefusedCharacter(line, 'one-line')).toBeNull()
        expect(visibleLine(line)).toBe(line)
        const lines = visibleText(text)
        expect(findRefusedCharacter(lines, 'multi-line')).toBeNull()
        expect(lines.replaceAll('\r\n', '\n')).not.toMatch(/[^\P{Cc}\n\t]/u)
      }),
      cases,
    )
  })

  it('leaves printable text of every script as it is', () => {
    fc.assert(
      fc.property(printable, (text) => {
        expect(visibleLine(text)).toBe(text)
        expect(visibleText(`${text}\n\t${text}\r\n`)).toBe(`${text}\n\t${text}\r\n`)
      }),
      cases,
    )
  })

  it('is the same JSON document, without one raw control character', () => {
    fc.assert(
      fc.property(fc.dictionary(hostileText, fc.array(hostileText)), (value) => {
        const json = stringifyJson(value, 2)
        const shown = visibleJson(json)
        expect(JSON.parse(shown)).toEqual(JSON.parse(json))
        expect(shown).not.toMatch(/[^\P{Cc}\n]|[\u2028-\u202e\u2066-\u2069]/u)
      }),
      cases,
    )
    expect(JSON.parse('{"a":["x\\u001b"],"b\\u001b":1}', visibleReviver)).toEqual({ a: ['x␛'], 'b\u001b': 1 })
  })

  it('keeps every row of a table on one line', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 1, maxLength: 5 }), (names) => {
        const table = formatTable([{ header: 'run', text: (name: string) => name }], names)
        expect(table.split('\n')).toHaveLength(names.length + 1)
        expect(formatPairs(names.map((name) => ['name', name] as const)).split('\n')).toHaveLength(names.length)
      }),
      cases,
    )
    expect(visibleLine('a\nb\u001b[2J\u0007\u007f\u009b\u202e')).toBe('a␊b␛[2J␇␡\ufffd\ufffd')
  })
})

describe('names', () => {
  it('are refused with the character, wherever it stands', () => {
    fc.assert(
      fc.property(printable, fc.constantFrom(...hostile), printable, (before, character, after) => {
        const result = nameSchema(1_000).safeParse(before + character + after)
        // Halves of a pair that stand together are a character.
        if (findRefusedCharacter(before + character + after, 'one-line') === null) return
        expect(result.success).toBe(false)
        expect(result.error?.issues[0]?.message).toMatch(/^must not contain .*U\+[0-9A-F]{4}/)
        expect(annotationSchema.safeParse({ name: before + character + after }).success).toBe(false)
        expect(annotationSchema.safeParse({ tags: [`x${character}y`] }).success).toBe(false)
      }),
      cases,
    )
  })

  it('are any other text of up to their length in characters', () => {
    fc.assert(
      fc.property(printable, (text) => {
        expect(nameSchema(1_000).parse(`  ${text} `)).toBe(text.trim())
      }),
      cases,
    )
    expect(nameSchema(100).safeParse('🙂'.repeat(100)).success).toBe(true)
    expect(nameSchema(100).safeParse('🙂'.repeat(101)).error?.issues[0]?.message).toBe(
      'must have at most 100 characters',
    )
    for (const invisible of ['', ' ', '\u200d', '\u00ad\u3164'])
      expect(nameSchema(100).safeParse(invisible).success).toBe(false)
  })
})

describe('keys of series', () => {
  it('are any printable text of 1 to 200 characters', () => {
    fc.assert(
      fc.property(printable, (text) => {
        expect(seriesKeySchema.parse(text)).toBe(text)
      }),
      cases,
    )
    for (const key of ['train/grad_norm', 'Verlust größte', 'می\u200cخواهم', '👩\u200d👩\u200d👧', 'x'.repeat(200)])
      expect(whyNoSeriesKey(key)).toBeNull()
  })

  it('are refused with the key and the rule, in a sentence that is safe to show', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const result = seriesKeySchema.safeParse(text)
        if (result.success) {
          expect(text).not.toMatch(controls)
          return
        }
        const message = result.error.issues[0]?.message ?? ''
        expect(message).toMatch(/^".*" cannot be a series key: it .+ A key has 1 to 200 printable characters/)
        expect(message).not.toMatch(controls)
        expect(message.length).toBeLessThan(300)
      }),
      cases,
    )
    expect(whyNoSeriesKey('x'.repeat(201))).toBe('has 201 characters')
    expect(whyNoSeriesKey('y'.repeat(1_000_000))).toBe('has 1000000 characters')
    expect(whyNoSeriesKey('a\u202eb')).toBe('contains U+202E, which changes the direction of text')
  })
})
