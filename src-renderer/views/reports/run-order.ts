/** Runs as reports offer and keep them. `all` is the history, newest first. */
import type { RunSummary } from '@contract/run'

/** What can be chosen: runs that have begun, and those that are chosen already. */
export const offeredRuns = (all: readonly RunSummary[], chosen: readonly string[]): RunSummary[] =>
  all.filter(
    ({ id, epochs, startedAt, isArchived }) =>
      ((epochs > 0 || startedAt !== null) && !isArchived) || chosen.includes(id),
  )

/** Those of the chosen that are there, however they were picked. */
export const inOrderOfLaunch = (all: readonly RunSummary[], chosen: ReadonlySet<string>): string[] =>
  all
    .filter(({ id }) => chosen.has(id))
    .map(({ id }) => id)
    .reverse()
