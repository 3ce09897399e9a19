/** Names at the right ends of a figure's lines: all of them where they have room whole and apart, else none, as a legend has them then. */
import { nameSample } from '@charts/annotations'
import { plainText, type Text } from '@charts/mathematics'
import type { PanelSeries, PanelSpec } from '@charts/panel'
import { shortenText } from '@charts/shorten'
import type { Figure } from './figure'
import { nameOf } from './legend'
import type { PageMeasure } from './legend-layout'
import type { Box } from './page-layout'

/** What names at the right ends of lines may take of a plot, and those of horizontal lines. */
const mostForNames = 0.46
const mostForReferences = 0.3
const besideName = 16
/** Of a line of names, in pixels. */
const nameHeight = 14
const leastRoom = 10

const isNamable = ({ isBackground, isUndrawn, isDense, x }: PanelSeries): boolean =>
  isBackground !== true && isUndrawn !== true && isDense !== true && x.length > 0

/** The figure with all names of its legend at the lines' ends, where none is there: whether they have room is seen to later. */
export function nameLines(figure: Figure): Figure {
  const isNamed = figure.parts.some(
    ({ part }) => part.kind === 'line' && part.spec.series.some(({ directLabel }) => directLabel !== undefined),
  )
  if (isNamed || figure.legend.length < 2) return figure
  return {
    ...figure,
    parts: figure.parts.map((placed) => {
      if (placed.part.kind !== 'line') return placed
      const series = placed.part.spec.series.map((line) =>
        isNamable(line) ? { ...line, directLabel: nameOf(line) } : line,
      )
      return { ...placed, part: { ...placed.part, spec: { ...placed.part.spec, series } } }
    }),
  }
}

/**
 * Names at lines' ends as they have room; those of horizontal lines move into the plot where they have none.
 * @param room of the part, its axis included. @param hasLegend that takes the names: without one they are shortened.
 */
function fitSpec(
  spec: PanelSpec,
  room: Pick<Box, 'width' | 'height'>,
  { widthOf }: PageMeasure,
  hasLegend: boolean,
): PanelSpec {
  const measure = (label: Text) => widthOf(label, { weight: 500 })
  const taken = (label: Text) => measure(label) + besideName
  const beside = nameSample.width + nameSample.gap
  const names = spec.series.flatMap(({ directLabel, richLabel }) =>
    directLabel === undefined ? [] : [taken(richLabel ?? directLabel) + beside],
  )
  const wanted = Math.max(0, ...names)
  const most = mostForNames * room.width
  const hasRoom = !hasLegend || (wanted <= most && names.length * nameHeight <= room.height)
  const fitted = ({ directLabel, richLabel, ...line }: PanelSeries): PanelSeries => {
    if (directLabel === undefined) return { ...line, ...(richLabel ? { richLabel } : {}) }
    if (!hasRoom) return line
    const name = shortenText(richLabel ?? directLabel, most - besideName - beside, measure)
    return { ...line, directLabel: plainText(name), ...(typeof name === 'string' ? {} : { richLabel: name }) }
  }
  const references = (spec.references ?? []).map((reference) => {
    const isRight = reference.axis === 'y' && reference.label !== undefined && reference.inside === undefined
    return isRight && taken(reference.label) > mostForReferences * room.width
      ? { ...reference, inside: 'above' as const }
      : reference
  })
  const ofReferences = references.flatMap(({ axis, label, inside }) =>
    axis === 'y' && label !== undefined && inside === undefined ? [taken(label)] : [],
  )
  return {
    ...spec,
    series: spec.series.map(fitted),
    ...(spec.references ? { references } : {}),
    labelRoom: Math.max(leastRoom, hasRoom ? Math.min(wanted, most) : 0, ...ofReferences),
  }
}

/** The figure with the names that have room, and plots below each other as wide as each other. @param room of each part. */
export function fitNames(figure: Figure, room: Pick<Box, 'width' | 'height'>, measure: PageMeasure): Figure {
  const known = new Set(figure.legend.map(({ label }) => label))
  const fitted = figure.parts.map((placed) => {
    if (placed.part.kind !== 'line') return placed
    const { spec } = placed.part
    const hasLegend = spec.series.every((line) => line.directLabel === undefined || known.has(nameOf(line)))
    return { ...placed, part: { ...placed.part, spec: fitSpec(spec, room, measure, hasLegend) } }
  })
  const labelRoom = Math.max(0, ...fitted.map(({ part }) => (part.kind === 'line' ? (part.spec.labelRoom ?? 0) : 0)))
  return {
    ...figure,
    parts: fitted.map((placed) =>
      placed.part.kind === 'line'
        ? { ...placed, part: { ...placed.part, spec: { ...placed.part.spec, labelRoom } } }
        : placed,
    ),
  }
}

/** Whether names stand at lines' ends. */
export const areNamed = ({ parts }: Figure): boolean =>
  parts.some(
    ({ part }) => part.kind === 'line' && part.spec.series.some(({ directLabel }) => directLabel !== undefined),
  )
