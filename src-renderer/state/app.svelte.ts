/** Everything a view may ask for, in one context. */
import { usualColumnsOf } from '@panels/runs/usual-columns'
import { getContext, setContext } from 'svelte'
import { createClient, type Client } from '@contract/transport'
import type { Shell } from '@contract/shell'
import { RunAtHand } from './at-hand.svelte'
import { ExportsState } from './exports.svelte'
import { ArchitecturesState } from './architectures.svelte'
import { FigureStylesState } from './figure-styles.svelte'
import { FiguresState } from './figures.svelte'
import { KeptPlaces } from './kept-places'
import { KeyRegistry } from './keys'
import { LinesState } from './lines.svelte'
import { LooksState } from './looks.svelte'
import { NotificationState } from './notifications.svelte'
import { PreferencesState } from './preferences.svelte'
import { ProjectsState } from './projects.svelte'
import { QueueState } from './queue.svelte'
import { ReportsState } from './reports.svelte'
import { RouterState } from './router.svelte'
import { RunsState } from './runs.svelte'
import { SelectionState } from './selection.svelte'
import { SeriesState } from './series.svelte'
import { SystemState } from './system.svelte'
import { ThemeState } from './theme.svelte'
import { ToastState } from './toasts.svelte'
import { openConnection } from './transport'
import { UndoState } from './undo.svelte'
import { tellWarnings } from './warnings'
import { WorkspaceState } from './workspace.svelte'

export type App = {
  readonly client: Client
  readonly shell: Shell
  readonly projects: ProjectsState
  readonly runs: RunsState
  readonly series: SeriesState
  readonly lines: LinesState
  readonly workspace: WorkspaceState
  readonly looks: LooksState
  readonly undo: UndoState
  readonly reports: ReportsState
  readonly queue: QueueState
  /** Charts of the screen as figures, and their export. */
  readonly figures: FiguresState
  readonly architectures: ArchitecturesState
  readonly figureStyles: FigureStylesState
  readonly exports: ExportsState
  readonly preferences: PreferencesState
  readonly notifications: NotificationState
  readonly system: SystemState
  readonly selection: SelectionState
  /** What pointer and keyboard are on, everywhere. */
  readonly hand: RunAtHand
  readonly router: RouterState
  readonly theme: ThemeState
  readonly toasts: ToastState
  readonly keys: KeyRegistry
}

const contextKey = Symbol('app')

/**
 * Connects and puts the app into the context of the component that calls it: once, at the root.
 * @param opened told each time the connection stands: which project is open is for the root to say
 */
export function provideApp(opened: (app: App) => void): App {
  const { transport, shell, onOpen } = openConnection()
  const client = createClient(transport)
  const preferences = new PreferencesState(client)
  const runs = new RunsState(client)
  const router = new RouterState()
  const toasts = new ToastState()
  const undo = new UndoState()
  const workspace = new WorkspaceState(
    client,
    undo,
    (error) => toasts.fail(error),
    () => usualColumnsOf(runs.keys, runs.said),
  )
  const selection = new SelectionState()
  const hand = new RunAtHand()
  router.keepSteps(new KeptPlaces(selection, hand))
  const app: App = {
    client,
    shell,
    projects: new ProjectsState(client),
    runs,
    series: new SeriesState(client),
    lines: new LinesState(client),
    workspace,
    looks: new LooksState(runs, workspace),
    undo,
    reports: new ReportsState(client, undo),
    queue: new QueueState(client),
    figures: new FiguresState(client, shell, toasts),
    architectures: new ArchitecturesState(client),
    figureStyles: new FigureStylesState(client),
    exports: new ExportsState(client, shell, toasts),
    preferences,
    notifications: new NotificationState(shell, preferences, runs, (run) => router.go({ view: 'run', run })),
    system: new SystemState(client),
    selection,
    hand,
    router,
    theme: new ThemeState(preferences),
    toasts,
    keys: new KeyRegistry(),
  }
  onOpen(() => {
    app.system.connectionLost = null
    void app.runs.load()
    void app.system.load()
    void app.preferences.load()
    opened(app)
    app.series.refresh()
    app.lines.refresh()
    app.reports.refresh()
  })
  client.onEvent((event) => {
    if (event.event === 'runs-removed') event.payload.runs.forEach((run) => undo.forget(run))
  })
  tellWarnings(client, runs, toasts)
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
