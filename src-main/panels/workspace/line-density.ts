/** Lines of very many runs as a density: which of them stay lines, and how those are told apart. */
import { isExpressionKey } from '@contract/expression-keys'
import { lookCount } from '@contract/looks'
import { usualDensity, type PanelSettings } from '@contract/workspace'
import type { RunSummary } from '@contract/run'
import { bestValueOf } from '@model/digests'
import type { PanelSeries, PanelSpec } from '@charts/panel'
import { lookOfSlot } from '../words/run-look'
import type { ShownRuns } from './shown-runs'

/** Whether so many lines of single runs are drawn as a density. Where x is another metric, lines go to and fro and cannot be counted along it. */
export function isDensity(lines: number, { density = usualDensity, x }: Pick<PanelSettings, 'density' | 'x'>): boolean {
  return density.from !== null && lines >= density.from && typeof x !== 'object'
}

/** The best runs of a key, the very best first; none where neither lower nor higher values are better. */
function bestOf(
  runs: readonly RunSummary[],
  key: string,
  better: PanelSpec['better'],
  count: number,
): readonly RunSummary[] {
  if (better === undefined || count === 0) return []
  const isBetter = (value: number, than: number) => (better === 'lower' ? value < than : value > than)
  const found: { readonly run: RunSummary; readonly value: number }[] = []
  // One pass that keeps few: to sort them, each of ten thousand runs would need an object.
  for (const run of runs) {
    const value = bestValueOf(run, key)
    const last = found.at(-1)
    if (value === null || !Number.isFinite(value)) continue
    if (last !== undefined && found.length >= count && !isBetter(value, last.value)) continue
    const place = found.findIndex((one) => isBetter(value, one.value))
    found.splice(place === -1 ? found.length : place, 0, { run, value })
    if (found.length > count) found.pop()
  }
  return found.map(({ run }) => run)
}

/** The same of an expression, whose best no digest has: by the values that its lines show. */
function bestOfLines(
  valuesOf: (run: RunSummary) => ArrayLike<number> | undefined,
  runs: readonly RunSummary[],
  better: PanelSpec['better'],
  count: number,
): readonly RunSummary[] {
  if (better === undefined || count === 0) return []
  const sign = better === 'lower' ? 1 : -1
  return runs
    .map((run) => {
      const values = valuesOf(run) ?? []
      let best = Number.POSITIVE_INFINITY
      for (let index = 0, size = values.length; index < size; index += 1) {
        const value = (values[index] ?? Number.NaN) * sign
        if (value < best) best = value
      }
      return { run, best }
    })
    .filter(({ best }) => Number.isFinite(best))
    .sort((left, right) => left.best - right.best)
    .slice(0, count)
    .map(({ run }) => run)
}

/** Lines that are few are told apart, though there are fewer looks than runs: one that looks like another takes the first look that is free. */
function apart(named: readonly PanelSeries[]): PanelSeries[] {
  const keyOf = ({ colour, dash = [] }: Pick<PanelSeries, 'colour' | 'dash'>) => `${colour} ${dash.join()}`
  const taken = new Set<string>()
  const looks = Array.from({ length: lookCount }, (_, slot) => lookOfSlot(slot))
  return named.map((line) => {
    const look = taken.has(keyOf(line)) ? looks.find((one) => !taken.has(keyOf(one))) : undefined
    const own = look === undefined ? line : { ...line, colour: look.colour, dash: look.dash }
    taken.add(keyOf(own))
    return own
  })
}

/** Runs whose lines lie over a density: the best and the pinned by their ids, the foremost with the lowest place; the baseline does without one. */
export type LinesOver = { readonly places: ReadonlyMap<string, number>; readonly best: number }

/** @param key whose best counts. @param valuesOf a run's line of it, for a key that no digest has. */
export function linesOver(
  { runs, pinned = [] }: Pick<ShownRuns, 'runs' | 'pinned'>,
  key: string,
  better: PanelSpec['better'],
  { density = usualDensity }: Pick<PanelSettings, 'density'>,
  valuesOf: (run: RunSummary) => ArrayLike<number> | undefined = () => undefined,
): LinesOver {
  const best = isExpressionKey(key)
    ? bestOfLines(valuesOf, runs, better, density.named)
    : bestOf(runs, key, better, density.named)
  const places = new Map([...best.map(({ id }) => id), ...pinned].reverse().map((id, place) => [id, place]))
  return { places, best: best.length }
}

/** Lines that a legend's template calls alike, as "${group.loss}" does runs of one loss, with the names of their runs behind it: each is one of few. */
export function namedApart(lines: readonly PanelSeries[], nameOf: (id: string) => string | undefined): PanelSeries[] {
  const counts = new Map<string, number>()
  const isOver = ({ isDense }: PanelSeries) => isDense !== true
  for (const { label } of lines.filter(isOver)) counts.set(label, (counts.get(label) ?? 0) + 1)
  return lines.map((line) => {
    const name = nameOf(line.id)
    if (!isOver(line) || name === undefined || name === line.label || (counts.get(line.label) ?? 0) < 2) return line
    const words = `, ${name}`
    return {
      ...line,
      label: `${line.label}${words}`,
      ...(line.richLabel ? { richLabel: [...line.richLabel, { text: words }] } : {}),
    }
  })
}

/**
 * Lines of runs, one a run, as a density with the best, the pinned and the baseline as lines over it.
 * @param lines without what lies behind smoothed ones, which would be counted too; those that are counted say so.
 * @param isNamed whether lines over the density have their names at their ends.
 */
export function asDensity(
  lines: readonly PanelSeries[],
  { places, best }: LinesOver,
  isNamed: boolean,
): { readonly series: readonly PanelSeries[]; readonly density: NonNullable<PanelSpec['density']> } {
  const placeOf = ({ id }: PanelSeries) => places.get(id) ?? -1
  // The best lies foremost, and the baseline beneath.
  const over = lines.filter(({ isDense }) => isDense !== true).sort((left, right) => placeOf(left) - placeOf(right))
  const named = apart(over.toReversed())
    .reverse()
    .map(({ directLabel: _, ...line }) => {
      const label = line.isBaseline === true ? `baseline ${line.label}` : line.label
      return isNamed ? { ...line, directLabel: label } : line
    })
  const dense = lines.filter(({ isDense }) => isDense === true)
  return {
    series: [...dense, ...named],
    density: { lines: lines.length, best, ...(isNamed ? {} : { isUnnamed: true }) },
  }
}
