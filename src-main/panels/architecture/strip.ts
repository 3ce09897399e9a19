/** A network as a row of boxes: height is the map's side, width the square root of its channels. */
import { builtInArchitectures } from '@contract/config'
import type { ImageShape } from '@recipes/data-source'
import type { InferredLayers } from '@recipes/infer-layers'
import { sameShape, type Shape } from '@recipes/layer'
import { layers as recipes } from '@recipes/registry/layers'

export type StripBox = {
  readonly height: number
  readonly width: number
  /** Under the box: "32²×16", "784". */
  readonly label: string
  /** Images or a vector within the network, what goes in and comes out, or where shapes end at a mistake. */
  readonly kind: 'end' | 'map' | 'dense' | 'mistake'
  /** The layers of the list that it stands for, by their paths. */
  readonly layers: readonly string[]
}

/** Colours that tell groups apart. */
const groupColours = 8
/** A built-in one has a colour of its own, somebody's own the next. */
export function colourOfArchitecture(name: string): string {
  const place = builtInArchitectures.indexOf(name)
  return `var(--c${((place < 0 ? builtInArchitectures.length : place) % groupColours) + 1})`
}

/** "32²×3", "28²", "30×20×3": of squares the side, and of a single pixel its channels. */
export function showImageShape([height, width, channels]: ImageShape): string {
  if (height * width === 1) return String(channels)
  return `${height === width ? `${height}²` : `${height}×${width}`}${channels === 1 ? '' : `×${channels}`}`
}

/** Of a map of 32 pixels and 3 channels, so that other sizes of images have boxes as high. */
const usualSide = 32
type Drawn = Omit<StripBox, 'layers'>
const mapOf = (shape: Shape, side: number): Drawn => {
  const [height = 1, width = 1, channels = 1] = shape
  return {
    height: 8 + (height / side) * usualSide * 1.4,
    width: 8 + Math.min(20, Math.sqrt(channels)) * 2.6,
    label: `${height === width ? `${height}²` : `${height}×${width}`}×${channels}`,
    kind: 'map',
  }
}
const vectorOf = (units: number): Drawn => ({
  height: 30 + Math.log2(units) * 3,
  width: 8,
  label: String(units),
  kind: 'dense',
})

/**
 * A box wherever the shape changes, a block as one. What begins no box of its own, as pooling does not, changes the one before it.
 * @param shapes of one input and one target
 */
export function stripOf(
  { rows, mistake }: Pick<InferredLayers, 'rows' | 'mistake'>,
  shapes: { input: ImageShape; target: ImageShape },
): StripBox[] {
  const boxes: (Drawn & { readonly layers: string[] })[] = [
    { height: 52, width: 8, label: showImageShape(shapes.input), kind: 'end', layers: [] },
  ]
  let before: Shape | null = null
  for (const { at, layer, depth, inputShape, outputShape } of rows) {
    if (depth > 0 || layer.kind === 'flatten') continue
    const isSame = before !== null && sameShape(before, outputShape)
    const box = outputShape.length === 1 ? vectorOf(outputShape[0] ?? 1) : mapOf(outputShape, shapes.input[0])
    const isNew = recipes[layer.kind].beginsBox || inputShape.length !== outputShape.length
    if (isSame && layer.kind !== 'dense') {
      boxes.at(-1)?.layers.push(at)
      continue
    }
    const layers = !isNew && before !== null ? (boxes.pop()?.layers ?? []) : []
    boxes.push({ ...box, layers: [...layers, at] })
    before = outputShape
  }
  boxes.push(
    mistake === null
      ? { height: 46, width: 8, label: showImageShape(shapes.target), kind: 'end', layers: [] }
      : { height: 40, width: 40, label: mistake.at, kind: 'mistake', layers: [mistake.at.split('.')[0] ?? ''] },
  )
  return boxes
}

/** Not more boxes than can be told apart: each of those that are left stands for its neighbours too. The ends stay. */
export function fewerBoxes(boxes: readonly StripBox[], most: number): readonly StripBox[] {
  if (boxes.length <= most) return boxes
  const inner = boxes.slice(1, -1)
  const size = Math.ceil(inner.length / (most - 2))
  const kept = inner.flatMap((box, index) =>
    index % size === 0 ? [{ ...box, layers: inner.slice(index, index + size).flatMap(({ layers }) => layers) }] : [],
  )
  return [...boxes.slice(0, 1), ...kept, ...boxes.slice(-1)]
}

/** Between two labels of one line, in pixels. */
const labelGap = 6

/**
 * The line that each box's label stands in, 0 or 1, so that none touches another; null for one that has no room in either. All are in the first where
 * they fit there, and what goes in and comes out is always named where both have room.
 * @param slot of a box, in pixels, in whose middle its label stands
 */
export function labelLines(
  boxes: readonly Pick<StripBox, 'label'>[],
  slot: number,
  widthOf: (label: string) => number,
): (0 | 1 | null)[] {
  const placed: [from: number, to: number][][] = [[], []]
  const lines = boxes.map((): 0 | 1 | null => null)
  const last = boxes.length - 1
  const inner = boxes.map((_, index) => index).slice(1, -1)
  for (const index of [0, ...(last > 0 ? [last] : []), ...inner]) {
    const half = (widthOf(boxes[index]?.label ?? '') + labelGap) / 2
    const middle = slot * (index + 0.5)
    for (const line of [0, 1] as const) {
      const isFree = placed[line]?.every(([from, to]) => middle + half <= from || middle - half >= to) ?? false
      if (!isFree) continue
      placed[line]?.push([middle - half, middle + half])
      lines[index] = line
      break
    }
  }
  return lines
}

/** So many bars stand in a silhouette. */
const mostBars = 6

/** A network in the size of a letter: its boxes as bars beside each other, without what goes in and comes out. Sides are shares of the whole. */
export function silhouetteOf(
  boxes: readonly StripBox[],
): { readonly x: number; readonly width: number; readonly height: number }[] {
  const inner = fewerBoxes(boxes, mostBars + 2).filter(({ kind }) => kind === 'map' || kind === 'dense')
  const gap = 4
  const wide = inner.reduce((sum, { width }) => sum + width, 0) + gap * Math.max(0, inner.length - 1)
  const high = inner.reduce((most, { height }) => Math.max(most, height), 1)
  let x = 0
  return inner.map(({ width, height }) => {
    const bar = { x: x / wide, width: width / wide, height: height / high }
    x += width + gap
    return bar
  })
}
