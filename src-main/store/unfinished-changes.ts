/** What a change of very many runs has written before it is through: a core that dies in between takes it back at its next start. */
import { z } from 'zod'
import { saidColumns, type SaidChange } from './said-of-runs'
import type { SettingsRepository } from './settings'
import { readStored } from './stored-json'

const cellsSchema = z.partialRecord(z.enum(saidColumns), z.union([z.string(), z.number(), z.null()]))
const partSchema = z.array(z.object({ run: z.string(), before: cellsSchema, after: cellsSchema }))

const beginning = 'core.unfinished-change.'
const keyOf = (part: number): string => `${beginning}${String(part).padStart(9, '0')}`

/** Kept among the settings, as they live no longer than the change. */
export function createUnfinishedChanges(settings: SettingsRepository) {
  return {
    /** @param part counted from 0: what was written in one transaction, with it. */
    keep: (part: number, written: readonly SaidChange[]): void => settings.set(keyOf(part), JSON.stringify(written)),
    forget: (part: number): void => settings.remove(keyOf(part)),
    /** Parts that are there, the newest first; what cannot be read of one is nothing. */
    parts: (): { readonly part: number; readonly written: readonly SaidChange[] }[] =>
      Object.entries(settings.all())
        .flatMap(([key, value]) => {
          if (!key.startsWith(beginning)) return []
          const read = readStored(value, partSchema)
          return [{ part: Number(key.slice(beginning.length)), written: read.ok ? read.value : [] }]
        })
        .sort((left, right) => right.part - left.part),
  }
}
