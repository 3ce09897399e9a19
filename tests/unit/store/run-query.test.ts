/** Sorting, finding and grouping by the store, beside a plain computation over the same runs. */
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { columnValue, type ColumnValue, type RunQuery } from '../../../src-main/contract/run-query'
import { compareColumnValues, identityOfValue, rankOf } from '../../../src-main/model/column-values'
import { searchTextOf } from '../../../src-main/model/search'
import { createIndexing } from '../../../src-main/core/history/indexing'
import { createRunQueryService } from '../../../src-main/core/history/queries'
import { atOnce } from '../../../src-main/core/turns'
import { createRunIndex } from '../../../src-main/store/run-index'
import { propertyCases } from '../../support/property'
import { matchesTerms, parseTerms } from '../../support/search-terms'
import { addStoredRun, endStoredRun, useStore } from '../../support/store'

const { store, database } = useStore()
// Nothing here is about what survives a power cut.
beforeEach(() => void database().pragma('synchronous = OFF'))
const directionOf = (key: string) => (key === 'acc' ? 'higher' : key === 'note' ? 'none' : 'lower')
/** Every project has chosen its directions; what the names say is for tests of its own. */
const choices = {
  directionsOf: (key: string) =>
    store()
      .projects.list()
      .map(({ id }) => [id, directionOf(key)] as const)
      .map(([id, way]): [string, typeof way] => [id, way]),
  ofProject: () => ({ directions: [], roles: [] }),
  version: () => 0,
}
const service = () => createRunQueryService({ store: store(), indexing: createIndexing(store()), choices })

/** Text as people and programs write it: of any script, with signs that mean something to SQL, patterns and the search itself. */
const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll(/\p{C}|\s/gu, '')),
  fc.constantFrom(
    'MSE',
    'smooth-l1',
    'val_mse',
    "O'Hara",
    '100%',
    '_',
    '%',
    '\\',
    'Ä',
    'ä',
    'ﬁ',
    'İ',
    '7',
    'none',
    'true',
    '[1]',
    '"',
  ),
)
const values: fc.Arbitrary<ColumnValue> = fc.oneof(
  // A setting of -0 is 0: neither JSON nor SQLite keeps the sign.
  fc.double({ noNaN: true }).map((value) => (value === 0 ? 0 : value)),
  fc.integer({ min: -3, max: 3 }),
  fc.boolean(),
  fc.constant(null),
  words,
  fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
)
const digests = fc.record({
  last: fc.double(),
  finite: fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 3 }),
  infinite: fc.constantFrom('none', 'above', 'below', 'both'),
})
const keys = ['lr', 'Lr', 'a.b', '__proto__', 'constructor', 'seed', 'Größe']
const madeRuns = fc.array(
  fc.record({
    name: words,
    tags: fc.uniqueArray(
      words.filter((word) => word !== ''),
      { maxLength: 2 },
    ),
    isStarred: fc.boolean(),
    isArchived: fc.boolean(),
    hasEnded: fc.boolean(),
    config: fc.array(fc.tuple(fc.constantFrom(...keys), values), { maxLength: 5 }),
    series: fc.array(fc.tuple(fc.constantFrom('acc', 'loss', 'note'), digests), { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 12 },
)
type Made = (typeof madeRuns extends fc.Arbitrary<infer Runs> ? Runs : never)[number]
type Plain = Omit<Made, 'config' | 'series' | 'hasEnded'> & {
  readonly number: number
  readonly id: string
  readonly config: Readonly<Record<string, ColumnValue>>
  readonly series: ReadonlyMap<string, Made['series'][number][1]>
  readonly state: 'queued' | 'ended'
  readonly endReason: 'completed' | null
  readonly createdAt: string
}

const record = <Value>(entries: readonly (readonly [string, Value])[]) => {
  const made = Object.create(null) as Record<string, Value>
  for (const [key, value] of entries) made[key] = value
  return made
}

/** Writes runs as the core would have indexed them. */
function write(runs: readonly Made[]): Plain[] {
  for (const table of ['run_values', 'run_search', 'series', 'keys', 'runs']) database().exec(`DELETE FROM ${table}`)
  store().runIndex.forgetKeys()
  return runs.map(({ hasEnded, ...made }, at) => {
    const id = `run${at}`
    // Some are made at the same time: then the later one comes first.
    const createdAt = `2026-01-01T00:00:0${at >> 1}.000Z`
    const name = `${made.name}-${at}`
    addStoredRun(store(), id, { name, createdAt })
    if (hasEnded) endStoredRun(store(), id)
    const { number } = store().runs.get(id)!
    store().annotations.change(id, { tags: made.tags, isStarred: made.isStarred, isArchived: made.isArchived })
    const config = record(made.config)
    const run: Plain = {
      ...made,
      number,
      id,
      name,
      createdAt,
      config,
      series: new Map(made.series),
      state: hasEnded ? 'ended' : 'queued',
      endReason: hasEnded ? 'completed' : null,
    }
    store().runIndex.write(number, {
      values: Object.entries(config).map(([key, value]) => ['config', key, value] as const),
      search: searchTextOf(run),
      problems: [],
    })
    for (const [key, digest] of run.series) writeDigest(number, key, digest)
    return run
  })
}

let seriesId = 0
function writeDigest(run: number, key: string, { last, finite, infinite }: Made['series'][number][1]) {
  database().prepare("INSERT OR IGNORE INTO keys (kind, key) VALUES ('series', ?)").run(key)
  const minimum = finite.length === 0 ? null : Math.min(...finite)
  const maximum = finite.length === 0 ? null : Math.max(...finite)
  database()
    .prepare(
      `INSERT OR REPLACE INTO series (key, run, id, is_by_step, count, first_step, last_step, last, minimum, minimum_step, maximum, maximum_step, nan, infinite,
        positive_infinity_step, negative_infinity_step, negative_zeros)
      VALUES ((SELECT id FROM keys WHERE kind = 'series' AND keys.key = ?), ?, ?, 0, 9, 1, 9, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?)`,
    )
    .run(
      key,
      run,
      (seriesId += 1),
      Number.isNaN(last) ? null : last,
      minimum,
      minimum === null ? null : 3,
      maximum,
      maximum === null ? null : 4,
      infinite === 'above' || infinite === 'both' ? 5 : null,
      infinite === 'below' || infinite === 'both' ? 6 : null,
      [last, minimum, maximum].reduce<number>((sum, value, bit) => sum + (Object.is(value, -0) ? 1 << bit : 0), 0),
    )
}

/** What stands in a column, computed from the run alone. */
function valueOf(run: Plain, column: string): ColumnValue | undefined {
  const [kind, key] = [column.slice(0, column.indexOf(':')), column.slice(column.indexOf(':') + 1)]
  if (kind === 'config') return run.config[key]
  if (column === 'run:name') return run.name
  if (column === 'run:createdAt') return run.createdAt
  if (column === 'run:tags') return run.tags.length === 0 ? undefined : run.tags
  const digest = run.series.get(key)
  if (digest === undefined) return undefined
  const { last, finite, infinite } = digest
  if (kind === 'last') return last
  if (kind === 'min') return finite.length === 0 ? undefined : Math.min(...finite)
  const direction = directionOf(key)
  if (direction === 'none') return undefined
  // Of infinities only where nothing else is there.
  const all =
    finite.length > 0
      ? finite
      : [
          ...(infinite === 'above' || infinite === 'both' ? [Infinity] : []),
          ...(infinite === 'below' || infinite === 'both' ? [-Infinity] : []),
        ]
  if (all.length === 0) return Number.NaN
  return direction === 'lower' ? Math.min(...all) : Math.max(...all)
}

function sortPlainly(runs: readonly Plain[], sort: NonNullable<RunQuery['sort']>): Plain[] {
  return [...runs].sort((left, right) => {
    for (const { column, descending } of sort) {
      const [a, b] = [valueOf(left, column), valueOf(right, column)]
      const isLast = Number(rankOf(a) === 3) - Number(rankOf(b) === 3)
      if (isLast !== 0) return isLast
      const order = compareByCodePoints(a, b)
      if (order !== 0) return descending ? -order : order
    }
    return left.createdAt === right.createdAt ? right.number - left.number : left.createdAt < right.createdAt ? 1 : -1
  })
}

/** SQLite compares text by code points, JavaScript by halves of them. */
function compareByCodePoints(left: ColumnValue | undefined, right: ColumnValue | undefined): number {
  const order = compareColumnValues(left, right)
  if (rankOf(left) !== rankOf(right) || rankOf(left) === 0 || rankOf(left) === 3) return order
  const text = (value: ColumnValue | undefined) =>
    Buffer.from(typeof value === 'object' ? JSON.stringify(value) : String(value))
  return Buffer.compare(text(left), text(right))
}

const columns = [
  ...keys.map((key) => `config:${key}`),
  ...['best:acc', 'best:loss', 'best:note', 'last:loss', 'min:loss', 'run:name', 'run:createdAt'],
]
const sorts = fc.array(fc.record({ column: fc.constantFrom(...columns), descending: fc.boolean() }), { maxLength: 3 })
/** What is a word to the language too, wherever it stands: no operator, bracket or quotation mark, none of its own words. */
const typed = words.filter(
  (word) =>
    word !== '' && !/[()<>=≠≤≥~!",:]|&&|\|\|/.test(word) && !/^(?:and|or|not|in|between|is|order|by)$/i.test(word),
)
const texts = fc
  .array(
    fc.oneof(
      typed,
      typed.map((word) => `tag:${word}`),
      fc.tuple(fc.constantFrom(...keys), typed).map(([key, word]) => `${key}:${word}`),
      fc.constantFrom(
        'is:starred',
        'is:archived',
        'state:completed',
        'state:que',
        'ended',
        'complet',
        'lr:none',
        'seed:1',
        'seed',
      ),
    ),
    { maxLength: 2 },
  )
  .map((parts) => parts.join(' ').slice(0, 500))

describe('runs that are asked for', () => {
  it('are sorted and found as a plain computation sorts and finds them, whatever is in them', async () => {
    await fc.assert(
      fc.asyncProperty(
        madeRuns,
        sorts,
        texts,
        fc.constantFrom('with', 'without', 'only'),
        async (made, sort, where, archived) => {
          const runs = write(made)
          const { total, matched, order } = await service().query({ sort, where, archived })
          const here = runs.filter(({ isArchived }) => archived === 'with' || isArchived === (archived === 'only'))
          const terms = parseTerms(where)
          const wanted = sortPlainly(
            here.filter((run) => matchesTerms(terms, run)),
            sort,
          )
          expect([...order]).toEqual(wanted.map(({ number }) => number))
          expect([total, matched]).toEqual([here.length, wanted.length])
        },
      ),
      { numRuns: propertyCases(60) },
    )
  })

  it('are grouped by equal values alone, groups and runs in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        madeRuns,
        fc.uniqueArray(fc.constantFrom(...keys), { minLength: 1, maxLength: 2 }),
        async (made, by) => {
          const runs = write(made)
          const groupBy = by.map((key) => `config:${key}`)
          const { order, groups } = await service().query({ groupBy })
          const identity = (run: Plain) => groupBy.map((column) => identityOfValue(valueOf(run, column))).join('\n')
          const byNumber = new Map(runs.map((run) => [run.number, run]))
          let from = 0
          const seen = new Set<string>()
          const firsts: Plain[] = []
          for (const { count, values: told, has } of groups!) {
            const members = [...order.subarray(from, from + count)].map((number) => byNumber.get(number)!)
            from += count
            const ids = new Set(members.map(identity))
            expect(ids.size).toBe(1)
            expect(seen.has(identity(members[0]!))).toBe(false)
            seen.add(identity(members[0]!))
            expect(members).toEqual(sortPlainly(members, []))
            groupBy.forEach((column, at) => {
              const value = valueOf(members[0]!, column)
              expect([told[at], has[at]]).toEqual([value ?? null, value !== undefined])
            })
            firsts.push(members[0]!)
          }
          expect(from).toBe(runs.length)
          for (const [at, run] of firsts.slice(1).entries()) {
            const before = firsts[at]!
            const pairs = groupBy.map((column) => [valueOf(before, column), valueOf(run, column)] as const)
            const [left, right] = pairs.find(([a, b]) => identityOfValue(a) !== identityOfValue(b))!
            expect(compareColumnValues(left, right)).toBeLessThanOrEqual(0)
          }
        },
      ),
      { numRuns: propertyCases(80) },
    )
  })

  it('have in their columns what they have, to the last bit, in windows and in pages', async () => {
    await fc.assert(
      fc.asyncProperty(madeRuns, fc.nat(5), fc.integer({ min: 1, max: 5 }), async (made, from, count) => {
        const runs = write(made)
        const byNumber = new Map(runs.map((run) => [run.number, run]))
        const asked = [...columns, 'run:tags', 'count:acc']
        const { rows } = await service().query({ columns: asked, window: { from, count } })
        expect([...rows.numbers]).toEqual(
          sortPlainly(runs, [])
            .slice(from, from + count)
            .map(({ number }) => number),
        )
        const pages = []
        let before: number | undefined
        for (;;) {
          const page = await service().columns({ columns: asked, count, ...(before === undefined ? {} : { before }) })
          pages.push(page)
          if (!page.more) break
          before = page.numbers.at(-1)!
        }
        expect(pages.flatMap(({ numbers }) => [...numbers])).toEqual(runs.map(({ number }) => number).reverse())
        expect(pages).toHaveLength(Math.max(1, Math.ceil(runs.length / count)))
        for (const { numbers, columns: read } of [rows, ...pages])
          numbers.forEach((number, place) => {
            const run = byNumber.get(number)!
            for (const column of asked) {
              const wanted = column === 'count:acc' ? (run.series.has('acc') ? 9 : undefined) : valueOf(run, column)
              // NaN, -0 and absence are all different.
              expect(Object.is(columnValue(read[column]!, place), wanted) || typeof wanted === 'object').toBe(true)
              expect(columnValue(read[column]!, place)).toEqual(wanted)
            }
          })
      }),
      { numRuns: propertyCases(60) },
    )
  })
})

it('counts keys, their kinds of values and how many differ, however many runs are in the bin', async () => {
  await fc.assert(
    fc.asyncProperty(madeRuns, fc.nat({ max: 12 }), async (made, kept) => {
      const all = write(made)
      const runs = all.slice(0, kept)
      const bin = database().prepare("UPDATE runs SET binned_at = '2026-01-01T00:00:00.000Z' WHERE number = ?")
      for (const { number } of all.slice(kept)) bin.run(number)
      const { config, series, runs: count } = await service().keys(undefined)
      expect(count).toBe(runs.length)
      for (const { key, ...told } of config) {
        const there = runs.flatMap((run) => (Object.hasOwn(run.config, key) ? [run.config[key]!] : []))
        expect(told).toEqual({
          runs: there.length,
          numbers: there.filter((value) => typeof value === 'number').length,
          texts: there.filter((value) => typeof value === 'string').length,
          lists: there.filter(Array.isArray).length,
          distinct: new Set(there.map((value) => (value === 0 ? '0' : identityOfValue(value)))).size,
        })
      }
      expect(new Set(config.map(({ key }) => key))).toEqual(
        new Set(runs.flatMap(({ config: own }) => Object.keys(own))),
      )
      expect(new Map(series.map((info) => [info.key, info.runs]))).toEqual(
        new Map(
          ['acc', 'loss', 'note'].flatMap((key) => {
            const have = runs.filter((run) => run.series.has(key)).length
            return have === 0 ? [] : [[key, have]]
          }),
        ),
      )
    }),
    { numRuns: propertyCases(60) },
  )
})

it('indexes runs once, and again when they have changed, by whoever it was', async () => {
  addStoredRun(store(), 'a', { name: 'first' }, { loss: 'huber' })
  const indexing = createIndexing(store())
  const complete = () => atOnce(indexing.complete())
  complete()
  expect(indexing.written()).toBe(1)
  complete()
  expect(indexing.written()).toBe(1)
  const found = async (where: string) => (await service().query({ where })).matched
  expect(await found('huber')).toBe(1)
  expect(await found('mse')).toBe(0)
  database().exec(
    `UPDATE runs SET recipe = json_set(recipe, '$.loss', 'mse'), config = json_set(config, '$.loss', 'mse')`,
  )
  expect(await found('mse')).toBe(1)
  store().annotations.change('a', { name: 'second' })
  expect([await found('second'), await found('first')]).toEqual([1, 0])
})

it('leaves what is indexed where a person says something of a run, and finds it by what was said', () => {
  const words = fc.string({ unit: 'grapheme', maxLength: 12 })
  const annotation = fc.record(
    {
      name: words,
      tags: fc.array(words, { maxLength: 3 }),
      notes: words,
      isStarred: fc.boolean(),
      isArchived: fc.boolean(),
    },
    { requiredKeys: [] },
  )
  const rows = () => database().prepare('SELECT * FROM run_search, run_values USING (run) ORDER BY key').all()
  addStoredRun(store(), 'a', { name: 'first' }, { loss: 'huber' })
  const indexing = createIndexing(store())
  atOnce(indexing.complete())
  fc.assert(
    fc.property(annotation, fc.boolean(), (change, isBinned) => {
      store().annotations.change('a', change)
      if (isBinned) store().annotations.bin('a', '2026-01-01T00:00:00.000Z')
      else store().annotations.restore('a')
      expect(store().runIndex.pending(10)).toEqual([])
      const kept = rows()
      database().exec('UPDATE runs SET indexed = 0')
      atOnce(indexing.complete())
      expect(kept).toEqual(rows())
    }),
    { numRuns: propertyCases(60) },
  )
  // What was not indexed is not said to be, and what could not be read is looked at again.
  database().exec('UPDATE runs SET indexed = 0')
  store().annotations.change('a', { tags: ['x'] })
  expect(store().runIndex.pending(10)).toEqual(['a'])
  database().exec(`UPDATE runs SET tags = '{}'`)
  atOnce(indexing.complete())
  store().annotations.change('a', { tags: ['y'] })
  expect(store().runIndex.pending(10)).toEqual(['a'])
})

it('finds runs of an earlier version by settings that came later', async () => {
  addStoredRun(store(), 'a', { name: 'first' })
  const { number } = store().runs.get('a')!
  // As it was before there were schedules, and before their value in force was among its rows.
  database().exec(
    `UPDATE runs SET recipe = json_remove(recipe, '$.schedule'), config = json_remove(config, '$.schedule')`,
  )
  store().runIndex.write(number, { values: [], search: 'first\n', problems: [] })
  database().exec('UPDATE runs SET indexed = 1')
  expect(store().runIndex.pending(10)).toEqual([])
  createRunIndex(database())
  expect(store().runIndex.pending(10)).toEqual(['a'])
  expect((await service().query({ where: 'schedule = constant' })).matched).toBe(1)
})
