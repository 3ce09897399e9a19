import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bandKinds, relativeKinds } from '../../../src-main/contract/workspace'
import { addressOfLink, pathOf, readPlace, type Address } from '../../../src-renderer/state/paths'
import { compareTools, usualChoices, type Route } from '../../../src-renderer/state/routes'
import { propertyCases } from '../../support/property'

/** As a browser hands it back: it writes what may not stand in an address as percent signs, and resolves what it takes for folders. */
const through = (path: string, origin = 'http://127.0.0.1:4000'): Address => new URL(path, `${origin}/`)

const odd = fc.constantFrom(
  '..',
  '.',
  '~.',
  '~~..',
  '~',
  '/',
  '--all',
  '__proto__',
  'p',
  '%',
  '%2e%2e',
  '#',
  '?a=b&c',
  'a/b',
  'a\\b',
  ' ',
  '+',
  '日本語',
  '👩‍🔬',
)
const name = fc.oneof(odd, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }))
const id = fc.stringMatching(/^[0-9a-z]{1,12}$/)
/** In the order of the usual ones. */
const choices = fc.record({
  rows: fc.option(name),
  columns: fc.option(name),
  keepsKeys: fc.boolean(),
  band: fc.constantFrom(...bandKinds),
  layout: fc.constantFrom('grid' as const, 'overlay' as const),
  scale: fc.constantFrom('common' as const, 'own' as const),
  common: fc.option(name),
  by: fc.constantFrom('epoch' as const, 'step' as const),
  relative: fc.constantFrom(...relativeKinds),
  includesUnfinished: fc.boolean(),
  includesFailed: fc.boolean(),
})
const route: fc.Arbitrary<Route> = fc.oneof(
  fc.constantFrom<Route>(
    { view: 'home' },
    { view: 'welcome' },
    { view: 'runs' },
    { view: 'runs', place: 'bin' },
    { view: 'projects' },
    { view: 'settings' },
    { view: 'workspace' },
    { view: 'queue', grid: null },
    { view: 'new-run', parentRun: null },
    { view: 'reports', report: null },
  ),
  id.map((run): Route => ({ view: 'run', run })),
  id.map((parentRun): Route => ({ view: 'new-run', parentRun })),
  id.map((report): Route => ({ view: 'reports', report })),
  fc
    .tuple(fc.option(name), fc.option(id))
    .map(([name, parentRun]): Route => ({ view: 'architecture', name, parentRun })),
  name.map((panel): Route => ({ view: 'workspace', panel })),
  fc
    .tuple(fc.array(id, { maxLength: 4 }), fc.constantFrom(...compareTools), fc.option(choices))
    .map(([runs, tool, chosen]): Route => ({
      view: 'compare',
      runs,
      ...(tool === 'grid' ? {} : { tool }),
      // What is as usual is not in the address, and is not read from it.
      ...(chosen === null || JSON.stringify(chosen) === JSON.stringify(usualChoices) ? {} : { choices: chosen }),
    })),
)

describe('the address of the window', () => {
  it('names project, view and query, and is read back in a browser and in Electron, whatever things are called', () => {
    fc.assert(
      fc.property(
        route,
        fc.option(name),
        name,
        fc.constantFrom('http://127.0.0.1:4000', 'http://[::1]'),
        (shown, project, query, origin) => {
          const path = pathOf(shown, project, query)
          expect(path).toMatch(/^\/[!-~]*$/)
          const hasQuery = shown.view === 'runs' || shown.view === 'workspace'
          expect(readPlace(through(path, origin))).toEqual({ project, route: shown, query: hasQuery ? query : null })
          // And once it has been copied.
          expect(readPlace(through(addressOfLink(`${origin}${path}`) ?? ''))).toMatchObject({ project, route: shown })
        },
      ),
      { numRuns: propertyCases(500) },
    )
  })

  it('is one that people can read', () => {
    expect(pathOf({ view: 'runs' }, 'cifar10-flip-grey', 'loss != mse')).toBe(
      '/p/cifar10-flip-grey/runs?q=loss+%21%3D+mse',
    )
    expect(pathOf({ view: 'run', run: 'a1' }, 'x')).toBe('/p/x/run/a1')
    expect(pathOf({ view: 'compare', runs: ['a', 'b'], tool: 'what-if' }, 'x')).toBe('/p/x/compare/what-if?runs=a%2Cb')
  })

  it('of a thousand runs is not sent to the host, whose limit it would pass', () => {
    const runs = Array.from({ length: 1_000 }, (_, index) => `run-${index}-of-many`)
    const address = through(pathOf({ view: 'compare', runs }, 'x'))
    expect(address.search).toBe('')
    expect(readPlace(address).route).toMatchObject({ view: 'compare', runs })
  })

  it('that was kept before views had paths of their own still leads there', () => {
    const read = (hash: string) => readPlace({ pathname: '/', search: '', hash })
    expect(read('#/p/a%20b/run/x1')).toEqual({ project: 'a b', route: { view: 'run', run: 'x1' }, query: null })
    expect(read('#/p/a/compare/what-if/x,y').route).toEqual({ view: 'compare', runs: ['x', 'y'], tool: 'what-if' })
    expect(read('#/run/x1')).toEqual({ project: null, route: { view: 'run', run: 'x1' }, query: null })
  })

  it('that nobody knows says so, and breaks nothing', () => {
    for (const pathname of [
      '/nowhere',
      '/run',
      '/run/',
      '/p',
      '/p/',
      '/%',
      '/p/%e0/runs',
      '/p/a/run/',
      '/p/a/run/b/c',
      '/p/a/runs/nowhere',
      '/compare/nowhere',
    ])
      expect(readPlace({ pathname, search: '', hash: '' })).toEqual({
        project: null,
        route: { view: 'unknown', address: pathname },
        query: null,
      })
    const any = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(any, any, any, (path, search, hash) => {
        const place = readPlace({ pathname: `/${path}`, search, hash })
        // What is read is written as something that reads the same.
        if (place.route.view !== 'unknown')
          expect(readPlace(through(pathOf(place.route, place.project, place.query ?? ''))).route).toEqual(
            JSON.parse(JSON.stringify(place.route).replaceAll(/\\ud[89a-f][0-9a-f]{2}/g, '\uFFFD')),
          )
      }),
      { numRuns: propertyCases(300) },
    )
  })

  it('is taken from a link of Plateau alone', () => {
    expect(addressOfLink(' app://plateau/p/x/run/a1 ')).toBe('/p/x/run/a1')
    expect(addressOfLink('http://127.0.0.1:4000/p/x/runs?q=a#token=secret')).toBe('/p/x/runs?q=a')
    for (const text of [
      '',
      'x',
      'https://example.org/p/x/runs',
      'javascript:alert(1)',
      'app://other/p/x',
      '//p/x',
      '/p/x y',
    ])
      expect(addressOfLink(text)).toBeNull()
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void addressOfLink(`/p/${text}`)))
  })
})
