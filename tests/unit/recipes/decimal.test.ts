/** Numbers as people type them: read in one way by every field, flag and file. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readNumber as readFlag } from '../../../src-main/hosts/cli/setting-flags'
import { readNumber as readTyped } from '../../../src-main/model/programs/typed-values'
import { readField } from '../../../src-main/panels/architecture/layer-fields'
import { readClassWeights } from '../../../src-main/recipes/class-weights'
import { readDecimal, readGrouped } from '../../../src-main/recipes/decimal'
import { readAugmenting } from '../../../src-main/recipes/registry/augmentations'
import { parseSetting } from '../../../src-renderer/views/new-run/draft'
import { readRepeat } from '../../../src-renderer/views/new-run/repeat'
import { readNumber as readPanelField } from '../../../src-renderer/views/workspace/settings-words'
import { propertyCases } from '../../support/property'

const double = fc.double({ noNaN: true, noDefaultInfinity: true })

/** What JavaScript takes for a number and nobody else does, and what is none. */
const noNumbers = [
  ...[
    '',
    ' ',
    '\t',
    '0x10',
    '0b11',
    '0o17',
    '0X1F',
    '1_000',
    '1n',
    'NaN?',
    'e5',
    '1e',
    '1e+',
    '.',
    '+',
    '-',
    '--1',
    '1.2.3',
    '1 2',
  ],
  ...[
    '１２',
    '٣',
    '१',
    '½',
    'Ⅻ',
    '1\u00002',
    '\ud8001',
    '1\udc00',
    '\u202e12',
    '1\u200b',
    '\u200f1',
    '1e400',
    '-1e400',
    '1e99999',
  ],
  ...['9'.repeat(10_000), '1'.repeat(400), `${'1'.repeat(10_000)}x`, '0.'.repeat(5_000), `1e${'9'.repeat(5_000)}`],
]
/** Each field that takes a number as text, as it answers: null for what is none. */
const fields: Readonly<Record<string, (text: string) => number | null>> = {
  'a setting in the form': (text) => numberOr(parseSetting('learningRate', text)),
  'a setting on the command line': (text) => {
    try {
      return readFlag('--learning-rate', text)
    } catch {
      return null
    }
  },
  'a parameter of a program': readTyped,
  'a setting of a layer': (text) =>
    numberOr(
      readField(
        { key: 'rate', label: 'Rate', help: '', choices: [], numbers: 'one', least: null, most: null, isWhole: false },
        text,
      ),
    ),
  'a setting of a panel': (text) => readPanelField(text) ?? null,
  'a class weight': (text) => {
    const read = readClassWeights(text)
    return typeof read === 'string' || read?.length !== 1 ? null : (read[0] ?? null)
  },
  'an augmentation': (text) => {
    const read = readAugmenting(`colour:${text}`)
    return typeof read === 'string' ? null : (read[0]?.value ?? null)
  },
  'a number of seeds': readRepeat,
}
const numberOr = (value: unknown): number | null => (typeof value === 'number' && !Number.isNaN(value) ? value : null)

describe('a number that is typed', () => {
  it('is every double, however it is written', () => {
    fc.assert(
      fc.property(double, fc.constantFrom('', ' ', '\t', '\u00a0'), (made, blank) => {
        const value = made + 0
        for (const text of [String(value), value.toExponential(), value.toString().toUpperCase()])
          expect(readDecimal(`${blank}${text}${blank}`)).toBe(value)
        expect(readDecimal(String(value).replace('-', '−'))).toBe(value)
      }),
      { numRuns: propertyCases(500) },
    )
  })

  it('may have thousands apart, as they are shown, and in no other place', () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        expect(readGrouped(value.toLocaleString('en-US'))).toBe(value)
      }),
      { numRuns: propertyCases(300) },
    )
    for (const text of ['1,5', '1,50', '1,5000', ',500', '50,', '1,,000', '1,000,0', '12,34,567', '1,000e3'])
      expect(readGrouped(text)).toBeNull()
  })

  it.each(Object.entries(fields))('is none in %s where it only looks like one', (_, read) => {
    for (const text of noNumbers) expect([text.slice(0, 20), read(text)]).toEqual([text.slice(0, 20), null])
  })
})
