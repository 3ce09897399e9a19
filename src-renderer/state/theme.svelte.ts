/** Light, dark, or the system's. A preference like the others; a copy in the page paints the first frame right. */
import { themes, type Theme } from '@contract/preferences'
import type { PreferencesState } from './preferences.svelte'

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

  constructor(preferences: PreferencesState) {
    system.addEventListener('change', () => paint(this.#theme))
    preferences.onChange(({ theme }) => this.#apply(theme))
  }

  get current(): Theme {
    return this.#theme
  }

  #apply(theme: Theme): void {
    if (theme === this.#theme && localStorage.getItem(storageKey) === theme) return
    this.#theme = theme
    localStorage.setItem(storageKey, theme)
    paint(theme)
  }
}
