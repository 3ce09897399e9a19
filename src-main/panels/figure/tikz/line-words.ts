/** What a line panel has beside its data, in TikZ: zones, references, spans, markers and the names of lines, where the charts put them. */
import { coverOf, type Rectangle } from '@charts/cover'
import {
  bracketPlaces,
  horizontalPlaces,
  LabelPlaces,
  markerPlaces,
  verticalPlaces,
  zonePlaces,
  type Place,
} from '@charts/label-places'
import { lineEnd, namePlace } from '@charts/line-end'
import { shorten } from '@charts/shorten'
import { edgeMarks, edgeMarkSize } from '@charts/not-finite'
import { besideGap, spreadLabels, type PanelSpec } from '@charts/panel'
import { fitX } from '@charts/ranges'
import type { Box } from '../page-layout'
import type { Scales } from './axis'
import { dashKeys, short, textWidth, type Anchor, type Sheet } from './sheet'

/** A stretch of the line before its name, in pixels. */
const sampleWidth = 13

/** What lies behind the lines. */
export function writeBehind(sheet: Sheet, spec: PanelSpec, box: Box, scales: Scales): void {
  if ((spec.zones?.length ?? 0) + (spec.references?.length ?? 0) === 0) return
  const clip = `\\clip ${sheet.at(box.left, box.top)} rectangle ${sheet.at(box.left + box.width, box.top + box.height)};`
  sheet.put('\\begin{scope}', clip)
  writeZones(sheet, spec, box, scales)
  writeReferences(sheet, spec, box, scales)
  sheet.put('\\end{scope}')
}

/** What lies upon them. */
export function writeUpon(sheet: Sheet, spec: PanelSpec, box: Box, scales: Scales): void {
  const words = wordsIn(sheet, spec, box, scales)
  writeEdgeMarks(sheet, spec, box, scales)
  // Those that are written first keep their places.
  writeSpans(sheet, spec, box, scales, words)
  writeMarkers(sheet, spec, box, scales, words)
  writeWords(sheet, spec, box, scales, words)
  writeNames(sheet, spec, box, scales)
}

/** What words within a plot may take of its width. */
const mostOfPlot = 0.9

type Words = {
  readonly area: Rectangle
  /** Where a text finds room, free of lines too where that is asked for. Null where there is none: a mark without words is better than two on each other. */
  find(text: string, wanted: readonly Place[], isClear?: boolean): Place | null
  /** Writes it there, if there is a place. @param mostLines that may run through it. */
  write(text: string, wanted: readonly Place[], colour?: string, mostLines?: number): void
}

const anchors = { left: 'west', right: 'east', center: 'center' } as const satisfies Record<Place['align'], Anchor>
/** Widths are estimated: texts keep so much more of it free, in pixels. */
const estimate = 4

function wordsIn(sheet: Sheet, spec: PanelSpec, box: Box, { x, y }: Scales): Words {
  const area = { left: box.left, right: box.left + box.width, top: box.top, bottom: box.top + box.height }
  // A little of the page beside the plot is theirs too.
  const places = new LabelPlaces({
    left: area.left - 30,
    right: area.right + 12,
    top: area.top - 13,
    bottom: area.bottom + 3,
  })
  const cover = coverOf(spec, x.toPixel, y.toPixel)
  for (const marker of spec.markers ?? []) places.take(x.toPixel(marker.x) - 5, 10, y.toPixel(marker.y))
  const find = (text: string, wanted: readonly Place[], isClear = true, mostLines?: number) =>
    places.choose(textWidth(text) + estimate, wanted, isClear ? cover : undefined, mostLines)
  return {
    area,
    find,
    write(whole, wanted, colour, mostLines) {
      // A long name loses its middle before it loses its place.
      const text = shorten(whole, mostOfPlot * box.width, textWidth)
      const place = find(text, wanted, true, mostLines)
      if (place)
        sheet.write(text, place.x, place.middle, anchors[place.align], {
          ...(colour === undefined ? {} : { colour }),
          hasHalo: true,
        })
    },
  }
}

function writeZones(sheet: Sheet, { zones = [] }: PanelSpec, box: Box, { x }: Scales): void {
  for (const { from, to } of zones) {
    const left = Math.max(box.left, x.toPixel(from))
    const right = Math.min(box.left + box.width, x.toPixel(to))
    if (right > left)
      sheet.put(
        `\\fill[${sheet.colour('accent')}, opacity=0.11] ${sheet.at(left, box.top)} rectangle ${sheet.at(right, box.top + box.height)};`,
      )
  }
}

function writeReferences(sheet: Sheet, { references = [] }: PanelSpec, box: Box, { x, y }: Scales): void {
  for (const { axis, at, colour, dash } of references) {
    const pixel = (axis === 'y' ? y : x).toPixel(at)
    if (!Number.isFinite(pixel) || Math.abs(pixel) > 1e4) continue
    const [from, to] =
      axis === 'y'
        ? [sheet.at(box.left, pixel), sheet.at(box.left + box.width, pixel)]
        : [sheet.at(pixel, box.top), sheet.at(pixel, box.top + box.height)]
    const keys = [sheet.colour(colour), `line width=${sheet.length(1)}`, ...dashKeys(sheet, dash ?? [2, 3])]
    sheet.put(`\\draw[${keys.join(', ')}] ${from} -- ${to};`)
  }
}

/** The names of references and zones. */
function writeWords(
  sheet: Sheet,
  { references = [], zones = [] }: PanelSpec,
  box: Box,
  { x, y }: Scales,
  words: Words,
): void {
  const { area } = words
  for (const { axis, at, label, inside } of references) {
    if (label === undefined) continue
    const pixel = (axis === 'y' ? y : x).toPixel(at)
    if (axis === 'y') {
      if (!(pixel >= area.top - 1 && pixel <= area.bottom + 1)) continue
      if (inside === undefined) sheet.write(label, area.right + 6, pixel, 'west')
      else words.write(label, horizontalPlaces(pixel, inside, area))
    } else if (pixel >= area.left && pixel <= area.right + 1) words.write(label, verticalPlaces(pixel, area))
  }
  for (const { to, label } of zones) {
    if (label === undefined) continue
    if (x.toPixel(to) + 8 + textWidth(label) <= area.right)
      words.write(label, zonePlaces(x.toPixel(to), area), 'text-3', 0)
  }
}

/** Where values are no numbers or infinite, at the edge of the plot. */
function writeEdgeMarks(sheet: Sheet, spec: PanelSpec, box: Box, { x }: Scales): void {
  const half = edgeMarkSize
  for (const mark of edgeMarks(spec, fitX(spec), x.toPixel, { top: box.top, bottom: box.top + box.height })) {
    const at = (across: number, down: number) => sheet.at(mark.x + across, mark.y + down)
    const tip = mark.kind === 'up' ? -half : half
    const ink = sheet.colour(mark.colour)
    sheet.put(
      mark.kind === 'cross'
        ? `\\draw[${ink}, line width=${sheet.length(1.5)}] ${at(-half, -half)} -- ${at(half, half)} ${at(-half, half)} -- ${at(half, -half)};`
        : `\\fill[${ink}] ${at(0, tip)} -- ${at(half, -tip)} -- ${at(-half, -tip)} -- cycle;`,
    )
  }
}

/** A bracket from one epoch to another with its words in a gap of the line. */
function writeSpans(sheet: Sheet, { spans = [] }: PanelSpec, box: Box, { x, y }: Scales, words: Words): void {
  for (const span of spans) {
    const [from = 0, to = 0] = [x.toPixel(span.from), x.toPixel(span.to)].sort((left, right) => left - right)
    const beside = y.toPixel(span.y) + (span.side === 'below' ? 13 : -13)
    const wanted = Math.min(box.top + box.height - 8, Math.max(box.top + 8, beside))
    const labels = [span.label, ...(span.shortLabel === undefined ? [] : [span.shortLabel])]
    const label = labels.find((text) => textWidth(text) + 10 <= box.width) ?? ''
    const half = textWidth(label) / 2 + 5
    const middle = Math.min(box.left + box.width - half, Math.max(box.left + half, (from + to) / 2))
    const place = label === '' ? null : words.find(label, bracketPlaces(from, to, middle, wanted, half), false)
    const at = wanted
    const isInLine = place?.middle === at
    const ends = [from, to].map((end) => `${sheet.at(end, at - 4)} -- ${sheet.at(end, at + 4)}`)
    // The line has a gap for the words.
    const bars = besideGap(from, to, isInLine ? [middle - half, middle + half] : null).map(
      ([start, end]) => `${sheet.at(start, at)} -- ${sheet.at(end, at)}`,
    )
    sheet.put(`\\draw[${sheet.colour('text-2')}, line width=${sheet.length(1)}] ${[...ends, ...bars].join(' ')};`)
    if (place) sheet.write(label, place.x, place.middle, 'center', { colour: 'text', hasHalo: isInLine })
  }
}

function writeMarkers(
  sheet: Sheet,
  { markers = [], series }: PanelSpec,
  box: Box,
  { x, y }: Scales,
  words: Words,
): void {
  const { area } = words
  const right = box.left + box.width
  for (const { kind, colour, label, side, ...marker } of markers) {
    const [atX, atY] = [x.toPixel(marker.x), y.toPixel(marker.y)]
    if (!(atX >= box.left - 1 && atX <= right + 1 && atY >= box.top - 6 && atY <= box.top + box.height + 6)) continue
    const ink = sheet.colour(colour)
    sheet.put(
      kind === 'best'
        ? `\\draw[${ink}, fill=${sheet.colour('surface')}, line width=${sheet.length(1.5)}] ${[
            [atX, atY - 5],
            [atX + 5, atY],
            [atX, atY + 5],
            [atX - 5, atY],
          ]
            .map(([left = 0, top = 0]) => sheet.at(left, top))
            .join(' -- ')} -- cycle;`
        : `\\fill[${ink}] ${sheet.at(atX, atY)} circle[radius=${sheet.length(3.5)}];`,
    )
    if (label === undefined) continue
    // Behind the end of a named line stands its name.
    const isAtName = series.some((line) => {
      const end = line.directLabel === undefined ? null : lineEnd(line, x.toPixel, y.toPixel, area)
      return end !== null && Math.abs(end.x - atX) < 60
    })
    words.write(label, markerPlaces({ x: atX, y: atY, ...(side ? { side } : {}) }, area, isAtName), 'text')
  }
}

/** Series named at their right ends, moved apart where they would overlap. */
function writeNames(sheet: Sheet, spec: PanelSpec, box: Box, { x, y }: Scales): void {
  const range = fitX(spec)
  const [right, bottom] = [box.left + box.width, box.top + box.height]
  const area = { left: box.left, right, top: box.top, bottom }
  const ends = spec.series.flatMap((line) => {
    const { directLabel, richLabel, isUndrawn, colour, dash } = line
    const end =
      directLabel === undefined || isUndrawn === true ? null : namePlace(line, range, x.toPixel, y.toPixel, area)
    return end === null ? [] : [{ name: richLabel ?? directLabel ?? '', end, colour, dash }]
  })
  const placed = spreadLabels(
    ends.map(({ end }) => Math.min(bottom, Math.max(box.top, end.y))),
    14,
    box.top + 6,
    bottom - 8,
  )
  ends.forEach(({ name, end, colour, dash }, index) => {
    const left = Math.min(end.x + 10, right + 8)
    const middle = placed[index] ?? end.y
    const keys = [sheet.colour(colour), `line width=${short(sheet.lineWidth)}bp`, ...dashKeys(sheet, dash)]
    sheet.put(`\\draw[${keys.join(', ')}] ${sheet.at(left, middle)} -- ${sheet.at(left + sampleWidth, middle)};`)
    sheet.write(name, left + sampleWidth + 3, middle, 'west')
  })
}
