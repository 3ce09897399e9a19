import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  mkdirSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  isSealed,
  isUnaltered,
  makeFolder,
  moveIntoPlace,
  readJson,
  sealedHash,
  sweepLeftovers,
  withTemporaryFolder,
  writeJson,
} from '../../../scripts/lib/files.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-files-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('folders of the cache', () => {
  it('are whole or not there: a cut-off set-up leaves nothing', async () => {
    const target = join(folder, 'node')
    await expect(
      makeFolder(target, (inside) => {
        writeFileSync(join(inside, 'half'), '')
        return Promise.reject(new Error('cut off'))
      }),
    ).rejects.toThrow('cut off')
    expect(readdirSync(folder)).toEqual([])
  })

  it('survive two set-ups at once: one wins, both are content', async () => {
    const target = join(folder, 'node')
    const make = (name: string, goOn: () => Promise<unknown>) =>
      makeFolder(target, async (inside) => {
        writeFileSync(join(inside, 'who'), name)
        await goOn()
      })
    let begin = (): void => undefined
    const secondBegan = new Promise<void>((began) => (begin = began))
    const first = make('first', () => secondBegan)
    const second = make('second', () => {
      begin()
      return first
    })
    await Promise.all([first, second])
    expect(readFileSync(join(target, 'who'), 'utf8')).toBe('first')
    expect(readdirSync(folder)).toEqual(['node'])
  })

  it('that lost a file, or had one cut, are made anew; whole ones stay', async () => {
    const target = join(folder, 'node')
    const make = (name: string) =>
      makeFolder(target, (inside) => {
        mkdirSync(join(inside, 'bin'))
        writeFileSync(join(inside, 'bin', 'program'), name)
        return Promise.resolve()
      })
    const program = join(target, 'bin', 'program')
    expect(isSealed(target)).toBe(false)
    await make('first')
    expect(isSealed(target)).toBe(true)
    await make('second')
    expect(readFileSync(program, 'utf8')).toBe('first')
    truncateSync(program, 0)
    expect(isSealed(target)).toBe(false)
    await make('third')
    expect(readFileSync(program, 'utf8')).toBe('third')
    rmSync(program)
    expect(isSealed(target)).toBe(false)
    await make('fourth')
    expect(readFileSync(program, 'utf8')).toBe('fourth')
    expect(readdirSync(folder)).toEqual(['node'])
  })

  it('whose contents were altered in full size lose their seal when they are read', async () => {
    const target = join(folder, 'libraries')
    await makeFolder(target, (inside) => {
      writeFileSync(join(inside, 'library'), 'abc')
      return Promise.resolve()
    })
    expect(await isUnaltered(target)).toBe(true)
    expect(sealedHash(target, 'library')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(sealedHash(target, 'other')).toBe(null)
    writeFileSync(join(target, 'library'), 'abd')
    expect(isSealed(target)).toBe(true)
    expect(await isUnaltered(target)).toBe(false)
    expect(isSealed(target)).toBe(false)
  })

  it('are moved to their place over what is not whole, by many at once, and nothing stays beside them', async () => {
    const target = join(folder, 'place')
    mkdirSync(target)
    writeFileSync(join(target, 'half'), '')
    const isWhole = (place: string) => existsSync(join(place, 'whole'))
    await Promise.all(
      Array.from({ length: 8 }, () =>
        withTemporaryFolder(join(folder, 'made'), async (inside) => {
          writeFileSync(join(inside, 'whole'), '')
          await moveIntoPlace(inside, target, isWhole)
        }),
      ),
    )
    expect(readdirSync(target)).toEqual(['whole'])
    expect(readdirSync(folder)).toEqual(['place'])
  })

  it('of a set-up that was killed are swept away a day later, and not before', async () => {
    const target = join(folder, 'node')
    for (const name of ['node.young', 'node.old', 'other.old']) mkdirSync(join(folder, name))
    const dayBefore = Date.now() / 1000 - 90_000
    utimesSync(join(folder, 'node.old'), dayBefore, dayBefore)
    utimesSync(join(folder, 'other.old'), dayBefore, dayBefore)
    await sweepLeftovers(target)
    expect(readdirSync(folder).sort()).toEqual(['node.young', 'other.old'])
  })

  it('of a process that has ended here are swept away at once; of one that runs, or of another machine, they stay', async () => {
    const target = join(folder, 'node')
    const ended = spawnSync(process.execPath, ['--version']).pid
    await withTemporaryFolder(target, async (ours) => {
      const name = basename(ours)
      const othersName = name.replace(String(process.pid), String(ended))
      const elsewhere = othersName.replace(/^node\.[0-9a-f]{8}/, 'node.00000000')
      mkdirSync(join(folder, othersName, 'bin'), { recursive: true })
      mkdirSync(join(folder, elsewhere))
      await sweepLeftovers(target)
      expect(readdirSync(folder).sort()).toEqual([name, elsewhere].sort())
    })
  })
})

describe('records', () => {
  it('that were cut while they were written count as none', () => {
    const file = join(folder, 'record.json')
    expect(readJson(file)).toBe(null)
    writeFileSync(file, '{"key": "abc')
    expect(readJson(file)).toBe(null)
    writeJson(file, { key: 'abc' })
    expect(readJson(file)).toEqual({ key: 'abc' })
    expect(readdirSync(folder)).toEqual(['record.json'])
  })
})
