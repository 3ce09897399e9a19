import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { defaultHome } from '../../../clients/node/plateau.mjs'
import { expandHome } from '../../../src-main/platform/expand-home'
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

  it.each(['', 'relative', './x'])(
    'are the user’s where HOME is “%s”, for Plateau and for its client alike',
    (HOME) => {
      vi.stubEnv('HOME', HOME)
      for (const name of ['PLATEAU_HOME', 'XDG_DATA_HOME']) vi.stubEnv(name, undefined)
      const { homedir: own } = userInfo()
      expect(
        [homeDirectory({}), cacheDirectory({}), defaultHome(), expandHome('~/x')].map((path) =>
          path.startsWith(`${own}/`),
        ),
      ).toEqual([true, true, true, true])
      expect(defaultHome()).toBe(homeDirectory({}))
      vi.unstubAllEnvs()
    },
  )
})
