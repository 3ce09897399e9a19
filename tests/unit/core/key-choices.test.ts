/** What is said of keys: at once in sorted columns, in what lists of runs know, and in units wherever a metric is named. */
import { describe, expect, it } from 'vitest'
import { parseRunColumn, columnValue } from '../../../src-main/contract/run-query'
import { createChoiceService } from '../../../src-main/core/history/choices'
import { createIndexing } from '../../../src-main/core/history/indexing'
import { createRunQueryService } from '../../../src-main/core/history/queries'
import type { DescribedMetric } from '../../../src-main/model/described-metrics'
import { groupValue } from '../../../src-main/model/grouping'
import { cutValue } from '../../../src-main/model/values'
import { automaticDirection, automaticRole, keysFound, shortKey } from '../../../src-main/panels/words/key-choices'
import { summaryLines } from '../../../src-main/panels/run/summary-lines'
import { runColumn } from '../../../src-main/panels/runs/run-columns'
import { quantityTitle } from '../../../src-main/panels/workspace/quantities'
import { fakeRun } from '../../support/fake-run'
import { addStoredRun, useStore } from '../../support/store'

const { store } = useStore()

/** Two projects with a run of tokens each, whose values go up and down again. */
function twoRuns() {
  for (const [id, project] of [
    ['a', 'one'],
    ['b', 'two'],
  ] as const) {
    addStoredRun(store(), id, { project })
    store().batches.append(id, 'tokens', {
      steps: Float64Array.of(1, 2, 3),
      seconds: Float64Array.of(1, 2, 3),
      values: Float64Array.of(5, 9, 1),
    })
  }
  const choices = createChoiceService(store())
  const queries = createRunQueryService({ store: store(), indexing: createIndexing(store()), choices })
  const projectOf = (run: string) => store().runs.get(run)!.project
  const best = async () => {
    const { numbers, columns } = await queries.columns({ columns: ['run:id', 'best:tokens', 'bestStep:tokens'] })
    const read = (id: string, place: number) => columnValue(columns[id]!, place)
    return Object.fromEntries<unknown>(
      Array.from(numbers, (_, place): [string, unknown] => [
        read('run:id', place) as string,
        [read('best:tokens', place), read('bestStep:tokens', place)],
      ]),
    )
  }
  return { choices, queries, projectOf, best }
}

describe('a direction', () => {
  it('that is chosen or said is the best of sorted columns at once, the choice before the author', async () => {
    const { choices, queries, projectOf, best } = twoRuns()
    expect(parseRunColumn('best:tokens')).not.toBeNull()
    expect(await best()).toEqual({ a: [undefined, undefined], b: [undefined, undefined] })
    const number = (run: string) => store().runs.get(run)!.number
    store().metricDescriptions.describe(number('b'), { key: 'tokens', direction: 'higher', unit: 'M' })
    expect(await best()).toEqual({ a: [undefined, undefined], b: [9, 2] })
    const { back } = choices.choose(projectOf('b'), { directions: [{ key: 'tokens', direction: 'lower' }] })
    expect(await best()).toEqual({ a: [undefined, undefined], b: [1, 3] })
    const sorted = await queries.query({ sort: [{ column: 'best:tokens', descending: true }] })
    expect(Array.from(sorted.order)).toEqual([number('b'), number('a')])

    expect((await queries.keys(projectOf('b'))).said).toEqual({
      directions: [['tokens', 'higher']],
      units: [['tokens', 'M']],
      steps: [],
      hidden: [],
      chosenDirections: [['tokens', 'lower']],
      chosenRoles: [],
    })
    expect((await queries.keys(projectOf('a'))).said.directions).toEqual([])

    choices.choose(projectOf('b'), back)
    expect(await best()).toEqual({ a: [undefined, undefined], b: [9, 2] })
    expect((await queries.keys(projectOf('b'))).said.chosenDirections).toEqual([])
  })

  it('that an author says of a beginning holds for all such keys, in columns, lists and summaries', async () => {
    const { choices, queries, projectOf, best } = twoRuns()
    const { number, project } = store().runs.get('b')!
    const say = (key: string, words: Partial<DescribedMetric>) =>
      store().metricDescriptions.describe(number, { key, direction: null, unit: null, ...words })
    say('tok*', { direction: 'lower', step: 'epoch', hidden: true, goal: 2 })
    expect(await best()).toEqual({ a: [undefined, undefined], b: [1, 3] })
    expect((await queries.keys(projectOf('b'))).said).toMatchObject({
      directions: [['tokens', 'lower']],
      steps: [['tokens', 'epoch']],
      hidden: ['tokens'],
    })
    expect(choices.of({ number, project }, ['tokens'])).toEqual({
      directions: { tokens: 'lower' },
      units: {},
      stepKeys: { tokens: 'epoch' },
      goals: { tokens: 2 },
      hiddenKeys: ['tokens'],
      roles: {},
    })
    say('tokens', { direction: 'higher', hidden: false })
    expect(await best()).toEqual({ a: [undefined, undefined], b: [9, 2] })
    expect((await queries.keys(projectOf('b'))).said).toMatchObject({ directions: [['tokens', 'higher']], hidden: [] })
  })

  it('is taken back to what was there before, for keys like any other', () => {
    const { choices, projectOf } = twoRuns()
    for (const key of ['__proto__', 'constructor', 'prototype', 'loss']) {
      const project = projectOf('a')
      choices.choose(project, { directions: [{ key, direction: 'higher' }], roles: [{ key, role: 'seed' }] })
      const { back } = choices.choose(project, {
        directions: [{ key, direction: null }],
        roles: [{ key, role: 'loss' }],
      })
      expect(back).toEqual({ directions: [{ key, direction: 'higher' }], roles: [{ key, role: 'seed' }] })
      expect(choices.of({ number: 1, project }, []).roles[key]).toBe('loss')
      choices.choose(project, back)
      expect(choices.of({ number: 1, project }, []).directions[key]).toBe('higher')
      choices.choose(project, { directions: [{ key, direction: null }], roles: [{ key, role: null }] })
      expect(choices.ofProject(project)).toEqual({ directions: [], roles: [] })
    }
  })

  it('is left to the author or the name in words', () => {
    expect([automaticDirection('val/acc', null), automaticDirection('val/acc', 'lower')]).toEqual([
      'By its name: higher',
      'By its author: lower',
    ])
    expect([automaticRole('random_state'), automaticRole('width')]).toEqual(['By its name: seed', 'By its name: none'])
    expect(shortKey('k'.repeat(90))).toHaveLength(60)
  })

  it('is found by any part of a key, those at hand first', () => {
    expect(keysFound('LOSS', ['val/loss'], ['loss', 'val/loss', 'acc'])).toEqual({
      shown: ['val/loss', 'loss'],
      more: 0,
    })
    const many = Array.from({ length: 100 }, (_, at) => `k${at}`)
    expect(keysFound('', [], many)).toMatchObject({ more: 40 })
  })
})

describe('an author’s unit', () => {
  it('stands beside the metric in columns, on axes and in the summary', () => {
    const said = {
      directions: [],
      units: [['power', 'W'] as [string, string]],
      steps: [],
      hidden: [],
      chosenDirections: [],
      chosenRoles: [],
    }
    expect(runColumn('last:power', { config: [], said })).toMatchObject({ label: 'power.last', unit: 'W' })
    expect(quantityTitle({ kind: 'best', key: 'power' }, { power: 'W' })).toBe('best power, W')
    expect(quantityTitle({ kind: 'best', key: 'val_psnr' })).toBe('best val_psnr, dB')
    const run = fakeRun('a', { units: { power: 'W' }, summary: { power: 93.4 } })
    expect(summaryLines(run).find(({ label }) => label === 'power')?.text).toBe('93.40 W')
  })
})

describe('a value of a page', () => {
  it('is cut in the names of groups, and never reads as another one', () => {
    const long = (end: string) => `${'x'.repeat(1_000_000)}${end}`
    const names = ['a', 'b'].map((end) => groupValue({ note: long(end) }, 'note'))
    expect(names.every((name) => name.length < 200)).toBe(true)
    expect(names[0]).not.toBe(names[1])
    expect(names[0]).toBe(groupValue({ note: long('a') }, 'note'))
    // Between characters, and what is short stays as it is.
    expect(cutValue('𝒳'.repeat(200))).toMatch(/^𝒳+… \(200 characters, \w+\)$/u)
    expect(cutValue('𝒳'.repeat(160))).toBe('𝒳'.repeat(160))
  })
})
