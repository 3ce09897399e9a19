/** One regression tree (CART: Breiman, Friedman, Olshen and Stone 1984), grown as far as its leaves stay large enough. */
import { shuffle, type Random } from '../random'
import type { Coded } from './coded'
import type { Split, SplitFinder } from './split'

export type Tree = {
  /** Of each node the column that it asks, or -1 for a leaf. */
  readonly column: Int16Array
  /** Two for each node: where a row goes on the left and on the right. */
  readonly children: Int32Array
  /** Where the sides of a node begin in `sides`, which has one for each code of its column: 0 left, 1 right. */
  readonly firstSide: Int32Array
  readonly sides: Uint8Array
  /** Mean target of the rows of the bag that came there. */
  readonly value: Float64Array
}

type Bag = {
  /** Rows that are in it, each once; put in another order. */
  readonly rows: Int32Array
  /** How often each row of the table is. */
  readonly times: Uint16Array
}

type TreeOptions = {
  readonly columns: readonly Coded[]
  readonly target: Float64Array
  /** Different rows that a leaf has at least. */
  readonly fewest: number
  /** In which order columns are asked: of several that split equally well each has its turn. */
  readonly random: Random
  readonly findSplit: SplitFinder
}

type Best = {
  readonly best: { readonly split: Split; readonly column: Coded; readonly index: number } | null
  readonly live: Int32Array
}

/** A split that leaves this share of the squares around the mean of the bag, or less, is one of rounding. */
const leastGain = 1e-10

type Sums = { readonly sum: number; readonly times: number; readonly squares: number }

function sumRows({ rows, times }: Bag, target: Float64Array, from: number, to: number): Sums {
  const all = { sum: 0, times: 0, squares: 0 }
  for (let at = from; at < to; at += 1) {
    const row = rows[at] ?? 0
    const value = target[row] ?? 0
    all.times += times[row] ?? 0
    all.sum += (times[row] ?? 0) * value
    all.squares += (times[row] ?? 0) * value * value
  }
  return all
}

/** Moves rows that go left before those that go right. @returns where the right ones begin */
function divide(rows: Int32Array, from: number, to: number, goesRight: (row: number) => boolean): number {
  let [low, high] = [from, to - 1]
  while (low <= high) {
    const row = rows[low] ?? 0
    if (!goesRight(row)) low += 1
    else {
      rows[low] = rows[high] ?? 0
      rows[high] = row
      high -= 1
    }
  }
  return low
}

/** @param live columns that may divide the rows. @returns also those that may divide a part of them */
function bestSplit(bag: Bag, options: TreeOptions, from: number, to: number, live: Int32Array): Best {
  const { columns, target, fewest, random, findSplit } = options
  let best: Best['best'] = null
  shuffle(live, random)
  const left = live.filter((index) => {
    const column = columns[index]
    if (column === undefined) return false
    const split = findSplit(column, { ...bag, from, to, target }, fewest)
    if (typeof split === 'object' && (best === null || split.score > best.split.score)) best = { split, column, index }
    return split !== 'never'
  })
  return { best, live: left }
}

/** @returns the tree of a bag; all rows in one leaf where nothing divides them. */
export function growTree(bag: Bag, options: TreeOptions): Tree {
  const { columns, target, fewest } = options
  const { rows } = bag
  const nodes = { column: [] as number[], children: [] as number[], firstSide: [] as number[], value: [] as number[] }
  const sides: number[] = []
  function addNode(from: number, to: number): Sums {
    const all = sumRows(bag, target, from, to)
    nodes.column.push(-1)
    nodes.children.push(-1, -1)
    nodes.firstSide.push(0)
    nodes.value.push(all.sum / all.times)
    return all
  }

  const whole = addNode(0, rows.length)
  const least = leastGain * (whole.squares - whole.sum ** 2 / whole.times)
  const live = Int32Array.from(columns, (_, index) => index)
  const open = [{ node: 0, from: 0, to: rows.length, score: whole.sum ** 2 / whole.times, live }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, from, to, score } = next
    if (to - from < 2 * fewest) continue
    const found = bestSplit(bag, options, from, to, next.live)
    if (found.best === null || found.best.split.score - score <= least) continue
    const { column, split } = found.best
    const { codes } = column
    const first = sides.length
    sides.push(...sidesOf(column, split))
    const middle = divide(rows, from, to, (row) => sides[first + (codes[row] ?? 0)] === 1)
    nodes.column[node] = found.best.index
    nodes.firstSide[node] = first
    for (const side of [0, 1] as const) {
      const [begin, end] = side === 0 ? [from, middle] : [middle, to]
      const child = nodes.column.length
      nodes.children[2 * node + side] = child
      const { sum, times } = addNode(begin, end)
      open.push({ node: child, from: begin, to: end, score: sum ** 2 / times, live: found.live.slice() })
    }
  }
  return {
    column: Int16Array.from(nodes.column),
    children: Int32Array.from(nodes.children),
    firstSide: Int32Array.from(nodes.firstSide),
    sides: Uint8Array.from(sides),
    value: Float64Array.from(nodes.value),
  }
}

/** Where each code goes. Numbers that the node has not seen go with the nearer one, anything else unseen with the larger side. */
function sidesOf({ levels, isOrdered }: Coded, { order, leftCodes, rowsLeft, rowsRight }: Split): Uint8Array {
  const sides = new Uint8Array(levels + 1).fill(rowsLeft >= rowsRight ? 0 : 1)
  if (isOrdered) {
    const last = order.subarray(0, leftCodes).findLast((code) => code < levels) ?? -1
    const first = order.subarray(leftCodes).find((code) => code < levels) ?? levels
    // Half-way between both, as other trees have it. Where one side has no number at all, each goes to the other.
    const border = first === levels ? levels - 1 : last < 0 ? -1 : (last + first) >> 1
    for (let code = 0; code < levels; code += 1) sides[code] = code <= border ? 0 : 1
  }
  order.forEach((code, at) => {
    sides[code] = at < leftCodes ? 0 : 1
  })
  return sides
}

/** What the tree says of a row. @param codeOf its code in a column, asked for the columns that it meets on its way alone. */
export function valueOf(tree: Tree, codeOf: (column: number) => number): number {
  for (let node = 0; ;) {
    const column = tree.column[node] ?? -1
    if (column < 0) return tree.value[node] ?? 0
    const side = tree.sides[(tree.firstSide[node] ?? 0) + codeOf(column)] ?? 0
    node = tree.children[2 * node + side] ?? 0
  }
}
