/** What of an author's objects is kept where everybody reads it, and where the rest is. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject } from '../../../protocol/config'
import { limitConfig } from '../../../protocol/config-limits'

export type KeptObject = {
  /** As JSON. */
  readonly text: string
  /** What was left out, in sentences. */
  readonly problems: readonly string[]
}

/** Settings: what fits is kept, and the whole in a file where that is not all. @param directoryOf where files of a run lie */
export function createKeptConfigs(directoryOf: (run: string) => string) {
  const pathOf = (run: string): string => join(directoryOf(run), 'config.json')

  return {
    keep(run: string, config: JsonObject): KeptObject {
      const limited = limitConfig(config, 'config.json')
      if (limited.problems.length > 0) {
        mkdirSync(directoryOf(run), { recursive: true })
        writeFileSync(pathOf(run), `${JSON.stringify(config)}\n`)
      }
      return { text: JSON.stringify(limited.config), problems: limited.problems }
    },
    /** What the author has sent so far, as text: the part that is not shown too. @param stored the part that is */
    whole: (run: string, stored: unknown): unknown =>
      existsSync(pathOf(run)) ? readFileSync(pathOf(run), 'utf8') : stored,
  }
}

/** Environment and summary are bounded alike, and have no file: what is left out is said. @param what it is: "summary" */
export function bounded(what: string, object: JsonObject): KeptObject {
  const limited = limitConfig(object, '')
  const problems =
    limited.problems.length === 0 ? [] : [`Its ${what} is too large, and only the beginning of it was kept.`]
  return { text: JSON.stringify(limited.config), problems }
}
