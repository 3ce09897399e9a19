/** Homes as they come: who may read them, and what is said where one cannot be used. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectToCore } from '../../../src-main/client/connect'
import { toWireError } from '../../../src-main/contract/errors'
import { openDatabase } from '../../../src-main/store/open'
import { openCommandLine, smallNetwork } from '../../support/cli'
import { ended, launch, small, useCore, waitFor } from '../../support/core'
import { mount, needsMount, unmount } from '../../support/mounts'

const core = useCore()
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-homes-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** What others on this machine could read or enter, below a folder. */
function openToOthers(below: string): string[] {
  return readdirSync(below, { recursive: true, encoding: 'utf8' }).filter(
    (name) => (statSync(join(below, name)).mode & 0o077) !== 0,
  )
}

describe.skipIf(process.platform === 'win32')('what others may read', () => {
  it('is nothing of a home, also of one that was there before and open; what is exported elsewhere is the person’s', async () => {
    const home = core.home()
    // As an earlier version left it, in a folder that a person has made.
    openDatabase(home).close()
    mkdirSync(join(home, 'runs'))
    mkdirSync(join(home, 'log'))
    writeFileSync(join(home, 'mine.txt'), '')
    for (const name of ['', 'runs', 'log']) chmodSync(join(home, name), 0o755)
    for (const name of ['plateau.sqlite', 'mine.txt']) chmodSync(join(home, name), 0o644)
    const client = await core.connect()
    const { id } = await launch(client, { ...small, epochs: 2 })
    await waitFor(() => ended(client, id))
    const target = { kind: 'runs' as const, runs: [id], format: 'csv' as const }
    await client.request('exports.write', { id: 'a', path: join(home, 'inside.csv'), replace: false, target })
    await client.request('exports.write', { id: 'b', path: join(folder, 'outside.csv'), replace: false, target })
    expect(openToOthers(home)).toEqual(['mine.txt'])
    expect(statSync(home).mode & 0o777).toBe(0o755)
    expect(existsSync(join(home, 'plateau.sqlite-wal'))).toBe(true)
    expect(existsSync(join(home, 'runs', id, '1'))).toBe(true)
    // The umask of this test is its own and the core's at its start.
    writeFileSync(join(folder, 'as-usual'), '')
    expect(statSync(join(folder, 'outside.csv')).mode).toBe(statSync(join(folder, 'as-usual')).mode)
  })
})

describe('a home that cannot be used', () => {
  const refusal = (home: string) =>
    connectToCore({ home, client: 'cli' }).then(
      (transport) => {
        transport.close()
        return { code: 'none', message: '' }
      },
      (error: unknown) => {
        const { code, message } = toWireError(error)
        return { code, message }
      },
    )
  const cases: [what: string, make: (home: string) => string][] = [
    ['is a file', (home) => (writeFileSync(home, ''), home)],
    ['lies below a file', (home) => (writeFileSync(home, ''), join(home, 'x'))],
    ['is a link to nothing', (home) => (symlinkSync(join(folder, 'nothing'), home), home)],
    ['is a link in a circle', (home) => (symlinkSync(home, home), home)],
    ['has a name that is too long', (home) => join(home, 'x'.repeat(300))],
    ['is below /proc', () => '/proc/plateau'],
    [
      'has a file for its log folder',
      (home) => {
        mkdirSync(home)
        writeFileSync(join(home, 'log'), '')
        return home
      },
    ],
    [
      'has a file for its runs',
      (home) => {
        mkdirSync(home)
        writeFileSync(join(home, 'runs'), '')
        return home
      },
    ],
    ['has a folder for its history', (home) => (mkdirSync(join(home, 'plateau.sqlite'), { recursive: true }), home)],
    ['has a folder for its lock', (home) => (mkdirSync(join(home, 'lock.sqlite'), { recursive: true }), home)],
    ['has a folder for its log', (home) => (mkdirSync(join(home, 'log', 'core.log'), { recursive: true }), home)],
    [
      'has a folder for the record of its socket',
      (home) => (mkdirSync(join(home, 'core.socket'), { recursive: true }), home),
    ],
  ]
  it.each(cases)('says so when it %s', async (_what, make) => {
    const { code, message } = await refusal(make(join(folder, 'home')))
    expect([code, message]).toEqual([
      'home-unwritable',
      expect.stringMatching(/^(Plateau cannot write to|The h).*\.$/) as string,
    ])
  })

  it('says so on a disk that is read-only, and that is full', async ({ skip }) => {
    const disk = join(folder, 'disk')
    if (!mount(disk, 'ro')) skip(needsMount)
    try {
      expect(await refusal(join(disk, 'home'))).toEqual({
        code: 'home-unwritable',
        message: `Plateau cannot write to the home folder (${join(disk, 'home')}): the disk is read-only.`,
      })
      expect((await refusal(disk)).message).toContain('the disk is read-only')
    } finally {
      await unmount(disk)
    }
    rmSync(disk, { recursive: true })
    mount(disk, 'size=16k')
    try {
      expect(await refusal(join(disk, 'home'))).toMatchObject({ code: 'disk-full' })
    } finally {
      await unmount(disk)
    }
  })
})

describe('a runtime folder that cannot be used', () => {
  it('changes nothing: every command finds the core', async () => {
    const commandLine = openCommandLine('runtime')
    const before = process.env.XDG_RUNTIME_DIR
    try {
      for (const value of ['', 'relative', join(folder, 'x'.repeat(150)), join(folder, 'missing')]) {
        process.env.XDG_RUNTIME_DIR = value
        const { code, stderr } = await commandLine.run('list')
        expect([code, stderr]).toEqual([0, ''])
      }
      process.env.XDG_RUNTIME_DIR = ''
      const { code } = await commandLine.run('train', ...smallNetwork, '--epochs', '1')
      expect(code).toBe(0)
      expect(existsSync('plateau-0')).toBe(false)
    } finally {
      if (before === undefined) delete process.env.XDG_RUNTIME_DIR
      else process.env.XDG_RUNTIME_DIR = before
      await commandLine.close()
    }
  })
})
