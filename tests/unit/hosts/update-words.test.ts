import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sayInLines, shareOf } from '../../../src-main/hosts/update-words'
import { endUpdate, readUpdate, tellUpdate } from '../../../src-main/platform/update-progress'

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'plateau-update-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

describe('the update of a history', () => {
  it('is told to whoever comes, until it is over', () => {
    expect(readUpdate(home)).toBeNull()
    tellUpdate(home, { done: 200, total: 700 })
    expect(readUpdate(home)).toEqual({ done: 200, total: 700 })
    endUpdate(home)
    expect(readUpdate(home)).toBeNull()
  })

  it('is none where its process has died, or what is there says something else', () => {
    const file = join(home, 'updating.json')
    writeFileSync(file, JSON.stringify({ process: 2 ** 22 + 1, done: 1, total: 2 }))
    expect(readUpdate(home)).toBeNull()
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        writeFileSync(file, text)
        expect(readUpdate(home)).toBeNull()
      }),
    )
  })

  it('is said in lines at its start and each fifth, and not at all where it is short', () => {
    const lines: string[] = []
    const say = sayInLines((line) => lines.push(line))
    for (let done = 0; done < 1_000; done += 100) say({ done, total: 1_000 })
    expect(lines).toEqual([
      'The history is being brought up to date for this version of Plateau: 1,000 runs. This happens once and can take half a minute.',
      'The history is being brought up to date: 20 %, 200 of 1,000 runs.',
      'The history is being brought up to date: 40 %, 400 of 1,000 runs.',
      'The history is being brought up to date: 60 %, 600 of 1,000 runs.',
      'The history is being brought up to date: 80 %, 800 of 1,000 runs.',
    ])
    sayInLines((line) => lines.push(line))({ done: 0, total: 10 })
    expect(lines).toHaveLength(5)
  })

  it('has a share within its bounds, whatever is told', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (done, total) => {
        const share = shareOf({ done, total })
        expect(Number.isInteger(share) && share >= 0 && share <= 100).toBe(true)
      }),
    )
  })
})
