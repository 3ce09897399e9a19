import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pathOf, readPath } from '../../../src-renderer/state/paths'
import type { Route } from '../../../src-renderer/state/routes'
import { propertyCases } from '../../support/property'

/** As a browser hands it back: it writes what may not stand in an address as percent signs, and resolves what it takes for folders. */
const through = (path: string): string => new URL(path, 'http://127.0.0.1:4000/').hash

describe('the address of the window', () => {
  it('names the project and the view, and is read back, whatever the project is called', () => {
    const id = fc.stringMatching(/^[0-9a-z]{1,12}$/)
    const route: fc.Arbitrary<Route> = fc.oneof(
      fc.constantFrom<Route>(
        { view: 'home' },
        { view: 'welcome' },
        { view: 'runs' },
        { view: 'projects' },
        { view: 'settings' },
        { view: 'workspace' },
        { view: 'queue', grid: null },
        { view: 'new-run', parentRun: null },
        { view: 'reports', report: null },
      ),
      id.map((run): Route => ({ view: 'run', run })),
      id.map((report): Route => ({ view: 'reports', report })),
      fc.string({ unit: 'grapheme', minLength: 1 }).map((panel): Route => ({ view: 'workspace', panel })),
      fc.array(id, { maxLength: 4 }).map((runs): Route => ({ view: 'compare', runs })),
      fc.array(id, { maxLength: 4 }).map((runs): Route => ({ view: 'compare', runs, tool: 'what-if' })),
    )
    const odd = fc.constantFrom(
      '..',
      '.',
      '/',
      '--all',
      '__proto__',
      'p',
      '%',
      '%2e%2e',
      '#',
      '?a=b&c',
      'a/b',
      ' ',
      '日本語',
      '👩‍🔬',
    )
    const name = fc.oneof(odd, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }))
    fc.assert(
      fc.property(route, fc.option(name), (shown, project) => {
        expect(readPath(through(pathOf(shown, project)))).toEqual({ project, route: shown })
      }),
      { numRuns: propertyCases(500) },
    )
  })

  it('that names nothing leads nowhere, and breaks nothing', () => {
    for (const hash of [
      '',
      '#',
      '#token=abc',
      '#/nowhere',
      '#/run',
      '#/run/',
      '#/p',
      '#/p/',
      '#/%',
      '#/p/%e0/runs',
      '#/p/a/run/',
    ])
      expect(readPath(hash)).toBeNull()
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(() => readPath(`#/${text}`)).not.toThrow()
      }),
      { numRuns: propertyCases(300) },
    )
  })
})
