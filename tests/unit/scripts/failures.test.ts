import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { forgetFailure, recentFailure, rememberFailure } from '../../../scripts/lib/failures.mjs'
import { readJson, writeJson } from '../../../scripts/lib/files.mjs'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-failures-'))
  file = join(folder, 'electron', 'last-failure.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a download that failed', () => {
  const failure = { reason: 'example.org cannot be reached.', remedy: 'npm run setup' }

  it('is remembered with its reason and what mends it, until it is forgotten', () => {
    expect(recentFailure(file)).toBe(null)
    rememberFailure(file, failure)
    expect(recentFailure(file)).toMatchObject(failure)
    forgetFailure(file)
    expect(recentFailure(file)).toBe(null)
    forgetFailure(file)
  })

  it('is remembered for 24 hours, also by a clock that was set back', () => {
    rememberFailure(file, failure)
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString()
    for (const [hours, isRemembered] of [
      [23.9, true],
      [24.1, false],
      [-1, true],
      [-48, false],
    ] as const) {
      writeJson(file, { ...failure, time: hoursAgo(hours) })
      expect(recentFailure(file) !== null, `${hours} h`).toBe(isRemembered)
    }
  })

  it('of which the record was cut, or is of another make, counts as none', () => {
    rememberFailure(file, failure)
    writeJson(file, { time: new Date().toISOString() })
    expect(recentFailure(file)).toBe(null)
    writeFileSync(file, '{"reason": "exam')
    expect(readJson(file)).toBe(null)
    expect(recentFailure(file)).toBe(null)
  })
})
