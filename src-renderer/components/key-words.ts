/** Keys as people read them on their keyboard. */
const isMac = navigator.platform.includes('Mac')

/** What Ctrl is called here. */
export const heldKey = isMac ? 'Cmd' : 'Ctrl'

const shown: Readonly<Record<string, string>> = { Escape: 'Esc', Ctrl: heldKey }

/** The keys of a command, one after the other: `Ctrl+K` and `G R` are two each. */
export const keyParts = (keys: string): string[] => keys.split(/[ +]/).map((key) => shown[key] ?? key)
