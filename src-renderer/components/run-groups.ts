/** Everything that can be done with one run, wherever it is listed or drawn. */
import Archive from '@lucide/svelte/icons/archive'
import AppWindow from '@lucide/svelte/icons/app-window'
import Copy from '@lucide/svelte/icons/copy'
import CopyPlus from '@lucide/svelte/icons/copy-plus'
import Download from '@lucide/svelte/icons/download'
import FolderInput from '@lucide/svelte/icons/folder-input'
import GitCompare from '@lucide/svelte/icons/git-compare'
import Link from '@lucide/svelte/icons/link'
import NotebookPen from '@lucide/svelte/icons/notebook-pen'
import Pencil from '@lucide/svelte/icons/pencil'
import Star from '@lucide/svelte/icons/star'
import Trash2 from '@lucide/svelte/icons/trash-2'
import { can, isActive, type RunSummary } from '@contract/run'
import { exportRuns } from '../state/actions'
import { annotate, binRuns, toggleArchive, toggleStar } from '../state/annotations'
import type { App } from '../state/app.svelte'
import { copyLink, copyWords, openInWindow } from '../state/links'
import { moveRuns } from '../state/projects'
import type { MenuEntry, MenuGroups } from './menu'
import { whyNoClone } from './run-actions'

/** What the view that the run is in can do with it. */
export type RunMenuOptions = {
  readonly onrename?: (run: string) => void
  readonly onnotes?: (run: RunSummary) => void
  /** The view has the keys of the entries, by `withMenuKeys`. */
  readonly hasKeys?: boolean
  /** The key that moves runs to another project there. */
  readonly moveKeys?: string
  /** What only this view has: after opening and comparing. */
  readonly extra?: (run: RunSummary) => readonly MenuEntry[]
}

export function runGroups(app: App, run: RunSummary, options: RunMenuOptions = {}): MenuGroups {
  const { onrename, onnotes, extra, hasKeys = false, moveKeys } = options
  const by = (keys: string | undefined): { keys?: string } => (hasKeys && keys !== undefined ? { keys } : {})
  const route = { view: 'run', run: run.id } as const
  return {
    name: run.name,
    thing: [
      { label: 'Open', keys: 'Enter', onselect: () => app.router.go(route) },
      { label: 'Open in a new window', icon: AppWindow, keys: 'Shift+Enter', onselect: () => openInWindow(app, route) },
      {
        label: 'Duplicate and edit',
        icon: CopyPlus,
        ...by('Shift+D'),
        disabledBecause: can(run, 'clone') ? null : whyNoClone(run),
        onselect: () => app.router.go({ view: 'new-run', parentRun: run.id }),
      },
      ...(extra?.(run) ?? []),
      {
        label: 'Compare with selection',
        icon: GitCompare,
        ...by('Shift+C'),
        onselect: () => app.router.go({ view: 'compare', runs: [...new Set([...app.selection.list, run.id])] }),
      },
    ],
    more: [
      ...(onrename ? [{ label: 'Rename', icon: Pencil, keys: 'F2', onselect: () => onrename(run.id) }] : []),
      {
        kind: 'project',
        label: 'Move to a project…',
        icon: FolderInput,
        ...by(moveKeys),
        except: [run.project],
        onchoose: (to) => void moveRuns(app, [run], to),
      },
      ...(onnotes
        ? [{ label: 'Notes and tags', icon: NotebookPen, ...by('Shift+T'), onselect: () => onnotes(run) }]
        : []),
      {
        label: run.isStarred ? 'Unstar' : 'Star',
        icon: Star,
        ...by('Shift+S'),
        onselect: () => void toggleStar(app, [run]),
      },
      {
        kind: 'colours',
        current: run.colourSlot,
        onchoose: (colourSlot) =>
          void annotate(app, [{ run: run.id, change: { colourSlot } }], `Colour of ${run.name} changed`),
      },
    ],
    copy: [
      { label: 'Copy name', icon: Copy, ...by('Shift+Y'), onselect: () => copyWords(app, run.name) },
      { label: 'Copy link', icon: Link, ...by('Shift+U'), onselect: () => copyLink(app, route) },
      { label: 'Export as CSV', icon: Download, ...by('E'), onselect: () => void exportRuns(app, [run.id], 'csv') },
    ],
    bin: [
      {
        label: run.isArchived ? 'Unarchive' : 'Archive',
        icon: Archive,
        ...by('Shift+A'),
        onselect: () => void toggleArchive(app, [run]),
      },
      {
        label: 'Delete',
        icon: Trash2,
        danger: true,
        keys: 'Delete',
        note: 'moves to the bin',
        disabledBecause: isActive(run) ? 'not ended yet' : null,
        onselect: () => void binRuns(app, [run]),
      },
    ],
  }
}
