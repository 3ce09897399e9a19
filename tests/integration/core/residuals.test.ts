/** Errors of validation images: a real core, a real trainer, real weights. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Residuals } from '../../../src-main/contract/api'
import { metricOf } from '../../../src-main/model/digests'
import { PlateauError } from '../../../src-main/contract/errors'
import type { PlateauEvent } from '../../../src-main/contract/events'
import type { RunSummary } from '../../../src-main/contract/run'
import type { Client } from '../../../src-main/contract/transport'
import { meanLoss, shareBelow } from '../../../src-main/maths/error-histogram'
import { ended, launch, processesOf, readRun, small, useCore, waitFor } from '../../support/core'

const { home, connect } = useCore()

async function trained(client: Client, config: Parameters<typeof launch>[1] = {}): Promise<RunSummary> {
  const { id } = await launch(client, { ...small, epochs: 3, ...config })
  await waitFor(() => ended(client, id))
  return readRun(client, id)
}
const measure = async (client: Client, run: string): Promise<Residuals> =>
  (await client.request('residuals.measure', { run })).residuals
const codeOf = (request: Promise<unknown>): Promise<string> =>
  request.then(
    () => 'none',
    (error: unknown) => (error instanceof PlateauError ? error.code : String(error)),
  )
async function bestFile(client: Client, run: RunSummary): Promise<string> {
  const { checkpoints } = await client.request('runs.get', { run: run.id })
  const file = checkpoints.find(({ epoch }) => epoch === metricOf(run, 'val_mse')!.bestEpoch)!
  return join(home(), 'runs', run.id, file.file)
}

describe('measuring the errors of a run', () => {
  it('counts every pixel once, and agrees with the metrics of the best epoch', async () => {
    const client = await connect()
    const run = await trained(client, { validationSize: 300, loss: 'smooth-l1', beta: 0.1 })
    expect((await client.request('residuals.get', { run: run.id })).residuals).toBeNull()
    const told: PlateauEvent[] = []
    client.onEvent((event) => event.event === 'residuals-progress' && told.push(event))
    // Two that ask at once wait for one measurement.
    const [residuals, same] = await Promise.all([measure(client, run.id), measure(client, run.id)])
    expect(same.counts).toEqual(residuals.counts)

    const { best, bestEpoch } = metricOf(run, 'val_mse')!
    expect(residuals).toMatchObject({ run: run.id, epoch: bestEpoch, images: 300 })
    expect(residuals.counts.reduce((sum, count) => sum + count, 0)).toBe(300 * 784)
    // An error is at most half a thousandth away from the middle of its bin.
    const rounding = 1e-3 * metricOf(run, 'val_mae')!.best + 2.5e-7
    expect(Math.abs(meanLoss(residuals.counts, { loss: 'mse' }) - best)).toBeLessThan(rounding)
    const { runs } = await client.request('series.epochs', { runs: [run.id] })
    const loss = runs[0]!.values.validation_loss![bestEpoch - 1]!
    expect(Math.abs(meanLoss(residuals.counts, { loss: 'smooth-l1', beta: 0.1 }) - loss)).toBeLessThan(5e-4)
    expect(shareBelow(residuals.counts, 2)).toBeLessThanOrEqual(1)

    expect(told.map(({ payload }) => payload)).toEqual([
      { run: run.id, done: 250, total: 300 },
      { run: run.id, done: 300, total: 300 },
    ])
    expect((await client.request('residuals.get', { run: run.id })).residuals?.counts).toEqual(residuals.counts)

    // Training on finds a better epoch: what was measured is of another one.
    await client.request('runs.continue', { run: run.id, epochs: 3 })
    await waitFor(() => ended(client, run.id))
    expect(metricOf(await readRun(client, run.id), 'val_mse')!.bestEpoch).not.toBe(bestEpoch)
    expect((await client.request('residuals.get', { run: run.id })).residuals).toBeNull()
  })

  it('ends when it is cancelled, waiting or under way, and can be asked for again', async () => {
    const client = await connect()
    const [first, second] = [await trained(client), await trained(client, { seed: 2 })]
    const codes = [first, second].map(({ id }) => codeOf(measure(client, id)))
    await waitFor(() => processesOf('trainer.js', home()).length > 0)
    // One process at a time: the second still waits.
    expect(processesOf('trainer.js', home())).toHaveLength(1)
    for (const { id } of [second, first]) await client.request('residuals.cancel', { run: id })
    expect(await Promise.all(codes)).toEqual(['cancelled', 'cancelled'])
    expect((await measure(client, first.id)).images).toBe(64)
    await client.request('residuals.cancel', { run: first.id })
  })

  it('says that its process was killed, and goes on with the next', async () => {
    const client = await connect()
    const run = await trained(client)
    const code = codeOf(measure(client, run.id))
    await waitFor(() => processesOf('trainer.js', home()).length > 0)
    for (const pid of processesOf('trainer.js', home())) process.kill(pid, 'SIGKILL')
    expect(await code).toBe('trainer-crashed')
    expect((await measure(client, run.id)).epoch).toBe(metricOf(run, 'val_mse')!.bestEpoch)
  })

  it('says when weights are damaged, and when they are gone', async () => {
    const client = await connect()
    const run = await trained(client)
    const file = await bestFile(client, run)
    const bytes = readFileSync(file)
    bytes[bytes.length - 1]! ^= 1
    writeFileSync(file, bytes)
    expect(await codeOf(measure(client, run.id))).toBe('checkpoint-corrupt')
    rmSync(file)
    expect(await codeOf(measure(client, run.id))).toBe('weights-missing')
    expect(await codeOf(measure(client, 'nobody'))).toBe('run-not-found')
    expect((await client.request('residuals.get', { run: run.id })).residuals).toBeNull()
  })
})
