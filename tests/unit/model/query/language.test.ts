/** The query language: what its lines mean, how trees are written, and what is said of lines that mean nothing. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDuration, readMoment, readNumber } from '../../../../src-main/model/query/literals'
import { operatorWords, otherLines } from '../../../../src-main/model/query/help'
import { parseQuery } from '../../../../src-main/model/query/parse'
import { printQuery, valueOf } from '../../../../src-main/model/query/print'
import { regexCondition } from '../../../../src-main/model/query/regex'
import { resolveQuery, type KnownKeys } from '../../../../src-main/model/query/resolve'
import {
  allOf,
  anyOf,
  comparisons,
  metricParts,
  type Condition,
  type Query,
} from '../../../../src-main/model/query/tree'
import { patternProblem } from '../../../../src-main/store/query-functions'
import { propertyCases } from '../../../support/property'

/** A tree without the places in the line. */
const plain = (tree: unknown): unknown =>
  JSON.parse(
    JSON.stringify(tree, (key, value: unknown) => (['at', 'fieldAt', 'valueAt'].includes(key) ? undefined : value)),
  )
const at = { from: 0, to: 0 }
const places = { at, fieldAt: at, valueAt: at }

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.constantFrom(
    'and',
    'OR',
    'not',
    'in',
    'is',
    'order',
    'by',
    'between',
    'empty',
    'a b',
    'x.best',
    'a"b',
    '\\',
    '(',
    ')',
    ',',
    '=',
    '!',
    '!=',
    'a:b',
    ':',
    '&&',
    'tag',
    '.at',
    'Größe',
    '学習率',
    '-(1',
    "O'Hara",
  ),
)
const values = anyText.map((text) => valueOf(text))
const fields = fc.oneof(
  anyText.filter((name) => !name.endsWith('.at')).map((name) => ({ name, part: null, step: null })),
  fc.record({
    name: anyText.filter((text) => !/^[\w.]+$/.test(text)),
    part: fc.constantFrom(...metricParts),
    step: fc.constant(null),
  }),
  fc.record({ name: anyText, part: fc.constant(null), step: fc.nat(100_000) }),
)
const leaves: fc.Arbitrary<Condition> = fc.oneof(
  anyText.map((text): Condition => ({ kind: 'text', text, ...places })),
  fc
    .record({ field: anyText.map((name) => ({ name, part: null, step: null })), text: anyText })
    .map(({ field, text }): Condition => ({ kind: 'term', field, value: valueOf(text, 'term'), ...places })),
  fc
    .record({ field: fields, operator: fc.constantFrom(...comparisons), value: values })
    .map((part): Condition => ({ kind: 'compare', ...part, ...places })),
  fc
    .record({ field: fields, isNot: fc.boolean(), values: fc.array(values, { minLength: 1, maxLength: 3 }) })
    .map((part): Condition => ({ kind: 'in', ...part, ...places })),
  fc
    .record({ field: fields, isNot: fc.boolean(), low: values, high: values })
    .map((part): Condition => ({ kind: 'between', ...part, ...places })),
  fc.record({ field: fields, isNot: fc.boolean() }).map((part): Condition => ({ kind: 'empty', ...part, ...places })),
)
const conditions = fc.letrec<{ any: Condition }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaves,
    tie('any').map((of): Condition => ({ kind: 'not', of })),
    fc.array(tie('any'), { minLength: 2, maxLength: 3 }).map((parts) => allOf(parts)!),
    fc.array(tie('any'), { minLength: 2, maxLength: 3 }).map((parts) => anyOf(parts)!),
  ),
})).any
const queries: fc.Arbitrary<Query> = fc.record({
  condition: fc.option(conditions),
  order: fc.array(fc.record({ field: fields, isDescending: fc.boolean(), at: fc.constant(at) }), { maxLength: 3 }),
})

describe('a line and its tree', () => {
  it('are the same: what a tree is written as reads as that tree', () => {
    fc.assert(
      fc.property(queries, (query) => {
        const line = printQuery(query)
        const { query: read, problem } = parseQuery(line)
        expect({ line, problem, tree: plain(read) }).toEqual({ line, problem: null, tree: plain(query) })
      }),
      { numRuns: propertyCases(400) },
    )
  })

  it.each([
    'architecture = pooled and loss != mse and (val_mse.best < 0.013 or tag:final) and created > 2026-01-01 and note ~ lr',
    'plain huber',
    'loss:huber is:starred',
    'lr in (0.001, 0.01) and "my key".best between 1 and 2',
    'note is empty and not tag is not empty',
    'val_mse.at(20) >= 1e-3 order by val_mse.best, created desc',
    '(a b or c) and "and" and not x !~ "^q (1)"',
    'seed not in (1, 2) or seed not between 3 and 5',
  ])('is written as it was typed: %s', (line) => {
    const { query, problem } = parseQuery(line)
    expect(problem).toBe(null)
    expect(printQuery(query!)).toBe(line)
  })

  it('reads any text at all, or says what is wrong with it and where', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText,
          fc.array(anyText, { maxLength: 8 }).map((parts) => parts.join(' ')),
        ),
        (line) => {
          const { query, problem, tokens } = parseQuery(line)
          expect(query === null).toBe(problem !== null)
          for (const [index, token] of tokens.entries())
            expect(token.from).toBeGreaterThanOrEqual(tokens[index - 1]?.to ?? 0)
          if (problem === null) return
          expect(problem.from).toBeGreaterThanOrEqual(0)
          expect(problem.from).toBeLessThanOrEqual(problem.to)
          expect(problem.to).toBeLessThanOrEqual(line.length)
          expect(problem.sentence).toMatch(/^[^\n]+\.$/u)
        },
      ),
      { numRuns: propertyCases(400) },
    )
  })

  it('keeps deep brackets and long lines from taking the stack or the core', () => {
    expect(parseQuery('('.repeat(500)).problem?.sentence).toContain('nested')
    expect(parseQuery('not '.repeat(500)).problem).not.toBe(null)
    expect(parseQuery('a '.repeat(200)).problem?.sentence).toContain('conditions')
  })
})

const series = ['val_mse', 'val_psnr', 'odd key', 'grad']
const settings = ['architecture', 'loss', 'learning_rate', 'optimizer.lr', 'my key', 'time']
const known: KnownKeys = {
  has: (kind, key) => (kind === 'series' ? series.includes(key) : kind === 'config' && settings.includes(key)),
  hasBest: (key) => key !== 'grad',
  names: () => [...series, ...settings],
  checkPattern: patternProblem,
  now: Date.UTC(2026, 0, 15),
}
const problemOf = (line: string) => {
  const { query, problem } = parseQuery(line)
  return query === null ? problem : resolveQuery(query, known).problem
}

describe('a line that means nothing', () => {
  it.each([
    ['val_mse.bset < 0.013', 'val_mse.bset', 'No field is called val_mse.bset. A metric has', 'val_mse.best < 0.013'],
    ['architectrue = pooled', 'architectrue', 'No field is called architectrue.', 'architecture = pooled'],
    ['loss = mse and', 'and', 'A condition is missing after and.', 'loss = mse '],
    ['loss =', '=', 'A value is missing after =.', 'loss '],
    ['loss = (l1, mse)', '=', 'A value is missing after =.', 'loss in (l1, mse)'],
    ['loss != (l1)', '!=', 'A value is missing after !=.', 'loss not in (l1)'],
    ['(loss = mse or tag:x', '(', 'The bracket is not closed.', '(loss = mse or tag:x)'],
    ['note ~ "lr', '"lr', 'The quotation mark is not closed.', 'note ~ "lr"'],
    ['a && b', '&&', 'Write and instead of &&.', 'a and b'],
    ['loss in mse', 'in', 'in takes values in brackets', 'loss in (mse)'],
    ['state = faild', 'faild', 'There is no state called faild.', 'state = failed'],
    ['is:stared', 'stared', 'A run is starred or archived', 'is:starred'],
    ['loss < mse', 'mse', 'loss needs a number, and mse is not one.', null],
    ['created > soon', 'soon', 'soon is not a date.', null],
    ['note ~ "a(b"', '"a(b"', 'This is not a valid regular expression: missing closing )', null],
    ['grad.best < 1', 'grad.best', 'Nothing says whether lower or higher values of grad are better', 'grad.last < 1'],
    ['val_mse.at(x) < 1', 'val_mse.at(', '.at takes the number of an epoch or step', null],
    ['name < 3', 'name < 3', 'name cannot be compared by size', null],
    ['loss = mse)', ')', ') does not belong here.', 'loss = mse'],
    ['= mse', '=', 'A field is missing before =.', ' mse'],
  ])('says where, why, and one way out: %s', (line, place, sentence, fixed) => {
    const problem = problemOf(line)!
    expect(line.slice(problem.from, problem.to)).toBe(place)
    expect(problem.sentence).toContain(sentence)
    const { fix } = problem
    expect(fix === null ? null : line.slice(0, fix.from) + fix.text + line.slice(fix.to)).toBe(fixed)
  })

  it('is not told off while it is typed', () => {
    const line = 'architecture = pooled and (val_mse.at(20) < 0.013 or tag:final)'
    for (let length = 0; length <= line.length; length += 1) {
      const { problem } = parseQuery(line.slice(0, length))
      expect([line.slice(0, length), problem?.isUnfinished ?? true]).toEqual([line.slice(0, length), true])
    }
  })
})

describe('names', () => {
  const targetOf = (line: string) => {
    const { query, problem } = resolveQuery(parseQuery(line).query!, known)
    return problem?.sentence ?? JSON.stringify(query?.condition)
  }
  it('are the run’s own first, and a setting of the same name by its prefix', () => {
    expect(targetOf('time > 1h')).toContain('"own"')
    expect(targetOf('config.time > 1')).toContain('"key":"time"')
    expect(targetOf('optimizer.lr = 1')).toContain('"key":"optimizer.lr"')
    expect(targetOf('"my key" = 1')).toContain('"key":"my key"')
  })
  it('of metrics have parts, and the best where nothing is said', () => {
    expect(targetOf('val_mse < 1')).toContain('"part":"best"')
    expect(targetOf('grad < 1')).toContain('"part":"last"')
    expect(targetOf('"odd key".max < 1')).toContain('"part":"max"')
    expect(targetOf('metric.val_mse.min < 1')).toContain('"part":"min"')
    expect(targetOf('"odd key".at(20) < 1')).toContain('"step":20')
  })
})

describe('values', () => {
  it('are numbers, also those that are none', () => {
    expect(['1', '-1.5e-3', '.5', '1.', 'inf', '-Infinity'].map(readNumber)).toEqual([
      1,
      -0.0015,
      0.5,
      1,
      Infinity,
      -Infinity,
    ])
    expect(readNumber('NaN')).toBeNaN()
    expect(['', 'x', '1x', '0x10', '1 2'].map(readNumber)).toEqual([null, null, null, null, null])
  })
  it('are lengths of time', () => {
    expect(['90', '90s', '1h30min', '2d', '250ms'].map(readDuration)).toEqual([90, 90, 5400, 172800, 0.25])
    expect(['', 'h', '1x', '1h x'].map(readDuration)).toEqual([null, null, null, null])
  })
  it('are moments: a year, a month, a day, a minute, or so long ago', () => {
    const span = (text: string) => {
      const period = readMoment(text, known.now)
      return period && (period.to - period.from) / 1_000
    }
    expect(['2025', '2026-02', '2026-01-31', '2026-01-31T10:15', '2026-01-31 10:15:01', '7d'].map(span)).toEqual([
      365 * 86_400,
      28 * 86_400,
      86_400,
      60,
      1,
      0,
    ])
    expect(['2026-02-30', '2026-13', '2026-01-01T25:00', 'soon', ''].map(span)).toEqual([null, null, null, null, null])
    expect(readMoment('2026-01-31T10:15Z', 0)?.from).toBe(Date.UTC(2026, 0, 31, 10, 15))
    expect(known.now - readMoment('2w', known.now)!.to).toBe(14 * 86_400_000)
  })
})

it.each([...Object.values(operatorWords), ...otherLines].map(({ line }) => line))(
  'reads its own example: %s',
  (line) => {
    expect(parseQuery(line).problem).toBeNull()
  },
)

describe('text that looks like a regular expression', () => {
  it.each(['calm-.*', 'calm-bay-\\d3', '^quiet', '-1$', 'calm|quiet', 'bay-[12]', 'x{2}', '(?:a)b', 'ab+c'])(
    'is offered to be one: %s',
    (text) => {
      const condition = regexCondition(` ${text} `)
      const { query } = parseQuery(condition ?? '')
      expect(query?.condition).toMatchObject({ value: { text } })
    },
  )
  it.each(['', '  ', 'plain huber', 'tag:final', 'loss = mse', 'v1.2', 'lr-0.001', 'val_mse < 0.02 and seed = 1'])(
    'is not: %s',
    (text) => {
      expect(regexCondition(text)).toBeNull()
    },
  )
  it('is one that the language can hold', () => {
    expect(regexCondition(`${'a'.repeat(490)}.*`)).toBeNull()
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 600 }), (text) => {
        const condition = regexCondition(text)
        if (condition !== null) expect(parseQuery(condition).problem).toBeNull()
      }),
    )
  })
})
