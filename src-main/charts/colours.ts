/** Colours by name, resolved on screen from the page's CSS and for a file from a theme's table. */

/** Resolves a colour token; an empty text for one that there is not. */
export type Palette = (token: string) => string

/** An 8-bit alpha behind a #rrggbb colour. */
export const withAlpha = (colour: string, alpha: number): string =>
  `${colour}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0')}`

export type Channels = readonly [red: number, green: number, blue: number]

/** Of a #rrggbb colour, 0 to 255. */
export function channelsOf(colour: string): Channels {
  const at = (place: number) => Number.parseInt(colour.slice(place, place + 2), 16)
  return [at(1), at(3), at(5)]
}

/** Of whole channels. */
export const hexOf = (channels: Channels): string =>
  `#${channels.map((value) => value.toString(16).padStart(2, '0')).join('')}`

/** A #rrggbb colour so much of the way to another one. */
export function mixColours(from: string, to: string, share: number): string {
  const end = channelsOf(to)
  const mixed = (part: number, index: 0 | 1 | 2) => Math.round(part + (end[index] - part) * share)
  const [red, green, blue] = channelsOf(from)
  return hexOf([mixed(red, 0), mixed(green, 1), mixed(blue, 2)])
}

/** Of a #rrggbb colour, from 0 to 1, as WCAG 2 measures contrast. */
export function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channelsOf(colour).map((channel) => {
    const value = channel / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

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
