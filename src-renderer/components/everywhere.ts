/** The keys of every view. What a browser keeps for itself has another key there, which `inBrowser` says. */
import type { App } from '../state/app.svelte'
import { openComparison } from '../state/comparing'
import type { KeyCommand } from '../state/keys'
import { copyLink, openInWindow } from '../state/links'
import { doAgain, takeNewestBack } from '../state/taking-back'
import { stepRegion } from './regions'
import { selectText } from './select-all'

/** What the window itself opens. */
export type Openers = {
  readonly projects: () => void
  readonly palette: () => void
  readonly keys: () => void
  readonly find: () => void
}

/** Said with the keys where Plateau is a page. */
export const inBrowser =
  'Ctrl+N and Ctrl+Shift+N belong to the browser. Press N for a new run, and G N for this view in another tab.'

export function everywhereCommands(app: App, openers: Openers): readonly KeyCommand[] {
  const isPage = app.shell.kind === 'web'
  const { router } = app
  return [
    {
      keys: 'N',
      also: isPage ? undefined : 'Ctrl+N',
      label: 'New run',
      run: () => router.go({ view: 'new-run', parentRun: null }),
    },
    {
      keys: isPage ? 'G N' : 'Ctrl+Shift+N',
      label: isPage ? 'This view in a new tab' : 'This view in a new window',
      run: () => openInWindow(app),
    },
    { keys: 'Alt+ArrowLeft', label: 'Back', run: () => router.back() },
    { keys: 'Alt+ArrowRight', label: 'Forward', run: () => router.forward() },
    { keys: 'Ctrl+Shift+L', label: 'Copy link to this view', run: () => copyLink(app) },
    { keys: 'G R', label: 'Go to runs', run: () => router.go({ view: 'runs' }) },
    { keys: 'G C', label: 'Go to compare', run: () => openComparison(app) },
    { keys: 'G P', label: 'Go to reports', run: () => router.go({ view: 'reports', report: null }) },
    { keys: 'G Q', label: 'Go to queue', run: () => router.go({ view: 'queue', grid: null }) },
    {
      keys: 'G E',
      label: 'Go to the architecture editor',
      run: () => router.go({ view: 'architecture', name: null, parentRun: null }),
    },
    { keys: 'G S', also: 'Ctrl+,', label: 'Go to settings', run: () => router.go({ view: 'settings' }) },
    { keys: 'G W', label: 'Go to workspace', run: () => router.go({ view: 'workspace' }) },
    { keys: 'G A', label: 'Go to all projects', run: () => router.go({ view: 'projects' }) },
    { keys: 'G H', label: 'Go to welcome, the start', run: () => router.go({ view: 'welcome' }) },
    { keys: 'Ctrl+P', label: 'Find a project', run: openers.projects },
    { keys: 'Ctrl+K', label: 'Search or run a command', run: openers.palette },
    { keys: 'Ctrl+F', label: 'Find in this view', run: openers.find },
    { keys: 'Ctrl+Z', label: 'Undo last change', run: () => takeBack(app), sparesText: true },
    { keys: 'Ctrl+Shift+Z', label: 'Redo last change', run: () => void doAgain(app), sparesText: true },
    { keys: 'Ctrl+A', label: 'Select all text here', run: selectText, sparesText: true },
    { keys: 'F6', label: 'Next part of the window', run: () => stepRegion(1) },
    { keys: 'Shift+F6', label: 'Previous part of the window', run: () => stepRegion(-1) },
    { keys: '?', label: 'Show keyboard shortcuts', run: openers.keys },
  ]
}

/** Ctrl+Z: the last change of the settings while they are open; else the newest change of this window. */
function takeBack(app: App): void {
  if (app.router.route.view === 'settings' && app.preferences.canUndo)
    app.preferences.undo().catch((error: unknown) => app.toasts.fail(error))
  else void takeNewestBack(app)
}

/**
 * Ctrl+F: the search that the view has, which knows rows that are not drawn; where it has none, or where that has the focus already, the one that looks
 * through what is shown.
 */
export function find(app: Pick<App, 'keys'>, openBar: () => void): void {
  const before = document.activeElement
  const isInSearch = before !== null && before.matches('input, textarea, [contenteditable]')
  if (isInSearch || !app.keys.run('/')) openBar()
}
