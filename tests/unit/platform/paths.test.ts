import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cacheDirectory, homeDirectory, shortPath } from '../../../src-main/platform/paths.mjs'

describe.skipIf(process.platform === 'win32')('a path as people write it', () => {
  it('begins with a tilde where it lies in the folder of the user, and nowhere else', () => {
    expect(shortPath(join(homedir(), '.cache', 'plateau'))).toBe('~/.cache/plateau')
    expect(shortPath(`${homedir()}-of-another/x`)).toBe(`${homedir()}-of-another/x`)
    expect(shortPath('/srv/plateau')).toBe('/srv/plateau')
  })
})

describe.skipIf(process.platform === 'win32')('home and cache', () => {
  it('lie where the environment says, and where it says nothing whole, in their usual place', () => {
    const usual = { home: homeDirectory({}), cache: cacheDirectory({}) }
    for (const value of [undefined, '', 'relative', './x', '../x', '~/x']) {
      expect(homeDirectory({ XDG_DATA_HOME: value })).toBe(usual.home)
      expect(cacheDirectory({ XDG_CACHE_HOME: value })).toBe(usual.cache)
    }
    expect(homeDirectory({ XDG_DATA_HOME: '/srv/data' })).toBe('/srv/data/plateau')
    expect(cacheDirectory({ XDG_CACHE_HOME: '/srv/cache' })).toBe('/srv/cache/plateau')
    expect(homeDirectory({ PLATEAU_HOME: '/srv/x', XDG_DATA_HOME: '/srv/data' })).toBe('/srv/x')
  })
})
