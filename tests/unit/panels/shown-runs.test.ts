/** How many runs a panel draws of those that are shown. */
import { expect, it } from 'vitest'
import { drawnBars, mostBars, type ShownRuns } from '../../../src-main/panels/workspace/shown-runs'
import { fakeRun } from '../../support/fake-run'

const runs = Array.from({ length: mostBars + 1 }, (_, at) => fakeRun(`run${at}`, {}))
const shownOf = (some: typeof runs, isGrouped: boolean): ShownRuns => ({
  all: some,
  runs: some,
  groups: isGrouped ? some.map((run) => ({ id: run.id, label: run.name, runs: [run] })) : null,
  groupBy: isGrouped ? ['seed'] : [],
  baseline: null,
})

it('is no more bars than a canvas has room for, of runs and of groups, and says of how many', () => {
  for (const by of ['run', 'group'] as const) {
    const some = drawnBars(shownOf(runs, true), by)
    expect((by === 'run' ? some.drawn.runs : some.drawn.groups)?.length).toBe(mostBars)
    expect(some.note).toBe(`first 400 of 401 ${by}s`)
    expect(drawnBars(shownOf(runs.slice(1), true), by).note).toBeNull()
  }
  // Without groups there is one for each run.
  expect(drawnBars(shownOf(runs, false), 'group').drawn.runs).toHaveLength(mostBars)
})
