/**
 * Keyboard commands: single keys, two-key sequences, and keys with Ctrl or Cmd. None fire while somebody types, but for those
 * with Ctrl or Cmd and function keys, which type nothing.
 */

/** `keys`: `N`, `G R` for one after the other, `Ctrl+Enter` for both at once, `Ctrl+Shift+Z`, `Shift+F6`, `Shift+L`. */
export type KeyCommand = {
  readonly keys: string
  readonly label: string
  readonly run: () => void
  /** Another key that does the same, as other programs have it. */
  readonly also?: string | undefined
  /** Not by a key that is held down: it asks, or cannot be done twice. */
  readonly isOnce?: boolean
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

  /** Does what a key does, as a menu asks for it. @returns false where nothing has that key now */
  run(keys: string): boolean {
    const command = find(this.#commands(), keys)
    command?.run()
    return command !== undefined
  }

  /** What the view that came last has registered goes first. */
  #commands(): readonly KeyCommand[] {
    return [...this.#groups].reverse().flatMap((group) => group.commands())
  }

  #press(event: KeyboardEvent): void {
    if (event.defaultPrevented || document.querySelector('dialog[open]')) return
    const key = event.key.length === 1 ? event.key.toUpperCase() : event.key
    const commands = this.#commands()
    if (event.ctrlKey || event.metaKey || event.altKey || /^F\d+$/.test(key)) {
      this.#pressHeld(event, find(commands, heldKeys(event, key)))
      return
    }
    if (isTyping(event.target)) return
    // A focused button or link answers Enter by itself; one that opens a thing opens it with Shift as a command says.
    if (key === 'Enter' && event.target instanceof HTMLElement && event.target.matches('button, a, summary, input')) {
      const opensElsewhere = event.shiftKey && event.target.matches('.opens')
      if (!opensElsewhere || find(commands, 'Shift+Enter') === undefined) return
    }
    const first = this.#pending
    const isSecond = first !== null && event.timeStamp - first.at < sequenceMilliseconds
    const match = isSecond
      ? find(commands, `${first.key} ${key}`)
      : ((event.shiftKey ? find(commands, `Shift+${key}`) : undefined) ?? find(commands, key))
    this.#pending = null
    if (match) {
      event.preventDefault()
      if (!event.repeat || match.isOnce !== true) match.run()
    } else if (commands.some(({ keys }) => keys.startsWith(`${key} `))) {
      this.#pending = { key, at: event.timeStamp }
    }
  }

  #pressHeld(event: KeyboardEvent, command: KeyCommand | undefined): void {
    if (!command || (command.sparesText === true && isTyping(event.target))) return
    event.preventDefault()
    if (!event.repeat || command.isOnce !== true) command.run()
  }
}

const find = (commands: readonly KeyCommand[], wanted: string): KeyCommand | undefined =>
  commands.find(({ keys, also }) => keys === wanted || also === wanted)

/** A key with those that are held, as commands have it: Cmd counts as Ctrl. */
function heldKeys(event: KeyboardEvent, key: string): string {
  const ctrl = event.ctrlKey || event.metaKey ? 'Ctrl+' : ''
  return `${ctrl}${event.altKey ? 'Alt+' : ''}${event.shiftKey ? 'Shift+' : ''}${key}`
}
