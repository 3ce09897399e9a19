/** What a legend names: each look once, in the order in which it is drawn. */
import type { PanelSeries } from '@charts/panel'
import type { ScatterPoint } from '@charts/scatter'
import type { Figure } from './figure'

type Entry = Figure['legend'][number]

/** Entries that look and read alike are one. */
function once(entries: readonly Entry[]): Entry[] {
  const known = new Map<string, Entry>()
  for (const entry of entries) {
    const key = JSON.stringify(entry)
    if (!known.has(key)) known.set(key, entry)
  }
  return [...known.values()]
}

type Line = Pick<
  PanelSeries,
  'label' | 'directLabel' | 'richLabel' | 'colour' | 'dash' | 'isBackground' | 'isUndrawn' | 'isDense'
>

/** What a line is called: at its end, or where it has no room there in a legend. */
export const nameOf = ({ label, directLabel }: Pick<PanelSeries, 'label' | 'directLabel'>): string =>
  directLabel ?? label

/** Of lines that are hovered on screen: what lies behind them, and what is a density, is no entry of its own. */
export const legendOfLines = (lines: readonly Line[]): Figure['legend'] =>
  once(
    lines
      .filter(({ isBackground, isUndrawn, isDense }) => isBackground !== true && isUndrawn !== true && isDense !== true)
      .map(({ colour, dash = [], richLabel, ...line }) => ({
        label: nameOf(line),
        ...(richLabel ? { richLabel } : {}),
        colour,
        dash,
      })),
  )

export const legendOfPoints = (points: readonly ScatterPoint[]): Figure['legend'] =>
  once(
    points.map(({ label, richLabel, colour, isHollow }) => ({
      label,
      ...(richLabel ? { richLabel } : {}),
      colour,
      dash: [],
      isPoint: true,
      isHollow,
    })),
  )
