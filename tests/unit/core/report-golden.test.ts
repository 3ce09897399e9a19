/** What templates say of histories that do not change, to the last character. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ReportTemplate, TemplateChoices } from '../../../src-main/contract/report'
import { openDatabase } from '../../../src-main/store/open'
import { createStore } from '../../../src-main/store/store'
import { reportsOf, wordsOf } from '../../support/report-text'
import { seedLogged, type LoggedRun } from '../../support/seed-logged'
import { seedGroups, twoByTwo, type SeededGroup } from '../../support/seed-groups'

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'plateau-golden-'))
})
afterEach(() => {
  rmSync(home, { recursive: true, force: true })
})

const learningRates = [1e-3, 1e-4].map((learningRate): SeededGroup => ({
  ...twoByTwo[0]!,
  input: { ...twoByTwo[0]!.input, learningRate, earlyStopping: false, monitor: undefined },
  seeds: [1],
  floor: 0.01 + learningRate,
}))

const classification = (['cross-entropy', 'focal'] as const).map((loss): SeededGroup => ({
  ...twoByTwo[0]!,
  input: { ...twoByTwo[0]!.input, loss, task: 'classification', earlyStopping: false, monitor: undefined },
  seeds: [1],
  floor: loss === 'focal' ? 0.011 : 0.012,
}))

/** Runs that another program logged by step: no recipe, no parameters, a seed by another name. */
const elsewhere = (change: (at: number) => Partial<LoggedRun> = () => ({})): LoggedRun[] =>
  [0, 1, 2, 3, 4, 5].map((at) => ({
    name: `resnet-${at + 1}`,
    origin: { kind: 'logged', facts: { host: 'gpu-box-2' } },
    config: { optimizer: { lr: at < 3 ? 0.1 : 0.01 }, random_state: at % 3, epochs: 2 },
    environment: { python: '3.11.9', git: { commit: at < 3 ? 'a3f9c14b' : 'b1c2d3e4' } },
    series: [
      {
        key: 'val/acc',
        steps: [0, 1_000, 2_000, 3_000],
        values: [0.1, 0.6 + at / 100, (at < 3 ? 0.71 : 0.81) + at / 1_000, 0.7],
      },
      { key: 'throughput', steps: [0, 1_000], values: [90, 91] },
    ],
    log: [],
    secondsPerStep: 0.1,
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: '2026-01-01T01:00:00.000Z',
    ...change(at),
  }))

const strange = 'optimizer"s {lr} of $x$ by *us*'

describe('a template that compares any groups', () => {
  it.each([
    ['seeds-by-step', elsewhere(), {}],
    ['one-run-a-group', elsewhere((at) => ({ config: { lr: [1e-3, 1e-2, 0.1, '0.1', 'auto', null][at] } })), {}],
    [
      'mixed-settings',
      elsewhere((at) => ({
        config: { model: at < 3 ? 'small' : 'large', width: 8 * (at + 1) },
        parameters: 1_000 * at,
      })),
      { metric: 'val/acc', keys: ['model'] },
    ],
    [
      'strange-keys',
      elsewhere((at) => ({ config: { [strange]: at < 3 ? '<b>*one*</b>' : '{{two}}', seed: at } })),
      { metric: 'val/acc', keys: [strange] },
    ],
  ] as const satisfies readonly (readonly [string, readonly LoggedRun[], TemplateChoices])[])(
    'reads as a person would write it: %s',
    async (name, runs, choices) => {
      const ids = runs.map((run) => seedLogged(home, run))
      const store = createStore(openDatabase(home))
      try {
        const reports = reportsOf(store)
        const report = reports.create('groups', ids, choices)
        const words = wordsOf(report.title, await reports.resolve(report)).replaceAll(
          new RegExp(ids.join('|'), 'g'),
          (id) => `run-${ids.indexOf(id) + 1}`,
        )
        await expect(words).toMatchFileSnapshot(`../../fixtures/reports/groups-${name}.txt`)
        // A setting may have the value null, which is written so.
        expect(words.replaceAll(/lr null|\| null (?=\|)/g, '')).not.toMatch(/no value|undefined|NaN|null\b(?!,|\})/)
      } finally {
        store.close()
      }
    },
  )

  it('is right for runs that Plateau trained, by epoch and with times', async () => {
    const names = seedGroups(home, twoByTwo)
    const store = createStore(openDatabase(home))
    try {
      const reports = reportsOf(store)
      const report = reports.create('groups', names, { metric: 'val_psnr', keys: ['architecture', 'loss'] })
      const words = wordsOf(report.title, await reports.resolve(report))
      await expect(words).toMatchFileSnapshot('../../fixtures/reports/groups-trained.txt')
      expect(words).not.toMatch(/no value|undefined|NaN/)
    } finally {
      store.close()
    }
  })
})

describe('templates', () => {
  it.each([
    ['comparison', 'two-by-two', twoByTwo],
    ['comparison', 'one-seed-each', twoByTwo.map((group) => ({ ...group, seeds: [1] }))],
    ['comparison', 'one-architecture', twoByTwo.slice(0, 2)],
    ['comparison', 'learning-rates', learningRates],
    ['one-run', 'stopped-early', twoByTwo.slice(2, 3).map((group) => ({ ...group, seeds: [1] }))],
    ['one-run', 'no-early-stopping', learningRates.slice(0, 1)],
    ['comparison', 'classification', classification],
    ['one-run', 'classification', classification.slice(0, 1)],
  ] as const satisfies readonly (readonly [ReportTemplate, string, readonly SeededGroup[]])[])(
    '%s says the same of %s as it always did',
    async (template, name, groups) => {
      const names = seedGroups(home, groups)
      const store = createStore(openDatabase(home))
      try {
        const reports = reportsOf(store)
        const report = reports.create(template, names)
        const words = wordsOf(report.title, await reports.resolve(report))
        await expect(words).toMatchFileSnapshot(`../../fixtures/reports/${template}-${name}.txt`)
      } finally {
        store.close()
      }
    },
  )
})
