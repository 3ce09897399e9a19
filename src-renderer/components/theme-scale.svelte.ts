/** The sequential scale of the theme that is shown, for what is painted and not styled. */
import { readScale, type Rgb } from '@panels/samples/sequential-scale'

export type ThemeScale = { readonly colours: readonly Rgb[] }

/** Follows the theme as long as the component that calls it is there. */
export function useThemeScale(): ThemeScale {
  let colours = $state.raw<readonly Rgb[]>(readScale())
  $effect(() => {
    const themes = new MutationObserver(() => (colours = readScale()))
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    return () => themes.disconnect()
  })
  return {
    get colours() {
      return colours
    },
  }
}
