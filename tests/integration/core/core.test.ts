/** A real core over its socket, with real trainers on real data. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { beforeEach, describe, expect, it } from 'vitest'
import { connectToCore } from '../../../src-main/client/connect'
import type { PlateauEvent } from '../../../src-main/contract/events'
import { ended, launch, processesOf, readRun, small, useCore, waitFor } from '../../support/core'
import { defaultLayout } from '../../../src-main/contract/workspace'
import { fromStored } from '../../../src-main/store/numbers'

const { home: homeOf, connect } = useCore()
let home: string
beforeEach(() => {
  home = homeOf()
})

describe('a run', () => {
  it('trains on real data to its end, with everything stored', async () => {
    const client = await connect()
    const events: PlateauEvent[] = []
    client.onEvent((event) => events.push(event))
    const { id } = await launch(client, { ...small, epochs: 3, loss: 'smooth-l1', beta: 0.5 })
    await waitFor(() => ended(client, id))
    const run = await readRun(client, id)
    expect(run).toMatchObject({ endReason: 'completed', epochs: 3, endMessage: null })
    expect(run.environment).toMatchObject({
      engineVersion: '2',
      dataHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    })
    expect(run.series.val_psnr!.last).toBeCloseTo(10 * Math.log10(1 / run.series.val_mse!.last!), 9)

    const { runs } = await client.request('series.epochs', { runs: [id] })
    expect([...runs[0]!.epochs]).toEqual([1, 2, 3])
    expect(runs[0]!.values.val_mse).toHaveLength(3)
    const batches = await client.request('series.batches', { run: id, key: 'batch_loss', buckets: 100 })
    expect(batches.pointCount).toBeGreaterThanOrEqual(3)
    const samples = await client.request('samples.get', { run: id })
    expect(samples.inputs).toHaveLength(8 * 3_072)
    expect(samples.targets).toHaveLength(8 * 784)
    expect(samples.last).toMatchObject({ epoch: 3 })
    expect(samples.best!.outputs).toHaveLength(8 * 784)
    const committed = events.filter(({ event }) => event === 'epoch-committed')
    expect(committed).toHaveLength(3)
    const { entries } = await client.request('runs.log', { run: id })
    expect(entries.some(({ message }) => message.startsWith('epoch 3 '))).toBe(true)
  })

  it('gives the same losses to the last bit, run after run, and others for a different seed', async () => {
    const client = await connect()
    const { runs } = await client.request('runs.launch', {
      configs: [
        { ...small, epochs: 2 },
        { ...small, epochs: 2 },
        { ...small, epochs: 2, seed: 0 },
      ],
    })
    for (const { id } of runs) await waitFor(() => ended(client, id))
    const series = (await client.request('series.epochs', { runs: runs.map(({ id }) => id) })).runs
    // The third begins alone and has every core: its threads are recorded, and so may its last digits differ.
    expect(series[0]!.values.train_loss).toEqual(series[1]!.values.train_loss)
    expect(series[0]!.values.val_mse).toEqual(series[1]!.values.val_mse)
    expect(series[2]!.values.val_mse).not.toEqual(series[0]!.values.val_mse)
  })

  it('stops on request within a batch and keeps its epochs', async () => {
    const client = await connect()
    const { id } = await launch(client, { ...small, epochs: 5_000 })
    await waitFor(async () => (await readRun(client, id)).epochs >= 2)
    await client.request('runs.stop', { runs: [id] })
    await waitFor(() => ended(client, id), 5_000)
    const run = await readRun(client, id)
    expect(run.endReason).toBe('stopped')
    expect(run.epochs).toBeGreaterThanOrEqual(2)
    await expect(client.request('runs.stop', { runs: [id] })).rejects.toMatchObject({ code: 'run-not-active' })
  })

  it('stops early by its rule and says so', async () => {
    const client = await connect()
    const { id } = await launch(client, {
      ...small,
      epochs: 50,
      earlyStopping: true,
      patience: 2,
      minDelta: 1,
      monitor: 'val_mse',
    })
    await waitFor(() => ended(client, id))
    expect(await readRun(client, id)).toMatchObject({
      endReason: 'early-stopped',
      epochs: 3,
      endMessage: expect.stringContaining('2 epochs in a row, up to epoch 3') as string,
    })
  })

  it('ends as diverged with the epoch and batch named', async () => {
    const client = await connect()
    const { id } = await launch(client, {
      ...small,
      epochs: 3,
      optimizer: 'sgd',
      learningRate: 1,
      momentum: 0.99,
      architecture: 'plain',
      activation: 'linear',
    })
    await waitFor(() => ended(client, id))
    expect(await readRun(client, id)).toMatchObject({
      endReason: 'diverged',
      endMessage: expect.stringMatching(/epoch \d+/) as string,
    })
  })

  it('whose trainer is killed ends as failed with the reason, and the next one trains', async () => {
    const client = await connect()
    const { id } = await launch(client, { ...small, epochs: 5_000 })
    await waitFor(async () => (await readRun(client, id)).epochs >= 1)
    const before = (await readRun(client, id)).epochs
    for (const pid of processesOf('trainer.js', home)) process.kill(pid, 'SIGKILL')
    await waitFor(() => ended(client, id))
    const run = await readRun(client, id)
    expect(run).toMatchObject({ endReason: 'failed', endMessage: expect.stringContaining('SIGKILL') as string })
    expect(run.epochs).toBeGreaterThanOrEqual(before)
    const next = await launch(client, { ...small, epochs: 1 })
    await waitFor(() => ended(client, next.id))
    expect((await readRun(client, next.id)).endReason).toBe('completed')
  })

  it('cancelled in the queue never begins', async () => {
    const client = await connect()
    const { runs } = await client.request('runs.launch', {
      configs: [1, 2, 3].map((seed) => ({ ...small, epochs: 5_000, seed })),
    })
    const last = runs[2]!
    await client.request('runs.stop', { runs: [last.id] })
    expect(await readRun(client, last.id)).toMatchObject({ endReason: 'cancelled', epochs: 0, startedAt: null })
    await client.request('runs.stop', { runs: [runs[0]!.id, runs[1]!.id] })
    for (const { id } of runs) await waitFor(() => ended(client, id))
  })
})

describe('a core', () => {
  it('killed in mid-run loses no committed epoch; the next one says what happened', async () => {
    const client = await connect()
    const committed: number[] = []
    const { id, name } = await launch(client, { ...small, epochs: 5_000 })
    client.onEvent((event) => {
      if (event.event === 'epoch-committed') committed.push(event.payload.epoch)
    })
    await waitFor(() => committed.length >= 3)
    for (const pid of processesOf('core.js', home)) process.kill(pid, 'SIGKILL')
    await waitFor(() => processesOf('core.js', home).length === 0 && processesOf('trainer.js', home).length === 0)

    const again = await connect()
    const run = await readRun(again, id)
    expect(run).toMatchObject({
      state: 'ended',
      endReason: 'interrupted',
      endMessage: expect.stringContaining('finished epochs are kept') as string,
    })
    expect(run.epochs).toBeGreaterThanOrEqual(committed.at(-1)!)
    const { notices } = await again.request('system.status', {})
    expect(notices).toHaveLength(1)
    expect(notices[0]).toContain(`${name} was interrupted`)
  })

  it('leaves no trainer behind when it is killed', async () => {
    const client = await connect()
    await launch(client, { ...small, epochs: 5_000 })
    await waitFor(() => processesOf('trainer.js', home).length === 1)
    const [trainer] = processesOf('trainer.js', home)
    for (const pid of processesOf('core.js', home)) process.kill(pid, 'SIGKILL')
    await waitFor(() => {
      try {
        process.kill(trainer!, 0)
        return false
      } catch {
        return true
      }
    })
  })

  it('interrupts what its last client leaves without a word, and ends itself', async () => {
    const client = await connect()
    const { id } = await launch(client, { ...small, epochs: 5_000 })
    await waitFor(async () => (await readRun(client, id)).epochs >= 1)
    client.close()
    await waitFor(() => processesOf('core.js', home).length === 0)
    const again = await connect()
    expect(await readRun(again, id)).toMatchObject({
      endReason: 'interrupted',
      endMessage: 'The window or terminal that started it was closed. Finished epochs are kept.',
    })
    const told = await again.request('system.status', {})
    expect(told.notices[0]).toContain('was interrupted. The window or terminal that started it was closed.')
    again.close()
    await waitFor(() => processesOf('core.js', home).length === 0)
    // Once is enough.
    expect((await (await connect()).request('system.status', {})).notices).toEqual([])
    // A window of Electron needs no binary to be found.
    const { checks } = await (await connect('electron')).request('system.status', {})
    expect(checks.find(({ id }) => id === 'electron')).toMatchObject({ status: 'ok', detail: 'this window' })
  })

  it('goes on with a detached run when everybody has left, and ends after it', async () => {
    const client = await connect('cli')
    const { id } = await launch(client, { ...small, epochs: 80 }, true)
    client.close()
    await waitFor(() => processesOf('core.js', home).length === 0)
    expect(await readRun(await connect('cli'), id)).toMatchObject({ endReason: 'completed', epochs: 80 })
  })

  it('stops the runs of a client that says so when it leaves', async () => {
    const client = await connect()
    const { id } = await launch(client, { ...small, epochs: 5_000 })
    await waitFor(async () => (await readRun(client, id)).epochs >= 1)
    await client.request('session.leave', { runs: 'stop' })
    await waitFor(() => ended(client, id))
    expect((await readRun(client, id)).endReason).toBe('stopped')
  })

  it('is one, when two clients start at once; and they see each other’s runs live', async () => {
    const [first, second] = await Promise.all([connect(), connect('cli')])
    // The one that came second leaves as soon as it finds the home held.
    await waitFor(() => processesOf('core.js', home).length === 1)
    const seen: string[] = []
    first.onEvent((event) => {
      if (event.event === 'epoch-committed') seen.push(event.payload.run)
    })
    const { id } = await launch(second, { ...small, epochs: 1 })
    await waitFor(() => seen.includes(id))
  })

  it('does not end on Ctrl-C or a closed terminal', async () => {
    const client = await connect()
    const [pid] = processesOf('core.js', home)
    process.kill(pid!, 'SIGINT')
    process.kill(pid!, 'SIGHUP')
    // It goes on working long after it has heard both.
    const { id } = await launch(client, { ...small, epochs: 2 })
    await waitFor(() => ended(client, id))
    expect((await readRun(client, id)).endReason).toBe('completed')
    expect(processesOf('core.js', home)).toEqual([pid])
  })

  it('refuses what the contract does not know, with a sentence and no stack', async () => {
    const client = await connect()
    const transport = await connectToCore({ home, client: 'cli' })
    expect(await transport.invoke('runs.drop' as never, {})).toMatchObject({
      ok: false,
      error: { code: 'not-allowed' },
    })
    expect(await transport.invoke('runs.get', { run: 5 })).toMatchObject({
      ok: false,
      error: { code: 'invalid-input' },
    })
    transport.close()
    await expect(client.request('runs.get', { run: 'nobody' })).rejects.toMatchObject({
      code: 'run-not-found',
      message: 'There is no run nobody.',
    })
    const run = (await launch(client, { ...small, epochs: 1 })).id
    const annotate = (change: object) => client.request('runs.annotate', { changes: [{ run, change }] })
    for (const [change, message] of [
      [{ name: 'red\u001b[31m' }, 'name: must not contain the control character ESC (U+001B).'],
      [{ name: 'two\nlines' }, 'name: must not contain a line end (U+000A).'],
      [{ tags: ['ok', 'turned\u202e'] }, 'tags.1: must not contain U+202E, which changes the direction of text.'],
      [{ notes: 'bell\u0007' }, 'notes: must not contain the control character BEL (U+0007). Leave it out.'],
    ] as const)
      await expect(annotate(change)).rejects.toMatchObject({ code: 'invalid-input', message })
    await annotate({ notes: 'two\nlines\tand a tab', name: 'Größe \u0644\u0627 👩\u200d🔬' })
    await expect(
      client.request('views.save', { project: 'experiments', name: 'a\u009bb', layout: defaultLayout }),
    ).rejects.toMatchObject({
      code: 'invalid-input',
    })
    await expect(client.request('runs.launch', { configs: [{ epochs: 0 }] })).rejects.toMatchObject({
      code: 'invalid-input',
    })
  })

  it('says why it cannot start on a history that is newer', async () => {
    const database = new Sqlite(join(home, 'plateau.sqlite'))
    database.pragma('user_version = 999')
    database.close()
    await expect(connect()).rejects.toMatchObject({
      code: 'database-newer',
      message: expect.stringContaining('version 999') as string,
    })
  })

  it('says why it cannot use a home that is a file', async () => {
    const file = join(home, 'file')
    writeFileSync(file, '')
    await expect(connectToCore({ home: file, client: 'cli' })).rejects.toMatchObject({ code: 'home-unwritable' })
  })

  it('writes epochs that sqlite3 reads by name', async () => {
    const client = await connect()
    const { id, name } = await launch(client, { ...small, epochs: 1 })
    await waitFor(() => ended(client, id))
    const { text } = await client.request('export.runs', { runs: [name], format: 'csv' })
    client.close()
    await waitFor(() => processesOf('core.js', home).length === 0)
    const database = new Sqlite(join(home, 'plateau.sqlite'), { readonly: true })
    const row = database.prepare('SELECT run, epoch, val_mse FROM epoch_losses').get() as {
      run: string
      epoch: number
      val_mse: number
    }
    database.close()
    expect(row).toMatchObject({ run: name, epoch: 1 })
    expect(text).toContain(`,${fromStored(row.val_mse, 0, 0)},`)
    expect(readFileSync(join(home, 'log', 'core.log'), 'utf8')).toContain('is listening')
  })
})
