/** Everything a view may ask for, in one context. */
import { getContext, setContext } from 'svelte'
import { createClient, type Client } from '@contract/transport'
import type { Shell } from '@contract/shell'
import { KeyRegistry } from './keys'
import { RouterState } from './router.svelte'
import { RunsState } from './runs.svelte'
import { SelectionState } from './selection.svelte'
import { SeriesState } from './series.svelte'
import { SystemState } from './system.svelte'
import { ThemeState } from './theme.svelte'
import { ToastState } from './toasts.svelte'
import { openConnection } from './transport'

export type App = {
  readonly client: Client
  readonly shell: Shell
  readonly runs: RunsState
  readonly series: SeriesState
  readonly system: SystemState
  readonly selection: SelectionState
  readonly router: RouterState
  readonly theme: ThemeState
  readonly toasts: ToastState
  readonly keys: KeyRegistry
}

const contextKey = Symbol('app')

/** Connects and puts the app into the context of the component that calls it: once, at the root. */
export function provideApp(): App {
  const { transport, shell, onOpen } = openConnection()
  const client = createClient(transport)
  const app: App = {
    client,
    shell,
    runs: new RunsState(client),
    series: new SeriesState(client),
    system: new SystemState(client),
    selection: new SelectionState(),
    router: new RouterState(),
    theme: new ThemeState(client),
    toasts: new ToastState(),
    keys: new KeyRegistry(),
  }
  onOpen(() => {
    app.system.connectionLost = null
    void app.runs.load()
    void app.system.load()
    void app.theme.load()
    app.series.refresh()
  })
  shell.onOpenRun((run) => app.router.go({ view: 'run', run }))
  client.onClose((reason) => {
    app.system.connectionLost = reason
  })
  setContext(contextKey, app)
  return app
}

/** @throws when no component above has provided the app. */
export function useApp(): App {
  const app = getContext<App | undefined>(contextKey)
  if (!app) throw new Error('useApp is called outside of the app')
  return app
}
