/** Small texts by key: the theme, the last probe of the backend. */
import type { Database } from './open'

export type SettingsRepository = ReturnType<typeof createSettingsRepository>

export function createSettingsRepository(database: Database) {
  const all = database.prepare<[], { key: string; value: string }>('SELECT key, value FROM settings')
  const upsert = database.prepare(
    'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  )
  return {
    all: (): Record<string, string> => Object.fromEntries(all.all().map(({ key, value }) => [key, value])),
    set: (key: string, value: string): void => void upsert.run(key, value),
  }
}
