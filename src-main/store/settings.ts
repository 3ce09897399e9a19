/** Small texts by key: what clients keep (the theme), and under `core.` what the core itself remembers. */
import type { Database } from './database'

export type SettingsRepository = ReturnType<typeof createSettingsRepository>

export function createSettingsRepository(database: Database) {
  const all = database.prepare<[], { key: string; value: string }>('SELECT key, value FROM settings')
  const one = database.prepare<[string], { value: string }>('SELECT value FROM settings WHERE key = ?')
  const upsert = database.prepare(
    'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  )
  const remove = database.prepare('DELETE FROM settings WHERE key = ?')
  return {
    all: (): Record<string, string> => Object.fromEntries(all.all().map(({ key, value }) => [key, value])),
    get: (key: string): string | null => one.get(key)?.value ?? null,
    set: (key: string, value: string): void => void upsert.run(key, value),
    remove: (key: string): void => void remove.run(key),
  }
}
