/** Whatever authors write: runs that have nothing in common are grouped, compared, told apart, drawn and exported without a crash or a lie. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringifyJson } from '../../../src-main/contract/numbers'
import type { RunSummary } from '../../../src-main/contract/run'
import { toCsv, toJson } from '../../../src-main/core/exports/run-documents'
import { compareRuns } from '../../../src-main/model/comparison/compare'
import type { ComparedRun } from '../../../src-main/model/comparison/groups'
import { comparableKeys, usualMetricOf } from '../../../src-main/model/comparison/metric'
import { bestOf, metricOf } from '../../../src-main/model/digests'
import { areSeeds, groupValue, orderValues, settingsThatDiffer } from '../../../src-main/model/grouping'
import { compareSettings, identityOf, showSetting } from '../../../src-main/model/values'
import { buildDiff } from '../../../src-main/panels/compare/config-diff'
import { configDiffTable, verdictTable } from '../../../src-main/panels/report/tables'
import { differingSettings, tellingSettings } from '../../../src-main/model/telling-settings'
import { fillLegend } from '../../../src-main/panels/words/config-values'
import { groupRuns } from '../../../src-main/panels/workspace/run-list'
import { quantityChoices, scaleOf } from '../../../src-main/panels/workspace/quantities'
import { flattenConfig, type FlatConfig, type Json, type SettingValue } from '../../../src-main/protocol/config'
import { fakeRun, seriesBy } from '../../support/fake-run'
import { propertyCases } from '../../support/property'

const keys = [
  'lr',
  'LR',
  'loss',
  'seed',
  '__proto__',
  'constructor',
  'é',
  'e\u0301',
  'val/accuracy',
  'architecture',
  'a.b',
  'epochs',
]
const values: fc.Arbitrary<SettingValue> = fc.oneof(
  fc.constantFrom<SettingValue>(
    null,
    true,
    false,
    0,
    1,
    0.1,
    1e300,
    '0.1',
    '1',
    '',
    'none',
    'null',
    'on',
    '1, 2',
    '[1]',
    '"a"',
    'mse',
    'auto',
  ),
  fc.constantFrom<SettingValue>([], [1, 2], ['1, 2'], [1], ['a', { b: 1 }], 'x\u001b[2J', 'x␛[2J', '\u202eabc'),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: 'binary', maxLength: 8 }),
)
const configs = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...keys), values), { selector: ([key]) => key, maxLength: 6 })
  .map((entries) => {
    const made = Object.create(null) as Record<string, Json>
    for (const [key, value] of entries) made[key] = value
    return flattenConfig(made)
  })
const numbers = fc.array(fc.double(), { maxLength: 5 })
/** Some runs have no point at all, and a metric may be called like a setting. */
const logged: fc.Arbitrary<(id: string) => ComparedRun> = fc
  .record({
    config: configs,
    by: fc.constantFrom('epoch' as const, 'step' as const),
    accuracy: fc.option(numbers),
    lr: fc.option(numbers),
    state: fc.constantFrom('ended' as const, 'running' as const),
  })
  .map(({ config, by, accuracy, lr, state }) => (id: string) => {
    const series = seriesBy(by, {
      ...(accuracy === null || accuracy.length === 0 ? {} : { 'val/accuracy': accuracy }),
      ...(lr === null || lr.length === 0 ? {} : { lr }),
    })
    const run = fakeRun(id, {
      origin: { kind: 'logged', facts: {} },
      config,
      recipe: null,
      plannedEpochs: null,
      stepsPerEpoch: null,
      data: null,
      parameters: null,
      state,
      endReason: state === 'ended' ? 'completed' : null,
      series,
    })
    const points = (accuracy ?? []).map((value, index): [number, number] => [by === 'epoch' ? index + 1 : index, value])
    return { run, series: { run: id, by, points } }
  })
const runsOf = fc.array(logged, { maxLength: 7 }).map((made) => made.map((make, at) => make(`run${at}`)))
const many = { numRuns: propertyCases(200) }

describe('values of settings', () => {
  it('read alike only where they are equal, and have one order', () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        expect(showSetting(a) === showSetting(b)).toBe(identityOf(a) === identityOf(b))
        expect(groupValue({ lr: a }, 'lr') === groupValue({ lr: b }, 'lr')).toBe(identityOf(a) === identityOf(b))
        expect(Math.sign(compareSettings(a, b)) + 0).toBe(-Math.sign(compareSettings(b, a)) + 0)
        if (compareSettings(a, b) <= 0 && compareSettings(b, c) <= 0)
          expect(compareSettings(a, c)).toBeLessThanOrEqual(0)
        // eslint-disable-next-line no-control-regex -- what a terminal would obey is what is looked for
        expect(showSetting(a)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
      }),
      { numRuns: propertyCases(2_000) },
    )
  })
})

describe('runs that have nothing in common', () => {
  it('are each in one group, in one stable order, and compared without a crash', () => {
    fc.assert(
      fc.property(runsOf, fc.constantFrom(...keys), fc.constantFrom(...keys), (runs, row, column) => {
        const summaries = runs.map(({ run }) => run)
        const all = summaries.map(({ config }) => config)
        const comparison = compareRuns('val/accuracy', runs, { keys: { row, column } })
        expect(comparison.groups.flatMap(({ runs: ids }) => ids).sort()).toEqual(summaries.map(({ id }) => id).sort())
        expect(orderValues([...all].reverse(), row)).toEqual(orderValues(all, row))
        for (const group of comparison.groups) {
          const members = summaries.filter(({ id }) => group.runs.includes(id))
          expect(new Set(members.map(({ config }) => identityOf(config[row]))).size).toBeLessThanOrEqual(
            row === 'loss' ? 2 : 1,
          )
          // A mean is of finite values of runs that ended.
          if (group.mean !== null) expect(group.count).toBeGreaterThan(0)
        }
        expect(comparison.by).toMatch(/^(epoch|step|mixed)$/)
        for (const { leader, follower, by } of comparison.overtakings)
          for (const id of [leader, follower]) expect(runs.find(({ run }) => run.id === id)!.series.by).toBe(by)
        expect(() => verdictTable(comparison)).not.toThrow()
      }),
      many,
    )
  })

  it('differ in what is not equal, and are seeds of one another only where nothing else is', () => {
    fc.assert(
      fc.property(configs, configs, (one, other) => {
        const differing = settingsThatDiffer([one, other])
        const isDifferent = (key: string) => identityOf(one[key]) !== identityOf(other[key])
        for (const key of differing) expect(isDifferent(key)).toBe(true)
        const of = (id: string, config: FlatConfig): RunSummary => fakeRun(id, { config, recipe: null, data: null })
        const unlike = [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
          (key) => key !== 'seed' && isDifferent(key),
        )
        if (unlike.length > 0 && areSeeds([of('a', one), of('b', other)]))
          expect.unreachable(`They differ in ${unlike.join(', ')}.`)
      }),
      many,
    )
  })

  it('have axes, legends, groups, diffs and a best of their own', () => {
    fc.assert(
      fc.property(runsOf, (runs) => {
        const summaries = runs.map(({ run }) => run)
        const groups = groupRuns(summaries, ['lr', '__proto__'])
        expect(groups.flatMap(({ runs: members }) => members)).toHaveLength(summaries.length)
        expect(differingSettings(summaries).length).toBeGreaterThanOrEqual(tellingSettings(summaries, 3).length)
        for (const { value } of quantityChoices(['val/accuracy', 'lr'])) expect(value).not.toBe('')
        for (const key of keys) {
          const scale = scaleOf({ kind: 'config', key }, summaries)
          for (const run of summaries) expect(typeof scale.format(scale.valueOf(run))).toBe('string')
        }
        const columns = summaries.map((run) => ({ id: run.id, label: run.name, runs: [run] }))
        const entries = buildDiff(columns, true).flatMap((section) => section.entries)
        expect(entries.every(({ values: shown }) => shown.length === columns.length)).toBe(true)
        expect(() => configDiffTable(summaries, columns)).not.toThrow()
        for (const run of summaries) {
          expect(fillLegend('${name} ${config.lr} ${config.__proto__}', run)).toContain(run.name)
          const best = bestOf(run, 'val/accuracy')
          if (best !== null && Number.isFinite(best.value)) expect(best.value).toBe(run.series['val/accuracy']!.maximum)
          // A metric that is a setting's name too is the metric where a metric is meant.
          expect(metricOf(run, 'lr')?.last).toBe(run.series.lr?.last ?? undefined)
        }
        expect(usualMetricOf(summaries)).toBe(comparableKeys(summaries)[0] ?? 'val_mse')
      }),
      many,
    )
  })

  it('are exported whole', () => {
    fc.assert(
      fc.property(runsOf, (runs) => {
        const exported = runs.map(({ run, series }) => ({
          summary: run,
          layers: [],
          epochs: series.points.map(([epoch]) => ({
            epoch,
            seconds: Number.NaN,
            elapsedSeconds: epoch,
            imagesPerSecond: Number.NaN,
          })),
          values: new Map([['val/accuracy', new Map(series.points)]]),
        }))
        const text = toJson(exported)
        const read = JSON.parse(text) as { runs: { id: string; config: object }[] }
        // Written run by run, it is the same document.
        expect(text).toBe(`${stringifyJson(read, 2)}\n`)
        expect(read.runs.map(({ config }) => Object.keys(config).sort())).toEqual(
          runs.map(({ run }) => Object.keys(run.config).sort()),
        )
        const lines = toCsv(exported).trim().split('\r\n')
        expect(lines).toHaveLength(1 + exported.reduce((sum, { epochs }) => sum + epochs.length, 0))
      }),
      many,
    )
  })
})
