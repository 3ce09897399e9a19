import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PlateauError } from '../../../src-main/contract/errors'
import { homeFailure } from '../../../src-main/platform/home-failure'
import { makeFolder } from '../../../src-main/platform/make-folder.mjs'
import { propertyCases } from '../../support/property'

let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'plateau-folders-'))
  mkdirSync(join(root, 'folder'))
  writeFileSync(join(root, 'file'), '')
  symlinkSync(join(root, 'folder'), join(root, 'link'))
  symlinkSync(join(root, 'nowhere'), join(root, 'dangling'))
  symlinkSync(join(root, 'circle'), join(root, 'circle'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('a folder', () => {
  it('is made with those that it lies in, for nobody else', () => {
    makeFolder(join(root, 'a', 'b', 'c'))
    for (const path of ['a', 'a/b', 'a/b/c']) expect(statSync(join(root, path)).mode & 0o077).toBe(0)
    makeFolder(join(root, 'a', 'b', 'c'))
    makeFolder(join(root, 'link', 'd'))
    expect(existsSync(join(root, 'folder', 'd'))).toBe(true)
  })

  it.each([
    ['/proc/plateau/log', 'nothing can be created there', process.platform === 'linux'],
    ['file/x', 'a part of its path is a file', true],
    ['dangling/x', 'a link that leads nowhere', true],
    ['circle/x', 'its links form a loop', true],
    ['x'.repeat(300), 'its path is too long', true],
  ])('is refused in a sentence where it cannot be: %s', (path, reason, isHere) => {
    if (!isHere) return
    const home = resolve(root, path)
    let failure: unknown
    try {
      makeFolder(home)
    } catch (error) {
      failure = homeFailure(home, error)
    }
    expect(failure).toMatchObject({ code: 'home-unwritable', message: expect.stringContaining(reason) as string })
  })

  it('is there or refused in a sentence, wherever a person wants it', () => {
    const part = fc.oneof(
      fc.constantFrom('folder', 'file', 'link', 'dangling', 'circle', '..', '.', 'new', ' ', '~', '-', 'log'),
      fc.string({ unit: 'grapheme', maxLength: 80 }).map((text) => text.replaceAll(/[\0/]/g, '')),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.constantFrom('', 'proc'), (parts, beginning) => {
        const inside = parts.filter((one) => one !== '..')
        const path = beginning === 'proc' ? join('/proc/plateau', ...inside) : join(root, ...inside)
        try {
          makeFolder(path)
        } catch (error) {
          const failure = homeFailure(path, error)
          expect(failure).toBeInstanceOf(PlateauError)
          expect((failure as PlateauError).code).toBe('home-unwritable')
          return
        }
        expect(statSync(path).isDirectory()).toBe(true)
      }),
      { numRuns: propertyCases(300) },
    )
  })
})
