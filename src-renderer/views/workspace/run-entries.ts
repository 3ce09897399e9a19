import Eye from '@lucide/svelte/icons/eye'
import Flag from '@lucide/svelte/icons/flag'
import Pin from '@lucide/svelte/icons/pin'
import type { RunSummary } from '@contract/run'
import type { MenuEntry } from '../../components/menu'
import type { WorkspaceScreen } from './screen.svelte'

/** What the workspace can do with one run beyond what every view can. */
export function runEntries(screen: WorkspaceScreen, { id }: RunSummary): readonly MenuEntry[] {
  const isHidden = screen.hidden.has(id)
  const isBaseline = screen.layout.baseline === id
  const isPinned = screen.layout.pinnedRuns.includes(id)
  return [
    { label: isHidden ? 'Show' : 'Hide', icon: Eye, keys: 'V', onselect: () => screen.toggleEyes([id]) },
    { label: 'Show only this run', icon: Eye, keys: 'Shift+V', onselect: () => screen.showOnly([id]) },
    {
      label: isBaseline ? 'Remove baseline' : 'Use as baseline',
      icon: Flag,
      keys: 'B',
      onselect: () => screen.toggleBaseline(id),
    },
    { label: isPinned ? 'Unpin' : 'Pin to the top', icon: Pin, keys: 'P', onselect: () => screen.togglePins([id]) },
  ]
}
