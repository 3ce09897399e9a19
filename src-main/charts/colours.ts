/** Colours by name, resolved on screen from the page's CSS and for a file from a theme's table. */

/** Resolves a colour token; an empty text for one that there is not. */
export type Palette = (token: string) => string

/** An 8-bit alpha behind a #rrggbb colour. */
export const withAlpha = (colour: string, alpha: number): string =>
  `${colour}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0')}`

/** The ground that a chart lies on: text has a halo of it. */
export const haloOf = (palette: Palette): string => palette('halo') || palette('surface')

/** A palette that asks once for each colour: a thousand lines have a handful of them. */
export function remembered(palette: Palette): Palette {
  const known = new Map<string, string>()
  return (token) => {
    let colour = known.get(token)
    if (colour === undefined) known.set(token, (colour = palette(token)))
    return colour
  }
}
