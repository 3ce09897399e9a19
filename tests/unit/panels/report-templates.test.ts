import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reportSchema, reportTemplates } from '../../../src-main/contract/report'
import type { RunSummary } from '../../../src-main/contract/run'
import { fillTemplate, offeredTemplates, templates } from '../../../src-main/panels/report/templates'
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
    })
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
            expect(templates[template].isOfOneRun).toBe(runs.length === 1)
            const whole = { ...filled.content, id: 'x', runs: runs.map(({ id }) => id), frozenAt: null, savedAt: 'x' }
            expect(reportSchema.safeParse(whole).error).toBeUndefined()
          } else {
            expect(filled.error).toBe(lacks)
            expect(filled.error).toMatch(/^\p{Lu}[^.]*\.$/u)
          }
        }
      }),
      { numRuns: propertyCases(100) },
    )
  })
})
