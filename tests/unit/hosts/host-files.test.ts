import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PlateauError } from '@contract/errors'
import { showBytes } from '@maths/digits'
import { makeFolderAtomically, openAtomically, writeFileAtomically } from '../../../src-main/platform/atomic-file'
import { checkWithoutCore } from '../../../src-main/hosts/cli/checks-without-core'
import { readHostArguments } from '../../../src-main/hosts/host-arguments'
import { checkDisk } from '../../../src-main/platform/check-disk'
import { findNode24 } from '../../../src-main/platform/node24.mjs'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plateau-host-files-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('writing a file whole', () => {
  it('writes, refuses to replace, and replaces when told to', async () => {
    const path = join(folder, 'runs.csv')
    await writeFileAtomically(path, 'first', { replace: false })
    await expect(writeFileAtomically(path, 'second', { replace: false })).rejects.toMatchObject({ code: 'file-exists' })
    expect(await readFile(path, 'utf8')).toBe('first')
    await writeFileAtomically(path, 'third', { replace: true })
    expect(await readFile(path, 'utf8')).toBe('third')
    expect(await readdir(folder)).toEqual(['runs.csv'])
  })

  it('leaves nothing half behind, and says why it could not', async () => {
    await mkdir(join(folder, 'taken'))
    const attempts: [string, RegExp][] = [
      [join(folder, 'taken'), /it is a folder/],
      [join(folder, 'none', 'runs.csv'), /its folder does not exist/],
    ]
    for (const [path, reason] of attempts) {
      const attempt = writeFileAtomically(path, 'text', { replace: true })
      await expect(attempt).rejects.toMatchObject({ code: 'file-unwritable' })
      await expect(attempt).rejects.toThrow(reason)
    }
    expect(await readdir(folder)).toEqual(['taken'])
  })

  it('takes away what a killed writer of the same target left, and nothing of one that lives', async () => {
    const path = join(folder, 'runs.csv')
    const under = await openAtomically(path, { replace: true })
    const [mine = ''] = await readdir(folder)
    expect(mine).toContain(`.${process.pid}.`)
    const dead = spawnSync(process.execPath, ['--version']).pid
    const nameOf = (target: string, pid: number) =>
      mine.replace('runs.csv', target).replace(`.${process.pid}.`, `.${pid}.`)
    const kept = [
      mine,
      nameOf('runs.csv', process.ppid),
      nameOf('other.csv', dead),
      nameOf('runs.csv', dead).replace('.part', '.csv'),
      'runs.csv.part',
    ]
    // One has this very process' id: of an earlier process that had it.
    const stale = [nameOf('runs.csv', dead), mine.replace(/[0-9a-f]{12}(?=\.part$)/, '0'.repeat(12))]
    for (const name of [...kept.slice(1), ...stale]) await writeFile(join(folder, name), 'half')
    await mkdir(join(folder, nameOf('report', dead)))
    await writeFile(join(folder, nameOf('report', dead), 'main.tex'), 'half')

    await writeFileAtomically(path, 'whole', { replace: true })
    expect((await readdir(folder)).sort()).toEqual(['runs.csv', nameOf('report', dead), ...kept].sort())
    await makeFolderAtomically(join(folder, 'report'), { replace: false }, (place) =>
      writeFile(join(place, 'main.tex'), 'whole'),
    )
    await under.write('later')
    await under.commit()
    expect((await readdir(folder)).sort()).toEqual(['report', 'runs.csv', ...kept.slice(1)].sort())
    expect(await readFile(path, 'utf8')).toBe('later')
  })

  it('has room for the longest names, of letters of any size', async () => {
    for (const name of ['a'.repeat(255), '図'.repeat(85), '😀'.repeat(63)]) {
      const path = join(folder, name)
      await writeFileAtomically(path, 'text', { replace: false })
      expect(await readFile(path, 'utf8')).toBe('text')
    }
  })
})

describe('arguments of the window hosts', () => {
  it('reads home, port and open, in both spellings', () => {
    const given = { home: resolve('a'), port: 8080, open: true, allowsPrograms: false, at: null }
    expect(readHostArguments(['--home', 'a', '--port', '8080', '--open'])).toEqual(given)
    expect(readHostArguments(['--home=a', '--port=8080', '--open'])).toEqual(given)
    expect(readHostArguments(['--home', 'a'])).toEqual({
      home: resolve('a'),
      port: 0,
      open: false,
      allowsPrograms: false,
      at: null,
    })
    expect(readHostArguments(['--at', '/p/a/runs']).at).toBe('/p/a/runs')
  })

  it.each(['--port x', '--port 65536', '--port -1', '--home', '--home=', '--bogus', 'word'])('refuses %s', (text) => {
    expect(() => readHostArguments(text.split(' '))).toThrow(PlateauError)
  })

  it('lets Chromium have its own switches in Electron', () => {
    const parameters = ['--no-sandbox', '/the/app', '--home', folder, '--remote-debugging-port=0']
    expect(readHostArguments(parameters, { strict: false }).home).toBe(folder)
  })
})

describe('the doctor without a core', () => {
  it('says first why there is no core, then what it sees itself', () => {
    const checks = checkWithoutCore(folder, new PlateauError('home-locked', 'Another Plateau process is using it.'))
    expect(checks[0]).toMatchObject({ id: 'core', status: 'missing', detail: 'Another Plateau process is using it.' })
    expect(checks[0]?.remedy).toBe('Close it, or choose another home folder with --home.')
    expect(checks.map(({ id }) => id)).toEqual([
      ...['core', 'node', 'tensorflow', 'figures', 'dataset', 'electron', 'home', 'cache', 'disk'],
    ])
    expect(checks.find(({ id }) => id === 'node')).toMatchObject({ status: 'ok', detail: findNode24() })
    for (const check of checks) if (check.status !== 'ok') expect(check.remedy).not.toBeNull()
  })

  it.each([
    [{ bavail: 0, ffree: 9 }, 'missing', 'Full: only 0 B free'],
    [{ bavail: 255, ffree: 9 }, 'missing', 'Full: only 1 MB free'],
    [{ bavail: 256, ffree: 9 }, 'warning', 'Only 1 MB free'],
    [{ bavail: 500_000, ffree: 0 }, 'missing', 'Full: 2.05 GB free, but no more files can be made'],
    [{ bavail: 500_000, ffree: 0, files: 0 }, 'ok', '2.05 GB free'],
    [{ bavail: 500_000, ffree: 9 }, 'ok', '2.05 GB free'],
  ])('says of a disk with %o that it is %s', (space, status, detail) => {
    const check = checkDisk(folder, showBytes, () => ({ bsize: 4_096, files: 10, ...space }))
    expect(check).toMatchObject({ id: 'disk', status, detail })
    expect(check.remedy === null).toBe(status === 'ok')
  })
})
