/** Lines of the query language over small histories of anything, beside an evaluation that goes run by run and knows no SQL. */
import fc from 'fast-check'
import { beforeEach, expect, it } from 'vitest'
import type { ColumnValue } from '../../../src-main/contract/run-query'
import { listWord, searchTextOf } from '../../../src-main/model/search'
import { printQuery, valueOf } from '../../../src-main/model/query/print'
import { allOf, anyOf, metricParts, type Condition, type Field } from '../../../src-main/model/query/tree'
import { createIndexing } from '../../../src-main/core/history/indexing'
import { createRunQueryService } from '../../../src-main/core/history/queries'
import { propertyCases } from '../../support/property'
import { addStoredRun, endStoredRun, useStore } from '../../support/store'

const { store, database } = useStore()
// Nothing here is about what survives a power cut.
beforeEach(() => void database().pragma('synchronous = OFF'))

const series = ['acc', 'val/loss', 'odd "key"', 'grad', 'both'] as const
/** By its own choice of every project; of `grad` nobody says anything. */
const directionOf = (key: string) => (key === 'acc' ? 'higher' : key === 'grad' ? 'none' : 'lower')
const settings = ['lr', 'Lr', 'a.b', 'my key', 'Größe', '__proto__', 'lr.best', 'name', 'and', 'both'] as const
const choices = {
  directionsOf: (key: string) => {
    const way = directionOf(key)
    return way === 'none'
      ? []
      : store()
          .projects.list()
          .map(({ id }): [string, typeof way] => [id, way])
  },
  ofProject: () => ({ directions: [], roles: [] }),
  version: () => 0,
}
const service = () => createRunQueryService({ store: store(), indexing: createIndexing(store()), choices })

const texts = fc.constantFrom(
  'mse',
  'MSE',
  'smooth-l1',
  "O'Hara",
  '100%',
  'Ä',
  'ä',
  '学習',
  'a b',
  '7',
  '0.5',
  'true',
  'none',
  'nan',
  '',
  '"',
  '\\',
  'x)',
)
const numbers = fc.constantFrom(0, 7, 0.5, -3, 1e-7, 1e300, Infinity, -Infinity, Number.NaN)
const values: fc.Arbitrary<ColumnValue> = fc.oneof(
  texts,
  numbers,
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.constantFrom(7, 'mse'), { maxLength: 2 }),
)
const points = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.oneof(numbers, fc.constant(-0))), { maxLength: 4 })
  .map((entries) => [...new Map(entries)].sort(([left], [right]) => left - right))
const someTexts = fc.uniqueArray(
  texts.filter((text) => text !== ''),
  { maxLength: 2 },
)
const madeRun = fc.record({
  tags: someTexts,
  notes: texts,
  isStarred: fc.boolean(),
  isArchived: fc.boolean(),
  hasEnded: fc.boolean(),
  isByStep: fc.boolean(),
  isPacked: fc.boolean(),
  day: fc.integer({ min: 1, max: 4 }),
  host: fc.option(texts),
  seconds: fc.option(fc.constantFrom(30, 90, 5400)),
  config: fc.array(fc.tuple(fc.constantFrom(...settings), values), { maxLength: 6 }),
  series: fc.array(fc.tuple(fc.constantFrom(...series), points), { maxLength: 4 }),
})
type Made = typeof madeRun extends fc.Arbitrary<infer One> ? One : never
type Run = Omit<Made, 'config' | 'series'> & {
  readonly name: string
  readonly config: ReadonlyMap<string, ColumnValue>
  readonly series: ReadonlyMap<string, readonly [step: number, value: number][]>
}

const dayOf = (day: number) => new Date(2026, 0, day, 12)

/** Writes runs as they come about: settings flattened, points logged, some of them packed. */
function write(made: readonly Made[]): Map<number, Run> {
  for (const table of ['run_values', 'run_search', 'series', 'keys', 'runs']) database().exec(`DELETE FROM ${table}`)
  store().runIndex.forgetKeys()
  const written = new Map<number, Run>()
  for (const [at, one] of made.entries()) {
    const run: Run = { ...one, name: `quiet-bay-${at}`, config: new Map(one.config), series: new Map(one.series) }
    const id = `run${at}`
    addStoredRun(store(), id, { name: run.name, createdAt: dayOf(run.day).toISOString() })
    for (const [key, logged] of run.series) {
      const values = Float64Array.from(logged, ([, value]) => value)
      const steps = Float64Array.from(logged, ([step]) => step)
      if (logged.length === 0) continue
      if (run.isByStep) store().batches.put(id, key, { steps, seconds: steps, values })
      else store().epochs.append(id, key, { epochs: Int32Array.from(steps), seconds: steps, values })
    }
    if (run.hasEnded) endStoredRun(store(), id)
    if (run.isPacked) store().epochs.pack(id)
    const { number } = store().runs.get(id)!
    const { tags, notes, isStarred, isArchived } = run
    store().annotations.change(id, { tags, notes, isStarred, isArchived })
    database()
      .prepare(`UPDATE runs SET training_seconds = ?, origin = json_set(origin, '$.facts.host', ?) WHERE number = ?`)
      .run(run.seconds, run.host, number)
    const config = Object.fromEntries(run.config)
    store().runIndex.write(number, {
      values: [...run.config].map(([key, value]) => ['config', key, value] as const),
      search: searchTextOf({ name: run.name, tags, config }),
      problems: [],
    })
    written.set(number, run)
  }
  for (const key of settings) database().prepare("INSERT OR IGNORE INTO keys (kind, key) VALUES ('config', ?)").run(key)
  for (const key of series) database().prepare("INSERT OR IGNORE INTO keys (kind, key) VALUES ('series', ?)").run(key)
  return written
}

// What a field has, and what is said of it: plainly. ------------------------------------------------------------------------------
type Kind = 'setting' | 'number' | 'text' | 'tags'
type Asked = { readonly field: Field; readonly kind: Kind; readonly of: (run: Run) => unknown }
const field = (name: string, part: Field['part'] = null, step: number | null = null): Field => ({ name, part, step })

function metric(run: Run, key: string, part: string): number | undefined {
  const logged = (run.series.get(key) ?? []).map(([, value]) => value)
  if (logged.length === 0) return undefined
  const finite = logged.filter(Number.isFinite)
  if (part === 'last') return logged.at(-1)
  if (part === 'min' || part === 'max')
    return finite.length === 0 ? undefined : part === 'min' ? Math.min(...finite) : Math.max(...finite)
  const there = finite.length > 0 ? finite : logged.filter((value) => !Number.isNaN(value))
  return there.length === 0 ? Number.NaN : directionOf(key) === 'lower' ? Math.min(...there) : Math.max(...there)
}

const asked: readonly Asked[] = [
  ...settings
    .filter((key) => key !== 'name')
    .map((key): Asked => ({ field: field(key), kind: 'setting', of: (run) => run.config.get(key) })),
  { field: field('config.name'), kind: 'setting', of: (run) => run.config.get('name') },
  ...series.flatMap((key) =>
    metricParts.flatMap((part): Asked[] =>
      part === 'best' && directionOf(key) === 'none'
        ? []
        : [
            {
              field: /^\w+$/.test(key) ? field(`${key}.${part}`) : field(key, part),
              kind: 'number',
              of: (run) => metric(run, key, part),
            },
          ],
    ),
  ),
  ...series.map((key): Asked => ({
    field: field(key, null, 3),
    kind: 'number',
    of: (run) => run.series.get(key)?.find(([step]) => step === 3)?.[1],
  })),
  { field: field('acc'), kind: 'number', of: (run) => metric(run, 'acc', 'best') },
  { field: field('metric.both'), kind: 'number', of: (run) => metric(run, 'both', 'best') },
  { field: field('name'), kind: 'text', of: ({ name }) => name },
  { field: field('note'), kind: 'text', of: ({ notes }) => notes },
  { field: field('host'), kind: 'text', of: ({ host }) => host },
  { field: field('tag'), kind: 'tags', of: ({ tags }) => tags },
]

/** A number, a switch or a text. */
const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
const lower = (value: unknown) => asText(value).toLowerCase()
const asTag = (tag: string) => lower(tag).replaceAll(/\s+/g, '-')
const asNumber = (text: string) =>
  text.toLowerCase() === 'nan'
    ? Number.NaN
    : /^-?inf(?:inity)?$/i.test(text)
      ? text.startsWith('-')
        ? -Infinity
        : Infinity
      : text.trim() === ''
        ? null
        : Number.isNaN(Number(text))
          ? null
          : Number(text)
const same = (left: number, right: number) => left === right || (Number.isNaN(left) && Number.isNaN(right))

function equals(value: unknown, { text, isQuoted }: { text: string; isQuoted: boolean }, kind: Kind): boolean {
  if (kind === 'tags') return (value as string[]).some((tag) => asTag(tag) === asTag(text))
  if (kind === 'text') return typeof value === 'string' && lower(value) === lower(text)
  const number = isQuoted ? null : asNumber(text)
  if (kind === 'number') return typeof value === 'number' && number !== null && same(value, number)
  if (typeof value === 'string') return lower(value) === lower(text)
  if (Array.isArray(value)) return lower(value.join(',')) === lower(text)
  if (isQuoted) return false
  if (value === undefined || value === null) return lower(text) === 'none'
  if (typeof value === 'number') return number !== null && same(value, number)
  return lower(text) === asText(value) || lower(text) === (value === true ? 'on' : 'off')
}
const isEmpty = (value: unknown) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
const finds = (value: unknown, pattern: string, kind: Kind): boolean => {
  const expression = new RegExp(pattern, 'iu')
  if (kind === 'tags') return (value as string[]).some((tag) => expression.test(tag))
  if (kind === 'text') return expression.test(typeof value === 'string' ? value : '')
  if (value === undefined || value === null) return false
  return expression.test(typeof value === 'number' ? String(value) : asText(value))
}
const sizes: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
}

const at = { from: 0, to: 0 }
const places = { at, fieldAt: at, valueAt: at }
type Case = { readonly condition: Condition; readonly holds: (run: Run) => boolean }
const numberTexts = fc.constantFrom('0', '7', '.5', '-3', '1e-7', 'inf', '-inf', 'nan', '1e300')
const someField = fc.constantFrom(...asked)
const numeric = fc.constantFrom(...asked.filter(({ kind }) => kind === 'setting' || kind === 'number'))
const textual = fc.constantFrom(...asked.filter(({ kind }) => kind !== 'number'))
const valueFor = ({ kind }: Asked) =>
  (kind === 'number' ? numberTexts : fc.oneof(texts, numberTexts)).map((text) => valueOf(text))
const leaves: fc.Arbitrary<Case> = fc.oneof(
  someField.chain((one) =>
    fc.tuple(valueFor(one), fc.boolean()).map(([value, isNot]): Case => ({
      condition: { kind: 'compare', field: one.field, operator: isNot ? '!=' : '=', value, ...places },
      holds: (run) => equals(one.of(run), value, one.kind) !== isNot,
    })),
  ),
  someField.chain((one) =>
    fc.tuple(fc.array(valueFor(one), { minLength: 1, maxLength: 3 }), fc.boolean()).map(([list, isNot]): Case => ({
      condition: { kind: 'in', field: one.field, isNot, values: list, ...places },
      holds: (run) => list.some((value) => equals(one.of(run), value, one.kind)) !== isNot,
    })),
  ),
  fc.tuple(someField, fc.boolean()).map(([one, isNot]): Case => ({
    condition: { kind: 'empty', field: one.field, isNot, ...places },
    holds: (run) => isEmpty(one.of(run)) !== isNot,
  })),
  fc
    .tuple(numeric, fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const), numberTexts)
    .map(([one, operator, text]): Case => ({
      condition: { kind: 'compare', field: one.field, operator, value: valueOf(text), ...places },
      holds: (run) => {
        const value = one.of(run)
        return typeof value === 'number' && sizes[operator]!(value, asNumber(text)!)
      },
    })),
  fc.tuple(numeric, numberTexts, numberTexts, fc.boolean()).map(([one, low, high, isNot]): Case => ({
    condition: { kind: 'between', field: one.field, isNot, low: valueOf(low), high: valueOf(high), ...places },
    holds: (run) => {
      const value = one.of(run)
      return (typeof value === 'number' && value >= asNumber(low)! && value <= asNumber(high)!) !== isNot
    },
  })),
  fc
    .tuple(textual, fc.constantFrom('m', '^s.*1$', 'ä', '^$', '7|true', '学', "o'h", '\\d'), fc.boolean())
    .map(([one, pattern, isNot]): Case => ({
      condition: {
        kind: 'compare',
        field: one.field,
        operator: isNot ? '!~' : '~',
        value: { text: pattern, isQuoted: true },
        ...places,
      },
      holds: (run) => finds(one.of(run), pattern, one.kind) !== isNot,
    })),
  fc
    .constantFrom(
      'is:starred',
      'is:archived',
      'state:completed',
      'state = queued',
      'created > 2026-01-02',
      'created <= 2026-01-02',
      'created = 2026-01-03',
      'note:m',
      'time > 1min',
      'tag:a-b',
      'quiet',
      'mse',
    )
    .map((line): Case => ({
      condition: { kind: 'text', text: line, ...places },
      holds: (run) => plainly(line, run),
    })),
)

function plainly(line: string, run: Run): boolean {
  switch (line) {
    case 'is:starred':
      return run.isStarred
    case 'is:archived':
      return run.isArchived
    case 'state:completed':
      return run.hasEnded
    case 'state = queued':
      return !run.hasEnded
    case 'created > 2026-01-02':
      return run.day > 2
    case 'created <= 2026-01-02':
      return run.day <= 2
    case 'created = 2026-01-03':
      return run.day === 3
    case 'time > 1min':
      return (run.seconds ?? 0) > 60
    case 'note:m':
      return run.notes.toLowerCase().includes('m')
    case 'tag:a-b':
      return run.tags.includes('a b')
    case 'quiet':
      return true
    default:
      return [...run.tags, ...run.config.values()].some(
        (value) => typeof value === 'string' && lower(value).includes('mse'),
      )
  }
}

const cases = fc.letrec<{ any: Case }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    { weight: 3, arbitrary: leaves },
    {
      weight: 1,
      arbitrary: tie('any').map((one): Case => ({
        condition: { kind: 'not', of: one.condition },
        holds: (run) => !one.holds(run),
      })),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.boolean(), fc.array(tie('any'), { minLength: 2, maxLength: 3 }))
        .map(([isAll, parts]): Case => ({
          condition: (isAll ? allOf : anyOf)(parts.map(({ condition }) => condition))!,
          holds: (run) => (isAll ? parts.every(({ holds }) => holds(run)) : parts.some(({ holds }) => holds(run))),
        })),
    },
  ),
})).any

/** Lines that stand for themselves were made as words: they lose the quotation marks that a word would need. */
const lineOf = (condition: Condition): string =>
  printQuery({ condition, order: [] }).replaceAll(
    /"((?:is|state|note|tag):[\w-]+|(?:state|created|time) [<>=]+ [\w-]+)"/g,
    '($1)',
  )

it('finds what a plain evaluation finds, whatever the runs have and the line asks', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(madeRun, { minLength: 1, maxLength: 8 }),
      fc.array(cases, { minLength: 1, maxLength: 60, size: 'max' }),
      async (made, all) => {
        const runs = write(made)
        for (const { condition, holds } of all) {
          const line = lineOf(condition)
          const { problem, order } = await service().query({ where: line })
          const wanted = [...runs].filter(([, run]) => holds(run)).map(([number]) => number)
          expect({ line, problem, found: [...order].sort((left, right) => left - right) }).toEqual({
            line,
            problem: null,
            found: wanted,
          })
        }
      },
    ),
    { numRuns: propertyCases(150) },
  )
})

it('orders by what the line says before anything else: values first, then what has none', async () => {
  const runs = write(
    [2, Number.NaN, -Infinity, 1, null].map((value, at) => ({
      tags: [],
      notes: '' as const,
      isStarred: false,
      isArchived: false,
      hasEnded: false,
      isByStep: at % 2 === 0,
      isPacked: false,
      day: 1,
      host: null,
      seconds: null,
      config: [],
      series: value === null ? [] : [['acc', [[3, value]]]],
    })),
  )
  const valuesOf = async (where: string) => {
    const { order, problem } = await service().query({ where, sort: [{ column: 'run:createdAt', descending: false }] })
    expect(problem).toBe(null)
    return [...order].map((number) => runs.get(number)!.series.get('acc')?.[0]?.[1])
  }
  expect((await valuesOf('order by acc.at(3)')).slice(0, 3)).toEqual([-Infinity, 1, 2])
  expect((await valuesOf('order by acc.at(3) desc')).slice(0, 3)).toEqual([2, 1, -Infinity])
  expect(await valuesOf('acc.last > 0 order by acc.last')).toEqual([1, 2])
})

it('answers a line that means nothing with why, and finds nothing', async () => {
  write([])
  const { problem, matched, order } = await service().query({ where: 'lr < 1 and gard.last < 1' })
  expect([problem?.sentence, problem?.fix?.text, matched, order.length]).toEqual([
    'No field is called gard.last.',
    'grad.last',
    0,
    0,
  ])
})

it('counts for each value the runs that have it, and those that the rest of the line finds too', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(madeRun, { minLength: 1, maxLength: 8 }), leaves, async (made, { condition, holds }) => {
      const runs = [...write(made).values()]
      const rest = lineOf(condition)
      for (const [begun, of] of [
        ['lr = ', (run: Run) => [run.config.get('lr')]],
        ['tag = ', (run: Run) => run.tags],
      ] as const) {
        const where = `${rest} and ${begun}`
        const { entries } = await service().complete({ where, caret: where.length })
        for (const { label, runs: told, withRest } of entries) {
          const have = runs.filter((run) =>
            of(run).some((value) => value !== undefined && lower(labelOf(value)) === lower(label)),
          )
          expect({ where, label, told }).toEqual({ where, label, told: have.length })
          expect({ where, label, withRest }).toEqual({ where, label, withRest: have.filter(holds).length })
        }
      }
    }),
    { numRuns: propertyCases(40) },
  )
})
const labelOf = (value: ColumnValue) =>
  value === null ? 'none' : typeof value === 'object' ? listWord(value) : String(value)

it('says of a line that finds nothing what it would find without each condition, and how far a limit is off', async () => {
  const one = {
    tags: [],
    notes: '' as const,
    isStarred: false,
    isArchived: false,
    hasEnded: false,
    isByStep: false,
    isPacked: false,
    day: 1,
    host: null,
    seconds: null,
  }
  write([0.5, 0.25, 0.75].map((value) => ({ ...one, config: [['lr', 7]], series: [['val/loss', [[3, value]]]] })))
  const { parts, nearest } = await service().loosen({ where: 'lr = 7 and val/loss.best < 0.2 and quiet' })
  expect(parts.map(({ text, matched }) => [text, matched])).toEqual([
    ['lr = 7', 0],
    ['val/loss.best < 0.2', 3],
    ['quiet', 0],
  ])
  expect(parts[1]!.words).toBe('The lowest val/loss.best of the others is 0.25.')
  expect(nearest).toEqual([
    { where: 'lr = 7 and val/loss.best <= 0.25 and quiet', text: 'val/loss.best <= 0.25', matched: 1 },
  ])
})

it('looks into logs for words, each from its beginning on, also those of later lines, and never of a run that is gone', async () => {
  addStoredRun(store(), 'a', { name: 'quiet-bay-1' })
  addStoredRun(store(), 'b', { name: 'quiet-bay-2' })
  const say = (run: string, text: string) => store().journal.append(run, '2026-01-01T00:00:00.000Z', 'info', text)
  const asking = service()
  const found = async (where: string) => {
    const { problem, order } = await asking.query({ where })
    expect(problem).toBe(null)
    return order.length
  }
  for (let line = 0; line < 1_250; line += 1) say('a', `step ${line} went well`)
  say('a', 'CUDA: Out of MEMORY in größe-7')
  expect(await found('log:"out of memory"')).toBe(1)
  expect(await found('log:memo log:grosse')).toBe(0)
  expect(await found('log:memo log:größ')).toBe(1)
  expect(await found('log:emory')).toBe(0)
  expect(await found('not log:cuda')).toBe(1)
  say('b', 'all of memory is there')
  expect(await found('log:memory')).toBe(2)
  store().annotations.change('b', { notes: 'overfits' })
  expect([await found('text:memory'), await found('text:"memory overfit"'), await found('text:quiet')]).toEqual([
    2, 1, 2,
  ])
  // A run deleted for good leaves its short name to the next one.
  database().exec("DELETE FROM runs WHERE id = 'b'")
  addStoredRun(store(), 'c', { name: 'quiet-bay-3' })
  expect(await found('log:memory')).toBe(1)
  expect((await asking.query({ where: 'log = memory' })).problem?.sentence).toBe(
    'log is searched by words, as in log:memory.',
  )
})
