/** What runs log beside numbers: texts, images, histograms, tables, files. Contents lie in HOME/media under their hash. */
import { mediaKinds, type MediaKey, type MediaKind } from '../contract/media'
import type { Database } from './database'

export type NewMedium = {
  /** The run's number. */
  readonly run: number
  readonly kind: MediaKind
  readonly key: string
  readonly step: number
  /** Among several of one step. */
  readonly place: number
  /** Null where the details have all of it, or the file lies elsewhere. */
  readonly sha256: string | null
  readonly bytes: number
  /** Milliseconds since 1970. */
  readonly time: number
  /** JSON. */
  readonly details: string
}

export type StoredMedium = Omit<NewMedium, 'run' | 'kind' | 'key' | 'step'>

/** Prepared statements over `media`. */
export function createMediaRepository(database: Database) {
  const put = database.prepare(`
    INSERT OR REPLACE INTO media (run, kind, key, step, place, sha256, bytes, time, details)
    VALUES (@run, @kind, @key, @step, @place, @sha256, @bytes, @time, @details)`)
  const keys = database.prepare<[string], { kind: string; key: string; steps: string }>(`
    SELECT kind, key, json_group_array(DISTINCT step) AS steps FROM media WHERE run = (SELECT number FROM runs WHERE id = ?)
    GROUP BY kind, key ORDER BY kind, key`)
  const at = database.prepare<{ run: string; kind: string; key: string; step: number }, StoredMedium>(`
    SELECT place, sha256, bytes, time, details FROM media
    WHERE run = (SELECT number FROM runs WHERE id = @run) AND kind = @kind AND key = @key AND step = @step ORDER BY place`)
  const all = database.prepare<[string], NewMedium>(`
    SELECT run, kind, key, step, place, sha256, bytes, time, details FROM media
    WHERE run = (SELECT number FROM runs WHERE id = ?) ORDER BY kind, key, step, place`)
  const contents = database
    .prepare<[string], string>(
      'SELECT DISTINCT sha256 FROM media WHERE run = (SELECT number FROM runs WHERE id = ?) AND sha256 IS NOT NULL',
    )
    .pluck()
  const isUsed = database.prepare<[string], number>('SELECT 1 FROM media WHERE sha256 = ? LIMIT 1').pluck()
  const count = database
    .prepare<[string], number>('SELECT count(*) FROM media WHERE run = (SELECT number FROM runs WHERE id = ?)')
    .pluck()

  return {
    /** A later one at the same key, step and place takes the place of the earlier one. */
    put: (medium: NewMedium): void => void put.run(medium),
    count: (run: string): number => count.get(run) ?? 0,
    keys: (run: string): MediaKey[] =>
      keys.all(run).flatMap(({ kind, key, steps }) => {
        const known = mediaKinds.find((one) => one === kind)
        const read = JSON.parse(steps) as unknown
        return known === undefined || !Array.isArray(read)
          ? []
          : [{ kind: known, key, steps: read.filter((step) => typeof step === 'number').sort((a, b) => a - b) }]
      }),
    at: (run: string, kind: MediaKind, key: string, step: number): StoredMedium[] => at.all({ run, kind, key, step }),
    all: (run: string): NewMedium[] => all.all(run),
    /** Hashes of the contents that a run has. */
    contents: (run: string): string[] => contents.all(run),
    isUsed: (sha256: string): boolean => isUsed.get(sha256) !== undefined,
  }
}
