/** The name that somebody may have meant. */

/** Letters put in, left out, changed, or swapped with the next one (optimal string alignment). */
function distance(left: string, right: string): number {
  const rows: number[][] = [Array.from({ length: right.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= left.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= right.length; j += 1) {
      const isSame = left[i - 1] === right[j - 1]
      let least = Math.min(
        (rows[i - 1]?.[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (rows[i - 1]?.[j - 1] ?? 0) + (isSame ? 0 : 1),
      )
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1])
        least = Math.min(least, (rows[i - 2]?.[j - 2] ?? 0) + 1)
      row.push(least)
    }
    rows.push(row)
  }
  return rows[left.length]?.[right.length] ?? 0
}

/** Longer names are not looked at: each costs its length squared. */
const longest = 60

/**
 * The nearest of some names, so near that it is a slip: a third of the letters at most.
 * @returns null where none is
 */
export function nearest(typed: string, names: Iterable<string>): string | null {
  const wanted = typed.toLowerCase()
  if (wanted.length > longest) return null
  let best: string | null = null
  let least = Math.floor(wanted.length / 3) + 1
  for (const name of names) {
    if (name.length > longest || Math.abs(name.length - wanted.length) >= least) continue
    const far = distance(wanted, name.toLowerCase())
    if (far < least) [best, least] = [name, far]
  }
  return best
}
