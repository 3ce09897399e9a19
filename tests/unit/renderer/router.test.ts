import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RouterState, type Route } from '../../../src-renderer/state/router.svelte'

/** The browser's history, as far as the router uses it. */
class FakeHistory {
  entries: { state: { route: Route }; address: string }[] = []
  at = -1
  get state() {
    return this.entries[this.at]?.state ?? null
  }
  get address() {
    return this.entries[this.at]?.address
  }
  pushState(state: { route: Route }, _: string, address: string) {
    this.entries = [...this.entries.slice(0, this.at + 1), { state: structuredClone(state), address }]
    this.at += 1
  }
  replaceState(state: { route: Route }, _: string, address: string) {
    this.at = Math.max(0, this.at)
    this.entries[this.at] = { state: structuredClone(state), address }
  }
  go(by: number) {
    this.#step(by)
  }
  #step(by: number) {
    this.at += by
    pop({ state: this.state })
  }
  back() {
    this.#step(-1)
  }
  forward() {
    this.#step(1)
  }
}

let fake: FakeHistory
let pop: (event: { state: unknown }) => void
beforeEach(() => {
  fake = new FakeHistory()
  vi.stubGlobal('history', fake)
  vi.stubGlobal('addEventListener', (_: string, listener: typeof pop) => (pop = listener))
})
afterEach(() => vi.unstubAllGlobals())

describe('how a comparison stands', () => {
  it('is the usual at first, and kept while the window lives', () => {
    const router = new RouterState()
    router.go({ view: 'compare', runs: [] })
    expect(router.compareChoices).toMatchObject({ rows: null, columns: null, band: 'min-max' })
    router.chooseCompare({ rows: 'optimizer', keepsKeys: true, band: 'deviation' })
    router.go({ view: 'runs' })
    router.go({ view: 'compare', runs: ['a'] })
    expect(router.compareChoices).toMatchObject({ rows: 'optimizer', columns: null, band: 'deviation' })
    // Of other runs the setting stays only if they differ in it.
    expect(router.compareChoices.keepsKeys).toBe(false)
    expect(router.compared).toEqual(['a'])
    router.enter('other', 'Other', { view: 'runs' })
    expect(router.compared).toEqual([])
    // Changing it is no step to go back to.
    expect(fake.entries).toHaveLength(4)
  })

  it('comes back with the step of the history that it belongs to', () => {
    const router = new RouterState()
    router.go({ view: 'compare', runs: ['a'] })
    router.chooseCompare({ layout: 'overlay' })
    router.go({ view: 'compare', runs: ['b'] })
    router.chooseCompare({ layout: 'grid', scale: 'own' })
    router.back()
    expect(router.route).toMatchObject({ view: 'compare', runs: ['a'] })
    expect(router.compareChoices).toMatchObject({ layout: 'overlay', scale: 'common' })
    // And with the window, when it is loaded again.
    expect(new RouterState().compareChoices.layout).toBe('overlay')
  })

  it('changes nothing while another view is open', () => {
    const router = new RouterState()
    router.go({ view: 'runs' })
    router.chooseCompare({ layout: 'overlay' })
    expect(router.route).toEqual({ view: 'runs' })
    expect(router.compareChoices.layout).toBe('grid')
  })
})

describe('back and forward', () => {
  it('know where there is something to go to', () => {
    const router = new RouterState()
    router.enter('1', 'one')
    expect([router.canGoBack, router.canGoForward]).toEqual([false, false])
    router.go({ view: 'runs' })
    // What is shown already is no step.
    router.go({ view: 'runs' })
    router.go({ view: 'run', run: 'a' })
    expect(fake.entries).toHaveLength(3)
    router.back()
    expect([router.canGoBack, router.canGoForward]).toEqual([true, true])
    router.back()
    router.back()
    expect([router.canGoBack, router.canGoForward, fake.at]).toEqual([false, true, 0])
    router.forward()
    router.go({ view: 'settings' })
    expect([router.canGoBack, router.canGoForward]).toEqual([true, false])
  })

  it('say which step is left, and which is come back to', () => {
    const router = new RouterState()
    const told: string[] = []
    router.enter('1', 'one')
    router.keepSteps({ leave: (step) => told.push(`left ${step}`), arrive: (step) => told.push(`back at ${step}`) })
    router.go({ view: 'runs' })
    router.go({ view: 'settings' })
    router.back()
    const [first, second, third, fourth] = told
    expect(new Set([first, second, third]).size).toBe(3)
    expect(fourth).toBe(second?.replace('left', 'back at'))
  })

  it('bring back the line that runs were found by, and the address has it', () => {
    const router = new RouterState()
    router.enter('1', 'one', { view: 'runs' })
    router.tellQuery('runs', 'loss = l1')
    expect(fake.address).toBe('/p/one/runs?q=loss+%3D+l1')
    router.go({ view: 'settings' })
    router.go({ view: 'runs' })
    router.tellQuery('runs', '')
    router.back()
    router.back()
    expect(router.wantedQuery('runs')).toBe('loss = l1')
    router.tellQuery('runs', 'loss = l1')
    expect(router.wantedQuery('runs')).toBeNull()
    // The workspace has a line of its own.
    router.go({ view: 'workspace' })
    expect(fake.address).toBe('/p/one/workspace')
    router.tellQuery('workspace', 'state = failed')
    expect(fake.address).toBe('/p/one/workspace?q=state+%3D+failed')
    expect(router.addressOf({ view: 'runs' })).toBe('/p/one/runs?q=loss+%3D+l1')
    router.tellQuery('workspace', '')
    router.go({ view: 'runs' })
    router.tellQuery('runs', 'a')
    router.back()
    expect([router.wantedQuery('workspace'), router.wantedQuery('runs')]).toEqual(['', null])
    // Another project has lines of its own.
    router.enter('2', 'two', { view: 'runs' })
    expect(fake.address).toBe('/p/two/runs')
  })
})

it('shows what the address says, and keeps an address that leads nowhere', () => {
  vi.stubGlobal('location', { pathname: '/p/one/runs', search: '?q=a', hash: '' })
  const router = new RouterState()
  expect([router.project, router.route, router.wantedQuery('runs')]).toEqual(['one', { view: 'runs' }, 'a'])
  router.lose('one')
  expect(router.route).toEqual({ view: 'unknown', address: '/p/one/runs?q=a', project: 'one' })
  router.enter('2', 'two')
  expect(fake.address).toBe('/p/one/runs?q=a')
  router.go({ view: 'workspace' })
  expect(fake.address).toBe('/p/two/workspace')
})

describe('a view that is not left without being asked about', () => {
  const editor: Route = { view: 'architecture', name: 'mine', parentRun: null }
  let leave: (() => void) | null
  const opened = (): RouterState => {
    leave = null
    const router = new RouterState()
    for (const route of [{ view: 'runs' }, editor] as const) router.go(route)
    return router
  }

  it('stays until somebody leaves it, however that was asked for', () => {
    for (const [ask, lands] of [
      [(router: RouterState) => router.go({ view: 'settings' }), 'settings'],
      [(router: RouterState) => router.back(), 'runs'],
    ] as const) {
      const router = opened()
      router.guard((go) => (leave = go))
      ask(router)
      expect([router.route.view, fake.state?.route.view]).toEqual(['architecture', 'architecture'])
      leave!()
      expect([router.route.view, fake.state?.route.view]).toEqual([lands, lands])
    }
  })

  it('is left at once when nothing is asked any more, and a new address of it is no leaving', () => {
    const router = opened()
    const stop = router.guard((go) => (leave = go))
    router.replace({ ...editor, name: 'other' })
    expect(leave).toBeNull()
    stop()
    router.back()
    expect(router.route.view).toBe('runs')
  })
})
