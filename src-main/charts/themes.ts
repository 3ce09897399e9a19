/**
 * The colours of charts by theme, for where there is no page to ask: files. The page has the same in src-renderer/styles/tokens.css, and a test
 * holds the two together.
 */
import { lookCount } from '@contract/looks'
import { luminanceOf, mixColours, type Palette } from './colours'

export const themeColours = {
  light: {
    surface: '#ffffff',
    line: '#e3e3e0',
    'line-strong': '#cfcfcb',
    text: '#1a1b1d',
    'text-2': '#505459',
    'text-3': '#696d72',
    accent: '#4552c6',
    'accent-text': '#3f4bbd',
    'on-accent': '#ffffff',
    danger: '#b3261e',
    grid: '#ececea',
    axis: '#c9c9c5',
    cross: '#55595e',
    c1: '#027bdd',
    c2: '#d67621',
    c3: '#562995',
    c4: '#076e5a',
    c5: '#c74e74',
    c6: '#785800',
    c7: '#399ab5',
    c8: '#5f1214',
    c9: '#859454',
    c10: '#2a02a0',
    c11: '#d42130',
    c12: '#c9748f',
    c13: '#a1388d',
    c14: '#9e4b58',
    c15: '#268676',
    c16: '#a15930',
    c17: '#56966f',
    c18: '#2251c6',
    c19: '#6a3a06',
    c20: '#bc1f4b',
    c21: '#936e11',
    c22: '#a376e9',
    c23: '#690a5a',
    c24: '#a96699',
    'seq-0': '#f7f2f3',
    'seq-1': '#ecc2cf',
    'seq-2': '#dd93ab',
    'seq-3': '#c96389',
    'seq-4': '#ab3969',
    'seq-5': '#7f204a',
    'seq-6': '#52102e',
    base: '#8f949a',
    'den-0': '#f0f2f7',
    'den-1': '#e0e5ef',
    'den-2': '#ccd4e5',
    'den-3': '#b2bed7',
    'den-4': '#95a5c6',
    'den-5': '#778ab2',
    'den-6': '#596d98',
  },
  dark: {
    surface: '#17181a',
    line: '#26282b',
    'line-strong': '#393c40',
    text: '#ebecee',
    'text-2': '#acb0b6',
    'text-3': '#8d9298',
    accent: '#8b96f5',
    'accent-text': '#a3acf8',
    'on-accent': '#101222',
    danger: '#f2877f',
    grid: '#212326',
    axis: '#3c4044',
    cross: '#a3a7ad',
    c1: '#5475ea',
    c2: '#ec7e0e',
    c3: '#c1aafe',
    c4: '#83bf95',
    c5: '#ce3e84',
    c6: '#fdda86',
    c7: '#a0e5f0',
    c8: '#a66b5d',
    c9: '#c7e2b2',
    c10: '#5055d3',
    c11: '#fd617f',
    c12: '#a74543',
    c13: '#dda2cd',
    c14: '#d76547',
    c15: '#29a895',
    c16: '#d69f58',
    c17: '#97fdd7',
    c18: '#8390e8',
    c19: '#8f5d04',
    c20: '#e7917a',
    c21: '#d0cb21',
    c22: '#795ea5',
    c23: '#e680a1',
    c24: '#a1516c',
    'seq-0': '#231c1e',
    'seq-1': '#59283b',
    'seq-2': '#8c385a',
    'seq-3': '#be4e7b',
    'seq-4': '#e4749d',
    'seq-5': '#f5a9c2',
    'seq-6': '#ffdce8',
    base: '#7d838b',
    'den-0': '#1b1e25',
    'den-1': '#232835',
    'den-2': '#2f384d',
    'den-3': '#41506f',
    'den-4': '#596d95',
    'den-5': '#7f94bd',
    'den-6': '#b3c2de',
  },
} as const satisfies Record<string, Readonly<Record<string, string>>>
export type ThemeName = keyof typeof themeColours

/** A look's colour comes in so many shades, the colour itself the first. With three dashes, twelve runs of a group are told apart. */
export const shadeCount = 4
/** Least contrast of a shade with the surface, and how far it goes towards the text: beyond that its hue is not seen. */
const [leastContrast, mostTowardsText] = [3, 0.64]

/** CIE L*, from 0 to 100. */
const lightnessOf = (colour: string): number => {
  const luminance = luminanceOf(colour)
  return luminance > 216 / 24_389 ? 116 * Math.cbrt(luminance) - 16 : (24_389 / 27) * luminance
}

/** The colour of a lightness on the way to another one, which is so light at most. */
function mixedTo(colour: string, end: string, lightness: number, most: number): string {
  const [start, wanted] = [lightnessOf(colour), Math.abs(lightness - lightnessOf(colour))]
  let [low, high] = [0, most]
  for (let step = 0; step < 24; step += 1) {
    const middle = (low + high) / 2
    if (Math.abs(lightnessOf(mixColours(colour, end, middle)) - start) < wanted) low = middle
    else high = middle
  }
  return mixColours(colour, end, low)
}

/** The share of the surface that a colour takes and keeps its contrast. */
function mostTowardsSurface(colour: string, surface: string): number {
  const ground = luminanceOf(surface)
  const contrast = (share: number) => {
    const mixed = luminanceOf(mixColours(colour, surface, share))
    return (Math.max(mixed, ground) + 0.05) / (Math.min(mixed, ground) + 0.05)
  }
  let [low, high] = [0, 1]
  for (let step = 0; step < 24; step += 1) {
    const middle = (low + high) / 2
    if (contrast(middle) >= leastContrast) low = middle
    else high = middle
  }
  return low
}

/** As even steps of lightness as there is room for on both sides of a colour, the furthest from it first. */
function shadesOfColour(
  colour: string,
  { surface, text }: { readonly surface: string; readonly text: string },
): string[] {
  const own = lightnessOf(colour)
  const nearShare = mostTowardsSurface(colour, surface)
  const near = lightnessOf(mixColours(colour, surface, nearShare)) - own
  const far = lightnessOf(mixColours(colour, text, mostTowardsText)) - own
  const others = shadeCount - 1
  const gapOf = (count: number) =>
    Math.min(
      count === 0 ? Number.POSITIVE_INFINITY : Math.abs(near) / count,
      count === others ? Number.POSITIVE_INFINITY : Math.abs(far) / (others - count),
    )
  const counts = Array.from({ length: others + 1 }, (_, count) => count)
  const towardsSurface = counts.reduce((best, count) => (gapOf(count) > gapOf(best) ? count : best), 0)
  const towardsText = others - towardsSurface
  const steps = [
    ...Array.from({ length: towardsSurface }, (_, at) => ({
      by: (near * (at + 1)) / towardsSurface,
      end: surface,
      most: nearShare,
    })),
    ...Array.from({ length: towardsText }, (_, at) => ({
      by: (far * (at + 1)) / towardsText,
      end: text,
      most: mostTowardsText,
    })),
  ]
  return steps
    .toSorted((left, right) => Math.abs(right.by) - Math.abs(left.by))
    .map(({ by, end, most }) => mixedTo(colour, end, own + by, most))
}

/** Shades of the looks' colours by their tokens, `c1-1` to `c1-3` of `c1`: each keeps 3 to 1 against the surface. */
export function shadesOf(theme: ThemeName): Readonly<Record<string, string>> {
  const colours: Readonly<Record<string, string>> = themeColours[theme]
  const slots = Array.from({ length: lookCount }, (_, slot) => `c${slot + 1}`)
  return Object.fromEntries(
    slots.flatMap((token) =>
      shadesOfColour(colours[token] ?? colours.text ?? '', themeColours[theme]).map((shade, place) => [
        `${token}-${place + 1}`,
        shade,
      ]),
    ),
  )
}

/** A theme's colours by their tokens; an empty text for one that there is not. */
export function themePalette(theme: ThemeName): Palette {
  const colours: Readonly<Record<string, string>> = { ...themeColours[theme], ...shadesOf(theme) }
  return (token) => colours[token] ?? ''
}
