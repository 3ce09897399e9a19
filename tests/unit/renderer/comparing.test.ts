/** What the compare tab and its key open. */
import { describe, expect, it } from 'vitest'
import { openComparison } from '../../../src-renderer/state/comparing'
import { chosenRuns } from '../../../src-renderer/views/compare/chosen-runs'
import type { App } from '../../../src-renderer/state/app.svelte'
import type { Route } from '../../../src-renderer/state/routes'
import { fakeRun } from '../../support/fake-run'

describe('opening the comparison', () => {
  type State = { route?: Route; compared?: string[]; opened?: string[]; selected?: string[] }
  const openIn = ({ route = { view: 'runs' }, compared = [], opened = [], selected = [] }: State, tool?: 'samples') => {
    const went: Route[] = []
    const router = { route, compared, opened, go: (next: Route) => void went.push(next) }
    openComparison({ router, selection: { list: selected } } as unknown as App, tool)
    return went
  }

  it('takes a new selection, and else what was compared last', () => {
    expect(openIn({ selected: ['a', 'b'], compared: ['c'] })).toEqual([{ view: 'compare', runs: ['a', 'b'] }])
    expect(openIn({ compared: ['c', 'd'] })).toEqual([{ view: 'compare', runs: ['c', 'd'] }])
    // Other runs were picked since it was opened with this selection.
    const picked = { selected: ['a', 'b'], opened: ['b', 'a'], compared: ['a', 'c'] }
    expect(openIn(picked)).toEqual([{ view: 'compare', runs: ['a', 'c'] }])
  })

  it('reads each of ten thousand runs a few times, in whatever order they were selected before', () => {
    const ids = Array.from({ length: 10_000 }, (_, at) => `run-${at}`)
    let reads = 0
    const counted = (list: string[]) =>
      new Proxy(list, { get: (of, key) => ((reads += 1), Reflect.get(of, key) as unknown) })
    const [selected, opened] = [counted(ids), counted(ids.toReversed())]
    expect(openIn({ selected, opened, compared: ['a'] })).toEqual([{ view: 'compare', runs: ['a'] }])
    expect(reads).toBeLessThan(10 * ids.length)
  })

  it('replaces nothing that is compared, and shows it in another tool', () => {
    const route: Route = { view: 'compare', runs: ['a', 'b'] }
    expect(openIn({ route, selected: ['c'] })).toEqual([])
    expect(openIn({ route, selected: ['c'] }, 'samples')).toEqual([{ ...route, tool: 'samples' }])
    expect(openIn({ route: { ...route, tool: 'samples' } })).toEqual([route])
  })
})

describe('runs that are compared while nobody chose', () => {
  const run = (id: string, endReason: 'completed' | 'failed' | 'diverged', launchGroup: string | null = null) =>
    fakeRun(id, { state: 'ended', endReason, launchGroup })
  const idsOf = (runs: readonly ReturnType<typeof run>[]) => chosenRuns(runs, [], () => true).map(({ id }) => id)

  it('are the last six that did not fail', () => {
    const all = Array.from({ length: 12 }, (_, at) =>
      run(`${at}`, at % 3 === 0 ? 'failed' : at % 3 === 1 ? 'completed' : 'diverged'),
    )
    expect(idsOf([...all, run('x', 'completed'), run('y', 'completed'), run('z', 'completed')])).toEqual([
      'y',
      'x',
      '10',
      '7',
      '4',
      '1',
    ])
    expect(idsOf([run('a', 'failed'), run('b', 'diverged')])).toEqual(['b', 'a'])
  })
})
