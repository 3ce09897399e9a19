/**
 * The colours of charts by theme, for where there is no page to ask: files. The page has the same in src-renderer/styles/tokens.css, and a test
 * holds the two together.
 */
import type { Palette } from './colours'

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
    'seq-0': '#f7f2f3',
    'seq-1': '#ecc2cf',
    'seq-2': '#dd93ab',
    'seq-3': '#c96389',
    'seq-4': '#ab3969',
    'seq-5': '#7f204a',
    'seq-6': '#52102e',
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
    'seq-0': '#231c1e',
    'seq-1': '#59283b',
    'seq-2': '#8c385a',
    'seq-3': '#be4e7b',
    'seq-4': '#e4749d',
    'seq-5': '#f5a9c2',
    'seq-6': '#ffdce8',
  },
} as const satisfies Record<string, Readonly<Record<string, string>>>
export type ThemeName = keyof typeof themeColours

/** A theme's colours by their tokens; an empty text for one that there is not. */
export function themePalette(theme: ThemeName): Palette {
  const colours: Readonly<Record<string, string>> = themeColours[theme]
  return (token) => colours[token] ?? ''
}
