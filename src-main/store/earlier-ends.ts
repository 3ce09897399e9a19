/** How runs had ended that are queued to go on: the end that they have again if no training comes of it. */
import { z } from 'zod'
import { runConfigSchema } from '../contract/config'
import { endReasons } from '../contract/run'
import type { SettingsRepository } from './settings'

const earlierEndSchema = z.object({
  reason: z.enum(endReasons),
  message: z.string().nullable(),
  endedAt: z.string(),
  /** As it was: a run that is continued has more epochs, and perhaps another rule. */
  config: runConfigSchema,
})
export type EarlierEnd = z.infer<typeof earlierEndSchema>

const keyOf = (run: string): string => `core.earlier-end.${run}`

/** Kept among the settings, as they live no longer than a place in the queue. */
export function createEarlierEndRepository(settings: SettingsRepository) {
  return {
    keep: (run: string, end: EarlierEnd): void => settings.set(keyOf(run), JSON.stringify(end)),
    get(run: string): EarlierEnd | null {
      const text = settings.get(keyOf(run))
      return text === null ? null : (earlierEndSchema.safeParse(JSON.parse(text)).data ?? null)
    },
    forget: (run: string): void => settings.remove(keyOf(run)),
  }
}
