/** Which settings and series the runs of a project have, and how much their values differ: counted a few keys at a time. */
import type { KeyInfo, SeriesInfo, ValueKind } from '../contract/run-query'
import type { Database } from './database'

type KeyKind = 'config' | 'summary'
type CountedKey = { readonly id: number } & KeyInfo
type CountedSeries = { readonly id: number } & SeriesInfo

type Range = { from: number; to: number; kind: string; project: string | null }

const isInScope = 'binned_at IS NULL AND (@project IS NULL OR project = @project)'

/** Prepared statements over `keys`. */
export function createRunKeys(database: Database) {
  const ids = database.prepare<[string], number>('SELECT id FROM keys WHERE kind = ? ORDER BY id').pluck()
  const outside = database
    .prepare<{ project: string | null }, number>(`SELECT sum(CASE WHEN ${isInScope} THEN -1 ELSE 1 END) > 0 FROM runs`)
    .pluck()
  /** Every row is looked for among some runs: SQLite is done sooner the fewer these are, and mostly nearly all runs count. */
  function prepareScoped<Row>(sql: (run: string) => string) {
    const within = database.prepare<Range, Row>(sql(`run IN (SELECT number FROM runs WHERE ${isInScope})`))
    const without = database.prepare<Range, Row>(sql(`run NOT IN (SELECT number FROM runs WHERE NOT (${isInScope}))`))
    return (range: Range): Row[] => (outside.get({ project: range.project }) === 1 ? within : without).all(range)
  }
  const values = prepareScoped<CountedKey>(
    (run) => `
    SELECT keys.id, keys.key, count(*) AS runs, sum(type = 2) AS numbers, sum(type = 3) AS texts, sum(type = 4) AS lists,
      count(DISTINCT CASE WHEN type = 2 THEN number END) + count(DISTINCT CASE WHEN type <> 2 THEN type || coalesce(text, '') END) AS "distinct"
    FROM keys JOIN run_values ON run_values.key = keys.id AND ${run}
    WHERE keys.kind = @kind AND keys.id BETWEEN @from AND @to GROUP BY keys.id ORDER BY keys.id`,
  )
  const texts = database
    .prepare<{ key: string; project: string | null }, string>(
      `SELECT DISTINCT text FROM run_values WHERE key = (SELECT id FROM keys WHERE kind = 'config' AND key = @key) AND type = 3
        AND run IN (SELECT number FROM runs WHERE ${isInScope}) LIMIT 100`,
    )
    .pluck()
  const series = prepareScoped<CountedSeries>(
    (run) => `
    SELECT keys.id, keys.key, count(*) AS runs, sum(coalesce(is_by_step, 0) = 0) AS byEpoch
    FROM keys JOIN series ON series.key = keys.id AND (count IS NULL OR count > 0) AND ${run}
    WHERE keys.kind = @kind AND keys.id BETWEEN @from AND @to GROUP BY keys.id ORDER BY keys.id`,
  )
  const version = database
    .prepare<{ project: string | null }, string>(
      `SELECT (SELECT coalesce(max(id), 0) FROM keys) || ' ' || (SELECT coalesce(max(id), 0) FROM series) || ' ' || coalesce(max(number), 0) || ' ' || count(*)
        || ' ' || coalesce(sum(binned_at IS NULL), 0) FROM runs WHERE @project IS NULL OR project = @project`,
    )
    .pluck()

  const one = database.prepare<[string, string], number>('SELECT 1 FROM keys WHERE kind = ? AND key = ?').pluck()
  const names = database.prepare<[], string>('SELECT DISTINCT key FROM keys').pluck()

  return {
    /** Whether any run has, or had, a key. */
    has: (kind: ValueKind | 'series', key: string): boolean => one.get(kind, key) !== undefined,
    /** All of them, of any kind. */
    names: (): string[] => names.all(),
    /** Of every key of a kind, in the order in which they first came. */
    ids: (kind: KeyKind | 'series'): number[] => ids.all(kind),
    /** Those of a stretch of keys that a run of the project has. */
    values: (kind: KeyKind, project: string | null, from: number, to: number): KeyInfo[] =>
      values({ kind, project, from, to }).map(({ id: _, ...info }) => info),
    /** What a setting says in the runs of a project, as far as those are indexed; of very many texts a hundred. */
    texts: (key: string, project: string | null): string[] => texts.all({ key, project }),
    series: (project: string | null, from: number, to: number): SeriesInfo[] =>
      series({ kind: 'series', project, from, to }).map(({ id: _, ...info }) => info),
    /** Another word once other keys may be there: runs that came, went or were indexed anew are not told from each other. */
    version: (project: string | null): string => version.get({ project }) ?? '',
  }
}
