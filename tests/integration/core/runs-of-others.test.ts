/** Runs that other programs write, over the end of a core: whoever writes them says how they end, and no core says it for them. */
import { expect, it } from 'vitest'
import { launch, readRun, small, useCore, waitFor } from '../../support/core'

const core = useCore()

it.each(['killed', 'told to end'])(
  'that go on while a core is %s and another one starts are running still, and take in what comes',
  async (how) => {
    const client = await core.connect()
    const begun: string[] = []
    for (const kind of ['logged', 'program', 'imported'] as const) {
      const { run } = await client.request('runs.begin', { name: kind, origin: { kind, facts: { host: 'node-7' } } })
      await client.request('points.append', { run: run.id, series: [{ key: 'loss', steps: [1, 2], values: [2, 1] }] })
      begun.push(run.id)
    }
    const trained = await launch(client, { ...small, epochs: 5_000 })
    await waitFor(async () => (await readRun(client, trained.id)).epochs >= 1)
    await (how === 'killed' ? core.killCore() : core.endCore())

    const again = await core.connect()
    for (const run of begun)
      expect(await readRun(again, run)).toMatchObject({
        state: 'running',
        endReason: null,
        endMessage: null,
        endedAt: null,
      })
    // What this core trained is another matter.
    expect((await readRun(again, trained.id)).state).toBe('ended')
    const { notices, interrupted } = await again.request('system.status', {})
    expect(interrupted).toEqual(how === 'killed' ? [trained.id] : [])
    expect(notices.some((notice) => /^(logged|program|imported) /.test(notice))).toBe(false)

    const [run = ''] = begun
    await again.request('points.append', { run, series: [{ key: 'loss', steps: [3], values: [0.5] }] })
    await again.request('runs.finish', { run, endReason: 'completed' })
    expect(await readRun(again, run)).toMatchObject({
      state: 'ended',
      endReason: 'completed',
      series: { loss: { count: 3 } },
    })
  },
)

it('are no reason for a core to stay, nor ended when the last client leaves', async () => {
  const client = await core.connect()
  const { run } = await client.request('runs.begin', { origin: { kind: 'logged', facts: {} } })
  client.close()
  await core.gone()
  expect(await readRun(await core.connect(), run.id)).toMatchObject({ state: 'running', endReason: null })
})
