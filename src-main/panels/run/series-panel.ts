/** One series of a run as a panel: as the workspace draws it, with its best, where patience would have stopped, and where the run is now. */
import type { Line, LinesInput } from '@contract/lines'
import type { RunSummary, SeriesDigest } from '@contract/run'
import type { Smoothing } from '@contract/smoothing'
import { defaultPanelSettings, type PanelDefinition, type PanelSettings } from '@contract/workspace'
import { directionOf, type Direction, type Directions } from '@model/directions'
import type { PanelMarker, PanelReference, PanelSpec, PanelZone, Range } from '@charts/panel'
import { fitToTail } from '@charts/ranges'
import { xText } from '@charts/x-text'
import { formatCount } from '../words/format'
import { colourToken, type DashRule } from '../words/run-look'
import { lineSpec, type LinePanel } from '../workspace/line-spec'
import { metricPanel } from '../workspace/panels'

/** Where patience would have stopped, in units of the axis. */
export type StopMark = { readonly from: number; readonly to: number; readonly label: string }

export type SeriesDrawing = {
  readonly run: RunSummary
  readonly key: string
  /** Undefined until it has come. */
  readonly line: Line | undefined
  readonly x: LinesInput['x']
  readonly smoothing: Smoothing
  /** That of all panels; null where each fits its own. */
  readonly range: Range | null
  /** In a large panel what is read of the curve decides on the axis; in the widest, words have room beside the marks. */
  readonly isLarge: boolean
  readonly isLead: boolean
  readonly stop: StopMark | null
  /** Where the run is, while it goes on and the axis reaches ahead. */
  readonly now: number | null
  readonly directions?: Directions
  readonly dashes?: DashRule
}

/** A panel of one series, as the workspace has it. */
export const seriesPanelOf = (key: string): LinePanel => {
  const panel: PanelDefinition = metricPanel(key)
  if (panel.kind !== 'line') throw new TypeError(`The panel of ${key} has no lines`)
  return panel
}

/** How a panel of the run page draws, in the workspace's words. */
export const settingsOfSeries = (
  x: LinesInput['x'],
  smoothing: Smoothing,
  range: Range | null,
  dashes: DashRule = 'look',
): PanelSettings => ({
  ...defaultPanelSettings,
  x,
  smoothing,
  dashBy: dashes === 'loss' ? 'loss' : null,
  ...(range === null ? {} : { xRange: { low: range[0], high: range[1] } }),
})

export function seriesPanelSpec(drawing: SeriesDrawing): PanelSpec {
  const { run, key, line, x, smoothing, range, isLarge, isLead, stop, now, directions, dashes = 'look' } = drawing
  const spec = lineSpec({
    panel: seriesPanelOf(key),
    settings: settingsOfSeries(x, smoothing, range, dashes),
    shown: { all: [run], runs: [run], groups: null, groupBy: [], baseline: null, dashes },
    lineOf: () => line,
    labels: false,
  })
  const direction = directionOf(key, directions)
  const best = line === undefined ? null : bestOfLine(line, direction)
  const colour = colourToken(run.colourSlot)
  const labelOf = (at: number) =>
    typeof x === 'object' || x === 'epoch' || x === 'step' ? ` at ${xText(spec.xKind ?? 'epoch', at, [0, at])}` : ''
  const markers: PanelMarker[] =
    best === null
      ? []
      : [
          {
            kind: 'best',
            ...best,
            colour,
            ...(isLead ? { label: `best ${spec.format(best.y)}${labelOf(best.x)}` } : {}),
            side: direction === 'higher' ? 'below' : 'above',
          },
        ]
  const zones: PanelZone[] = stop === null || stop.from >= stop.to ? [] : [{ from: stop.from, to: stop.to }]
  const references: PanelReference[] = [
    ...(stop === null
      ? []
      : [
          {
            axis: 'x',
            at: stop.from,
            colour: 'text-2',
            dash: [4, 3],
            ...(isLead ? { label: stop.label } : {}),
          } as const,
        ]),
    ...(now === null || !isLead ? [] : [{ axis: 'x', at: now, colour: 'accent', label: 'now' } as const]),
  ]
  const marked: PanelSpec = {
    ...spec,
    // There is one run here: its lines are told apart by their keys.
    series: spec.series.map((series) => ({
      ...series,
      label: key,
      width: series.isBackground === true ? 1 : isLead ? 1.75 : 1.5,
    })),
    markers,
    zones,
    references: [...(spec.references ?? []), ...references],
  }
  // A small panel has no room to say what it leaves out.
  return direction === 'none' || !isLarge ? marked : { ...marked, yRange: fitToTail(marked, direction) }
}

/** The best of what was measured, in buckets too; null without a finite value and for a key without a direction. */
export function bestOfLine({ x, y, low, high }: Line, direction: Direction): { x: number; y: number } | null {
  if (direction === 'none') return null
  const values = (direction === 'higher' ? high : low) ?? y
  let best: { x: number; y: number } | null = null
  for (let index = 0; index < x.length; index += 1) {
    const value = values[index] ?? Number.NaN
    if (!Number.isFinite(value)) continue
    if (best === null || (direction === 'higher' ? value > best.y : value < best.y))
      best = { x: x[index] ?? 0, y: value }
  }
  return best
}

/** "every 40 steps": how far apart points are on average; empty where each step has one, and for a series by epoch. */
export function paceWords({ by, count, firstStep, lastStep }: SeriesDigest): string {
  if (by !== 'step' || count < 2 || firstStep === null || lastStep === null) return ''
  const pace = Math.round((lastStep - firstStep) / (count - 1))
  return pace < 2 ? '' : `every ${formatCount(pace)} steps`
}
