import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  flattenConfig,
  isJsonObject,
  mostConfigLevels,
  type Json,
  type JsonObject,
} from '../../../src-main/protocol/config'
import { limitConfig, mostConfigBytes, mostConfigKeys } from '../../../src-main/protocol/config-limits'
import { directionOfName, isNameOfLoss, wordsOfName } from '../../../src-main/protocol/names'
import { propertyCases } from '../../support/property'

/** Names that mean something in JavaScript, that look alike, and that have dots and separators of their own. */
const keys = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'a',
    'A',
    'b',
    'a.b',
    'a.b.c',
    '.',
    '',
    '\\',
    'a\\.b',
  ),
  fc.constantFrom('é', 'e\u0301', 'ﬁ', 'fi', 'loss', 'seed', 'val/loss', '👩‍👩‍👧'),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
)
const leaves = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ maxLength: 12 }),
  fc.array(fc.oneof(fc.integer(), fc.string({ maxLength: 3 })), { maxLength: 4 }),
)
const { object } = fc.letrec<{ object: JsonObject; value: Json }>((tie) => ({
  value: fc.oneof({ depthSize: 'medium', withCrossShrink: true }, leaves as fc.Arbitrary<Json>, tie('object')),
  // A prototype of null: `__proto__` is a key like any other.
  object: fc.uniqueArray(fc.tuple(keys, tie('value')), { selector: ([key]) => key, maxLength: 6 }).map((entries) => {
    const made = Object.create(null) as Record<string, Json>
    for (const [key, value] of entries) made[key] = value
    return made
  }),
}))

/** Leaves of a config, an empty object being one. */
const countLeaves = (value: Json): number =>
  isJsonObject(value) && Object.keys(value).length > 0
    ? Object.keys(value).reduce((sum, key) => sum + countLeaves(value[key] ?? null), 0)
    : 1

const shuffled = (config: JsonObject): JsonObject => {
  const made = Object.create(null) as Record<string, Json>
  for (const key of Object.keys(config).reverse()) {
    const value = config[key] ?? null
    made[key] = isJsonObject(value) ? shuffled(value) : value
  }
  return made
}

describe('a flattened config', () => {
  it('loses nothing: every value has a key of its own, whatever the keys are', () => {
    fc.assert(
      fc.property(object, (config) => {
        const flat = flattenConfig(config)
        expect(Object.keys(flat)).toHaveLength(Object.keys(config).length === 0 ? 0 : countLeaves(config))
        expect(Object.getPrototypeOf(flat)).toBe(null)
      }),
      { numRuns: propertyCases(500) },
    )
  })

  it('is the same whatever order its keys were written in, so that equal configs have equal keys', () => {
    fc.assert(
      fc.property(object, (config) => {
        const sorted = (flat: object) => Object.entries(flat).sort(([left], [right]) => (left < right ? -1 : 1))
        expect(sorted(flattenConfig(shuffled(config)))).toEqual(sorted(flattenConfig(config)))
      }),
      { numRuns: propertyCases(500) },
    )
  })

  it('joins keys with dots, and tells apart what then reads alike', () => {
    expect(Object.entries(flattenConfig({ 'a.b': 1, a: { b: 2 } }))).toEqual([
      ['a\\.b', 1],
      ['a.b', 2],
    ])
    expect(Object.keys(flattenConfig(JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}') as JsonObject))).toEqual([
      '__proto__.x',
      'constructor',
    ])
    expect(flattenConfig({ e: {}, list: [1, { c: 2 }] })).toEqual({ e: '{}', list: [1, { c: 2 }] })
  })

  it('keeps what lies deeper than it goes as text', () => {
    const deep = (levels: number): Json => (levels === 0 ? 1 : { a: deep(levels - 1) })
    const [[key, value] = ['', null]] = Object.entries(flattenConfig(deep(200) as JsonObject))
    expect(key.split('.')).toHaveLength(mostConfigLevels)
    expect(JSON.parse(value as string)).toEqual(deep(200 - mostConfigLevels))
    expect(Object.keys(flattenConfig(deep(50) as JsonObject))).toEqual([Array(50).fill('a').join('.')])
  })
})

describe('a config that is too large', () => {
  it('is within the limits, with all that fits, and says what it leaves out', () => {
    fc.assert(
      fc.property(
        object,
        fc.integer({ min: 0, max: 4_000 }),
        fc.integer({ min: 0, max: 300 }),
        (small, count, length) => {
          const config = {
            ...small,
            more: Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, 'é'.repeat(length)])),
          }
          const { config: kept, problems } = limitConfig(config, 'config.json')
          const before = Object.keys(flattenConfig(config)).length
          const after = Object.keys(flattenConfig(kept)).length
          expect(after).toBeLessThanOrEqual(mostConfigKeys)
          expect(new TextEncoder().encode(JSON.stringify(kept)).length).toBeLessThanOrEqual(mostConfigBytes)
          if (problems.length === 0) expect(kept).toBe(config)
          else
            expect(problems[0]).toContain(
              `${(before - after).toLocaleString('en-US')} of its ${before.toLocaleString('en-US')} settings`,
            )
        },
      ),
      { numRuns: propertyCases(40) },
    )
  })

  it('keeps the beginning of a text of a megabyte, and what comes after it', () => {
    const { config, problems } = limitConfig({ text: '👍'.repeat(500_000), lr: 0.1 }, 'config.json')
    expect(config.lr).toBe(0.1)
    expect(config.text).toEqual(expect.stringMatching(/^(👍)+…$/u))
    expect(problems).toEqual(['Not shown: the ends of 1 long text. All of it is in config.json.'])
  })
})

describe('the words of a name', () => {
  it.each([
    ['val_loss', 'lower'],
    ['valLoss', 'lower'],
    ['train/acc', 'higher'],
    ['loss/accuracy', 'higher'],
    ['eval.HTTPError', 'lower'],
    ['mAP', 'higher'],
    ['R2Score', 'higher'],
    ['top-5 error', 'lower'],
    ['F1', 'higher'],
    ['glossary', 'none'],
    ['accumulated', 'none'],
    ['lr', 'none'],
    ['損失', 'none'],
  ] as const)('%s is better when %s', (name, direction) => {
    expect(directionOfName(name)).toBe(direction)
  })

  it('say which values are a run’s own loss', () => {
    expect(['val_loss', 'loss/total_loss', 'trainLoss'].map(isNameOfLoss)).toEqual([true, true, true])
    expect(['loss/accuracy', 'mse', 'gloss'].map(isNameOfLoss)).toEqual([false, false, false])
  })

  it('have an answer for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
        expect(['lower', 'higher', 'none']).toContain(directionOfName(name))
        expect(wordsOfName(name).every((word) => word !== '')).toBe(true)
      }),
      { numRuns: propertyCases(300) },
    )
  })
})
