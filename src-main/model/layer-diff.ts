/** What has become of the layers of one network in another, with the fewest changes. */
import type { LayerRow } from '../recipes/infer-layers'
import { sameShape, type LayerSpec } from '../recipes/layer'
import { filled, layers as recipes } from '../recipes/registry/layers'

/** `follows`: the same settings, and another shape because a layer before it has changed. */
export type LayerChange = 'same' | 'follows' | 'changed' | 'added' | 'removed'

export type LayerPair = {
  readonly change: LayerChange
  /** Null of one that was added. */
  readonly left: LayerRow | null
  /** Null of one that was removed. */
  readonly right: LayerRow | null
}

/** A layer's own settings, each with a value; what lies within a block stands in rows of its own. */
function ownSettings(layer: LayerSpec): string {
  const lists = new Set((recipes[layer.kind].inner?.(filled(layer)) ?? []).map(({ keys }) => String(keys[0])))
  const entries = Object.entries(filled(layer)).filter(([key]) => !lists.has(key))
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Rows as numbers that are equal where layers are: of one kind in one depth and list of their block, and of equal settings besides. */
function numbered(sides: readonly (readonly LayerRow[])[]) {
  const numbers = new Map<string, number>()
  const numberOf = (text: string): number => {
    const number = numbers.get(text) ?? numbers.size
    numbers.set(text, number)
    return number
  }
  /** Which list of its block a layer is in: '' or 's' or 'b', without its place. */
  const listOf = ({ at }: LayerRow): string => at.replaceAll(/\d+/g, '')
  return sides.map((rows) => ({
    kinds: Int32Array.from(rows, (row) => numberOf(`${listOf(row)} ${row.layer.kind}`)),
    settings: Int32Array.from(rows, (row) => numberOf(`${listOf(row)} ${ownSettings(row.layer)}`)),
  }))
}

/**
 * Rows of two networks side by side: each of either once and in its order, so that the fewest layers are changed, added or removed (an edit
 * distance after Wagner and Fischer 1974, in which a change keeps the kind of a layer).
 */
export function diffLayers(left: readonly LayerRow[], right: readonly LayerRow[]): LayerPair[] {
  const [a, b] = numbered([left, right])
  if (a === undefined || b === undefined) return []
  const isEqual = (i: number, j: number): boolean => a.settings[i] === b.settings[j]
  // What both begin and end with is most of it, and needs no table.
  let head = 0
  while (head < left.length && head < right.length && isEqual(head, head)) head += 1
  let tail = 0
  const most = Math.min(left.length, right.length) - head
  while (tail < most && isEqual(left.length - 1 - tail, right.length - 1 - tail)) tail += 1

  const [rows, columns] = [left.length - head - tail, right.length - head - tail]
  const width = columns + 1
  const cost = new Uint16Array((rows + 1) * width)
  const at = (i: number, j: number): number => cost[i * width + j] ?? 0
  const costOf = (i: number, j: number): number =>
    isEqual(head + i, head + j) ? 0 : a.kinds[head + i] === b.kinds[head + j] ? 1 : 2
  for (let i = rows; i >= 0; i -= 1)
    for (let j = columns; j >= 0; j -= 1)
      cost[i * width + j] =
        i === rows
          ? columns - j
          : j === columns
            ? rows - i
            : Math.min(costOf(i, j) + at(i + 1, j + 1), 1 + at(i + 1, j), 1 + at(i, j + 1))

  const pairs: LayerPair[] = []
  const pair = (i: number | null, j: number | null) =>
    pairs.push(pairOf(i === null ? null : (left[i] ?? null), j === null ? null : (right[j] ?? null)))
  for (let at = 0; at < head; at += 1) pair(at, at)
  let [i, j] = [0, 0]
  while (i < rows || j < columns) {
    const isPair = i < rows && j < columns && costOf(i, j) < 2 && at(i, j) === costOf(i, j) + at(i + 1, j + 1)
    const isRemoved = i < rows && at(i, j) === 1 + at(i + 1, j)
    if (isPair) pair(head + i++, head + j++)
    else if (isRemoved) pair(head + i++, null)
    else pair(null, head + j++)
  }
  for (let back = tail; back > 0; back -= 1) pair(left.length - back, right.length - back)
  return pairs
}

function pairOf(left: LayerRow | null, right: LayerRow | null): LayerPair {
  if (left === null) return { change: 'added', left, right }
  if (right === null) return { change: 'removed', left, right }
  if (ownSettings(left.layer) !== ownSettings(right.layer)) return { change: 'changed', left, right }
  const isSame = sameShape(left.outputShape, right.outputShape) && left.parameters === right.parameters
  return { change: isSame ? 'same' : 'follows', left, right }
}
