/** The words of a figure: what a person typed may have mathematics, what runs, groups and series are called never has. */
import type { FigureText } from '@contract/figure'
import { readText, type Text } from '@charts/mathematics'
import type { Figure } from './figure'
import { namesOf } from './page-layout'

/** Its title; empty where it is to have none. */
export const titleOf = ({ title, richTitle }: Figure, { title: typed }: Pick<FigureText, 'title'>): Text =>
  typed === null ? (richTitle ?? title) : readText(typed)

/** The names of its axes: one below all of it, one beside each part. */
export function axisNamesOf(
  { parts }: Figure,
  { xLabel, yLabel }: Pick<FigureText, 'xLabel' | 'yLabel'>,
): { readonly xName: Text; readonly yNames: readonly Text[] } {
  const names = parts.map(({ part }) => namesOf(part))
  return {
    xName: xLabel === null ? (names.at(-1)?.x ?? '') : readText(xLabel),
    yNames: yLabel === null ? names.map(({ y }) => y) : names.map(() => readText(yLabel)),
  }
}
