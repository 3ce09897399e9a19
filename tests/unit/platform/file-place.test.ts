import { execFileSync } from 'node:child_process'
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeFolderAtomically, writeFileAtomically } from '../../../src-main/platform/atomic-file'
import { mount, needsMount, unmount } from '../../support/mounts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plateau-place-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))
const at = (...names: string[]) => join(folder, ...names)
const write = (path: string, replace = true) => writeFileAtomically(path, 'new', { replace })

describe('a symbolic link', () => {
  it('is written through, and stays: relative, absolute, of a link, into another folder', async () => {
    await mkdir(at('data'))
    await mkdir(at('links'))
    await writeFile(at('data', 'a.csv'), 'old')
    await symlink('../data/a.csv', at('links', 'relative'))
    await symlink(at('data', 'a.csv'), at('links', 'absolute'))
    await symlink('relative', at('links', 'of-a-link'))
    await symlink('links', at('folder'))
    const links = ['relative', 'absolute', 'of-a-link']
    for (const path of [...links.map((name) => at('links', name)), at('folder', 'of-a-link')]) {
      const inode = (await lstat(at('data', 'a.csv'))).ino
      await expect(write(path, false)).rejects.toMatchObject({ code: 'file-exists' })
      await write(path)
      expect(await readFile(at('data', 'a.csv'), 'utf8')).toBe('new')
      // Replaced in one step and not written over.
      expect((await lstat(at('data', 'a.csv'))).ino).not.toBe(inode)
    }
    expect(await readlink(at('links', 'relative'))).toBe('../data/a.csv')
    expect(await readdir(at('data'))).toEqual(['a.csv'])
    expect((await readdir(at('links'))).sort()).toEqual([...links].sort())
  })

  it('to nothing has its file made; one in a circle is refused', async () => {
    await symlink('later.csv', at('link'))
    await expect(write(at('link'), false)).rejects.toMatchObject({ code: 'file-exists' })
    await write(at('link'))
    expect(await readFile(at('later.csv'), 'utf8')).toBe('new')
    await symlink('there', at('here'))
    await symlink('here', at('there'))
    await expect(write(at('here'))).rejects.toThrow(/cannot be written: its symbolic links go in a circle\.$/)
  })

  it('in a folder of files is written through too, on another disk as well', async ({ skip }) => {
    await mkdir(at('report', 'figures'), { recursive: true })
    if (!mount(at('disk'), 'size=1m')) skip(needsMount)
    try {
      await writeFile(at('disk', 'a.png'), 'old')
      await symlink(at('disk', 'a.png'), at('report', 'figures', 'a.png'))
      await symlink('report', at('link'))
      const fill = async (made: string) => {
        await mkdir(join(made, 'figures'))
        await writeFile(join(made, 'figures', 'a.png'), 'new')
        await writeFile(join(made, 'report.md'), 'text')
      }
      await makeFolderAtomically(at('link'), { replace: true }, fill)
      expect(await readFile(at('disk', 'a.png'), 'utf8')).toBe('new')
      expect(await readlink(at('report', 'figures', 'a.png'))).toBe(at('disk', 'a.png'))
      expect(await readFile(at('report', 'report.md'), 'utf8')).toBe('text')
      expect(await readdir(at('disk'))).toEqual(['a.png'])
      expect((await readdir(folder)).sort()).toEqual(['disk', 'link', 'report'])
    } finally {
      await unmount(at('disk'))
    }
  })
})

describe('what is no file', () => {
  it('is refused by its kind and stays, also behind a link and in a folder of files', async () => {
    execFileSync('mkfifo', [at('pipe')])
    const server = createServer()
    await new Promise<void>((listening) => server.listen(at('socket'), listening))
    await mkdir(at('folder'))
    await symlink('pipe', at('link'))
    const kinds: [string, string][] = [
      [at('pipe'), 'it is a pipe'],
      [at('socket'), 'it is a socket'],
      [at('folder'), 'it is a folder'],
      ['/dev/null', 'it is a device'],
      [at('link'), 'it is a pipe'],
      ['/dev/stdout', 'it is an open file of a process; name the file itself'],
    ]
    for (const [path, kind] of kinds)
      for (const replace of [true, false])
        await expect(write(path, replace)).rejects.toMatchObject({
          code: 'file-unwritable',
          message: `${path} cannot be written: ${kind}.`,
        })
    server.close()
    expect((await lstat(at('pipe'))).isFIFO()).toBe(true)
    expect((await lstat('/dev/null')).isCharacterDevice()).toBe(true)
    const make = async (made: string) => {
      await writeFile(join(made, 'a'), 'new')
      await writeFile(join(made, 'pipe'), 'new')
    }
    await expect(makeFolderAtomically(folder, { replace: true }, make)).rejects.toThrow(/it is a pipe\.$/)
    await expect(makeFolderAtomically(at('pipe'), { replace: true }, make)).rejects.toThrow(/it is a pipe\.$/)
    // Refused as a whole: what could have been moved was not.
    expect(await readdir(folder)).not.toContain('a')
  })
})
