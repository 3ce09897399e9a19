/** What templates say of histories that do not change, to the last character. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ReportTemplate } from '../../../src-main/contract/report'
import { openDatabase } from '../../../src-main/store/open'
import { createStore } from '../../../src-main/store/store'
import { reportsOf, wordsOf } from '../../support/report-text'
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

describe('templates', () => {
  it.each([
    ['comparison', 'two-by-two', twoByTwo],
    ['comparison', 'one-seed-each', twoByTwo.map((group) => ({ ...group, seeds: [1] }))],
    ['comparison', 'one-architecture', twoByTwo.slice(0, 2)],
    ['comparison', 'learning-rates', learningRates],
    ['one-run', 'stopped-early', twoByTwo.slice(2, 3).map((group) => ({ ...group, seeds: [1] }))],
    ['one-run', 'no-early-stopping', learningRates.slice(0, 1)],
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
