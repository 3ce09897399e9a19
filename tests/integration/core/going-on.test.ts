/** Runs that go on: resumed, held, continued and verified, through a real core with real trainers. */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { epochMetricKeys } from '../../../src-main/contract/metrics'
import type { Client } from '../../../src-main/contract/transport'
import { ended, launch, readRun, small, useCore, waitFor } from '../../support/core'

const core = useCore()

/** Threads change last digits: every run here has one. */
async function connect(): Promise<Client> {
  const client = await core.connect()
  await client.request('preferences.set', { threadsPerRun: 1 })
  return client
}

/** Every epoch's values, by series. */
async function valuesOf(client: Client, run: string): Promise<Record<string, number[]>> {
  const { runs } = await client.request('series.epochs', { runs: [run] })
  return Object.fromEntries(epochMetricKeys.map((key) => [key, [...(runs[0]!.values[key] ?? [])]]))
}
const checkpointsOf = async (client: Client, run: string) =>
  (await client.request('runs.get', { run })).checkpoints.map(({ kind, epoch }) => `${kind} ${epoch}`)

/** What need not stay goes a moment after a run's end. */
const filesSettled = (client: Client, run: string) =>
  waitFor(async () => {
    const { checkpoints } = await client.request('runs.get', { run })
    return readdirSync(join(core.home(), 'runs', run, '1')).length === checkpoints.length
  })

const config = { ...small, epochs: 8 }
/** Many more epochs than it takes to hear of the first ones and to stop it. */
const lasting = { ...config, epochs: 24 }

describe('a run that has ended', () => {
  it('stopped in the middle is resumed in the same run, to the bit as if it had never been', async () => {
    const client = await connect()
    const whole = await launch(client, lasting)
    await waitFor(() => ended(client, whole.id))
    const { id } = await launch(client, lasting)
    await waitFor(async () => (await readRun(client, id)).epochs >= 3)
    await client.request('runs.stop', { runs: [id] })
    await waitFor(() => ended(client, id))
    const stopped = await readRun(client, id)
    expect(stopped).toMatchObject({ endReason: 'stopped', attempts: 1, resumableFrom: stopped.epochs })
    expect(stopped.epochs).toBeLessThan(lasting.epochs)

    const { runs } = await client.request('runs.resume', { runs: [id] })
    expect(runs[0]).toMatchObject({ id, state: 'queued', endReason: null })
    await waitFor(() => ended(client, id))
    const run = await readRun(client, id)
    expect(run).toMatchObject({ endReason: 'completed', epochs: lasting.epochs, attempts: 2, resumableFrom: null })
    expect(await valuesOf(client, id)).toEqual(await valuesOf(client, whole.id))
    const { attempts } = await client.request('runs.get', { run: id })
    expect(attempts).toMatchObject([
      { kind: 'start', fromEpoch: 0, endReason: 'stopped' },
      { kind: 'resume', fromEpoch: stopped.epochs, endReason: 'completed' },
    ])
    const batches = await client.request('series.batches', { run: id, key: 'batch_loss', buckets: 8_192 })
    expect([...batches.steps]).toEqual([...new Set(batches.steps)].toSorted((left, right) => left - right))
    expect(batches.steps.at(-1)).toBe(lasting.epochs * Math.ceil(320 / 64))
  })

  it('keeps what was chosen of its checkpoints, and two whole ones while it may be resumed', async () => {
    const client = await connect()
    const stopped = await launch(client, { ...config, epochs: 5_000 })
    await waitFor(async () => (await readRun(client, stopped.id)).epochs >= 4)
    await client.request('runs.stop', { runs: [stopped.id] })
    await waitFor(() => ended(client, stopped.id))
    const { epochs, series } = await readRun(client, stopped.id)
    expect((await checkpointsOf(client, stopped.id)).filter((text) => text.startsWith('whole'))).toEqual([
      `whole ${epochs}`,
      `whole ${epochs - 1}`,
    ])
    expect(await checkpointsOf(client, stopped.id)).toContain(`weights ${series.val_mse!.minimumStep}`)

    const completed = await launch(client, { ...config, epochs: 3 })
    await waitFor(() => ended(client, completed.id))
    const best = (await readRun(client, completed.id)).series.val_mse!.minimumStep
    expect(await checkpointsOf(client, completed.id)).toEqual(
      best === 3 ? ['weights 3'] : ['weights 3', `weights ${best}`],
    )
    const folder = join(core.home(), 'runs', completed.id, '1')
    await waitFor(() => readdirSync(folder).length === (best === 3 ? 1 : 2))

    await client.request('preferences.set', { keepCheckpoints: 'whole' })
    const kept = await launch(client, { ...config, epochs: 2 })
    await waitFor(() => ended(client, kept.id))
    expect(await checkpointsOf(client, kept.id)).toContain('whole 2')
  })

  it('is continued for more epochs, to the bit where its whole checkpoint was kept', async () => {
    const client = await connect()
    await client.request('preferences.set', { keepCheckpoints: 'whole' })
    const long = await launch(client, { ...config, epochs: 6 })
    const short = await launch(client, { ...config, epochs: 4 })
    for (const { id } of [long, short]) await waitFor(() => ended(client, id))
    await expect(client.request('runs.resume', { runs: [short.id] })).rejects.toMatchObject({
      code: 'run-not-resumable',
    })
    const { run } = await client.request('runs.continue', { run: short.id, epochs: 2 })
    expect(run.config.epochs).toBe(6)
    await waitFor(() => ended(client, short.id))
    expect(await readRun(client, short.id)).toMatchObject({ endReason: 'completed', epochs: 6 })
    expect(await valuesOf(client, short.id)).toEqual(await valuesOf(client, long.id))
  })

  it('is continued from its weights with an optimizer that starts afresh, says so, and is verified up to there', async () => {
    const client = await connect()
    const { id } = await launch(client, { ...config, epochs: 3 })
    await waitFor(() => ended(client, id))
    await client.request('runs.continue', {
      run: id,
      epochs: 4,
      earlyStopping: { earlyStopping: true, monitor: 'val_mse', patience: 2, minDelta: 1 },
    })
    await waitFor(() => ended(client, id))
    const run = await readRun(client, id)
    // Epoch 4 is compared with epoch 3: the rule was edited, so that its count began anew and was full at epoch 5.
    expect(run).toMatchObject({ endReason: 'early-stopped', epochs: 5 })
    const { entries } = await client.request('runs.log', { run: id })
    expect(entries.some(({ message }) => message.includes('the optimizer starts afresh'))).toBe(true)

    const verifying = (await client.request('runs.verify', { run: id })).run
    await waitFor(() => ended(client, verifying.id))
    expect(await client.request('runs.verification', { run: verifying.id })).toMatchObject({
      of: id,
      result: 'same',
      epochsCompared: 3,
      epochsToCompare: 3,
      firstDifference: null,
    })
    expect(await readRun(client, verifying.id)).toMatchObject({
      verifies: id,
      endReason: 'completed',
      checkpointBytes: 0,
    })
  })

  it('whose newest checkpoint is damaged goes on from the one before, and says so', async () => {
    const client = await connect()
    const whole = await launch(client, lasting)
    const { id } = await launch(client, lasting)
    await waitFor(async () => (await readRun(client, id)).epochs >= 3)
    await client.request('runs.stop', { runs: [id] })
    await waitFor(() => ended(client, id))
    await filesSettled(client, id)
    const { checkpoints } = await client.request('runs.get', { run: id })
    const newest = checkpoints.find(({ kind }) => kind === 'whole')!
    writeFileSync(join(core.home(), 'runs', id, newest.file), 'cut')
    await client.request('runs.resume', { runs: [id] })
    await waitFor(async () => (await ended(client, id)) && (await ended(client, whole.id)))
    expect(await valuesOf(client, id)).toEqual(await valuesOf(client, whole.id))
    const { entries } = await client.request('runs.log', { run: id })
    expect(entries.some(({ level, message }) => level === 'warning' && message.includes(newest.file))).toBe(true)
    expect((await client.request('runs.get', { run: id })).attempts[1]).toMatchObject({ fromEpoch: newest.epoch - 1 })
  })

  it('that cannot begin to go on ends as it had, with the reason; so does one that is taken out of the queue', async () => {
    const client = await connect()
    const { id } = await launch(client, { ...config, epochs: 2 })
    await waitFor(() => ended(client, id))
    const completed = await readRun(client, id)
    await filesSettled(client, id)
    // Where its checkpoints would be written is a file.
    rmSync(join(core.home(), 'runs', id), { recursive: true })
    writeFileSync(join(core.home(), 'runs', id), '')
    await client.request('runs.continue', { run: id, epochs: 3 })
    await waitFor(() => ended(client, id))
    const { endReason, endMessage, config: settings, endedAt } = await readRun(client, id)
    expect([endReason, settings, endedAt]).toEqual(['completed', completed.config, completed.endedAt])
    expect(endMessage).toMatch(/^It could not be continued: /)

    await client.request('queue.pause', { paused: true })
    await client.request('runs.continue', { run: id, epochs: 3 })
    expect(await readRun(client, id)).toMatchObject({ state: 'queued', config: { epochs: 5 } })
    await client.request('runs.stop', { runs: [id] })
    expect(await readRun(client, id)).toEqual(completed)
  })

  it('is not resumed while it trains, nor when it was cancelled, nor when nothing is left of it', async () => {
    const client = await connect()
    const running = await launch(client, { ...config, epochs: 5_000 })
    await expect(client.request('runs.resume', { runs: [running.id] })).rejects.toMatchObject({ code: 'run-active' })
    await expect(client.request('runs.verify', { run: running.id })).rejects.toMatchObject({ code: 'run-active' })
    await waitFor(async () => (await readRun(client, running.id)).epochs >= 1)
    await client.request('runs.stop', { runs: [running.id] })
    await waitFor(() => ended(client, running.id))
    await filesSettled(client, running.id)
    rmSync(join(core.home(), 'runs', running.id), { recursive: true })
    // Its rows are there, its files are not: it begins again, and says so.
    await client.request('runs.resume', { runs: [running.id] })
    await waitFor(async () => (await readRun(client, running.id)).state === 'running')
    await waitFor(async () => (await client.request('runs.get', { run: running.id })).attempts[1]?.threads === 1)
    expect((await client.request('runs.get', { run: running.id })).attempts[1]).toMatchObject({ fromEpoch: 0 })
    await client.request('runs.stop', { runs: [running.id] })
    await waitFor(() => ended(client, running.id))
  })
})

describe('the queue', () => {
  it('holds a running run, which goes on to the bit once it is let go', async () => {
    const client = await connect()
    const whole = await launch(client, lasting)
    const { id } = await launch(client, lasting)
    await waitFor(async () => (await readRun(client, id)).epochs >= 2)
    await client.request('runs.hold', { runs: [id] })
    await waitFor(async () => (await readRun(client, id)).state === 'queued')
    expect(await readRun(client, id)).toMatchObject({ held: true, queuePosition: null, endReason: null })
    expect((await client.request('queue.get', {})).held).toEqual([id])
    await client.request('runs.release', { runs: [id] })
    await waitFor(async () => (await ended(client, id)) && (await ended(client, whole.id)))
    expect(await valuesOf(client, id)).toEqual(await valuesOf(client, whole.id))
    expect((await client.request('runs.get', { run: id })).attempts).toMatchObject([
      { endReason: 'paused' },
      { kind: 'resume' },
    ])
  })

  it('is put in another order, paused, let go on, and kept for the next core', async () => {
    const client = await connect()
    await client.request('preferences.set', { concurrency: 1 })
    await client.request('queue.pause', { paused: true })
    const tiny = { ...small, epochs: 1 }
    const { runs } = await client.request('runs.launch', { configs: [tiny, tiny, tiny] })
    const [a, b, c] = runs.map(({ id }) => id) as [string, string, string]
    const waiting = async (from: Client) => (await from.request('queue.get', {})).waiting.map(({ run }) => run)
    expect(await waiting(client)).toEqual([a, b, c])
    await client.request('queue.move', { run: c, before: a })
    expect(await waiting(client)).toEqual([c, a, b])
    await client.request('queue.move', { run: c, before: null })
    const next = (await client.request('runs.launch', { configs: [tiny], place: 'next' })).runs[0]!.id
    expect(await waiting(client)).toEqual([next, a, b, c])
    expect((await readRun(client, b)).queuePosition).toBe(3)
    await client.request('runs.stop', { runs: [b] })
    expect(await readRun(client, b)).toMatchObject({ endReason: 'cancelled', epochs: 0 })
    expect((await client.request('queue.get', {})).secondsLeft).toBe(null)

    await core.killCore()
    const later = await core.connect()
    expect(await waiting(later)).toEqual([next, a, c])
    expect((await later.request('queue.get', {})).paused).toBe(true)
    await later.request('queue.pause', { paused: false })
    for (const id of [next, a, c]) await waitFor(() => ended(later, id))
    const ends = await Promise.all([next, a, c].map(async (id) => (await readRun(later, id)).endedAt ?? ''))
    expect(ends.toSorted()).toEqual(ends)
  })

  it('sweeps away what a killed trainer left without a row, and leaves the rest', async () => {
    const client = await connect()
    const { id } = await launch(client, { ...config, epochs: 2 })
    await waitFor(() => ended(client, id))
    const folder = join(core.home(), 'runs', id, '1')
    const { checkpoints } = await client.request('runs.get', { run: id })
    // What need not stay goes a moment after the run's end.
    await waitFor(() => readdirSync(folder).length === checkpoints.length)
    const before = readdirSync(folder)
    writeFileSync(join(folder, 'epoch-000009.safetensors.part'), 'half')
    writeFileSync(join(folder, 'epoch-000003.safetensors'), 'never committed')
    // Those of a history that was lost, or is newer than this one.
    writeFileSync(join(folder, 'epoch-000004.safetensors'), 'later')
    mkdirSync(join(core.home(), 'runs', 'unknown', '1'), { recursive: true })
    const stranger = join(core.home(), 'runs', 'unknown', '1', 'epoch-000001.safetensors')
    writeFileSync(stranger, 'whole')
    client.close()
    await core.endCore()
    const again = await core.connect()
    await waitFor(() => !existsSync(join(folder, 'epoch-000009.safetensors.part')))
    await waitFor(() => !existsSync(join(folder, 'epoch-000003.safetensors')))
    expect(readdirSync(folder).toSorted()).toEqual([...before, 'epoch-000004.safetensors'].toSorted())
    expect(existsSync(stranger)).toBe(true)
    expect((await readRun(again, id)).epochs).toBe(2)
  })
})
