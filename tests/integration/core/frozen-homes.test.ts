/**
 * Homes of every schema version, made by the code of that time (tests/fixtures/homes): opened, listed, compared, exported and trained on by
 * today's, and their numbers are those that the old code said.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import type { RunSummary } from '../../../src-main/contract/run'
import { defaultsInForce } from '../../../src-main/contract/stored-config'
import { settingKeys, type SettingKey } from '../../../src-main/contract/config'
import type { Client } from '../../../src-main/contract/transport'
import { migrations } from '../../../src-main/store/migrate'
import { readRun, useCore, waitFor } from '../../support/core'
import { frozenVersions, unpackHome, type Recorded } from '../../support/frozen-homes'
import { isSoak } from '../../support/property'

/** The first schema version that keeps each thing. */
const since = { checkpoints: 4, annotations: 5, series: 6, reports: 7, records: 9, journals: 11 } as const

type Opened = { readonly client: Client; readonly recorded: Recorded; readonly runs: RunSummary[] }

/** Opened as a command line does, so that nothing that waits begins. */
async function open(version: number, core: ReturnType<typeof useCore>): Promise<Opened> {
  const recorded = await unpackHome(version, core.home())
  const client = await core.connect('cli')
  const { runs } = await client.request('runs.list', {})
  // Those that its code trained: others have their own test.
  return { client, recorded, runs: runs.filter(({ origin }) => origin.kind === 'trained') }
}

/** Homes that are trained on: all in `npm run soak`, else the newest, the oldest that keeps checkpoints, and those before, which only refuse. */
const isTrainedOn = (version: number): boolean =>
  isSoak || version <= since.checkpoints || version === frozenVersions.at(-1)

it('is there for every schema version', () => {
  // See tests/fixtures/homes/README.md for how one is made.
  expect(frozenVersions).toEqual(migrations.map(({ version }) => version))
})

describe.each(frozenVersions)('a home of schema version %i', (version) => {
  const core = useCore({ shared: true })
  let client: Client
  let recorded: Recorded
  let runs: RunSummary[]
  beforeAll(async () => {
    ;({ client, recorded, runs } = await open(version, core))
  })

  it('is listed whole, with the settings that its runs were trained with', async () => {
    expect(runs).toHaveLength(9)
    expect(runs.flatMap(({ problems }) => problems)).toEqual([])
    expect(runs.every(({ recipe }) => recipe !== null)).toBe(true)
    const states = runs.map(({ state, endReason }) => endReason ?? state).sort()
    expect(states).toEqual([...Array<string>(6).fill('completed'), 'interrupted', 'interrupted', 'queued'])
    for (const { id, config: stored } of recorded.export.runs) {
      const { config } = runs.find((run) => run.id === id)!
      const added = Object.keys(config).filter((key) => !Object.hasOwn(stored, key)) as SettingKey[]
      expect(config).toMatchObject(stored)
      for (const key of added) {
        expect(defaultsInForce[key].since.schema).toBeGreaterThan(version)
        expect(config[key]).toEqual(defaultsInForce[key].before)
      }
    }
    const readable = async () => (await client.request('system.status', {})).checks.find(({ id }) => id === 'records')
    // They are looked through beside other work, a few at a time.
    await waitFor(async () => !(await readable())?.detail.includes('so far'))
    expect(await readable()).toMatchObject({
      status: 'ok',
      detail: `${version >= since.journals ? 12 : version >= since.records ? 10 : 9} runs, all readable`,
    })
  })

  it('is compared and exported with the numbers that its own code said', async () => {
    const ids = recorded.comparison.rows.map(({ run }) => run)
    const { rows } = await client.request('comparison.get', { runs: ids })
    expect(rows).toMatchObject(recorded.comparison.rows)
    const { text } = await client.request('export.runs', { runs: ids, format: 'json' })
    const exported = JSON.parse(text) as { runs: { id: string; epochSeries: Record<string, unknown>[] }[] }
    expect(exported.runs.map(({ id }) => id)).toEqual(ids)
    for (const [index, { epochSeries }] of recorded.export.runs.entries())
      expect(exported.runs[index]!.epochSeries).toMatchObject(epochSeries)
    const [first = ''] = ids
    const { lines } = await client.request('series.lines', {
      series: [{ run: first, key: 'batch_loss' }],
      x: 'step',
      buckets: 100,
    })
    // As many as its trainer told of while it went through twelve batches.
    expect(lines[0]!.pointCount).toBeGreaterThanOrEqual(3)
    expect(lines[0]!.y.every(Number.isFinite)).toBe(true)
    const samples = await client.request('samples.get', { run: first })
    expect(samples.inputs).toHaveLength(8 * 3_072)
    const { outputs } = await client.request('samples.at', { run: first, epoch: 3 })
    expect(outputs).toHaveLength(8 * 784)
    expect(outputs.every(Number.isFinite)).toBe(true)
  })

  it('keeps what a person has said, chosen and made', async () => {
    const [first = ''] = recorded.comparison.rows.map(({ run }) => run)
    if (version < since.records) {
      // The one project of an earlier version, by its old name, with all of its runs.
      const { projects, current } = await client.request('projects.list', {})
      expect(projects).toMatchObject([{ id: current, name: 'cifar10-flip-grey', runs: runs.length }])
      expect(new Set(runs.map(({ project }) => project))).toEqual(new Set([current]))
    }
    expect((await client.request('preferences.get', {})).theme).toBe(version >= since.checkpoints ? 'dark' : 'system')
    if (version < since.annotations) return
    expect(runs.find(({ id }) => id === first)).toMatchObject({
      name: 'the plain one',
      notes: 'As in the **report**.',
      tags: ['kept', 'mse'],
      isStarred: true,
    })
    const { layout, views } = await client.request('workspace.get', {
      project: runs.find(({ id }) => id === first)!.project,
    })
    expect([layout, ...views.map((view) => view.layout)]).toMatchObject([
      { search: 'plain', groupBy: ['loss'], baseline: first },
      { search: 'plain', groupBy: ['loss'], baseline: first },
    ])
    if (version < since.series) return
    const { lines } = await client.request('series.lines', {
      series: [{ run: first, key: 'mine/score' }],
      x: 'step',
      buckets: 9,
    })
    expect([...lines[0]!.y]).toEqual([1, Number.NaN, Number.POSITIVE_INFINITY])
    expect((await client.request('residuals.get', { run: first })).residuals?.images).toBe(32)
    if (version < since.reports) return
    expect((await client.request('styles.list', {})).styles.map(({ name }) => name)).toContain('mine')
    const { reports } = await client.request('reports.list', {})
    expect(reports.map(({ title }) => title).sort()).toEqual(['Frozen', 'Two networks'])
    for (const { id } of reports) {
      const report = await client.request('reports.get', { report: id })
      const { blocks } = await client.request('reports.resolve', { report })
      expect(blocks.flatMap((block) => ('error' in block && block.error !== null ? [block.error] : []))).toEqual([])
      expect(JSON.stringify(blocks)).toContain('the plain one')
    }
  })

  if (isTrainedOn(version))
    it('goes on: what can is resumed and continued, and the rest is refused in a sentence', async () => {
      // What waited when its core was killed would train for days.
      const left = runs.filter(({ state }) => state === 'queued').map(({ id }) => id)
      await client.request('runs.stop', { runs: left })
      const interrupted = runs.find(({ endReason, epochs }) => endReason === 'interrupted' && epochs >= 1)!
      const [first = ''] = recorded.comparison.rows.map(({ run }) => run)
      if (version < since.checkpoints) {
        for (const asked of [
          client.request('runs.resume', { runs: [interrupted.id] }),
          client.request('runs.continue', { run: first, epochs: 1 }),
        ])
          await expect(asked).rejects.toMatchObject({ code: 'run-not-resumable' })
        return
      }
      expect(interrupted.resumableFrom).toBe(interrupted.epochs)
      await client.request('runs.resume', { runs: [interrupted.id] })
      await waitFor(async () => (await readRun(client, interrupted.id)).epochs > interrupted.epochs)
      await client.request('runs.stop', { runs: [interrupted.id] })
      await client.request('runs.continue', { run: first, epochs: 1 })
      await waitFor(async () => {
        const run = await readRun(client, first)
        return run.epochs === 4 && run.endReason === 'completed'
      })
      expect((await readRun(client, interrupted.id)).endReason).toBe('stopped')
    })

  if (version >= since.records)
    it('has the run that a script logged into it', async () => {
      const { runs } = await client.request('runs.list', { project: 'elsewhere' })
      const run = runs.find(({ origin }) => origin.kind !== 'trained')
      expect(run).toMatchObject({
        name: 'from a script',
        origin: { kind: 'logged', facts: { client: 'python' } },
        state: 'ended',
        endReason: 'completed',
        recipe: null,
        problems: [],
        config: {
          'optimizer.name': 'lion',
          'optimizer.lr': 0.0003,
          loss: 'focal',
          seed: 7,
          layers: [64, 32],
          note: null,
        },
        data: { name: 'digits', hash: 'abc' },
        summary: { score: 0.75 },
      })
      expect(run!.series['val/accuracy']).toMatchObject({
        by: 'epoch',
        count: 3,
        last: 0.4,
        maximum: 0.5,
        maximumStep: 1,
      })
      expect(run!.series['val/loss']).toMatchObject({ count: 3, nan: 1, minimum: 1.25, last: 1.25 })
      const { lines } = await client.request('series.lines', {
        series: [{ run: run!.id, key: 'val/loss' }],
        x: 'epoch',
        buckets: 9,
      })
      expect([...lines[0]!.y]).toEqual([2.5, Number.NaN, 1.25])
    })

  if (version >= since.journals)
    it('goes on with its journals where they were left', async () => {
      expect(await readRun(client, 'journalended')).toMatchObject({
        endReason: 'completed',
        series: { loss: { count: 2_000, lastStep: 1_999, minimum: 1 / 2_000 } },
      })
      // Its program wrote one more point after the last core of that version.
      await waitFor(async () => (await readRun(client, 'journalopen0')).series.loss?.count === 2_001)
      expect(await readRun(client, 'journalopen0')).toMatchObject({
        state: 'running',
        attempts: 1,
        series: { loss: { last: 0.25, lastStep: 2_000 } },
      })
    })
})

it('holds every setting of today: a setting cannot be added without saying what it was before', () => {
  expect(Object.keys(defaultsInForce).sort()).toEqual([...settingKeys].sort())
})
