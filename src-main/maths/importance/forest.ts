/** A forest of regression trees, each grown from a bag of rows drawn with replacement (Breiman 1996, "Bagging predictors"). */
import { createRandom } from '../random'
import type { Coded } from './coded'
import { createSplitFinder } from './split'
import { growTree, valueOf, type Tree } from './tree'

export type ForestOptions = {
  readonly seed: number
  readonly trees: number
  /** Different rows that a leaf has at least. */
  readonly fewest: number
}

type GrownTree = {
  readonly tree: Tree
  /** Rows that its bag lacks, about 37 of 100: the tree has never seen them. */
  readonly out: Int32Array
  /** What the tree says of each of them. */
  readonly values: Float64Array
  /** For each of them one bit for each column that it was asked for on its way, 32 in a number. */
  readonly asked: Uint32Array
}

export type Forest = { readonly trees: readonly GrownTree[]; readonly wordsOfRow: number }

/** @param target by row, finite. */
export function growForest(columns: readonly Coded[], target: Float64Array, options: ForestOptions): Forest {
  const { seed, trees, fewest } = options
  const rows = target.length
  const wordsOfRow = Math.ceil(columns.length / 32)
  const findSplit = createSplitFinder()
  const grown = Array.from({ length: trees }, (_, index): GrownTree => {
    // A stream for each tree: none depends on how many numbers the one before it drew.
    const random = createRandom(seed, `tree ${index}`)
    const times = new Uint16Array(rows)
    for (let drawn = 0; drawn < rows; drawn += 1) {
      const row = random.below(rows)
      times[row] = (times[row] ?? 0) + 1
    }
    const everyRow = Int32Array.from({ length: rows }, (_, row) => row)
    const inside = everyRow.filter((row) => (times[row] ?? 0) > 0)
    const out = everyRow.filter((row) => times[row] === 0)
    const tree = growTree({ rows: inside, times }, { columns, target, fewest, random, findSplit })
    const asked = new Uint32Array(out.length * wordsOfRow)
    const values = Float64Array.from(out, (row, place) =>
      valueOf(tree, (column) => {
        const word = place * wordsOfRow + (column >> 5)
        asked[word] = (asked[word] ?? 0) | (1 << (column & 31))
        return columns[column]?.codes[row] ?? 0
      }),
    )
    return { tree, out, values, asked }
  })
  return { trees: grown, wordsOfRow }
}
