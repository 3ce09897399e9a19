/** Files between a core and the runner of an attempt: they outlive either. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type AttemptFiles = {
  readonly directory: string
  /** What the runner says, a record a line. */
  readonly records: string
  /** Asks it to stop by being there. */
  readonly stopFile: string
  /** What the program prints, as it is. */
  readonly output: string
}

/** @param directory where files of the run lie */
export const attemptFiles = (directory: string): AttemptFiles => ({
  directory,
  records: join(directory, 'records.jsonl'),
  stopFile: join(directory, 'stop'),
  output: join(directory, 'output.log'),
})

/** Before the runner comes: it may be asked for by a core that finds neither. */
export function makeAttemptFiles({ directory, records, stopFile }: AttemptFiles): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  writeFileSync(records, '', { mode: 0o600 })
  rmSync(stopFile, { force: true })
}

/** Whether it was begun at all. */
export const haveBegun = ({ records }: AttemptFiles): boolean => existsSync(records)

/** Asks whoever is about to run it not to. */
export const forbid = ({ stopFile }: AttemptFiles): void => writeFileSync(stopFile, '')

/** Once all of it is in the history. What was printed stays. */
export function removeAttemptFiles({ records, stopFile }: AttemptFiles): void {
  for (const file of [records, stopFile]) rmSync(file, { force: true })
}
