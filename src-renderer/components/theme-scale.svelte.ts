/** The sequential scale of the theme that is shown, for what is painted and not styled. */
import { readScale, type Rgb } from '@panels/samples/sequential-scale'
import { useShownTheme } from './shown-theme.svelte'

export type ThemeScale = { readonly colours: readonly Rgb[] }

/** Follows the theme as long as the component that calls it is there. */
export function useThemeScale(): ThemeScale {
  const theme = useShownTheme()
  const colours = $derived.by(() => {
    void theme.current
    return readScale()
  })
  return {
    get colours() {
      return colours
    },
  }
}
