/**
 * Keyboard commands: single keys, two-key sequences, and keys with Ctrl or Cmd. None fire while somebody types, but for those
 * with Ctrl or Cmd and function keys, which type nothing.
 */

/** `keys`: `N`, `G R` for one after the other, `Ctrl+Enter` for both at once, `Ctrl+Shift+Z`, `Shift+F6`, `Shift+L`. */
export type KeyCommand = {
  readonly keys: string
  readonly label: string
  readonly run: () => void
  /** With Ctrl or Cmd, but not while somebody types: the field has its own. */
  readonly sparesText?: boolean
}

/** Between the two keys of a sequence, as they were pressed: a window that is busy hears both later. */
const sequenceMilliseconds = 900

/** Whether a key pressed there is text. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches('input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select'))

export class KeyRegistry {
  readonly #groups = new Set<{ readonly title: string; readonly commands: () => readonly KeyCommand[] }>()
  #pending: { readonly key: string; readonly at: number } | null = null

  constructor() {
    addEventListener('keydown', (event) => this.#press(event))
  }

  /** Registers a view's commands; what it returns takes them away. */
  add(title: string, commands: () => readonly KeyCommand[]): () => void {
    const group = { title, commands }
    this.#groups.add(group)
    return () => void this.#groups.delete(group)
  }

  /** For the overview: groups that have commands at the moment. */
  list(): { title: string; commands: readonly KeyCommand[] }[] {
    return [...this.#groups]
      .map(({ title, commands }) => ({ title, commands: commands() }))
      .filter(({ commands }) => commands.length > 0)
  }

  #press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.altKey || document.querySelector('dialog[open]')) return
    const key = event.key.length === 1 ? event.key.toUpperCase() : event.key
    const commands = [...this.#groups].reverse().flatMap((group) => group.commands())
    if (event.ctrlKey || event.metaKey) {
      const pressed = `Ctrl+${event.shiftKey ? 'Shift+' : ''}${key}`
      const held = commands.find(({ keys }) => keys === pressed)
      if (!held || (held.sparesText === true && isTyping(event.target))) return
      event.preventDefault()
      held.run()
      return
    }
    if (/^F\d+$/.test(key)) {
      const named = commands.find(({ keys }) => keys === (event.shiftKey ? `Shift+${key}` : key))
      if (named === undefined) return
      event.preventDefault()
      named.run()
      return
    }
    if (isTyping(event.target)) return
    // A focused button or link answers Enter by itself.
    if (key === 'Enter' && event.target instanceof HTMLElement && event.target.matches('button, a, summary, input'))
      return
    const first = this.#pending
    const isSecond = first !== null && event.timeStamp - first.at < sequenceMilliseconds
    const wanted = isSecond ? `${first.key} ${key}` : key
    const held = event.shiftKey && /^[A-Z]$/.test(key) ? `Shift+${key}` : wanted
    const match = commands.find(({ keys }) => keys === held) ?? commands.find(({ keys }) => keys === wanted)
    this.#pending = null
    if (match) {
      event.preventDefault()
      match.run()
    } else if (commands.some(({ keys }) => keys.startsWith(`${key} `))) {
      this.#pending = { key, at: event.timeStamp }
    }
  }
}
