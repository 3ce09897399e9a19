/** The design's scale for errors and lost quality, --seq-0 to --seq-6, as colours between its steps. */

import { themePalette, type ThemeName } from '@charts/themes'

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number]

export const sequentialSteps = 7

/** "#ecc2cf". @throws RangeError for anything else. */
export function parseHex(text: string): Rgb {
  const digits = /^#([0-9a-f]{6})$/i.exec(text.trim())?.[1]
  if (digits === undefined) throw new RangeError(`${text} is no colour.`)
  const value = Number.parseInt(digits, 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

/** The theme's scale as it is now; read anew when the theme changes. */
export function readScale(): Rgb[] {
  const style = getComputedStyle(document.documentElement)
  return Array.from({ length: sequentialSteps }, (_, step) => parseHex(style.getPropertyValue(`--seq-${step}`)))
}

/** A theme's scale where there is no page: for files. */
export function themeScale(theme: ThemeName): Rgb[] {
  const palette = themePalette(theme)
  return Array.from({ length: sequentialSteps }, (_, step) => parseHex(palette(`seq-${step}`)))
}

/** The colour at a share of the scale, straight between two steps; beyond 0 and 1 its ends. */
export function colourAt(scale: readonly Rgb[], share: number): Rgb {
  const last = scale.length - 1
  const at = Math.min(1, Math.max(0, Number.isNaN(share) ? 0 : share)) * last
  const low = scale[Math.floor(at)] ?? [0, 0, 0]
  const high = scale[Math.ceil(at)] ?? low
  const part = at - Math.floor(at)
  const between = (from: number, to: number) => Math.round(from + (to - from) * part)
  return [between(low[0], high[0]), between(low[1], high[1]), between(low[2], high[2])]
}

/** Relative luminance (WCAG 2.2). */
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((channel) => {
    const value = channel / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** The text colour that is read better on a ground: near black or white. */
export function inkOn(ground: Rgb): string {
  const light = luminance(ground)
  return (light + 0.05) / 0.0575 >= 1.05 / (light + 0.05) ? '#111213' : '#ffffff'
}

export const toCss = ([red, green, blue]: Rgb): string => `rgb(${red} ${green} ${blue})`
