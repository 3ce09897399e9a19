/** Keys as people read them on their keyboard. */
const isMac = navigator.platform.includes('Mac')

/** What Ctrl is called here. */
export const heldKey = isMac ? 'Cmd' : 'Ctrl'

const shown: Readonly<Record<string, string>> = {
  Escape: 'Esc',
  Delete: 'Del',
  ArrowLeft: '←',
  ArrowRight: '→',
  Ctrl: heldKey,
  ...(isMac ? { Alt: 'Option' } : {}),
}

/** The keys of a command, one after the other: `Ctrl+K` and `G R` are two each. */
export const keyParts = (keys: string): string[] => keys.split(/[ +]/).map((key) => shown[key] ?? key)

/** The same for screen readers (aria-keyshortcuts); keys that are pressed one after the other have no way of writing there. */
export const ariaKeys = (keys: string): string | undefined =>
  keys.includes(' ') ? undefined : keys.replace('Ctrl', isMac ? 'Meta' : 'Control').replace(/\+$/, 'Plus')

/** Whether a key is held that makes another command of it: Alt with an arrow goes back, wherever the focus is. Shift is none. */
export const hasCommandKey = ({ altKey, ctrlKey, metaKey }: KeyboardEvent): boolean => altKey || ctrlKey || metaKey
