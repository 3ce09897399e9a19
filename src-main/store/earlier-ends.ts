/** How runs had ended that are queued to go on: the end that they have again if no training comes of it. */
import { z } from 'zod'
import type { RunConfig } from '../contract/config'
import { endReasons } from '../contract/run'
import { readStoredConfig } from '../contract/stored-config'
import type { SettingsRepository } from './settings'
import { readStored } from './stored-json'

const earlierEndSchema = z.object({
  reason: z.enum(endReasons),
  message: z.string().nullable(),
  endedAt: z.string(),
  /** As it was: a run that is continued has more epochs, and perhaps another rule. */
  config: z.unknown().transform((stored) => readStoredConfig(stored).recipe),
})
type ReadEnd = z.output<typeof earlierEndSchema>
export type EarlierEnd = Omit<ReadEnd, 'config'> & { readonly config: RunConfig }

const keyOf = (run: string): string => `core.earlier-end.${run}`

/** Kept among the settings, as they live no longer than a place in the queue. */
export function createEarlierEndRepository(settings: SettingsRepository) {
  return {
    keep: (run: string, end: EarlierEnd): void => settings.set(keyOf(run), JSON.stringify(end)),
    get(run: string): EarlierEnd | null {
      const read = readStored(settings.get(keyOf(run)), earlierEndSchema)
      if (!read.ok || read.value.config === null) return null
      return { ...read.value, config: read.value.config }
    },
    forget: (run: string): void => settings.remove(keyOf(run)),
  }
}
