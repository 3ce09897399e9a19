/** A line panel of the workspace as what the charts draw. */
import { seriesWords } from '@contract/expression-keys'
import type { Line, XAxisKind } from '@contract/lines'
import { directionsOf } from '@model/comparison/metric'
import { directionOf } from '@model/directions'
import { metricOf } from '@model/digests'
import { unitsSaidOf } from '@model/units'
import type { RunSummary } from '@contract/run'
import { isSmoothing } from '@contract/smoothing'
import type { PanelDefinition, PanelSettings } from '@contract/workspace'
import { aggregate, medians, type AggregatedLine } from '@maths/aggregate'
import { relativeTo, type Curve } from '@maths/relative'
import type { NotFinite, PanelReference, PanelSeries, PanelSpec, XKind } from '@charts/panel'
import { formatCount } from '../words/format'
import { dashes } from '../words/config-values'
import { colourToken, lookOfSlot, type RunLook } from '../words/run-look'
import { smoothedNote, smoothingWords } from '../words/smoothing-words'
import { firstGap, ontoCommonX, shareX } from './curves'
import { formatOf, isLogX, withoutPlace, withRanges, yUnitOf } from './line-axes'
import { asDensity, isDensity, linesOver, namedApart } from './line-density'
import { asBaseline, endNotes } from './line-marks'
import { titleOf } from './panels'
import type { RichText } from '@charts/mathematics'
import { notFiniteOf } from '@charts/not-finite'
import type { RunGroup } from './run-list'
import { groupLooksOf, looksOf, withRuns, type Look, type ShownRuns } from './shown-runs'

export type LinePanel = Extract<PanelDefinition, { kind: 'line' }>

export type LineSource = (run: string, key: string) => Line | undefined

/** Runs of different lengths or paces are averaged on so many points. */
const commonPoints = 400
/** Panels that are labelled at their right ends have so many lines at most. */
const mostLabels = 8
/** Room for them, in pixels: of each letter, beside them, and what a long one may take of the plot. */
const letterWidth = 6
const labelMargin = 20
const mostLabelRoom = 260

const xTitles: Readonly<Record<XAxisKind, string>> = {
  epoch: 'epoch',
  step: 'step',
  relative: 'time',
  wall: 'clock',
}
const xKinds: Readonly<Record<XAxisKind, XKind>> = { epoch: 'epoch', step: 'step', relative: 'relative', wall: 'wall' }

/** The series id of one line of a panel; where the panel has one key, that of the run or group itself. */
export const seriesIdOf = (panel: LinePanel, owner: string, key: string): string =>
  panel.keys.length === 1 ? owner : `${owner} ${key}`
/** The run or group that a series of a panel belongs to. */
export function ownerOfSeries({ keys }: LinePanel, id: string): string {
  if (keys.length === 1) return id
  // Keys may have spaces, and one may be the end of another: the longest that fits.
  const lengths = keys.filter((key) => id.endsWith(` ${key}`)).map((key) => key.length)
  return id.slice(0, id.length - Math.max(...lengths) - 1)
}
/** A group where a run's id may stand too. */
export const groupOwner = ({ id }: Pick<RunGroup, 'id'>): string => `group:${id}`

/** The lines that stand for a run or group: those of the run's group, where the panel draws groups. */
export function linesAtHand(
  panel: LinePanel,
  { groups, baseline }: Pick<ShownRuns, 'groups' | 'baseline'>,
  owner: string,
): string[] {
  // Among groups the baseline has a line of its own.
  const isOwn = owner === baseline?.id && panel.keys.length === 1
  const group = isOwn ? undefined : groups?.find(({ runs }) => runs.some(({ id }) => id === owner))
  return panel.keys.map((key) => seriesIdOf(panel, group ? groupOwner(group) : owner, key))
}

type Drawing = {
  readonly panel: LinePanel
  readonly settings: PanelSettings
  readonly shown: ShownRuns
  readonly lineOf: LineSource
  /** Whether lines are named at their right ends: where there is room for it. */
  readonly labels: boolean
}

/** The whole panel; lines that have not come yet are left out of it. */
export function lineSpec({ panel, settings, shown, lineOf, labels }: Drawing): PanelSpec {
  const [firstKey = ''] = panel.keys
  const notes: string[] = []
  const better = betterOf(firstKey, shown.runs)
  const drawing = { panel, settings, shown, lineOf, labels }
  const { series, density } =
    shown.groups === null
      ? seriesOfRuns(drawing, better)
      : { series: [...groupSeries(drawing, notes), ...baselineAmongGroups(drawing)] }
  const smoothing = series.some(({ measured }) => measured !== undefined) ? smoothingWords(settings.smoothing) : null
  if (smoothing !== null) notes.push(smoothedNote(smoothing))
  const placeless = withoutPlace(
    settings.x,
    shown.runs.flatMap(({ id }) => panel.keys.map((key) => lineOf(id, key))),
  )
  if (placeless !== null) notes.push(placeless)
  const pointCount = decimatedPoints(shown.runs, panel.keys, lineOf)
  if (pointCount > 0) notes.push(`${formatCount(pointCount)} points, min/max/last per pixel`)
  const units = unitsSaidOf(shown.runs)
  const letters = Math.max(0, ...series.map(({ directLabel = '' }) => directLabel.length))
  const spec: PanelSpec = {
    title: titleOf(panel, shown.groupBy),
    xTitle: typeof settings.x === 'object' ? settings.x.key : xTitles[settings.x],
    xKind: typeof settings.x === 'object' ? 'value' : xKinds[settings.x],
    series,
    ...(density === undefined ? {} : { density }),
    ...(better === undefined ? {} : { better }),
    references: referencesOf(panel, settings, shown),
    ...(isLogX(settings) ? { logX: true } : {}),
    logY: settings.yScale === 'log',
    ...yUnitOf(firstKey, settings, units),
    format: formatOf(firstKey, settings, units),
    ...(smoothing === null ? {} : { smoothing }),
    labelRoom: letters > 0 ? Math.min(mostLabelRoom, labelMargin + letters * letterWidth) : 12,
    ...(notes.length === 0 ? {} : { note: notes.join('; ') }),
  }
  return withRanges(spec, settings, shown)
}

function betterOf(key: string, runs: readonly RunSummary[]): PanelSpec['better'] {
  const direction = directionOf(key, directionsOf(runs))
  return direction === 'none' ? undefined : direction
}

function seriesOfRuns(drawing: Drawing, better: PanelSpec['better']): Pick<PanelSpec, 'series' | 'density'> {
  const { panel, settings, shown, labels } = drawing
  const [key = ''] = panel.keys
  if (panel.keys.length > 1 || !isDensity(shown.runs.length, settings)) return { series: runSeries(drawing) }
  const over = linesOver(shown, key, better, settings, ({ id }) => drawing.lineOf(id, key)?.y)
  const names = new Map(shown.runs.map(({ id, name }) => [id, name]))
  const series = namedApart(
    runSeries(drawing, (id) => over.places.has(id)),
    (id) => names.get(id),
  )
  return asDensity(series, over, labels)
}

/** Beside groups, the run that all are compared with, where it is shown. */
function baselineAmongGroups(drawing: Drawing): PanelSeries[] {
  const { panel, shown } = drawing
  const { baseline } = shown
  if (baseline === null || panel.keys.length > 1 || !shown.runs.some(({ id }) => id === baseline.id)) return []
  return runSeries({ ...drawing, shown: withRuns(shown, { runs: [baseline], groups: null }) })
}

/**
 * Lines of single runs. A thousand of them in each of many panels are made anew whenever one changes: each is one object, made once.
 * @param isNamedOver of a density, the ids of runs that stay lines over it; the others are counted, and what lies behind them is not.
 */
function runSeries(
  { panel, settings, shown, lineOf, labels }: Drawing,
  isNamedOver: ((id: string) => boolean) | null = null,
): PanelSeries[] {
  const { keys } = panel
  const { runs, baseline } = shown
  const drawn = keys.map((key) =>
    runs.map((run) => {
      const line = lineOf(run.id, key)
      return line && line.x.length > 0 ? drawnOf(line, key, settings, shown, lineOf) : null
    }),
  )
  const count = drawn.reduce((sum, some) => sum + some.filter((one) => one !== null).length, 0)
  const isNamed = labels && count <= mostLabels
  const endNoteOf = keys.length > 1 ? null : endNotes(drawn[0] ?? [], settings.x)
  const lookOf = looksOf(shown, settings)
  const series: PanelSeries[] = []
  keys.forEach((key, at) => {
    runs.forEach((run, place) => {
      const curve = drawn[at]?.[place]
      if (!curve) return
      const look = lookOf(run)
      const isBaseline = run.id === baseline?.id && keys.length === 1
      const isDense = isNamedOver !== null && !isBaseline && !isNamedOver(run.id)
      const { line, original } = toSeries(
        seriesIdOf(panel, run.id, key),
        curve,
        settings,
        keys.length === 1 ? look : lookOfKeyed(panel, key, look, runs.length === 1),
        isNamed,
        curve.notFinite,
      )
      const endNote = endNoteOf?.(run, curve)
      if (endNote !== undefined) line.endNote = endNote
      if (isDense) line.isDense = true
      if (original !== null && isNamedOver === null) series.push(original)
      series.push(isBaseline ? asBaseline(line) : line)
    })
  })
  return series
}

/** The look of one of several series of a run, with its key behind the name. */
function lookOfKeyed(panel: LinePanel, key: string, look: Look, isOnly: boolean): Look {
  return {
    ...lookOfKey(panel, key, look, isOnly),
    label: `${look.label} ${seriesWords(key)}`,
    ...withKey(look.richLabel, ` ${seriesWords(key)}`),
  }
}

/** Several series of one line's owner would lie on each other in one look: each has one of its own, and of several owners a dash of its own. */
function lookOfKey({ keys }: LinePanel, key: string, look: RunLook, isOnly: boolean): RunLook {
  if (keys.length === 1) return look
  const place = keys.indexOf(key)
  return isOnly ? lookOfSlot(place) : { colour: look.colour, dash: dashes[place % dashes.length] ?? [] }
}

function groupSeries(drawing: Drawing, notes: string[]): PanelSeries[] {
  const { panel, settings, shown, lineOf, labels } = drawing
  const lookOf = groupLooksOf(shown, settings)
  const groups = shown.groups ?? []
  let fewerFrom = Number.POSITIVE_INFINITY
  const drawn = panel.keys.flatMap((key) =>
    groups.flatMap((group) => {
      const curves = group.runs.flatMap((run) => {
        const line = lineOf(run.id, key)
        return line && line.x.length > 0 ? [drawnOf(line, key, settings, shown, lineOf)] : []
      })
      if (curves.length === 0) return []
      const isShared = shareX(curves)
      const { curve, counts } = middleOf(curves, isShared, settings)
      const gap = firstGap(curve.x, counts, curves.length)
      if (gap !== null && isShared) fewerFrom = Math.min(fewerFrom, gap)
      const notFinite = curves.flatMap((one) => one.notFinite)
      return [{ group, key, notFinite, count: curves.length, isShared, curve }]
    }),
  )
  if (drawn.some(({ isShared }) => !isShared)) notes.push(`${settings.groupLine ?? 'mean'} of interpolated values`)
  else if (Number.isFinite(fewerFrom)) notes.push(`fewer runs from ${formatCount(fewerFrom)} on`)
  const isNamed = labels && drawn.length <= mostLabels
  return drawn.flatMap(({ group, key, count, curve, notFinite }) => {
    const look: Look = lookOf(group)
    const words = panel.keys.length > 1 ? ` ${seriesWords(key)}` : ''
    const label = `${look.label}${words}`
    const { line, original } = toSeries(
      seriesIdOf(panel, groupOwner(group), key),
      curve,
      settings,
      {
        ...lookOfKey(panel, key, look, groups.length === 1),
        label: `${label} (${count})`,
        ...withKey(look.richLabel, `${words} (${count})`),
      },
      isNamed,
      notFinite,
      true,
    )
    return original === null ? [line] : [original, line]
  })
}

/**
 * What was measured, and its smoothed values, one for each x; null where there are none. What is not finite is as it was logged: what is smoothed,
 * averaged or set against a baseline has gaps and no traces of it.
 */
type Drawn = Curve & { readonly smoothed: ArrayLike<number> | null; readonly notFinite: readonly NotFinite[] }

/** A line as it is drawn: smoothed by the core over all of its points, and then set against the baseline, smoothed as well. */
function drawnOf(line: Line, key: string, settings: PanelSettings, shown: ShownRuns, lineOf: LineSource): Drawn {
  const { x, y, low, high } = line
  const smoothed = isSmoothing(settings.smoothing) ? (line.smoothed ?? null) : null
  const notFinite = notFiniteOf(x, y, low, high)
  if (settings.relative === 'none' || shown.baseline === null) return { x, y, low, high, smoothed, notFinite }
  const baseline = lineOf(shown.baseline.id, key) ?? { x: [], y: [], smoothed: [] }
  const against = (curve: Curve, other: Curve) => relativeTo(curve, other, settings.relative)
  return {
    ...against({ x, y, low, high }, { x: baseline.x, y: baseline.y }),
    smoothed:
      smoothed === null || baseline.smoothed === undefined
        ? null
        : against({ x, y: smoothed }, { x: baseline.x, y: baseline.smoothed }).y,
    notFinite,
  }
}

/**
 * The mean or the median of a group, of what was measured and of the smoothed lines. Its band is of what the line is the middle of, but from minimum to
 * maximum it is of what was measured: the extremes are never smoothed.
 */
function middleOf(
  curves: readonly Drawn[],
  isShared: boolean,
  { band, groupLine = 'mean' }: Pick<PanelSettings, 'band' | 'groupLine'>,
): { curve: Omit<Drawn, 'notFinite'>; counts: Int32Array } {
  const onto = (some: readonly Curve[]) => (isShared ? some : ontoCommonX(some, commonPoints))
  const line = (some: readonly Curve[], all: AggregatedLine) => (groupLine === 'median' ? medians(some, all) : all.mean)
  const raw = onto(curves)
  const measured = aggregate(raw, band)
  const smoothed = curves.flatMap(({ x, smoothed: y }) => (y === null ? [] : [{ x, y }]))
  const { x, low, high, counts } = measured
  const y = line(raw, measured)
  if (smoothed.length < curves.length) return { curve: { x, y, low, high, smoothed: null }, counts }
  const even = onto(smoothed)
  const middle = aggregate(even, band === 'min-max' ? 'none' : band)
  const edges = band === 'min-max' ? measured : middle
  return { curve: { x, y, low: edges.low, high: edges.high, smoothed: line(even, middle) }, counts }
}

const withKey = (richLabel: RichText | undefined, words: string): { readonly richLabel?: RichText } =>
  richLabel === undefined ? {} : { richLabel: [...richLabel, { text: words }] }

type Made = { -readonly [Key in keyof PanelSeries]: PanelSeries[Key] }

/** The line, and the original that lies behind it where it is smoothed. */
function toSeries(
  id: string,
  { x, y, low, high, smoothed }: Omit<Drawn, 'notFinite'>,
  { showsOriginal, lineWidth }: Pick<PanelSettings, 'showsOriginal' | 'lineWidth'>,
  { label, colour, dash, richLabel }: Look,
  isNamed: boolean,
  notFinite: readonly NotFinite[],
  isGroup = false,
): { readonly line: Made; readonly original: PanelSeries | null } {
  const line: Made = { id, label, colour, dash, x, y: smoothed ?? y, notFinite, width: lineWidth }
  if (smoothed !== null) line.measured = y
  if (low && high) {
    line.band = { low, high }
    line.isDecimated = !isGroup
  }
  if (isNamed) line.directLabel = label
  if (richLabel) line.richLabel = richLabel
  if (smoothed === null || !showsOriginal) return { line, original: null }
  return {
    line,
    original: { id: `${id} original`, label, colour, x, y, width: 1, opacity: 0.25, isBackground: true },
  }
}

function decimatedPoints(runs: readonly RunSummary[], keys: readonly string[], lineOf: LineSource): number {
  let count = 0
  for (const run of runs)
    for (const key of keys) {
      const line = lineOf(run.id, key)
      if (line?.width !== null && line !== undefined) count += line.pointCount
    }
  return count
}

function referencesOf(panel: LinePanel, settings: PanelSettings, shown: ShownRuns): PanelReference[] {
  const [key = ''] = panel.keys
  const given = settings.references.flatMap((reference): PanelReference[] => {
    if (reference.kind === 'value')
      return [{ axis: 'y', at: reference.value, colour: 'cross', label: reference.label, inside: 'above' }]
    const run = shown.all.find(({ id }) => id === reference.run)
    const best = run === undefined ? undefined : metricOf(run, key)?.best
    if (run === undefined || best === undefined || !Number.isFinite(best)) return []
    return [{ axis: 'y', at: best, colour: colourToken(run.colourSlot), label: `best of ${run.name}`, inside: 'above' }]
  })
  if (settings.relative === 'none' || shown.baseline === null) return given
  const at = settings.relative === 'ratio' ? 1 : 0
  return [...given, { axis: 'y', at, colour: 'cross', label: shown.baseline.name, inside: 'above' }]
}
