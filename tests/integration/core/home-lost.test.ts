/** Files of a home that are deleted, moved or replaced while a core has them open: nothing is told as stored that is not. */
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { PlateauEvent } from '../../../src-main/contract/events'
import type { Client } from '../../../src-main/contract/transport'
import { openCommandLine, smallNetwork } from '../../support/cli'
import { ended, launch, processesOf, readRun, small, useCore, waitFor } from '../../support/core'

const core = useCore()
const inHome = (name: string) => join(core.home(), name)

/** A run in mid-training with some epochs behind it, and how many epochs were told as committed. */
async function trainSome(client: Client) {
  const committed: number[] = []
  client.onEvent(({ event, payload }: PlateauEvent) => {
    if (event === 'epoch-committed') committed.push(payload.epoch)
  })
  const { id } = await launch(client, { ...small, epochs: 5_000 })
  await waitFor(() => committed.length >= 3)
  return { id, committed }
}
const checkpointsIn = (folder: string) =>
  readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.safetensors'))
const coreEnded = () => waitFor(() => processesOf('core.js', core.home()).length === 0)

describe('a history that is no longer the home’s', () => {
  const ways: [what: string, act: () => void][] = [
    ['deleted', () => rmSync(inHome('plateau.sqlite'))],
    ['moved', () => renameSync(inHome('plateau.sqlite'), inHome('elsewhere.sqlite'))],
    ['emptied', () => truncateSync(inHome('plateau.sqlite'))],
    ['without its log', () => rmSync(inHome('plateau.sqlite-wal'))],
    [
      'replaced by a copy',
      () => {
        copyFileSync(inHome('plateau.sqlite'), inHome('copy'))
        renameSync(inHome('copy'), inHome('plateau.sqlite'))
      },
    ],
    [
      'replaced by another file',
      () => {
        rmSync(inHome('plateau.sqlite'))
        writeFileSync(inHome('plateau.sqlite'), 'not a database')
      },
    ],
  ]
  it.each(ways)('%s ends its runs as failed, with that sentence, and keeps their checkpoints', async (_what, act) => {
    const client = await core.connect()
    const { id, committed } = await trainSome(client)
    act()
    // What was told before that is on its way ahead of this answer.
    await client.request('runs.get', { run: id }).catch(() => undefined)
    const before = committed.length
    await waitFor(() => ended(client, id))
    // What had been written while the file was taken away may still be told; nothing after that.
    expect(committed.length - before).toBeLessThanOrEqual(1)
    expect(await readRun(client, id)).toMatchObject({
      endReason: 'failed',
      endMessage: expect.stringMatching(
        /^The history .*plateau\.sqlite was deleted, moved or replaced while Plateau had it open, so nothing can be stored\. Its checkpoints are kept\.$/,
      ) as string,
    })
    expect(checkpointsIn(join(core.home(), 'runs', id)).length).toBeGreaterThan(0)
    await expect(client.request('preferences.set', { concurrency: 1 })).rejects.toMatchObject({ code: 'home-lost' })
  })

  it('with its whole home moved: nothing is made at the old place, and the new one has all that was told', async () => {
    const client = await core.connect()
    const { id, committed } = await trainSome(client)
    const moved = join(mkdtempSync(join(tmpdir(), 'plateau-moved-')), 'home')
    renameSync(core.home(), moved)
    await waitFor(() => ended(client, id))
    expect(await readRun(client, id)).toMatchObject({ endReason: 'failed' })
    await coreEnded()
    expect(existsSync(core.home())).toBe(false)
    renameSync(moved, core.home())
    const next = await core.connect()
    const run = await readRun(next, id)
    expect(run).toMatchObject({ state: 'ended', endReason: 'failed' })
    expect(run.epochs).toBeGreaterThanOrEqual(committed.length)
    // It goes on from there.
    expect(run.resumableFrom).toBeGreaterThan(0)
  })

  it('with its whole home deleted: a new core begins beside the end of the old one, and keeps its files', async () => {
    const client = await core.connect()
    const { id } = await trainSome(client)
    rmSync(core.home(), { recursive: true, force: true })
    await waitFor(() => ended(client, id))
    const next = await core.connect()
    expect((await next.request('runs.list', {})).runs).toEqual([])
    const { id: fresh } = await launch(next, { ...small, epochs: 2 })
    await waitFor(() => ended(next, fresh))
    await waitFor(() => processesOf('core.js', core.home()).length === 1)
    expect((await core.connect().then((third) => readRun(third, fresh))).endReason).toBe('completed')
    expect(existsSync(inHome('plateau.sqlite-wal'))).toBe(true)
  })

  it('is said by the command that trains, with exit code 1', async () => {
    const commandLine = openCommandLine('lost')
    try {
      const { child, finished } = commandLine.start('train', ...smallNetwork, '--epochs', '5000', '--json')
      let output = ''
      child.stdout.on('data', (text: string) => (output += text))
      await waitFor(() => output.split('\n').filter((line) => line.includes('"epoch"')).length >= 3)
      rmSync(join(commandLine.home, 'plateau.sqlite'))
      const { code, stdout } = await finished
      expect(code).toBe(1)
      const last = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>
      expect(JSON.stringify(last)).toContain('was deleted, moved or replaced')
    } finally {
      await commandLine.close()
    }
  })
})

describe('lock and socket', () => {
  it('that are deleted are made anew: the run goes on, and whoever comes finds it running', async () => {
    const client = await core.connect()
    const { id } = await trainSome(client)
    const [pid] = processesOf('core.js', core.home())
    const socket = readFileSync(inHome('core.socket'), 'utf8')
    for (const path of [inHome('lock.sqlite'), inHome('core.socket'), socket]) rmSync(path)
    const other = await core.connect('cli')
    expect(await readRun(other, id)).toMatchObject({ state: 'running', endReason: null })
    // One that was started meanwhile has found the history in use, and ends.
    await waitFor(() => processesOf('core.js', core.home()).join() === String(pid))
    await waitFor(() => existsSync(inHome('lock.sqlite')) && existsSync(inHome('core.socket')))
    await other.request('runs.stop', { runs: [id] })
    await waitFor(() => ended(client, id))
    expect(await readRun(client, id)).toMatchObject({ endReason: 'stopped' })
  })

  it('that are replaced let no second core in', async () => {
    const client = await core.connect()
    const { id } = await trainSome(client)
    const [pid] = processesOf('core.js', core.home())
    rmSync(inHome('lock.sqlite'))
    writeFileSync(inHome('lock.sqlite'), '')
    rmSync(readFileSync(inHome('core.socket'), 'utf8'))
    const other = await core.connect()
    expect(await readRun(other, id)).toMatchObject({ state: 'running' })
    // One that was started meanwhile has found the history in use, and ends.
    await waitFor(() => processesOf('core.js', core.home()).join() === String(pid))
  })
})
