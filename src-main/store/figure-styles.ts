/** Named styles of figures. */
import type { NamedStyle } from '../contract/figure'
import { visibleReviver } from '../contract/text'
import type { Database } from './database'
import { parseStored, storedLine } from './stored-json'

/** As it is stored: whether this version understands the style is for the reader to say. */
export type StoredStyle = Pick<NamedStyle, 'id' | 'name'> & { readonly style: unknown }

type StyleRow = { id: string; name: string; style: string }

/** Prepared statements over `figure_styles`. */
export function createFigureStyleRepository(database: Database) {
  const all = database.prepare<[], StyleRow>('SELECT id, name, style FROM figure_styles ORDER BY name')
  const upsert = database.prepare<[string, string, string, string], { id: string }>(`
    INSERT INTO figure_styles (id, name, style, saved_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET style = excluded.style, saved_at = excluded.saved_at RETURNING id`)
  const remove = database.prepare('DELETE FROM figure_styles WHERE id = ?')
  return {
    /** By name. */
    list: (): StoredStyle[] =>
      all.all().map(({ style, ...named }) => ({
        ...named,
        name: storedLine(named.name),
        style: parseStored(style, visibleReviver),
      })),
    /** Saves a style anew under its name. @returns the id that it has: of one that was there, its own. */
    save: (id: string, name: string, style: NamedStyle['style'], savedAt: string): string =>
      upsert.get(id, name, JSON.stringify(style), savedAt)?.id ?? id,
    /** Whether there was one. */
    remove: (id: string): boolean => remove.run(id).changes > 0,
  }
}
