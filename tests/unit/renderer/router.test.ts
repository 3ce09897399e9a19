import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RouterState, type Route } from '../../../src-renderer/state/router.svelte'

/** The browser's history, as far as the router uses it. */
class FakeHistory {
  entries: { route: Route }[] = []
  at = -1
  get state() {
    return this.entries[this.at] ?? null
  }
  pushState(state: { route: Route }) {
    this.entries = [...this.entries.slice(0, this.at + 1), structuredClone(state)]
    this.at += 1
  }
  replaceState(state: { route: Route }) {
    this.entries[Math.max(0, this.at)] = structuredClone(state)
    this.at = Math.max(0, this.at)
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
const back = () => {
  fake.at -= 1
  pop({ state: fake.state })
}

describe('how a comparison stands', () => {
  it('is the usual at first, and kept while the window lives', () => {
    const router = new RouterState()
    router.go({ view: 'compare', runs: [] })
    expect(router.compareChoices).toMatchObject({ rows: 'architecture', columns: 'loss', band: 'min-max' })
    router.chooseCompare({ rows: 'optimizer', band: 'deviation' })
    router.go({ view: 'runs' })
    router.go({ view: 'compare', runs: ['a'] })
    expect(router.compareChoices).toMatchObject({ rows: 'optimizer', columns: 'loss', band: 'deviation' })
    // Changing it is no step to go back to.
    expect(fake.entries).toHaveLength(3)
  })

  it('comes back with the step of the history that it belongs to', () => {
    const router = new RouterState()
    router.go({ view: 'compare', runs: ['a'] })
    router.chooseCompare({ layout: 'overlay' })
    router.go({ view: 'compare', runs: ['b'] })
    router.chooseCompare({ layout: 'grid', scale: 'own' })
    back()
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
