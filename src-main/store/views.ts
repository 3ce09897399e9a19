/** Named views of the workspace. */
import type { SavedView } from '../contract/workspace'
import { visibleReviver } from '../contract/text'
import type { Database } from './database'
import { parseStored, storedLine } from './stored-json'

/** A view as it is stored: whether this version understands its layout is for the reader to say. */
export type StoredView = Omit<SavedView, 'layout'> & { readonly layout: unknown }

type ViewRow = Omit<StoredView, 'layout'> & { layout: string }

const fromRow = ({ layout, ...view }: ViewRow): StoredView => ({
  ...view,
  name: storedLine(view.name),
  layout: parseStored(layout, visibleReviver),
})

/** Prepared statements over `views`. */
export function createViewRepository(database: Database) {
  const all = database.prepare<[string], ViewRow>(
    'SELECT id, name, layout, saved_at AS savedAt FROM views WHERE project = ? ORDER BY name',
  )
  const holder = database.prepare<[string, string], { id: string }>(
    'SELECT id FROM views WHERE project = ? AND name = ?',
  )
  const upsert = database.prepare(`
    INSERT INTO views (id, project, name, layout, saved_at) VALUES (@id, @project, @name, @layout, @savedAt)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, layout = excluded.layout, saved_at = excluded.saved_at`)
  const remove = database.prepare('DELETE FROM views WHERE id = ?')
  return {
    /** Those of a project, by name. */
    list: (project: string): StoredView[] => all.all(project).map(fromRow),
    /** The id of the project's view with this name. */
    withName: (project: string, name: string): string | null => holder.get(project, name)?.id ?? null,
    /** Into a project; one that is there already stays in its own. */
    save: (project: string, view: SavedView): void =>
      void upsert.run({ ...view, project, layout: JSON.stringify(view.layout) }),
    remove: (id: string): void => void remove.run(id),
  }
}
