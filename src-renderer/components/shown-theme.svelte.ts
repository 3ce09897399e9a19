/** Light or dark, as the window is shown now: for what is drawn and not styled. */
import type { FigureStyle } from '@contract/figure'

export type ShownTheme = { readonly current: FigureStyle['theme'] }

const read = (): ShownTheme['current'] => (document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light')

/** Follows the theme as long as the component that calls it is there. */
export function useShownTheme(): ShownTheme {
  let current = $state(read())
  $effect(() => {
    const themes = new MutationObserver(() => (current = read()))
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    return () => themes.disconnect()
  })
  return {
    get current() {
      return current
    },
  }
}
