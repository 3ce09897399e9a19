/** What can be done with a group of runs, in the list of the workspace and in the table. */
import Copy from '@lucide/svelte/icons/copy'
import Download from '@lucide/svelte/icons/download'
import GitCompare from '@lucide/svelte/icons/git-compare'
import SquareCheck from '@lucide/svelte/icons/square-check'
import { countOf } from '@panels/words/format'
import { exportRuns } from '../state/actions'
import type { App } from '../state/app.svelte'
import { copyWords } from '../state/links'
import type { MenuEntry, MenuGroups } from './menu'

export type GroupOfRuns = {
  readonly name: string
  /** Ids of its runs. */
  readonly runs: readonly string[]
  readonly isOpen: boolean
  readonly ontoggle: () => void
  /** What only this place can do with it. */
  readonly extra?: readonly MenuEntry[]
}

export function groupGroups(app: App, { name, runs, isOpen, ontoggle, extra = [] }: GroupOfRuns): MenuGroups {
  const count = countOf(runs.length, 'run')
  return {
    name,
    thing: [
      { label: isOpen ? 'Close the group' : 'Open the group', keys: 'Enter', onselect: ontoggle },
      ...extra,
      {
        label: `Select its ${count}`,
        icon: SquareCheck,
        onselect: () => app.selection.set([...new Set([...app.selection.list, ...runs])]),
      },
      {
        label: `Compare its ${count}`,
        icon: GitCompare,
        onselect: () => app.router.go({ view: 'compare', runs }),
      },
    ],
    copy: [
      { label: 'Copy name', icon: Copy, onselect: () => copyWords(app, name) },
      { label: 'Export as CSV', icon: Download, onselect: () => void exportRuns(app, [...runs], 'csv') },
    ],
  }
}
