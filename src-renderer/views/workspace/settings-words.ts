/** Words and limits of a panel's settings. */
import { xAxisKinds } from '@contract/lines'
import type { PanelSettings, RelativeKind, Smoothing, SmoothingMethod } from '@contract/workspace'
import { readDecimal, readGrouped } from '@recipes/decimal'
import { xAxisWords } from '../../state/lines.svelte'

export const smoothingWords: Readonly<Record<SmoothingMethod, string>> = {
  none: 'None',
  ema: 'EMA, debiased',
  'time-weighted-ema': 'EMA, weighted by time',
  gaussian: 'Gaussian',
  'running-average': 'Running average',
}

/** What the amount of each method is, and how far its slider goes. */
export const smoothingAmounts: Readonly<
  Record<
    SmoothingMethod,
    { readonly label: string; readonly most: number; readonly step: number; readonly usual: number }
  >
> = {
  none: { label: 'Weight', most: 0.99, step: 0.01, usual: 0 },
  ema: { label: 'Weight', most: 0.99, step: 0.01, usual: 0.6 },
  'time-weighted-ema': { label: 'Weight', most: 0.99, step: 0.01, usual: 0.6 },
  gaussian: { label: 'Deviation', most: 50, step: 0.5, usual: 2 },
  'running-average': { label: 'Window', most: 100, step: 1, usual: 5 },
}

export const relativeWords: Readonly<Record<RelativeKind, string>> = {
  none: 'Actual values',
  difference: 'Difference from the baseline',
  ratio: 'Ratio to the baseline',
}

/** `epoch` and its like, or `key:NAME` for another series. */
export const xId = (x: PanelSettings['x']): string => (typeof x === 'object' ? `key:${x.key}` : x)

export function xOf(id: string): PanelSettings['x'] {
  return xAxisKinds.find((kind) => kind === id) ?? { key: id.slice('key:'.length) }
}

/**
 * What may lie along x: the kinds, then any series.
 * @param said series that authors have along x: they come first
 */
export function xChoices(
  keys: readonly string[],
  current: PanelSettings['x'],
  said: readonly string[] = [],
): { value: string; label: string; group?: string }[] {
  const all = [...new Set([...keys, ...(typeof current === 'object' ? [current.key] : [])])].filter(
    (key) => !said.includes(key),
  )
  return [
    ...said.map((key) => ({ value: `key:${key}`, label: key })),
    ...(['epoch', 'step', 'relative', 'wall'] as const).map((kind) => ({ value: kind, label: xAxisWords[kind] })),
    ...all.map((key) => ({ value: `key:${key}`, label: key, group: 'A series' })),
  ]
}

/** The slider moved to an amount: from none on it is an exponential average, and at 0 none again. */
export function smoothingAt(before: Smoothing, amount: number): Smoothing {
  if (amount <= 0) return { method: before.method, amount: 0 }
  return { method: before.method === 'none' ? 'ema' : before.method, amount }
}

/** A tenth of the way of its slider more or less. */
export function stepSmoothing(smoothing: Smoothing, step: -1 | 1): Smoothing {
  const { most } = smoothingAmounts[smoothing.method]
  const amount = Math.max(0, Math.min(most, smoothing.amount + (step * most) / 10))
  return smoothingAt(smoothing, Number(amount.toFixed(3)))
}

/** Another method begins with its usual amount. */
export const smoothingBy = (method: SmoothingMethod): Smoothing => ({ method, amount: smoothingAmounts[method].usual })

/** A number as it was typed; null for nothing, undefined for what is none. */
export function readNumber(text: string): number | null | undefined {
  if (text.trim() === '') return null
  return readGrouped(text) ?? readDecimal(text.replace(',', '.')) ?? undefined
}
