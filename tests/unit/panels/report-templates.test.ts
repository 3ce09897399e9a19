import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reportSchema, reportTemplates, type TemplateChoices } from '../../../src-main/contract/report'
import type { RunSummary } from '../../../src-main/contract/run'
import { resolveReport } from '../../../src-main/core/reports/resolve'
import { fillTemplate, offeredTemplates, templates } from '../../../src-main/panels/report/templates'
import { flatRecord, type SettingValue } from '../../../src-main/protocol/config'
import { fakeRun, seriesBy } from '../../support/fake-run'
import { propertyCases } from '../../support/property'

/** A run that Plateau trained, and one that was logged by another program. */
const trained = (id: string) =>
  fakeRun(id, { state: 'ended', endReason: 'completed', epochs: 3, series: seriesBy('epoch', { val_mse: [3, 2, 1] }) })
const logged = (id: string, changes: Partial<RunSummary> = {}) =>
  fakeRun(id, {
    state: 'ended',
    endReason: 'completed',
    origin: { kind: 'logged', facts: {} },
    config: { lr: 0.1 },
    recipe: null,
    data: null,
    parameters: null,
    series: seriesBy('step', { accuracy: [0.1, 0.5] }),
    ...changes,
  })

const lacksOf = (runs: readonly RunSummary[]) =>
  Object.fromEntries(offeredTemplates(runs).map(({ template, lacks }) => [template, lacks]))

describe('what templates need', () => {
  it('is said in one sentence where runs do not have it', () => {
    expect(lacksOf([trained('a'), trained('b')])).toMatchObject({
      comparison: null,
      'one-run': 'This template covers one run: choose one.',
      groups: null,
    })
    expect(lacksOf([logged('a'), logged('b')]).groups).toBe(null)
    expect(lacksOf([trained('a')])).toMatchObject({
      comparison: 'A comparison needs at least two runs.',
      'one-run': null,
    })
    expect(lacksOf([trained('a'), logged('b')])).toMatchObject({
      comparison: 'This template describes networks and losses that Plateau trains; calm-otter-b has no recipe for it.',
    })
    expect(lacksOf([logged('a'), logged('b'), trained('c'), logged('d')])).toMatchObject({
      comparison:
        'This template describes networks and losses that Plateau trains; calm-otter-a and 2 other runs have no recipe for it.',
    })
    expect(lacksOf([logged('a')])).toMatchObject({
      'one-run': 'This template describes a network that Plateau trains; calm-otter-a has no recipe for it.',
    })
  })

  it('is asked of every template, whatever the runs: those that fit are filled, the others say why not', () => {
    const anyRun = fc.record({ isTrained: fc.boolean(), hasSeries: fc.boolean() })
    fc.assert(
      fc.property(fc.array(anyRun, { maxLength: 5 }), (kinds) => {
        const runs = kinds.map(({ isTrained, hasSeries }, index) => {
          const run = isTrained ? trained(`r${index}`) : logged(`r${index}`)
          return hasSeries ? run : { ...run, series: {} }
        })
        const offers = offeredTemplates(runs)
        expect(offers.map(({ template }) => template)).toEqual([...reportTemplates])
        for (const { template, lacks } of offers) {
          const filled = fillTemplate(template, runs)
          expect(filled.ok).toBe(lacks === null)
          if (filled.ok) {
            if (runs.length > 1) expect(templates[template].isOfOneRun).toBe(false)
            const whole = { ...filled.content, id: 'x', runs: runs.map(({ id }) => id), frozenAt: null, savedAt: 'x' }
            expect(reportSchema.safeParse(whole).error).toBeUndefined()
          } else {
            expect(filled.error).toBe(lacks)
            expect(filled.error).toMatch(/^\S.*\.$/u)
          }
        }
      }),
      { numRuns: propertyCases(100) },
    )
  })
})

/** Everything that a report says, worked out as the core does it, from runs alone. */
function resolve(runs: readonly RunSummary[], choices: TemplateChoices) {
  const filled = fillTemplate('groups', runs, choices)
  if (!filled.ok) return filled
  const report = { ...filled.content, id: 'x', runs: runs.map(({ id }) => id), frozenAt: null, savedAt: 'x' }
  const byId = new Map(runs.map((run) => [run.id, run]))
  const { title, blocks } = resolveReport(
    reportSchema.parse(report),
    {
      summary: (id) => byId.get(id) ?? null,
      compared: (run, key) => ({
        run,
        series: { run: run.id, by: run.series[key]?.by ?? 'epoch', points: pointsOf(run, key) },
      }),
      series: ({ id }) => ({ run: id, epochs: new Int32Array(), elapsedSeconds: new Float64Array(), values: {} }),
      readFigure: () => {
        throw new RangeError('No figure is read.')
      },
    },
    { withFigures: false },
  )
  return { ok: true as const, title, blocks }
}
const pointsOf = ({ series }: RunSummary, key: string): [number, number][] => {
  const digest = series[key]
  if (digest === undefined || digest.minimum === null || digest.maximum === null) return []
  const points: [number, number][] = [
    [digest.minimumStep ?? 0, digest.minimum],
    [digest.maximumStep ?? 0, digest.maximum],
  ]
  return points.sort(([left], [right]) => left - right)
}

describe('a report on any groups', () => {
  const value = fc.oneof(
    fc.constantFrom<SettingValue>(1, '1', 0.1, 'auto', true, null, [1, 2], '', '{{x}}', '$a$', 'of b', 'a vs b'),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ unit: 'binary', maxLength: 8 }),
  )
  const key = fc.constantFrom(
    'lr',
    'optimizer.lr',
    'seed',
    'a b',
    'a, b',
    'x/y',
    '"q"',
    '{{k}}',
    '__proto__',
    'of',
    'by',
  )
  const metric = fc.constantFrom('val/acc', 'loss', 'score of {{it}}', 'psnr', 'a "b" by accuracy', '__proto__ error')
  const anyRun = fc.record({
    config: fc.uniqueArray(fc.tuple(key, value), { maxLength: 5, selector: ([name]) => name }),
    series: fc.uniqueArray(
      fc.tuple(
        metric,
        fc.constantFrom('epoch' as const, 'step' as const),
        fc.array(fc.oneof(fc.double(), fc.constantFrom(0.1, 0.2, Number.NaN, Number.POSITIVE_INFINITY)), {
          maxLength: 4,
        }),
      ),
      { maxLength: 3, selector: ([name]) => name },
    ),
    endReason: fc.constantFrom('completed' as const, 'failed' as const, 'stopped' as const),
    isTimed: fc.boolean(),
    parameters: fc.option(fc.nat()),
    environment: fc.option(fc.constantFrom({ host: 'a' }, { host: 'b' }, {})),
  })

  it('says why it cannot be made, or has no text, table or caption without a value', () => {
    fc.assert(
      fc.property(
        fc.array(anyRun, { minLength: 2, maxLength: 7 }),
        fc.option(metric),
        fc.option(key),
        (kinds, on, by) => {
          const runs = kinds.map(({ config, series, endReason, isTimed, parameters, environment }, index) =>
            logged(`r${index}`, {
              config: flatRecord(config),
              series: flatRecord(
                series.flatMap(([name, unit, values]) =>
                  values.length === 0 ? [] : [[name, seriesBy(unit, { x: values }).x!] as const],
                ),
              ),
              endReason,
              trainingSeconds: isTimed ? 60 : 0,
              parameters,
              environment,
            }),
          )
          const choices = { ...(on === null ? {} : { metric: on }), ...(by === null ? {} : { keys: [by] }) }
          const made = resolve(runs, choices)
          if (!made.ok) {
            expect(made.error).toMatch(/\.$/)
            return
          }
          expect(made.title).not.toContain('no value')
          for (const block of made.blocks) {
            if (block.kind === 'text') {
              // Where fewer than two groups have a finite value there is nothing to rank; that is said.
              const errors = block.bindings.flatMap(({ error }) => error ?? [])
              for (const error of errors) expect(error).toMatch(/^Fewer than two groups have a value/)
            } else if (block.kind === 'figure') expect(block.text.caption).not.toContain('no value')
            else {
              expect(block.error).toBe(null)
              expect(block.caption).not.toContain('no value')
              for (const row of block.table!.rows) expect(row).toHaveLength(block.table!.columns.length)
              for (const cell of block.table!.rows.flat()) expect(cell).not.toMatch(/undefined|^NaN$|^$/)
            }
          }
        },
      ),
      { numRuns: propertyCases(150) },
    )
  })

  it('asks for a direction where none is said, and takes the one that was chosen', () => {
    const runs = ['a', 'b'].map((id, at) =>
      logged(id, { config: { lr: at }, series: seriesBy('step', { tokens: [at, at + 1] }) }),
    )
    expect(lacksOf(runs).groups).toBe(
      'Nothing says whether lower or higher values of tokens are better; choose a direction for the metric to compare.',
    )
    const told = runs.map((run) => ({ ...run, directions: { tokens: 'higher' as const } }))
    const made = resolve(told, {})
    expect(made.ok && made.title).toBe('tokens by lr')
    expect(JSON.stringify(made)).toContain('The highest tokens is 2.000, of lr 1; the best of lr 0 is 1.000.')
  })

  it('refuses a loss whose scales differ, by the setting that names it, and takes another metric where there is one', () => {
    const runs = ['mse', 'huber'].map((criterion, at) =>
      logged(`r${at}`, {
        config: { criterion, lr: at },
        series: seriesBy('step', { 'val/loss': [1], 'val/acc': [at] }),
      }),
    )
    expect(offeredTemplates(runs, { metric: 'val/loss' }).find(({ template }) => template === 'groups')?.lacks).toBe(
      "val/loss is each run's own loss, and these runs minimize mse and huber, whose values are on different scales; choose another metric.",
    )
    const made = resolve(runs, {})
    expect(made.ok && made.title).toBe('val/acc by criterion')
    const alike = runs.map((run) => ({ ...run, config: { ...run.config, criterion: 'mse' } }))
    expect(resolve(alike, { metric: 'val/loss' }).ok).toBe(true)
  })
})
