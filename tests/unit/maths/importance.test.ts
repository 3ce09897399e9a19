import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonNumber } from '../../../src-main/contract/numbers'
import { codeCategories, codeNumbers, mostLevels } from '../../../src-main/maths/importance/coded'
import { rankCorrelation, ranksOf } from '../../../src-main/maths/importance/rank-correlation'
import type { Setting } from '../../../src-main/maths/importance/usable'
import { whatMattered } from '../../../src-main/maths/importance/what-mattered'
import { createRandom } from '../../../src-main/maths/random'
import { propertyCases } from '../../support/property'
import { readFixture } from '../training/oracle'
import { anyDouble } from '../../support/doubles'
import { toDouble, toDoubles, type JsonNumbers } from './doubles'

type Fixture = {
  tables: {
    name: string
    columns: { key: string; values: JsonNumbers | string[] }[]
    target: JsonNumbers
    told: { mean: number; deviation: number }
    importances: { mean: number; deviation: number; spread: number }[]
  }[]
  correlations: { name: string; left: JsonNumbers; right: JsonNumbers; value: number; ends: [JsonNumber, JsonNumber] }[]
}
const fixture = readFixture<Fixture>('importance.json')

const isText = (values: JsonNumbers | string[]): values is string[] =>
  values.every((value) => typeof value === 'string' && Number.isNaN(Number(value))) && !values.includes('NaN')
const keysOf = (settings: readonly { readonly key: string }[]) => settings.map(({ key }) => key)

/**
 * A forest of other random numbers is another draw: it lies within four deviations of the mean of scikit-learn's in all but one of ten thousand
 * cases, and the deviation itself is of sixteen. The rest is for splits between other numbers, as codes are halved and scikit-learn halves
 * values: a hundredth of the spread.
 */
const within = (deviation: number) => 4 * deviation + 0.01

describe('importances beside scikit-learn', () => {
  it.each(fixture.tables)('$name', ({ columns, target, told, importances }) => {
    const settings = columns.map(({ key, values }) => ({
      key,
      values: isText(values) ? values : toDoubles(values).map((value) => (Number.isNaN(value) ? undefined : value)),
    }))
    const found = whatMattered(settings, toDoubles(target))
    expect(found.state).toBe('ready')
    expect(Math.abs(found.told - told.mean)).toBeLessThan(within(told.deviation))
    const expected = columns.map(({ key }, index) => ({ key, ...importances[index]! }))
    for (const { key, mean, deviation, spread } of expected) {
      const { importance } = found.settings.find((setting) => setting.key === key)!
      expect.soft(Math.abs(importance.mean - mean), key).toBeLessThan(within(deviation))
      // A deviation of 40 is known to a ninth; four of those, and a hundredth.
      expect.soft(Math.abs(importance.deviation - spread), key).toBeLessThan(0.5 * spread + 0.01)
    }
    // Ranks are the same wherever scikit-learn's own forests agree on them.
    for (const left of expected)
      for (const right of expected)
        if (left.mean - right.mean > 4 * Math.hypot(left.deviation, right.deviation))
          expect.soft(keysOf(found.settings).indexOf(left.key)).toBeLessThan(keysOf(found.settings).indexOf(right.key))
  })
})

describe('rank correlation', () => {
  it('ranks any doubles, infinities too, as counting does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(anyDouble, fc.constantFrom(0, -0, 1, Infinity, -Infinity)), { maxLength: 40 }),
        (values) => {
          const slow = values.map((value) => {
            const below = values.filter((other) => other < value).length
            return below + (values.filter((other) => other === value).length + 1) / 2
          })
          expect([...ranksOf(values)]).toEqual(slow)
        },
      ),
      { numRuns: propertyCases(200) },
    )
  })

  it.each(fixture.correlations)('beside SciPy: $name', ({ left, right, value, ends }) => {
    const found = rankCorrelation(toDoubles(left), toDoubles(right))!
    expect(Math.abs(found.value - value)).toBeLessThan(1e-12)
    const [low, high] = ends.map(toDouble)
    // At the very end of the scale the formula of sums is 0 / 0.
    expect(Math.abs(found.low - (Number.isNaN(low) ? value : low!))).toBeLessThan(1e-12)
    expect(Math.abs(found.high - (Number.isNaN(high) ? value : high!))).toBeLessThan(1e-12)
  })

  it('is 1 with itself, turns with one side, and lies within its interval', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyDouble, anyDouble), { minLength: 4, maxLength: 40 }), (pairs) => {
        const [left, right] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)]
        const found = rankCorrelation(left, right)
        if (new Set(ranksOf(left)).size === 1 || new Set(ranksOf(right)).size === 1) {
          expect(found).toBeNull()
          return
        }
        const { value, low, high } = found!
        expect(low).toBeLessThanOrEqual(value)
        expect(high).toBeGreaterThanOrEqual(value)
        expect(low).toBeGreaterThanOrEqual(-1)
        expect(high).toBeLessThanOrEqual(1)
        expect(rankCorrelation(left, left)!.value).toBeCloseTo(1, 12)
        expect(
          rankCorrelation(
            left,
            right.map((one) => -one),
          )!.value,
        ).toBeCloseTo(-value, 12)
      }),
      { numRuns: propertyCases(100) },
    )
  })

  it('has none for three pairs, and none where one side is all equal', () => {
    expect(rankCorrelation([1, 2, 3], [1, 2, 3])).toBeNull()
    expect(rankCorrelation([1, 1, 1, 1], [1, 2, 3, 4])).toBeNull()
  })
})

/** A table in which one number decides, another does a little, and a third nothing. */
function tableOf(runs: number, seed = 1): { settings: Setting[]; target: number[] } {
  const random = createRandom(seed, 'table')
  const draw = (values: readonly (number | string)[]) =>
    Array.from({ length: runs }, () => values[random.below(values.length)]!)
  const [rate, loss, nothing] = [draw([0.0001, 0.001, 0.01]), draw(['mse', 'l1']), draw([1, 2, 3, 4])]
  const target = Array.from(
    rate,
    (value, run) => Math.log10(Number(value)) + (loss[run] === 'l1' ? 0.4 : 0) + 0.3 * random.uniform(),
  )
  return {
    settings: [
      { key: 'rate', values: rate },
      { key: 'loss', values: loss },
      { key: 'nothing', values: nothing },
    ],
    target,
  }
}

describe('what mattered', () => {
  it('tells what decides from what does nothing', () => {
    const { settings, target } = tableOf(60)
    const found = whatMattered(settings, target)
    expect(keysOf(found.settings)).toEqual(['rate', 'loss', 'nothing'])
    expect(found.settings.map(({ importance }) => importance.low > 0)).toEqual([true, true, false])
    expect(found.settings.map(({ correlation }) => correlation !== null)).toEqual([true, false, true])
    expect(whatMattered(settings, target)).toEqual(found)
  })

  it('calls a setting that does nothing important in few tables', () => {
    // Of 40 tables, 95 of 100 permutations reach 0 in 38; with 32, chance is one in five hundred.
    const hollow = Array.from({ length: 40 }, (_, table) => {
      const { settings, target } = tableOf(40, table)
      return whatMattered(settings, target).settings.find(({ key }) => key === 'nothing')!.importance.low <= 0
    })
    expect(hollow.filter(Boolean).length).toBeGreaterThanOrEqual(32)
  })

  it('is the same for any rising function of the metric and of a setting', () => {
    const { settings, target } = tableOf(40)
    const changed = settings.map(({ key, values }) => ({
      key,
      values: key === 'rate' ? values.map((value) => Math.log(Number(value))) : values,
    }))
    expect(
      whatMattered(
        changed,
        target.map((value) => Math.exp(3 * value)),
      ),
    ).toEqual(whatMattered(settings, target))
  })

  it('says why there is nothing to tell', () => {
    const { settings, target } = tableOf(60)
    const short = (count: number) =>
      whatMattered(
        settings.map(({ key, values }) => ({ key, values: values.slice(0, count) })),
        target.slice(0, count),
      )
    expect(short(19)).toMatchObject({ state: 'too-few', used: 19, settings: [] })
    expect(short(20)).toMatchObject({ state: 'ready', used: 20 })
    expect(
      whatMattered(
        settings,
        target.map(() => 3),
      ),
    ).toMatchObject({ state: 'all-equal', settings: [] })
    expect(whatMattered([{ key: 'same', values: target.map(() => 1) }], target)).toMatchObject({
      state: 'nothing-differs',
      leftOut: { shared: 1, single: 0, ownNames: 0, beyond: 0 },
    })
    expect(whatMattered([], [])).toMatchObject({ state: 'too-few', used: 0 })
  })

  it('leaves out and counts runs without the metric, and takes infinities by their rank', () => {
    const { settings, target } = tableOf(60)
    const some = target.map((value, run) => (run < 5 ? undefined : run < 8 ? Number.NaN : value))
    const greatest = some.indexOf(
      Math.max(...(some.filter((value) => value !== undefined && !Number.isNaN(value)) as number[])),
    )
    const found = whatMattered(settings, some)
    expect(found).toMatchObject({ used: 52, without: 5, notNumbers: 3, sampled: 52 })
    some[greatest] = Number.POSITIVE_INFINITY
    expect(whatMattered(settings, some)).toEqual(found)
  })

  it('leaves out and counts settings that say nothing', () => {
    const { settings, target } = tableOf(60)
    const found = whatMattered(
      [
        ...settings,
        { key: 'folder', values: target.map((_, run) => `runs/${run}`) },
        { key: 'one', values: target.map((_, run) => (run === 3 ? 5 : undefined)) },
        { key: 'same', values: target.map(() => 'cpu') },
        { key: 'null', values: target.map(() => null) },
        { key: '__proto__', values: target.map((_, run) => (run % 2 === 0 ? undefined : 1)) },
      ],
      target,
    )
    expect(found.leftOut).toEqual({ shared: 1, single: 1, ownNames: 1, beyond: 0 })
    expect(new Set(keysOf(found.settings))).toEqual(new Set(['rate', 'loss', 'nothing', '__proto__']))
    expect(found.settings.find(({ key }) => key === '__proto__')).toMatchObject({ runs: 30, correlation: null })
  })

  it('takes whatever settings and metrics hold', () => {
    const value = fc.oneof(
      anyDouble,
      fc.constantFrom(undefined, null, true, false, 'a', 'b', Number.NaN, Infinity, [1, 'x']),
    )
    const rows = fc.array(
      fc.tuple(value, value, fc.oneof(anyDouble, fc.constantFrom(Infinity, -Infinity, Number.NaN))),
      {
        minLength: 20,
        maxLength: 50,
      },
    )
    fc.assert(
      fc.property(rows, (table) => {
        const settings = [0, 1].map((at) => ({ key: `${at}`, values: table.map((row) => row[at] as number | null) }))
        const found = whatMattered(
          settings,
          table.map((row) => row[2]),
        )
        for (const { importance, correlation } of found.settings)
          for (const number of [...Object.values(importance), ...Object.values(correlation ?? {})])
            expect(Number.isFinite(number)).toBe(true)
        expect(found.used + found.notNumbers + found.without).toBe(table.length)
      }),
      { numRuns: propertyCases(20) },
    )
  })

  it('grows its forest of some of very many runs, and says so', () => {
    const { settings, target } = tableOf(2_100)
    expect(whatMattered(settings, target)).toMatchObject({ used: 2_100, sampled: 2_000, state: 'ready' })
  })
})

describe('codes', () => {
  it('keep the order of numbers, and put more than fit a byte into bins of about equal count', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(anyDouble, fc.constantFrom(Number.NaN, Infinity, -Infinity)), { maxLength: 600 }),
        (values) => {
          const { codes, levels } = codeNumbers(Float64Array.from(values))
          expect(levels).toBeLessThanOrEqual(mostLevels)
          const order = values.map((value, at) => ({ value, code: codes[at]! })).sort((a, b) => a.code - b.code)
          order.forEach(({ value, code }, at) => {
            expect(Number.isNaN(value)).toBe(code === levels)
            const next = order[at + 1]
            if (next !== undefined && next.code < levels) expect(next.value >= value).toBe(true)
          })
        },
      ),
      { numRuns: propertyCases(100) },
    )
    expect(codeNumbers(Float64Array.from({ length: 1_000 }, (_, at) => at)).levels).toBe(mostLevels)
  })

  it('put rare names into one, and no more than fit a byte', () => {
    expect(codeCategories(['a', 'a', 'b', 'c', null, 'a'], 2)).toMatchObject({
      levels: 2,
      codes: Uint8Array.of(0, 0, 1, 1, 1, 0),
    })
    expect(
      codeCategories(
        Array.from({ length: 2_000 }, (_, at) => `${at % 400}`),
        3,
      ).levels,
    ).toBe(mostLevels)
  })
})
