/** What a line panel has beside its data, in TikZ: zones, references, spans, markers and the names of lines, where the charts put them. */
import { sideWithRoom } from '@charts/annotations'
import { spreadLabels, type PanelSpec } from '@charts/panel'
import type { Scales } from './axis'
import { dashKeys, short, textWidth, type Box, type Sheet } from './sheet'

/** A stretch of the line before its name, in pixels. */
export const sampleWidth = 13

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
  const taken = takenPlaces(box)
  writeMarkers(sheet, spec, box, scales, taken)
  writeSpans(sheet, spec, box, scales, taken)
  writeWords(sheet, spec, box, scales, taken)
  writeNames(sheet, spec, box, scales)
}

type Taken = {
  /** Takes the first place that is free for a text around it, and none where there is none: a mark without words is better than two on each other. */
  take(
    text: string,
    places: readonly (readonly [x: number, y: number])[],
    anchor: 'west' | 'east' | 'center',
  ): readonly [x: number, y: number] | null
}

/** What texts of a plot have taken of it, and of the page a little above and below. */
function takenPlaces(box: Box): Taken {
  const boxes: { left: number; right: number; y: number }[] = []
  return {
    take(text, places, anchor) {
      const width = textWidth(text) + 4
      for (const [x, y] of places) {
        const left = anchor === 'west' ? x : anchor === 'east' ? x - width : x - width / 2
        const isOn = boxes.some(
          (other) => Math.abs(other.y - y) < 12 && left < other.right && left + width > other.left,
        )
        const isOut = left < box.left - 30 || left + width > box.left + box.width + 12
        if (isOn || isOut || y < box.top - 6 || y > box.top + box.height - 4) continue
        boxes.push({ left, right: left + width, y })
        return [x, y]
      }
      return null
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
  taken: Taken,
): void {
  const [right, bottom] = [box.left + box.width, box.top + box.height]
  const area = { top: box.top, bottom }
  for (const { axis, at, label, inside } of references) {
    if (label === undefined) continue
    const pixel = (axis === 'y' ? y : x).toPixel(at)
    if (axis === 'y') {
      if (!(pixel >= box.top - 1 && pixel <= bottom + 1)) continue
      if (inside === undefined) sheet.write(label, right + 6, pixel, 'west')
      else {
        const by = sideWithRoom(inside, pixel, area) === 'below' ? 10 : -10
        const place = taken.take(
          label,
          [
            [box.left + 24, pixel + by],
            [box.left + 24, pixel - by],
          ],
          'west',
        )
        if (place) sheet.write(label, ...place, 'west', { hasHalo: true })
      }
    } else if (pixel >= box.left && pixel <= right + 1) {
      const isLeft = pixel + 6 + textWidth(label) > right
      const anchor = isLeft ? 'east' : 'west'
      const place = taken.take(label, [[pixel + (isLeft ? -6 : 6), box.top + 8]], anchor)
      if (place) sheet.write(label, ...place, anchor, { hasHalo: true })
    }
  }
  for (const { to, label } of zones) {
    if (label === undefined) continue
    const left = x.toPixel(to) + 8
    if (left + textWidth(label) <= right)
      sheet.write(label, left, box.top + 8, 'west', { colour: 'text-3', hasHalo: true })
  }
}

/** A bracket from one epoch to another with its words in a gap of the line. */
function writeSpans(sheet: Sheet, { spans = [] }: PanelSpec, box: Box, { x, y }: Scales, taken: Taken): void {
  for (const span of spans) {
    const [from = 0, to = 0] = [x.toPixel(span.from), x.toPixel(span.to)].sort((left, right) => left - right)
    const beside = y.toPixel(span.y) + (span.side === 'below' ? 13 : -13)
    const wanted = Math.min(box.top + box.height - 8, Math.max(box.top + 8, beside))
    const half = textWidth(span.label) / 2 + 5
    const middle = Math.min(box.left + box.width - half, Math.max(box.left + half, (from + to) / 2))
    const place = taken.take(
      span.label,
      [0, -14, 14, -28].map((by) => [middle, wanted + by] as const),
      'center',
    )
    const at = place?.[1] ?? wanted
    const ends = [from, to].map((end) => `${sheet.at(end, at - 4)} -- ${sheet.at(end, at + 4)}`)
    sheet.put(
      `\\draw[${sheet.colour('text-2')}, line width=${sheet.length(1)}] ${ends.join(' ')} ${sheet.at(from, at)} -- ${sheet.at(to, at)};`,
    )
    if (place) sheet.write(span.label, middle, at, 'center', { colour: 'text', hasHalo: true })
  }
}

function writeMarkers(
  sheet: Sheet,
  { markers = [], series }: PanelSpec,
  box: Box,
  { x, y }: Scales,
  taken: Taken,
): void {
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
    const below = sideWithRoom(side ?? 'above', atY, { top: box.top, bottom: box.top + box.height }) === 'below'
    // Behind the end of a named line stands its name.
    const isAtName = series.some(
      ({ directLabel, x: values }) =>
        directLabel !== undefined && Math.abs(x.toPixel(values[values.length - 1] ?? Number.NaN) - atX) < 60,
    )
    const isRight = isAtName || right - atX < 90
    const anchor = isRight ? 'east' : atX - box.left < 60 ? 'west' : 'center'
    const left = isRight ? atX - 2 : atX
    const place = taken.take(
      label,
      (below ? [16, -15, 29] : [-15, 16, -28]).map((by) => [left, atY + by] as const),
      anchor,
    )
    if (place) sheet.write(label, ...place, anchor, { colour: 'text', hasHalo: true })
  }
}

/** Series named at their right ends, moved apart where they would overlap. */
function writeNames(sheet: Sheet, { series }: PanelSpec, box: Box, { x, y }: Scales): void {
  const [right, bottom] = [box.left + box.width, box.top + box.height]
  const ends = series.flatMap(({ directLabel, x: places, y: values, isUndrawn, colour, dash }) => {
    const last = places.length - 1
    if (directLabel === undefined || last < 0 || isUndrawn === true) return []
    const end = { x: x.toPixel(places[last] ?? 0), y: y.toPixel(values[last] ?? Number.NaN) }
    return Number.isFinite(end.y) && end.x >= box.left && end.x <= right + 1 ? [{ directLabel, end, colour, dash }] : []
  })
  const placed = spreadLabels(
    ends.map(({ end }) => Math.min(bottom, Math.max(box.top, end.y))),
    14,
    box.top + 6,
    bottom - 8,
  )
  ends.forEach(({ directLabel, end, colour, dash }, index) => {
    const left = Math.min(end.x + 10, right + 8)
    const middle = placed[index] ?? end.y
    const keys = [sheet.colour(colour), `line width=${short(sheet.lineWidth)}bp`, ...dashKeys(sheet, dash)]
    sheet.put(`\\draw[${keys.join(', ')}] ${sheet.at(left, middle)} -- ${sheet.at(left + sampleWidth, middle)};`)
    sheet.write(directLabel, left + sampleWidth + 3, middle, 'west')
  })
}
