/** What a person says of runs, and the bin. */
import type { Annotation } from '../contract/annotations'
import type { Database } from './database'
import { createKeptIndex } from './kept-index'
import { storedLine } from './stored-json'

/** Prepared statements over the columns of `runs` that training never writes. */
export function createAnnotationRepository(database: Database) {
  const update = database.prepare(`
    UPDATE runs SET name = coalesce(@name, name), notes = coalesce(@notes, notes), tags = coalesce(@tags, tags),
      starred = coalesce(@starred, starred), archived = coalesce(@archived, archived),
      colour_slot = coalesce(@colourSlot, colour_slot)
    WHERE id = @run`)
  const holder = database.prepare<{ run: string; name: string }, { id: string }>(`
    SELECT id FROM runs WHERE name = @name AND id <> @run AND project = (SELECT project FROM runs WHERE id = @run)`)
  const setBinned = database.prepare('UPDATE runs SET binned_at = ? WHERE id = ?')
  const active = database.prepare<[string], string>("SELECT name FROM runs WHERE id = ? AND state <> 'ended'").pluck()
  const remove = database.prepare("DELETE FROM runs WHERE id = ? AND binned_at IS NOT NULL AND state = 'ended'")
  const keep = createKeptIndex(database)
  const flag = (value: boolean | undefined): number | null => (value === undefined ? null : value ? 1 : 0)

  return {
    /** Writes what is given and leaves the rest. */
    change(run: string, { name, notes, tags, isStarred, isArchived, colourSlot }: Annotation): void {
      const values = {
        run,
        name: name ?? null,
        notes: notes ?? null,
        tags: tags === undefined ? null : JSON.stringify(tags),
        starred: flag(isStarred),
        archived: flag(isArchived),
        colourSlot: colourSlot ?? null,
      }
      keep(run, name !== undefined || tags !== undefined, () => void update.run(values))
    },
    /** Whether another run of the same project has this name, one in the bin included. */
    isNameTaken: (run: string, name: string): boolean => holder.get({ run, name }) !== undefined,
    /** The name of a run that has not ended; null for one that has. */
    activeName(run: string): string | null {
      const name = active.get(run)
      return name === undefined ? null : storedLine(name)
    },
    bin: (run: string, at: string): void => keep(run, false, () => void setBinned.run(at, run)),
    restore: (run: string): void => keep(run, false, () => void setBinned.run(null, run)),
    /** Deletes a run that is in the bin, and everything that belongs to it. @returns whether there was one. */
    purge: (run: string): boolean => remove.run(run).changes > 0,
  }
}
