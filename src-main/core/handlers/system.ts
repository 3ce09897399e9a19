/** Requests about the state of the system, and preferences. */
import { readSystemStatus } from '../system/status'
import type { Unreadable } from '../system/unreadable'
import type { HandlerOptions, HandlersOf } from './shared'

/** What this machine and this home are like, and what is unreadable in it. */
export function createSystemHandlers({
  appVersion,
  home,
  store,
  workspace,
  reports,
  figures,
  styles,
  backend,
  notices,
  health,
  preferences,
}: HandlerOptions): HandlersOf<`system.${string}` | `preferences.${string}`> {
  function findUnreadable(): Unreadable {
    const { checked, runs: troubled } = health.known()
    const { views, layouts } = workspace.unreadable()
    return {
      runCount: store.runs.count(),
      checkedCount: checked,
      runs: troubled,
      others: {
        view: views,
        report: reports.unreadable(),
        'figure style': styles.unreadable(),
        preference: preferences.unreadable(),
        'workspace layout': layouts.map((name) => `the last one of ${name}; a new one took its place`),
      },
    }
  }

  return {
    'system.status': async ({ refresh }, session) => {
      if (refresh === true) await health.complete()
      const drawing = await figures.check()
      const probe = refresh === true ? await backend.refresh() : backend.current()
      return readSystemStatus({
        appVersion,
        home,
        databaseBytes: store.sizeInBytes(),
        runCount: store.runs.count(),
        probe,
        drawing,
        notices: notices.read(session),
        unreadable: findUnreadable(),
        preferences: preferences.get(),
        client: session.client,
      })
    },
    'system.notices': (_, session) => ({ notices: notices.read(session).map(({ sentence }) => sentence) }),
    'preferences.get': () => preferences.get(),
    'preferences.set': (change) => preferences.set(change),
  }
}
