/** Programs that log by journals, with real processes on both sides, either of which is killed. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Client } from '../../../src-main/contract/transport'
import { readRun, useCore, waitFor } from '../../support/core'
import { beginRun } from '../../support/ingest'

const core = useCore()
const programs: ChildProcess[] = []
afterEach(() => {
  for (const program of programs.splice(0)) program.kill('SIGKILL')
})

const run = 'logged00001'
/** @returns once its first point is written */
async function startProgram(folder: string, steps: number, { attempt = 1, piece = 0 } = {}): Promise<ChildProcess> {
  const script = resolve(import.meta.dirname, '../../support/journal-writer.mjs')
  const program = spawn(process.execPath, [script, folder, String(steps), String(attempt), String(piece)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  programs.push(program)
  await once(program.stdout, 'data')
  return program
}

const isThere = async (client: Client) =>
  (await client.request('runs.list', {})).runs.some(({ id, series }) => id === run && (series.loss?.count ?? 0) > 0)

it('takes in what a program writes while the core is killed again and again: nothing is lost and nothing twice', async () => {
  const [steps, piece] = [100_000, 20_000]
  const folder = beginRun(core.home(), run, { name: 'mine' })
  const program = await startProgram(folder, steps, { piece })
  const counts: number[] = []
  for (let kill = 0; kill < 4; kill += 1) {
    const client = await core.connect()
    const before = counts.at(-1) ?? 0
    await waitFor(async () => (await isThere(client)) && (await readRun(client, run)).series.loss!.count > before)
    counts.push((await readRun(client, run)).series.loss!.count)
    // It writes on while nobody reads.
    program.stdin!.write('\n')
    await core.killCore()
  }
  expect(counts.every((count, index) => index === 0 || count > counts[index - 1]!)).toBe(true)
  const client = await core.connect()
  if (program.exitCode === null) await once(program, 'exit')
  await waitFor(async () => (await readRun(client, run)).state === 'ended')
  const summary = await readRun(client, run)
  expect(summary).toMatchObject({ name: 'mine', endReason: 'completed', problems: [] })
  expect(summary.series.loss).toMatchObject({
    count: steps,
    firstStep: 0,
    lastStep: steps - 1,
    last: Math.sin(steps - 1),
  })
  const { entries } = await client.request('runs.log', { run })
  expect(entries.map(({ message }) => message)).toEqual([])
  const { lines } = await client.request('series.lines', { series: [{ run, key: 'loss' }], x: 'step', buckets: 10 })
  expect(lines[0]!.pointCount).toBe(steps)
})

describe('a program that is killed', () => {
  it('interrupts its run, and a newer attempt goes on with it', async () => {
    const folder = beginRun(core.home(), run)
    const client = await core.connect()
    const program = await startProgram(folder, 2_000, { piece: 1_000 })
    await waitFor(() => isThere(client))
    program.kill('SIGKILL')
    await once(program, 'exit')
    await waitFor(async () => (await readRun(client, run)).state === 'ended')
    expect(await readRun(client, run)).toMatchObject({
      endReason: 'interrupted',
      endMessage: `Its process ${program.pid} ended without a last word.`,
    })
    await startProgram(folder, 3_000, { attempt: 2 })
    await waitFor(async () => (await readRun(client, run)).endReason === 'completed')
    expect(await readRun(client, run)).toMatchObject({ attempts: 2, problems: [] })
  })
})

it('tells clients of points while they are written', async () => {
  const client = await core.connect()
  const told: number[] = []
  client.onEvent((event) => {
    if (event.event === 'points-appended' && event.payload.run === run) told.push(event.payload.count)
  })
  const folder = beginRun(core.home(), run)
  const program = await startProgram(folder, 500, { piece: 100 })
  for (let count = 100; count <= 500; count += 100) {
    await waitFor(() => told.at(-1) === count)
    if (count < 500) program.stdin!.write('\n')
  }
  await waitFor(async () => (await readRun(client, run)).endReason === 'completed')
})
