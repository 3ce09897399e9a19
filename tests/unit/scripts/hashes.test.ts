import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hashOfSources, integrity, md5, sha256, sizesIn } from '../../../scripts/lib/hashes.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-hashes-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

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

describe('sizes', () => {
  it('are those of the files below a folder; links and what is excepted do not count', () => {
    mkdirSync(join(folder, 'bin'))
    writeFileSync(join(folder, 'bin', 'program'), 'abc')
    writeFileSync(join(folder, 'seal'), '{}')
    symlinkSync('bin/program', join(folder, 'link'))
    expect(sizesIn(folder, ['seal'])).toEqual({ 'bin/program': 3 })
    expect(sizesIn(join(folder, 'missing'))).toEqual({})
  })
})
