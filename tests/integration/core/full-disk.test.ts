/** A home on a disk that fills up: how a run ended is never replaced by what did not happen. */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { connectToCore } from '../../../src-main/client/connect'
import { createClient } from '../../../src-main/contract/transport'
import { ended, launch, processesOf, readRun, small, waitFor } from '../../support/core'
import { mount, needsMount, unmount } from '../../support/mounts'

it('a resume that the disk has no room for leaves the run failed, across cores, until there is room', async ({
  skip,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'plateau-full-'))
  const disk = join(folder, 'disk')
  if (!mount(disk, 'size=6m')) skip(needsMount)
  const home = join(disk, 'home')
  mkdirSync(home)
  const ballast = join(disk, 'ballast')
  /** To the last page, so that nothing new can be written. */
  const fill = () => {
    const page = Buffer.alloc(4_096)
    try {
      for (;;) appendFileSync(ballast, page)
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' })
    }
  }
  const connect = async () => createClient(await connectToCore({ home, client: 'web' }))
  const endCore = async (signal: 'SIGTERM' | 'SIGKILL') => {
    for (const pid of processesOf('core.js', home)) process.kill(pid, signal)
    await waitFor(() => processesOf('core.js', home).length === 0 && processesOf('trainer.js', home).length === 0)
  }
  try {
    let client = await connect()
    const { id } = await launch(client, { ...small, epochs: 5_000 })
    await waitFor(async () => (await readRun(client, id)).epochs >= 3)
    fill()
    await waitFor(() => ended(client, id))
    const isFailed = async () => {
      const run = await readRun(client, id)
      expect(run).toMatchObject({ state: 'ended', endReason: 'failed' })
      expect(run.endMessage).toMatch(/^The disk is full/)
      expect(run.endMessage).not.toContain('Plateau ended while')
    }
    await isFailed()
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      // However far it comes: refused at once, or begun and failed.
      const resumed = await client.request('runs.resume', { runs: [id] }).then(
        () => true,
        (error: unknown) => {
          expect(error).toMatchObject({ code: 'disk-full' })
          return false
        },
      )
      if (resumed) await waitFor(() => ended(client, id))
      await isFailed()
      client.close()
      await endCore(signal)
      client = await connect()
      await isFailed()
    }
    rmSync(ballast)
    await client.request('runs.resume', { runs: [id] })
    const { epochs } = await readRun(client, id)
    await waitFor(async () => (await readRun(client, id)).epochs > epochs)
    await client.request('runs.stop', { runs: [id] })
    await waitFor(() => ended(client, id))
    expect(await readRun(client, id)).toMatchObject({ endReason: 'stopped', endMessage: null })
    client.close()
  } finally {
    await endCore('SIGTERM')
    await unmount(disk)
    rmSync(folder, { recursive: true, force: true })
  }
})
