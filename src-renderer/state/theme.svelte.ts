/** Light, dark, or the system's. Kept in the core's settings; a copy in the page paints the first frame right. */
import { themes, type Theme } from '@contract/preferences'
import type { Client } from '@contract/transport'

const storageKey = 'plateau-theme'
const isTheme = (value: unknown): value is Theme => themes.includes(value as Theme)
const system = matchMedia('(prefers-color-scheme: dark)')

function paint(theme: Theme): void {
  document.documentElement.dataset.theme = theme === 'system' ? (system.matches ? 'dark' : 'light') : theme
}

function readStored(): Theme {
  const stored = localStorage.getItem(storageKey)
  return isTheme(stored) ? stored : 'system'
}

/** Before anything is drawn. */
export function applyStoredTheme(): void {
  paint(readStored())
}

export class ThemeState {
  #theme = $state<Theme>(readStored())
  readonly #client: Client

  constructor(client: Client) {
    this.#client = client
    system.addEventListener('change', () => paint(this.#theme))
  }

  get current(): Theme {
    return this.#theme
  }

  /** Takes over what the core has kept. */
  async load(): Promise<void> {
    this.#apply((await this.#client.request('preferences.get', {})).theme)
  }

  async choose(theme: Theme): Promise<void> {
    this.#apply(theme)
    await this.#client.request('preferences.set', { theme })
  }

  #apply(theme: Theme): void {
    this.#theme = theme
    localStorage.setItem(storageKey, theme)
    paint(theme)
  }
}
