/** Verdicts of random groups, read back sentence by sentence: what is said is what the numbers are, and two sentences never contradict. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Comparison } from '../../../src-main/contract/comparison'
import { commonMetricKeys, describeMetric, isBetter, type CommonMetricKey } from '../../../src-main/contract/metrics'
import { cameToPlannedEnd, type EndReason } from '../../../src-main/contract/run'
import { compareRuns } from '../../../src-main/model/comparison/compare'
import type { ComparedRun } from '../../../src-main/model/comparison/groups'
import { comparisonText } from '../../../src-main/hosts/cli/comparison-text'
import { valueTexts } from '../../../src-main/panels/compare/verdict-words'
import { verdictTable } from '../../../src-main/panels/report/tables'
import { fakeRun } from '../../support/fake-run'
import { propertyCases } from '../../support/property'

/** Few values, many of them so close together that four digits do not tell them apart, and some that are none. */
const anyValue = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 6 }).map((tenths) => tenths / 10) },
  { weight: 6, arbitrary: fc.integer({ min: -20, max: 20 }).map((steps) => 0.0356 + steps * 1e-7) },
  { weight: 3, arbitrary: fc.double({ min: 1e-12, max: 1e4, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity) },
)
const anyEnding = fc.constantFrom<EndReason | 'running'>(
  'completed',
  'completed',
  'completed',
  'early-stopped',
  'stopped',
  'diverged',
  'running',
)
const anyRun = fc.record({
  architecture: fc.constantFrom('plain' as const, 'pooled' as const),
  loss: fc.constantFrom('mse' as const, 'mse' as const, 'l1' as const),
  seed: fc.integer({ min: 1, max: 5 }),
  values: fc.array(anyValue, { minLength: 1, maxLength: 6 }),
  ending: anyEnding,
})
const anyComparison = fc
  .record({
    // One run of each seed and cell: what runs that repeat a seed mean is tested elsewhere.
    runs: fc.uniqueArray(anyRun, {
      minLength: 2,
      maxLength: 12,
      selector: ({ architecture, loss, seed }) => `${architecture} ${loss} ${seed}`,
    }),
    metric: fc.constantFrom(...commonMetricKeys),
    includesUnfinished: fc.boolean(),
  })
  .map(({ runs, metric, includesUnfinished }) => {
    const compared = runs.map(({ architecture, loss, seed, values, ending }, at): ComparedRun => {
      const id = `run${at}`
      const end =
        ending === 'running'
          ? ({ state: 'running', endReason: null } as const)
          : ({ state: 'ended', endReason: ending } as const)
      return {
        run: fakeRun(id, { name: `owl-${at}`, epochs: values.length, ...end }, { architecture, loss, seed, epochs: 9 }),
        series: { run: id, points: values.map((value, index) => [index + 1, value] as const) },
      }
    })
    return { compared, metric, found: compareRuns(metric, compared, { includesUnfinished }), includesUnfinished }
  })

const bestOf = (metric: CommonMetricKey, { series }: ComparedRun): number | null =>
  series.points.reduce<number | null>(
    (best, [, value]) => (Number.isFinite(value) && (best === null || isBetter(metric, value, best)) ? value : best),
    null,
  )
const isPast = (metric: CommonMetricKey, value: number, target: number): boolean =>
  value === target || isBetter(metric, value, target)
const reachedEpoch = (metric: CommonMetricKey, follower: ComparedRun, target: number): number | null =>
  follower.series.points.find(([, value]) => isPast(metric, value, target))?.[0] ?? null

/** "With L1, pooled passes plain's best val_mse 0.3 of epoch 2 at epoch 1: 1 epoch earlier." */
const oneToOne =
  /^(?:With (?<within>[^,]+), )?(?<follower>\S.*?) (?<verb>passes|reaches|does not reach) (?<leader>\S.*?)'s best (?<metric>val_\w+) (?<value>\S+) of epoch (?<targetEpoch>\d+)(?: at epoch (?<epoch>\d+): (?<amount>\d+) epochs? (?<side>earlier|later)| (?<same>at the same epoch)| within (?<within_epochs>\d+) epochs?)/
/** "pooled reaches plain's best val_mse in 2 of 3 seeds, ..." */
const groupToGroup =
  /^(?:With (?<within>[^,]+), )?(?<follower>\S.*?) (?:reaches|does not reach) (?<leader>\S.*?)'s best val_\w+ in (?:(?<reached>\d+) of|any of) (?<pairs>\d+) seeds?(?:, (?:(?<amount>[\d.]+) epochs? (?<side>earlier|later)|(?<same>at the same epoch)) in the median|(?<none>, and so not in the median))?/
const interval =
  /(?:is (?<amount>\S+)(?: dB)? (?<side>lower|higher) than|equals) .*95% interval (?<low>\S+) to (?<high>[\d.e+-]+?)(?<zero> includes 0|\.$)/

type PartName =
  | 'within'
  | 'follower'
  | 'leader'
  | 'verb'
  | 'value'
  | 'targetEpoch'
  | 'epoch'
  | 'amount'
  | 'side'
  | 'same'
  | 'none'
  | 'reached'
  | 'pairs'
/** What a sentence says by the names of a pattern's parts, with its place; undefined where it says something else. */
type Parts = Readonly<Partial<Record<PartName, string>>> & { readonly place: number }
const partsOf = (found: Comparison, pattern: RegExp): Parts[] =>
  sentencesOf(found).flatMap((sentence, place): Parts[] => {
    const parts = pattern.exec(sentence)?.groups
    return parts === undefined ? [] : [{ ...parts, place }]
  })

const sentencesOf = ({ headline, sentences }: Comparison): string[] => [headline, ...sentences]

/** The members of a sentence's group: one cell, a row where there is one column, a column where there is one row, or a run's own name. */
function membersOf(compared: readonly ComparedRun[], name: string, within: string | undefined): ComparedRun[] {
  const words = ({ run }: ComparedRun) => [String(run.recipe?.architecture), run.config.loss === 'mse' ? 'MSE' : 'L1']
  const named = compared.filter(({ run }) => run.name === name)
  if (named.length > 0) return named
  return compared.filter((one) => {
    const [row = '', column = ''] = words(one)
    const isInside = within === undefined || within === row || within === column
    return isInside && (name === row || name === column || name === `${row}, ${column}`)
  })
}

const cases = { numRuns: propertyCases(300) }

describe('verdicts of random groups', () => {
  it('say of two runs what their numbers are, with the digits of every table', () => {
    fc.assert(
      fc.property(anyComparison, ({ compared, metric, found }) => {
        const { best: show } = valueTexts(found)
        for (const said of partsOf(found, oneToOne)) {
          const [follower, leader] = [said.follower!, said.leader!].map((name) =>
            membersOf(compared, name, said.within).filter((one) => bestOf(metric, one) !== null),
          )
          expect([follower!.length, leader!.length]).toEqual([1, 1])
          const target = bestOf(metric, leader![0]!)!
          // The same text in the window's table, the report's and the command line's.
          expect(said.value).toBe(show(target))
          const cells = verdictTable(found).rows.map((row) => row[1])
          if (found.groups.every(({ runs }) => runs.length === 1)) expect(cells).toContain(said.value)
          expect(comparisonText(found).split('\n').slice(1).join('\n')).toContain(said.value)
          const epoch = reachedEpoch(metric, follower![0]!, target)
          if (said.verb === 'does not reach') expect(epoch).toBeNull()
          else if (said.same) expect(epoch).toBe(Number(said.targetEpoch))
          else {
            expect(epoch).toBe(Number(said.epoch))
            const later = Number(said.epoch) - Number(said.targetEpoch)
            expect([Math.abs(later), later < 0]).toEqual([Number(said.amount), said.side === 'earlier'])
          }
        }
      }),
      cases,
    )
  })

  it('say something as soon as two runs have a value, and end each sentence', () => {
    fc.assert(
      fc.property(anyComparison, ({ compared, metric, found }) => {
        const valued = compared.filter((one) => bestOf(metric, one) !== null).length
        const saysNothing = /^(Fewer than two|The first epochs)/.test(found.headline)
        expect(saysNothing, found.headline).toBe(valued < 2)
        for (const sentence of [...sentencesOf(found), ...found.caveats]) {
          expect(sentence).toMatch(/^\S.*\.$/)
          expect(sentence).not.toMatch(/undefined|null|\[object| {2}/)
        }
      }),
      cases,
    )
  })

  it('never say that one run passes the other’s best and misses its own with the same printed value', () => {
    fc.assert(
      fc.property(anyComparison, ({ metric, found }) => {
        const said = partsOf(found, oneToOne)
        for (const reach of said.filter(({ verb }) => verb !== 'does not reach')) {
          const miss = said.find(
            ({ verb, follower, leader, within }) =>
              verb === 'does not reach' &&
              follower === reach.leader &&
              leader === reach.follower &&
              within === reach.within,
          )
          if (miss === undefined) continue
          expect(miss.value).not.toBe(reach.value)
          // What is missed reads as the better value of the two.
          expect(isBetter(metric, Number(miss.value), Number(reach.value))).toBe(true)
        }
        // Unlike bests never read alike, whichever table they stand in.
        const bests = [...new Set(found.rows.flatMap(({ best }) => best ?? []))]
        expect(new Set(bests.map(valueTexts(found).best)).size).toBe(bests.length)
      }),
      cases,
    )
  })

  it('count seeds with those that never reach it at the end of the median', () => {
    fc.assert(
      fc.property(anyComparison, ({ compared, metric, found, includesUnfinished }) => {
        for (const said of partsOf(found, groupToGroup)) {
          const [followers, leaders] = [said.follower!, said.leader!].map((name) => {
            const valued = membersOf(compared, name, said.within).filter((one) => bestOf(metric, one) !== null)
            const counted = valued.filter(({ run }) => includesUnfinished || cameToPlannedEnd(run))
            return counted.length > 0 ? counted : valued
          })
          const later = followers!.flatMap((follower) => {
            const leader = leaders!.find(({ run }) => run.config.seed === follower.run.config.seed)
            if (leader === undefined) return []
            const target = bestOf(metric, leader)!
            const epoch = reachedEpoch(metric, follower, target)
            const at = leader.series.points.find(([, value]) => value === target)![0]
            return [epoch === null ? Infinity : epoch - at]
          })
          later.sort((left, right) => left - right)
          expect(Number(said.pairs)).toBe(later.length)
          expect(Number(said.reached ?? 0)).toBe(later.filter(Number.isFinite).length)
          const half = later.length / 2
          const middle = (later[Math.ceil(half) - 1]! + later[Math.floor(half)]!) / 2
          if (said.none !== undefined || said.reached === undefined) expect(middle).toBe(Infinity)
          else if (said.same) expect(middle).toBe(0)
          else expect(Number(said.amount) * (said.side === 'earlier' ? -1 : 1)).toBe(middle)
        }
      }),
      cases,
    )
  })

  it('put the direction that more seeds reach before the other one', () => {
    fc.assert(
      fc.property(anyComparison, ({ found }) => {
        const said = partsOf(found, groupToGroup)
        const share = ({ reached = '0', pairs }: Parts) => Number(reached) / Number(pairs)
        for (const one of said) {
          const other = said.find(
            ({ follower, leader, within }) =>
              follower === one.leader && leader === one.follower && within === one.within,
          )
          if (other !== undefined && share(other) > share(one)) expect(other.place).toBeLessThan(one.place)
        }
      }),
      cases,
    )
  })

  it('say an interval as it is, so that its sides of 0 can be read', () => {
    fc.assert(
      fc.property(anyComparison, ({ found }) => {
        for (const { sentence, low, high, difference, conclusion } of found.contrasts) {
          if (low === null || high === null || difference === null) {
            expect(sentence).not.toContain('95%')
            expect(['differs', 'no-difference-shown']).not.toContain(conclusion)
            continue
          }
          const said = interval.exec(sentence)?.groups
          expect(said, sentence).toBeDefined()
          const sign = said!.side === 'lower' ? -1 : 1
          const printed = [Number(said!.low), Number(said!.high)].map((end) => end * sign).sort((a, b) => a - b)
          // To two digits of half its width.
          const tolerance = ((high - low) / 2) * 0.06
          expect(Math.abs(printed[0]! - low)).toBeLessThanOrEqual(tolerance)
          expect(Math.abs(printed[1]! - high)).toBeLessThanOrEqual(tolerance)
          expect(high).toBeGreaterThan(low)
          const includesZero = printed[0]! <= 0 && printed[1]! >= 0
          expect(said!.zero === ' includes 0').toBe(includesZero)
          expect(conclusion).toBe(includesZero ? 'no-difference-shown' : 'differs')
          if (said!.amount !== undefined) expect(Math.sign(difference)).toBe(sign)
        }
      }),
      cases,
    )
  })

  it('name every run that means and intervals are without, and no other', () => {
    fc.assert(
      fc.property(anyComparison, ({ compared, metric, found, includesUnfinished }) => {
        const unfinished = compared.filter((one) => bestOf(metric, one) !== null && !cameToPlannedEnd(one.run))
        const leftOut = found.groups.flatMap((group) => group.leftOut).sort()
        expect(leftOut).toEqual(includesUnfinished ? [] : unfinished.map(({ run }) => run.id).sort())
        const caveat = found.caveats.find((text) => text.startsWith('Left out of means'))
        const hasMeans = found.groups.some(({ count, leftOut: out }) => count + out.length > 1)
        expect(caveat !== undefined).toBe(hasMeans && leftOut.length > 0)
        if (caveat !== undefined && unfinished.length <= 8)
          for (const { run } of compared)
            expect(caveat.includes(`${run.name} (`)).toBe(unfinished.some((one) => one.run.id === run.id))
      }),
      cases,
    )
  })
})

it('knows a unit for what it prints', () => {
  expect([describeMetric('val_mse').unit, describeMetric('val_psnr').unit]).toEqual(['', 'dB'])
})
