/** Keys of what a menu offers: its entries are the commands, so that a menu never shows a key that does something else. */
import type { KeyCommand } from '../state/keys'
import { sectionsOf, type MenuGroups } from './menu'

/**
 * Commands of a view, and behind them those of a menu whose keys the view has not given to something itself.
 * @param refuse says why an entry does nothing now: its key must not come to mean another command
 */
export function withMenuKeys(
  own: readonly KeyCommand[],
  groups: MenuGroups | null,
  refuse: (why: string) => void,
): readonly KeyCommand[] {
  if (groups === null) return own
  const taken = new Set(own.flatMap(({ keys, also }) => (also === undefined ? [keys] : [keys, also])))
  const entries = sectionsOf(groups).flat()
  return [
    ...own,
    ...entries.flatMap((entry): KeyCommand[] => {
      if ('kind' in entry || entry.keys === undefined || taken.has(entry.keys)) return []
      const { keys, label, disabledBecause = null, onselect } = entry
      return [{ keys, label, run: disabledBecause === null ? onselect : () => refuse(`${label}: ${disabledBecause}`) }]
    }),
  ]
}
