/** The best split of the rows of a node by one column: the one that leaves least squared distance to the means of both sides. */
import { mostLevels, type Coded } from './coded'

/** The rows of a node, and how often the bag has each row of the table. */
type NodeRows = {
  readonly rows: Int32Array
  readonly from: number
  readonly to: number
  readonly times: Uint16Array
  readonly target: Float64Array
}

/** Codes that go left come first in `order`. */
export type Split = {
  /** Sum over both sides of (sum of targets)^2 / rows, which is greatest where least distance is left. */
  readonly score: number
  readonly order: Uint8Array
  /** So many codes of `order` go left. */
  readonly leftCodes: number
  readonly rowsLeft: number
  readonly rowsRight: number
}

type Side = { rows: number; times: number; sum: number }

/**
 * `none`: no division leaves enough on both sides or tells anything. `never`: nor does one of any part of these rows, as nearly all have the same
 * code.
 */
export type SplitFinder = (column: Coded, node: NodeRows, fewest: number) => Split | 'none' | 'never'

/**
 * Finds splits; what it needs to count is made once. Numbers are split between two codes, those without a value going where they fit better.
 * Categories are ordered by the mean target of their rows first: then the best of all divisions in two is among the splits of that order (Fisher
 * 1958; Breiman, Friedman, Olshen and Stone 1984, theorem 4.5).
 */
export function createSplitFinder(): SplitFinder {
  const [rows, times] = [new Int32Array(mostLevels + 1), new Int32Array(mostLevels + 1)]
  const sums = new Float64Array(mostLevels + 1)
  const seen = new Uint8Array(mostLevels + 1)
  let codesSeen = 0

  function count({ codes }: Coded, node: NodeRows): Side {
    // Only what was counted before: small nodes of many codes are most of the nodes.
    for (let at = 0; at < codesSeen; at += 1) {
      const code = seen[at] ?? 0
      rows[code] = 0
      times[code] = 0
      sums[code] = 0
    }
    codesSeen = 0
    const all = { rows: node.to - node.from, times: 0, sum: 0 }
    for (let at = node.from; at < node.to; at += 1) {
      const row = node.rows[at] ?? 0
      const code = codes[row] ?? 0
      const weight = node.times[row] ?? 0
      const sum = weight * (node.target[row] ?? 0)
      if (rows[code] === 0) {
        seen[codesSeen] = code
        codesSeen += 1
      }
      rows[code] = (rows[code] ?? 0) + 1
      times[code] = (times[code] ?? 0) + weight
      sums[code] = (sums[code] ?? 0) + sum
      all.times += weight
      all.sum += sum
    }
    return all
  }

  function mostOfOneCode(): number {
    let most = 0
    for (let at = 0; at < codesSeen; at += 1) most = Math.max(most, rows[seen[at] ?? 0] ?? 0)
    return most
  }

  /** The best place to cut the order, as {@link Split} has it. */
  function cut(order: Uint8Array, all: Side, fewest: number): Omit<Split, 'order'> | null {
    let [score, leftCodes, rowsLeft] = [-1, 0, 0]
    const left: Side = { rows: 0, times: 0, sum: 0 }
    for (let at = 0; at < order.length - 1; at += 1) {
      const code = order[at] ?? 0
      left.rows += rows[code] ?? 0
      left.times += times[code] ?? 0
      left.sum += sums[code] ?? 0
      if (left.rows < fewest) continue
      if (all.rows - left.rows < fewest) break
      const own = left.sum ** 2 / left.times + (all.sum - left.sum) ** 2 / (all.times - left.times)
      if (own > score) [score, leftCodes, rowsLeft] = [own, at + 1, left.rows]
    }
    return leftCodes === 0 ? null : { score, leftCodes, rowsLeft, rowsRight: all.rows - rowsLeft }
  }

  /** Orders of the codes that were counted, in which to look for a cut. */
  function ordersOf({ levels, isOrdered }: Coded): Uint8Array[] {
    const present = seen.slice(0, codesSeen)
    if (!isOrdered) return [present.sort((a, b) => (sums[a] ?? 0) / (times[a] ?? 0) - (sums[b] ?? 0) / (times[b] ?? 0))]
    present.sort()
    if (rows[levels] === 0) return [present]
    // Those without a number stand last as it is; and before all numbers.
    return [present, Uint8Array.of(levels, ...present.subarray(0, -1))]
  }

  return (column, node, fewest) => {
    const all = count(column, node)
    // The most frequent code is on one side: the other has no more rows than all others together.
    if (all.rows - mostOfOneCode() < fewest) return 'never'
    let best: Split | 'none' = 'none'
    for (const order of ordersOf(column)) {
      const found = cut(order, all, fewest)
      if (found !== null && (best === 'none' || found.score > best.score)) best = { ...found, order }
    }
    return best
  }
}
