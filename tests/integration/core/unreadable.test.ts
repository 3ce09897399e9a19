/** A history with runs that cannot be read, through a real core and the command line: nothing else is hidden, stopped or lost. */
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { connectToCore } from '../../../src-main/client/connect'
import { createClient, type Client } from '../../../src-main/contract/transport'
import { openCommandLine, type CommandLine } from '../../support/cli'
import { small, waitFor } from '../../support/core'
import { seedRuns } from '../../support/seed-runs'

let commandLine: CommandLine
let client: Client | null = null
beforeEach(() => {
  commandLine = openCommandLine('unread')
  seedRuns(commandLine.home, 4)
})
afterEach(async () => {
  client?.close()
  client = null
  await commandLine.close()
})
const connect = async () => (client = createClient(await connectToCore({ home: commandLine.home, client: 'web' })))

/** Runs that cannot be read: one ended, one that waited first in the queue. */
function damage() {
  const database = new Sqlite(join(commandLine.home, 'plateau.sqlite'))
  database.pragma('ignore_check_constraints = ON')
  database.exec(`
    UPDATE runs SET recipe = json_set(recipe, '$.ofALaterVersion', 0.1) WHERE id = 'seeded000001';
    UPDATE runs SET recipe = '{"architecture": "pl', state = 'queued', end_reason = NULL, detached = 1, queue_position = 1 WHERE id = 'seeded000002';
    UPDATE projects SET workspace = '{';
    INSERT INTO settings VALUES ('preference.theme', 'dark'), ('core.interruptions-told-until', '[');
    INSERT INTO views SELECT 'v', id, 'mine', '{', '' FROM projects ORDER BY used_at DESC, created_at, rowid LIMIT 1; INSERT INTO figure_styles VALUES ('s', 'thin', '[1]', '');
    INSERT INTO reports (id, project, title, document, saved_at) SELECT 'r', id, 'Old', '{', '' FROM projects LIMIT 1`)
  database.close()
}

it('lists, compares, exports and trains around them, and says why on every one', async () => {
  damage()
  const core = await connect()
  const { runs } = await core.request('runs.list', {})
  expect(runs.map(({ id, problems }) => [id, problems.length > 0])).toEqual([
    ['seeded000003', false],
    ['seeded000002', true],
    ['seeded000001', true],
    ['seeded000000', false],
  ])
  expect(runs[2]).toMatchObject({ config: { ofALaterVersion: 0.1 }, recipe: null, epochs: 30 })
  const ids = runs.map(({ id }) => id)
  const { rows } = await core.request('comparison.get', { runs: ids })
  expect(rows.map(({ run, best }) => [run, best === null])).toEqual(ids.map((id) => [id, false]))
  for (const format of ['csv', 'json'] as const)
    expect((await core.request('export.runs', { runs: ids, format })).text).toContain('calm-bay-2')
  for (const request of ['runs.resume', 'runs.verify'] as const)
    await expect(
      core.request(request, request === 'runs.resume' ? { runs: ['seeded000001'] } : { run: 'seeded000001' }),
    ).rejects.toMatchObject({ code: 'run-unreadable' })
  expect((await core.request('workspace.get', {})).views).toEqual([])
  expect((await core.request('styles.list', {})).styles.length).toBeGreaterThan(0)
  expect((await core.request('reports.list', {})).reports).toEqual([])
  await expect(core.request('reports.get', { report: 'r' })).rejects.toMatchObject({ code: 'invalid-input' })

  // The run in front of it cannot be read: a new one trains all the same.
  const launched = (await core.request('runs.launch', { configs: [{ ...small, epochs: 1 }] })).runs[0]!
  await waitFor(async () => (await core.request('runs.get', { run: launched.id })).run.endReason === 'completed')
  expect((await core.request('runs.get', { run: 'seeded000002' })).run).toMatchObject({ state: 'queued', attempts: 1 })
  expect((await core.request('queue.get', {})).waiting).toEqual([])
  // It can be taken out of the queue, annotated and thrown away.
  await core.request('runs.annotate', { changes: [{ run: 'seeded000002', change: { notes: 'What was this?' } }] })
  await core.request('runs.stop', { runs: ['seeded000002'] })
  await core.request('runs.bin', { runs: ['seeded000002'] })
  expect((await core.request('runs.list', { bin: true })).runs.map(({ id }) => id)).toEqual(['seeded000002'])
  expect(await core.request('runs.purge', { runs: ['seeded000002'] })).toMatchObject({ purged: 1 })

  const { checks } = await core.request('system.status', { refresh: true })
  expect(checks.find(({ id }) => id === 'records')).toMatchObject({
    status: 'warning',
    detail: expect.stringMatching(
      /^1 of 4 runs cannot be read in full: calm-bay-2.*ofALaterVersion.*1 view.*mine.*1 report.*Old.*1 figure style.*thin.*1 preference.*theme.*workspace layout/s,
    ) as string,
  })
})

it('are marked by list, explained by show, counted by doctor and written by export on the command line', async () => {
  damage()
  const listed = await commandLine.run('list')
  expect(listed).toMatchObject({ code: 0 })
  expect(listed.stdout).toMatch(/^calm-bay-2 \(!\) /m)
  expect(listed.stdout.trim().split('\n')).toHaveLength(5)
  expect(listed.stderr).toContain('The setting ofALaterVersion is not known to this version.')
  const shown = await commandLine.run('show', 'calm-bay-2')
  expect(shown).toMatchObject({ code: 0, stderr: '' })
  expect(shown.stdout).toMatch(/ofALaterVersion +0\.1/)
  const document = JSON.parse((await commandLine.run('show', 'calm-bay-3', '--json')).stdout) as { run: object }
  expect(document.run).toMatchObject({
    recipe: null,
    config: {},
    problems: ['The stored settings are not valid JSON.'],
  })
  expect((await commandLine.run('doctor')).stdout).toMatch(/Records.*2 of 4 runs cannot be read in full/)
  for (const parameters of [
    ['compare', 'calm-bay-1', 'calm-bay-2', 'calm-bay-3', 'calm-bay-4'],
    ['export', 'calm-bay-1', 'calm-bay-2', 'calm-bay-3'],
    ['queue'],
  ])
    expect(await commandLine.run(...parameters)).toMatchObject({ code: 0 })
  const verified = await commandLine.run('verify', 'calm-bay-2')
  expect(verified).toMatchObject({ code: 2 })
  expect(verified.stderr).toContain('calm-bay-2 cannot be trained by this version. The setting ofALaterVersion')
})

it('are left as they are stored', async () => {
  damage()
  const file = join(commandLine.home, 'plateau.sqlite')
  const stored = () => {
    const database = new Sqlite(file, { readonly: true })
    const rows = database
      .prepare("SELECT id, config, recipe, state FROM runs WHERE id IN ('seeded000001', 'seeded000002')")
      .all()
    const others = ['views', 'figure_styles', 'reports'].map((table) =>
      database.prepare(`SELECT * FROM ${table}`).all(),
    )
    database.close()
    return { rows, others }
  }
  const before = stored()
  expect((await commandLine.run('list')).code).toBe(0)
  await commandLine.untilCoreEnds()
  expect(stored()).toEqual(before)
})
