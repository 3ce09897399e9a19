/** Points, bars, parallel coordinates, pictures and layers in TikZ. */
import { PlateauError } from '@contract/errors'
import { fitBars, hasBar, type BarSpec } from '@charts/bars'
import { choiceText, choiceTicks, roomAtLeft, roomBeside } from '@charts/choices'
import { axisText, isWithin, type Brushes, type ParallelSpec } from '@charts/parallel'
import { bend, brushPixels, fittedMarks, footText, heightsOf, parallelGeometry } from '@charts/parallel-geometry'
import type { Range, ValueAxis } from '@charts/panel'
import { fitScatter, shownPoints, type ScatterSpec } from '@charts/scatter'
import { shareOf } from '@charts/place'
import { valueText } from '@charts/tick-text'
import { valueTicks } from '@charts/ticks'
import { blocksOf } from '../blocks'
import { isWords, type FigurePart, type Network, type PixelImage } from '../figure'
import { leftOutWords, pictureRowsIn, wordsScale } from '../fit-parts'
import { formatCount } from '../../words/format'
import { lineHeight, type Box } from '../page-layout'
import { scalesOf, writeAxis, type Axis, type AxisMarks } from './axis'
import { shorten } from '@charts/shorten'
import { marks, short, textWidth, type Sheet } from './sheet'
import { fittingMarks } from './line-part'
import { escapeTex } from './text'

function numberMarks(axis: ValueAxis, range: Range, length: number, direction: 'beside' | 'above'): AxisMarks {
  return fittingMarks(
    (most) => valueTicks(axis, ...range, most),
    (value, all) => valueText(axis, value, all),
    { range, isLog: axis.isLog, length, direction },
  )
}

/** Names of choices beside each other, or at the left of a plot in a box. */
function choiceMarks(range: Range, choices: readonly string[], box: Box, direction: 'beside' | 'above'): AxisMarks {
  const length = direction === 'beside' ? box.width : box.height
  const values = choiceTicks(range, length, direction)
  const room = direction === 'beside' ? roomBeside(range, length, values) : roomAtLeft(box.width)
  return { values, texts: values.map((value) => escapeTex(choiceText(choices, value, room, textWidth))) }
}

/** Where a scatter part's axes are marked. */
export function scatterAxis(spec: ScatterSpec, box: Box): Axis {
  const { x, y } = fitScatter(spec)
  const [isLogX, isLogY] = [spec.logX === true, spec.logY === true]
  return {
    box,
    x,
    y,
    isLogX,
    isLogY,
    xMarks: spec.choicesX
      ? choiceMarks(x, spec.choicesX, box, 'beside')
      : numberMarks({ isLog: isLogX, unit: spec.unitX }, x, box.width, 'beside'),
    yMarks: spec.choicesY
      ? choiceMarks(y, spec.choicesY, box, 'above')
      : numberMarks({ isLog: isLogY, unit: spec.unitY }, y, box.height, 'above'),
  }
}

export function writeScatterPart(sheet: Sheet, spec: ScatterSpec, box: Box): void {
  const axis = scatterAxis(spec, box)
  const scales = scalesOf(axis)
  // Those outside of a brush first, so that the others lie upon them.
  const points = [...shownPoints(spec)].sort((left, right) => Number(right.isFaded) - Number(left.isFaded))
  const looks = new Map<string, typeof points>()
  for (const point of points) {
    const colour = sheet.colour(point.isFaded ? 'line-strong' : point.colour)
    const fill = point.isHollow ? sheet.colour('surface') : colour
    const key = [
      'only marks',
      `mark=${marks[point.symbol ?? 'disc']}`,
      `mark size=${sheet.length(4)}`,
      `mark options={draw=${colour}, fill=${fill}, line width=${sheet.length(1.5)}}`,
    ].join(', ')
    looks.set(key, [...(looks.get(key) ?? []), point])
  }
  writeAxis(
    sheet,
    axis,
    scales,
    () => {
      for (const [key, some] of looks)
        sheet.put(
          `\\addplot[${key}] coordinates {`,
          ...some.map(
            ({ x, y, label }) => `  (${scales.x.toText(x)},${scales.y.toText(y)}) % ${label.replaceAll(/\s+/g, ' ')}`,
          ),
          '};',
        )
    },
    false,
  )
}

export function writeBarPart(sheet: Sheet, spec: BarSpec, box: Box): void {
  const axisRoom = 20
  const range = fitBars(spec)
  const most = Math.max(1, Math.floor((box.height - axisRoom) / lineHeight))
  const bars = spec.bars.slice(0, most)
  const namesRoom = Math.min(box.width * 0.4, Math.max(0, ...bars.map(({ label }) => textWidth(label)))) + 10
  const valueText = (value: number) => (Number.isFinite(value) ? spec.format(value) : 'none')
  const valuesRoom = Math.max(0, ...bars.map(({ value }) => textWidth(valueText(value)))) + 10
  const plot = {
    left: box.left + namesRoom,
    top: box.top,
    width: Math.max(20, box.width - namesRoom - valuesRoom),
    height: box.height - axisRoom,
  }
  const isLog = spec.isLog === true
  const toPixel = (value: number) => plot.left + shareOf(value, range, isLog) * plot.width
  const start = isLog ? plot.left : toPixel(0)
  const marked = numberMarks({ isLog, unit: spec.valueUnit }, range, plot.width, 'beside')
  const bottom = plot.top + plot.height
  for (const [index, value] of marked.values.entries()) {
    if (sheet.hasGrid)
      sheet.put(
        `\\draw[${sheet.colour('grid')}, line width=${sheet.length(1)}] ${sheet.at(toPixel(value), plot.top)} -- ${sheet.at(toPixel(value), bottom)};`,
      )
    sheet.write(marked.texts[index] ?? '', toPixel(value), bottom + 5, 'north', {
      colour: 'text-3',
      isTex: true,
    })
  }
  const row = plot.height / Math.max(1, bars.length)
  const half = Math.min(13, row * 0.36)
  bars.forEach((bar, index) => {
    const middle = plot.top + (index + 0.5) * row
    sheet.put(`% ${bar.label.replaceAll(/\s+/g, ' ')}: ${bar.value}`)
    if (hasBar(spec, bar.value))
      sheet.put(
        `\\fill[${sheet.colour(bar.colour)}, opacity=0.85] ${sheet.at(start, middle - half)} rectangle ${sheet.at(toPixel(bar.value), middle + half)};`,
      )
    for (const tick of bar.ticks ?? [])
      if (hasBar(spec, tick))
        sheet.put(
          `\\draw[${sheet.colour('text')}, opacity=0.55, line width=${sheet.length(1)}] ${sheet.at(toPixel(tick), middle - half - 3)} -- ${sheet.at(toPixel(tick), middle + half + 3)};`,
        )
    const hasTwo = row >= 2 * lineHeight
    const put = (first: string, second: string | undefined, x: number, room: number) => {
      const isTwo = hasTwo && second !== undefined
      const fit = (text: string) => shorten(text, room, textWidth)
      sheet.write(fit(first), x, isTwo ? middle - 7 : middle, 'east', { colour: 'text' })
      if (isTwo) sheet.write(fit(second), x, middle + 8, 'east', { colour: 'text-3' })
    }
    put(bar.label, bar.note, plot.left - 8, namesRoom - 8)
    put(valueText(bar.value), bar.countNote, box.left + box.width, valuesRoom)
  })
  sheet.put(
    `\\draw[${sheet.colour('axis')}, line width=${sheet.length(1)}] ${sheet.at(start, plot.top)} -- ${sheet.at(start, bottom)};`,
  )
  const rest = spec.bars.length - bars.length
  if (rest > 0) sheet.write(`and ${rest} more`, box.left + box.width, bottom + 5, 'north east', { colour: 'text-3' })
}

export function writeParallelPart(sheet: Sheet, spec: ParallelSpec, brushes: Brushes, box: Box): void {
  const usual = parallelGeometry(spec, box.width, box.height)
  const roomFor = (index: number) => {
    const placed = usual.axes.at(index)
    if (placed === undefined) return 12
    const texts = [...placed.ticks.map(({ text }) => text), footText(placed)]
    const half = Math.min(40, textWidth(placed.axis.label) / 2)
    return Math.max(half, 12 + Math.max(0, ...texts.map(textWidth)))
  }
  // Lines without a value end at a foot below the axes.
  const hasFoot = usual.axes.some((placed) => footText(placed) !== '')
  const sides = { left: roomFor(0), right: roomFor(-1), bottom: hasFoot ? 38 : 12 }
  const geometry = parallelGeometry(spec, box.width, box.height, sides)
  const at = (x: number, y: number) => sheet.at(box.left + x, box.top + y)
  const reach = geometry.gap * bend
  const isBrushed = Object.keys(brushes).length > 0
  const isInside = isWithin(spec, brushes)
  const lines = [...spec.lines].sort((left, right) => Number(isInside(left)) - Number(isInside(right)))
  for (const line of lines) {
    const heights = heightsOf(geometry, line)
    const path = geometry.axes.map(({ x }, index) => {
      const height = heights[index] ?? 0
      if (index === 0) return at(x, height)
      const before = heights[index - 1] ?? 0
      return `.. controls ${at(x - geometry.gap + reach, before)} and ${at(x - reach, height)} .. ${at(x, height)}`
    })
    const isKept = !isBrushed || isInside(line)
    const keys = [
      sheet.colour(isKept ? line.colour : 'line-strong'),
      `line width=${short(sheet.lineWidth)}bp`,
      ...(line.dash.length > 0
        ? [
            `dash pattern=${line.dash.map((size, index) => `${index % 2 === 0 ? 'on' : 'off'} ${sheet.length(size)}`).join(' ')}`,
          ]
        : []),
    ]
    const values = spec.axes.map((axis, index) => `${axis.label}=${axisText(axis, line.values[index] ?? Number.NaN)}`)
    sheet.put(
      `% ${[line.label, ...values].join('; ').replaceAll(/\s+/g, ' ')}`,
      `\\draw[${keys.join(', ')}] ${path.join(' ')};`,
    )
  }
  geometry.axes.forEach((placed, index) => {
    const isLast = index === geometry.axes.length - 1 && index > 0
    const side = isLast ? 1 : -1
    const anchor = isLast ? 'west' : 'east'
    const { axis, x, ticks } = placed
    const foot = footText(placed)
    const hair = `${sheet.colour('axis')}, line width=${sheet.length(1)}`
    sheet.put(`\\draw[${hair}] ${at(x, geometry.top)} -- ${at(x, geometry.bottom)};`)
    const fitted = fittedMarks(geometry, placed, textWidth)
    for (const [place, { at: height }] of ticks.entries()) {
      sheet.put(`\\draw[${hair}] ${at(x, height)} -- ${at(x + 4 * side, height)};`)
      sheet.write(fitted[place] ?? '', box.left + x + 8 * side, box.top + height, anchor, { hasHalo: true })
    }
    if (foot !== '')
      sheet.write(foot, box.left + x + 8 * side, box.top + geometry.foot, anchor, {
        colour: axis.noneText === undefined ? 'text-3' : 'danger',
      })
    // Names of neighbours stand at two heights where they would touch.
    const isHigh = index % 2 === 1 && textWidth(axis.label) > geometry.gap - 6
    sheet.write(axis.label, box.left + x, box.top + geometry.top - (isHigh ? 28 : 14), 'center', { colour: 'text' })
    const brush = brushes[axis.id]
    if (brush) {
      const [top, bottom] = brushPixels(placed, brush)
      sheet.put(`\\fill[${sheet.colour('accent')}, opacity=0.2] ${at(x - 6, top)} rectangle ${at(x + 6, bottom)};`)
    }
  })
}

/** A picture has 784 squares or more: beyond this many pictures they exceed the memory that pdflatex has unless it is told otherwise. */
const mostPictures = 20

/** @throws PlateauError `invalid-input` when there are too many pictures */
export function writeImagesPart(sheet: Sheet, part: Extract<FigurePart, { kind: 'images' }>, box: Box): void {
  const { cells: all, columnTitles, rowTitles, notes: plainNotes } = part
  const gap = 4
  const rows = pictureRowsIn(all.length, box.height - 2 * lineHeight - plainNotes.length * lineHeight, lineHeight, gap)
  const cells = all.slice(0, rows)
  const notes = rows < all.length ? [...plainNotes, leftOutWords(all.length - rows)] : plainNotes
  const count = cells.flat().filter((image) => image !== null && !isWords(image)).length
  if (count > mostPictures)
    throw new PlateauError(
      'invalid-input',
      `TeX can take at most ${mostPictures} images, and this figure has ${count}. Choose PDF, or fewer images or runs.`,
      { field: 'format' },
    )
  // Not less by a rounding than the widest of them, which would be shortened.
  const nameRoom = Math.min(box.width * 0.3, Math.max(0, ...rowTitles.map(textWidth)))
  const rowRoom = nameRoom + 6
  // Names that are wider than their column break between words, and at hyphens.
  const spans = columnTitles.map((_, column) => (columnTitles[column + 1] === '' ? 2 : 1))
  const isWide = (side: number) =>
    columnTitles.some((title, column) => textWidth(title) > (spans[column] ?? 1) * (side + gap) - gap)
  const columnWidth = (box.width - rowRoom) / Math.max(1, columnTitles.length) - gap
  const head = isWide(columnWidth) ? 2 * lineHeight : lineHeight
  const side = Math.max(
    4,
    Math.min(columnWidth, (box.height - head - notes.length * lineHeight) / Math.max(1, cells.length) - gap),
  )
  const left = box.left + rowRoom + Math.max(0, (box.width - rowRoom - columnTitles.length * (side + gap)) / 2)
  const top = box.top + head
  columnTitles.forEach((title, column) => {
    const width = (spans[column] ?? 1) * (side + gap)
    // In two lines at most, of which each loses a little where it breaks.
    const words = shorten(title, (head > lineHeight ? 1.3 : 1) * (width - gap), textWidth)
    sheet.write(words, left + column * (side + gap) + (width - gap) / 2, top - 3, 'south', { width })
  })
  cells.forEach((row, index) => {
    const at = top + index * (side + gap)
    sheet.write(shorten(rowTitles[index] ?? '', nameRoom, textWidth), left - 6, at + side / 2, 'east')
    const widthAt = (column: number) => (spans[column] ?? 1) * (side + gap) - gap
    const scale = wordsScale(row, widthAt, textWidth)
    row.forEach((image, column) => {
      const [x, width] = [left + column * (side + gap), widthAt(column)]
      if (isWords(image))
        image.lines.forEach((line, place) => {
          const middle = at + side / 2 + (place - (image.lines.length - 1) / 2) * lineHeight
          const words = shorten(line, width / scale, textWidth)
          sheet.write(words, x + width / 2, middle, 'center', { colour: image.colour, scale })
        })
      else if (image)
        writePixels(sheet, image, { left: left + column * (side + gap), top: at, width: side, height: side })
    })
  })
  notes.forEach((note, index) =>
    sheet.write(
      shorten(note, box.width - lineHeight, textWidth),
      box.left + box.width / 2,
      top + cells.length * (side + gap) + (index + 0.5) * lineHeight,
      'center',
    ),
  )
}

/** Each stretch of one colour in a row as a rectangle, from light to the right and below: viewers would show seams between them. */
function writePixels(sheet: Sheet, { width, height, rgba }: PixelImage, box: Box): void {
  const [right, bottom] = [box.left + box.width, box.top + box.height]
  const colourAt = (x: number, y: number) => {
    const at = 4 * (y * width + x)
    return `${rgba[at] ?? 0},${rgba[at + 1] ?? 0},${rgba[at + 2] ?? 0}`
  }
  for (let y = 0; y < height; y += 1) {
    const top = box.top + (y / height) * box.height
    const below = Math.min(bottom, top + (1.5 / height) * box.height)
    for (let x = 0; x < width;) {
      const colour = colourAt(x, y)
      let end = x + 1
      while (end < width && colourAt(end, y) === colour) end += 1
      const from = box.left + (x / width) * box.width
      const to = Math.min(right, box.left + ((end + 0.5) / width) * box.width)
      const [red = '0', green = '0', blue = '0'] = colour.split(',')
      sheet.put(
        `\\fill[fill={rgb,255:red,${red};green,${green};blue,${blue}}] ${sheet.at(from, top)} rectangle ${sheet.at(to, below)};`,
      )
      x = end
    }
  }
}

const padding = 7
const arrow = 18
const rowGap = 22

/** The layers as boxes and arrows, in as many rows as leave the text largest. */
export function writeLayersPart(sheet: Sheet, { layers, input }: Network, box: Box): void {
  const blocks = blocksOf(layers, input)
  const below = ({ shape, parameters }: (typeof blocks)[number]) => [
    shape,
    parameters > 0 ? `${formatCount(parameters)} parameters` : '',
  ]
  const width =
    2 * padding +
    Math.max(...blocks.flatMap((block) => [...block.lines, ...below(block)].map((line) => textWidth(line))))
  const boxHeight = 2 * padding + Math.max(...blocks.map(({ lines }) => lines.length)) * lineHeight
  const height = boxHeight + 2 * lineHeight
  let best = { perRow: 1, scale: 0 }
  for (let perRow = 1; perRow <= blocks.length; perRow += 1) {
    const rows = Math.ceil(blocks.length / perRow)
    const scale = Math.min(
      box.width / (perRow * (width + arrow) + arrow),
      box.height / (rows * height + (rows - 1) * rowGap),
    )
    if (scale > best.scale) best = { perRow, scale }
  }
  const { perRow } = best
  const scale = Math.min(1, best.scale)
  const rows = Math.ceil(blocks.length / perRow)
  const left = box.left + (box.width - (perRow * (width + arrow) - arrow) * scale) / 2
  const top = box.top + (box.height - (rows * height + (rows - 1) * rowGap) * scale) / 2
  const place = (x: number, y: number) => [left + x * scale, top + y * scale] as const
  const at = (x: number, y: number) => sheet.at(...place(x, y))
  // Texts are scaled with their boxes.
  sheet.put(`\\begin{scope}[every node/.append style={scale=${short(scale)}}]`)
  const ink = sheet.colour('text-2')
  blocks.forEach((block, index) => {
    const x = (index % perRow) * (width + arrow)
    const y = Math.floor(index / perRow) * (height + rowGap)
    sheet.put(`\\draw[${ink}, line width=${sheet.length(1)}] ${at(x, y)} rectangle ${at(x + width, y + boxHeight)};`)
    const first = y + (boxHeight - block.lines.length * lineHeight) / 2
    block.lines.forEach((line, row) =>
      sheet.write(line, ...place(x + width / 2, first + (row + 0.5) * lineHeight), 'center', {
        colour: row === 0 ? 'text' : 'text-2',
      }),
    )
    below(block).forEach((line, row) =>
      sheet.write(line, ...place(x + width / 2, y + boxHeight + 2 + (row + 0.5) * (lineHeight - 2)), 'center', {
        colour: 'text-3',
      }),
    )
    if (index + 1 === blocks.length) return
    const middle = y + boxHeight / 2
    const between = y + height + rowGap / 2
    const next = y + height + rowGap + boxHeight / 2
    const path =
      (index + 1) % perRow !== 0
        ? [at(x + width + 2, middle), at(x + width + arrow - 2, middle)]
        : [
            at(x + width, middle),
            at(x + width + arrow / 2, middle),
            at(x + width + arrow / 2, between),
            at(-arrow / 2, between),
            at(-arrow / 2, next),
            at(-2, next),
          ]
    sheet.put(`\\draw[${ink}, line width=${sheet.length(1)}, -latex] ${path.join(' -- ')};`)
  })
  sheet.put('\\end{scope}')
}
