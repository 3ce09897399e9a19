/** The menu of a run: in lists, tables and charts alike what its view says. */
import { getContext, setContext } from 'svelte'
import type { RunSummary } from '@contract/run'
import { useApp, type App } from '../state/app.svelte'
import type { MenuGroups } from './menu'
import { runGroups, type RunMenuOptions } from './run-groups'

/** Of the run at hand, such as the line that the pointer is on: it stays at hand while its menu is open. Null where none is. */
export function handGroups(app: App, groupsOf: RunMenuOf): MenuGroups | null {
  const run = app.hand.current === null ? undefined : app.runs.get(app.hand.current)
  if (run === undefined) return null
  app.hand.hold(run.id)
  return groupsOf(run)
}

const runMenuKey = Symbol('run-menu')
type RunMenuOf = (run: RunSummary, more?: RunMenuOptions) => MenuGroups

/** What runs of a view offer, in its list, its charts and its tables alike. To be called where the view begins. */
export function provideRunMenu(options: RunMenuOptions): RunMenuOf {
  const app = useApp()
  return setContext<RunMenuOf>(runMenuKey, (run, more) => runGroups(app, run, { ...options, ...more }))
}

/** What runs offer here: that of the view, or what every view has; and what the place itself can do with them. */
export function useRunMenu(): RunMenuOf {
  const app = useApp()
  return getContext<RunMenuOf | undefined>(runMenuKey) ?? ((run, more) => runGroups(app, run, more))
}
