import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { shortPath } from '../../../src-main/platform/paths.mjs'

describe.skipIf(process.platform === 'win32')('a path as people write it', () => {
  it('begins with a tilde where it lies in the folder of the user, and nowhere else', () => {
    expect(shortPath(join(homedir(), '.cache', 'plateau'))).toBe('~/.cache/plateau')
    expect(shortPath(`${homedir()}-of-another/x`)).toBe(`${homedir()}-of-another/x`)
    expect(shortPath('/srv/plateau')).toBe('/srv/plateau')
  })
})
