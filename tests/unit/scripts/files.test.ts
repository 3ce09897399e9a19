import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
  mkdirSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  hashOfSources,
  integrity,
  makeFolder,
  md5,
  readJson,
  sha256,
  sweepLeftovers,
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
    const make = (name: string, milliseconds: number) =>
      makeFolder(target, async (inside) => {
        writeFileSync(join(inside, 'who'), name)
        await new Promise((done) => setTimeout(done, milliseconds))
      })
    await Promise.all([make('first', 10), make('second', 60)])
    expect(readFileSync(join(target, 'who'), 'utf8')).toBe('first')
    expect(readdirSync(folder)).toEqual(['node'])
  })

  it('are replaced when asked for', async () => {
    const target = join(folder, 'node')
    mkdirSync(target)
    writeFileSync(join(target, 'old'), '')
    await makeFolder(
      target,
      (inside) => {
        writeFileSync(join(inside, 'new'), '')
        return Promise.resolve()
      },
      { replace: true },
    )
    expect(readdirSync(target)).toEqual(['new'])
  })

  it('of a set-up that was killed are swept away a day later, and not before', () => {
    const target = join(folder, 'node')
    for (const name of ['node.young', 'node.old', 'other.old']) mkdirSync(join(folder, name))
    const dayBefore = Date.now() / 1000 - 90_000
    utimesSync(join(folder, 'node.old'), dayBefore, dayBefore)
    utimesSync(join(folder, 'other.old'), dayBefore, dayBefore)
    sweepLeftovers(target)
    expect(readdirSync(folder).sort()).toEqual(['node.young', 'other.old'])
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

describe('hashes', () => {
  it('are those of the published algorithms', async () => {
    const file = join(folder, 'abc')
    writeFileSync(file, 'abc')
    expect(await sha256(file)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(await md5(file)).toBe('900150983cd24fb0d6963f7d28e17f72')
    expect(await integrity(file)).toBe(
      'sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==',
    )
  })

  it('of sources change with a name, a content or a new file, and with nothing else', () => {
    mkdirSync(join(folder, 'src'))
    writeFileSync(join(folder, 'src', 'a.ts'), 'one')
    const first = hashOfSources(folder, ['src', 'missing'])
    expect(hashOfSources(folder, ['src', 'missing'])).toBe(first)
    const now = Date.now() / 1000
    utimesSync(join(folder, 'src', 'a.ts'), now, now)
    expect(hashOfSources(folder, ['src', 'missing'])).toBe(first)
    writeFileSync(join(folder, 'src', 'a.ts'), 'two')
    expect(hashOfSources(folder, ['src', 'missing'])).not.toBe(first)
    writeFileSync(join(folder, 'src', 'a.ts'), 'one')
    writeFileSync(join(folder, 'src', 'b.ts'), '')
    expect(hashOfSources(folder, ['src', 'missing'])).not.toBe(first)
    expect(existsSync(join(folder, 'missing'))).toBe(false)
  })
})
