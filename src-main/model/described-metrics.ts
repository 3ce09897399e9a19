/** What an author says of metrics, for one key: said of that key, or of all that begin so (`val/*`). */
import type { Direction } from '../protocol/names'

export type MetricWords = {
  /** Null leaves it to the catalogue and the words of the name. */
  readonly direction: Direction | null
  readonly unit: string | null
  /** The key whose values are its x axis. */
  readonly step: string | null
  /** What it is to reach. */
  readonly goal: number | null
  /** Stays out of what is made by itself. */
  readonly hidden: boolean | null
}
export type DescribedMetric = MetricWords & Described

const isPattern = (described: string): boolean => described.endsWith('*')

/** Whether what is said of one holds for a key. */
export const describes = (described: string, key: string): boolean =>
  described === key || (isPattern(described) && key.startsWith(described.slice(0, -1)))

type Described = { /** May end in `*`. */ readonly key: string }

/** What was said of keys and of beginnings, to be asked for each of very many keys. @param described each key once */
export function readDescriptions<One extends Described>(described: readonly One[]) {
  const byKey = new Map(described.map((one) => [one.key, one]))
  const patterns = described
    .filter(({ key }) => isPattern(key))
    .sort((left, right) => right.key.length - left.key.length)
  /** What holds for a key, the most exact first: said of the key itself, then of longer beginnings. */
  function holdingFor(key: string): One[] {
    const own = byKey.get(key)
    const begun = patterns.filter((one) => one !== own && describes(one.key, key))
    return own === undefined ? begun : [own, ...begun]
  }
  return {
    holdingFor,
    /** Keys of which something is said: those that are there, and those that were described before they came. Patterns are no keys. */
    keysOf(keys: readonly string[]): string[] {
      if (described.length === 0) return []
      const own = new Set(described.flatMap(({ key }) => (isPattern(key) ? [] : [key])))
      return [...own, ...keys.filter((key) => !own.has(key) && patterns.some((one) => describes(one.key, key)))]
    },
  }
}

/** Each word from whoever says it most exactly. @param holding for one key, the most exact first */
export function wordsOf(holding: readonly MetricWords[]): MetricWords {
  const first = <Word extends keyof MetricWords>(word: Word): MetricWords[Word] | null =>
    holding.find((one) => one[word] !== null)?.[word] ?? null
  return {
    direction: first('direction'),
    unit: first('unit'),
    step: first('step'),
    goal: first('goal'),
    hidden: first('hidden'),
  }
}

/**
 * The same as SQL, of a table `said` of descriptions.
 * @param key a parameter or column
 */
export const describesSql = (key: string): string =>
  `(said.key = ${key} OR (said.key LIKE '%*' AND substr(${key}, 1, length(said.key) - 1) = substr(said.key, 1, length(said.key) - 1)))`
/** The most exact first. */
export const exactnessSql = (key: string): string => `said.key = ${key} DESC, length(said.key) DESC`
