/** What is chosen of keys, in words. */
import type { DirectionChoice, RoleChoice } from '@contract/choices'
import { isExpressionKey, seriesWords } from '@contract/expression-keys'
import { describeMetric } from '@contract/metrics'
import { visibleLine } from '@contract/text'
import { roleOf } from '@model/roles'

/** Code points of a key in a sentence or on a button. */
const mostShown = 60

/** A key on one line, cut where it would fill the window. */
export function shortKey(key: string): string {
  const points = Array.from(visibleLine(seriesWords(key)))
  return points.length <= mostShown ? points.join('') : `${points.slice(0, mostShown - 1).join('')}…`
}

export const directionWords: Readonly<Record<DirectionChoice, string>> = {
  lower: 'Lower is better',
  higher: 'Higher is better',
  none: 'No direction',
}

/** What holds while nothing is chosen. @param author the author's word; null without one */
export const automaticDirection = (key: string, author: DirectionChoice | null): string =>
  author !== null
    ? `By its author: ${author}`
    : isExpressionKey(key)
      ? 'Not known'
      : `By its name: ${describeMetric(key).direction}`

export const automaticRole = (key: string): string => `By its name: ${roleOf(key) ?? 'none'}`

export const roleWords: Readonly<Record<RoleChoice, string>> = {
  seed: 'Seed',
  loss: 'Loss',
  none: 'No role',
}

/** So many keys of a kind are listed. */
const mostListed = 60

/** Keys that hold what was typed, in any case, those at hand first; and how many more there are. */
export function keysFound(
  search: string,
  atHand: readonly string[],
  keys: readonly string[],
): { readonly shown: readonly string[]; readonly more: number } {
  const wanted = search.trim().toLowerCase()
  const found = [...new Set([...atHand, ...keys])].filter((key) => key.toLowerCase().includes(wanted))
  return { shown: found.slice(0, mostListed), more: Math.max(0, found.length - mostListed) }
}
