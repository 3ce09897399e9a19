/** How much worse a forest tells the target once one column has been put in a random order (Breiman 2001, "Random forests", section 10). */
import { createRandom, shuffle } from '../random'
import { mostLevels, type Coded } from './coded'
import type { Forest, ForestOptions } from './forest'
import { valueOf } from './tree'

type PermutationOptions = ForestOptions & { readonly permutations: number }

type Permuted = {
  /** Share of the target's spread (R squared) that the forest tells of rows that its trees have not seen. May be negative. */
  readonly told: number
  /** For each column, and each permutation of it: how much less of the spread is told. May be negative. */
  readonly losses: readonly Float64Array[]
}

/**
 * Rows are told by the trees whose bags lack them ("out of bag"), never by rows that were kept back: of 20 runs, a part kept back would be five, and
 * would take them from what the forest learns from.
 */
export function permute(
  columns: readonly Coded[],
  target: Float64Array,
  forest: Forest,
  { seed, permutations }: PermutationOptions,
): Permuted {
  const rows = target.length
  const [sums, votes] = [new Float64Array(rows), new Float64Array(rows)]
  for (const { out, values } of forest.trees)
    out.forEach((row, place) => {
      sums[row] = (sums[row] ?? 0) + (values[place] ?? 0)
      votes[row] = (votes[row] ?? 0) + 1
    })
  const judged = createJudge(target, votes)
  const told = judged((row) => sums[row] ?? 0)
  const changes = new Float64Array(rows * permutations)
  return {
    told,
    losses: columns.map((column, index) => {
      addChanges(changes.fill(0), columns, index, forest, permutedCodes(column, index, seed, permutations))
      return Float64Array.from(
        { length: permutations },
        (_, at) => told - judged((row) => (sums[row] ?? 0) + (changes[row * permutations + at] ?? 0)),
      )
    }),
  }
}

/** For each row one code for each permutation. */
function permutedCodes({ codes }: Coded, index: number, seed: number, permutations: number): Uint8Array {
  const random = createRandom(seed, `permutation of column ${index}`)
  const order = Int32Array.from(codes, (_, row) => row)
  const permuted = new Uint8Array(codes.length * permutations)
  for (let at = 0; at < permutations; at += 1) {
    shuffle(order, random)
    for (let row = 0; row < order.length; row += 1) permuted[row * permutations + at] = codes[order[row] ?? 0] ?? 0
  }
  return permuted
}

/**
 * Adds how each tree tells the rows otherwise. Only rows that were asked for the column can be, and what a tree says of a row with another code is
 * worked out once, however many permutations give it that one.
 */
function addChanges(
  changes: Float64Array,
  columns: readonly Coded[],
  index: number,
  { trees, wordsOfRow }: Forest,
  codes: Uint8Array,
): void {
  const [word, bit] = [index >> 5, 1 << (index & 31)]
  const levels = columns[index]?.levels ?? 0
  const permutations = changes.length / (columns[index]?.codes.length ?? 1)
  const byCode = new Float64Array(mostLevels + 1)
  for (const { tree, out, values, asked } of trees)
    for (let place = 0; place < out.length; place += 1) {
      if (((asked[place * wordsOfRow + word] ?? 0) & bit) === 0) continue
      const row = out[place] ?? 0
      byCode.fill(Number.NaN, 0, levels + 1)
      for (let at = row * permutations; at < (row + 1) * permutations; at += 1) {
        const code = codes[at] ?? 0
        if (Number.isNaN(byCode[code]))
          byCode[code] =
            valueOf(tree, (column) => (column === index ? code : (columns[column]?.codes[row] ?? 0))) -
            (values[place] ?? 0)
        changes[at] = (changes[at] ?? 0) + (byCode[code] ?? 0)
      }
    }
}

/** R squared of sums of votes, over the rows that have any. */
function createJudge(target: Float64Array, votes: Float64Array): (sumOf: (row: number) => number) => number {
  let [count, total] = [0, 0]
  target.forEach((value, row) => {
    if (votes[row] === 0) return
    count += 1
    total += value
  })
  const middle = total / count
  let squares = 0
  target.forEach((value, row) => {
    if ((votes[row] ?? 0) > 0) squares += (value - middle) ** 2
  })
  return (sumOf) => {
    let left = 0
    for (let row = 0; row < target.length; row += 1)
      if ((votes[row] ?? 0) > 0) left += ((target[row] ?? 0) - sumOf(row) / (votes[row] ?? 0)) ** 2
    return 1 - left / squares
  }
}
