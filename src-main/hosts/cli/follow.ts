/** Watches runs from launch to end, and tells each thing once, in order: started, every new epoch, ended. */
import { PlateauError } from '@contract/errors'
import { isActive, type RunProgress, type RunSummary } from '@contract/run'
import type { Client } from '@contract/transport'
import { epochRecords, type EpochRecord } from './json-shapes'

export type RunWatcher = {
  /** The run is training, with the epochs that it goes on after; not told for one that ended before it trained. */
  started(run: RunSummary): void
  /** Where a running run is inside its epoch; many a second. */
  progress?(run: RunSummary, progress: RunProgress): void
  epoch(run: RunSummary, record: EpochRecord): void
  ended(run: RunSummary): void
  /** Its log has a warning. */
  warned?(run: RunSummary, message: string): void
  /** Anything else about it changed: its environment is known, it is stopping. */
  changed?(run: RunSummary): void
}

type Followed = {
  summary: RunSummary
  /** Attempts and epochs before this one: a run that was resumed has a past. */
  readonly earlierAttempts: number
  readonly earlierEpochs: number
  hasStarted: boolean
  hasEnded: boolean
  reportedEpochs: number
}

/**
 * Launches runs and resolves with them, in the order launched, when all have ended.
 * @param launch is called after this has begun to listen, so that nothing is missed, and gives the runs as they are before they
 * train: epochs that they have then are not told
 * @throws PlateauError `core-gone` when the core ends before the runs do
 */
export async function followRuns(
  client: Client,
  launch: () => Promise<readonly RunSummary[]>,
  watcher: RunWatcher,
): Promise<RunSummary[]> {
  const followed = new Map<string, Followed>()
  const stale = new Set<string>()
  let wake = (): void => undefined
  /** The last epoch that was committed since, by run: epochs that are trained anew do not add to its count. */
  const committed = new Map<string, number>()
  const connection: { lost: PlateauError | null } = { lost: null }

  const stopClose = client.onClose((reason) => {
    connection.lost = new PlateauError('core-gone', reason)
    wake()
  })
  const stopEvents = client.onEvent((happened) => {
    if (happened.event === 'run-changed' || happened.event === 'epoch-committed') {
      if (happened.event === 'epoch-committed') committed.set(happened.payload.run, happened.payload.epoch)
      stale.add(happened.payload.run)
      wake()
    } else if (happened.event === 'run-logged') {
      const run = followed.get(happened.payload.run)
      const { level, message } = happened.payload.entry
      if (run !== undefined && level === 'warning') watcher.warned?.(run.summary, message)
    } else if (happened.event === 'run-progress') {
      const run = followed.get(happened.payload.run)
      if (run !== undefined && !run.hasEnded) watcher.progress?.(run.summary, happened.payload)
    }
  })
  try {
    for (const summary of await launch()) {
      const { id, attempts, epochs } = summary
      followed.set(id, {
        summary,
        earlierAttempts: attempts,
        earlierEpochs: epochs,
        hasStarted: false,
        hasEnded: false,
        reportedEpochs: epochs,
      })
      stale.add(id)
    }
    while ([...followed.values()].some((run) => !run.hasEnded)) {
      if (connection.lost !== null) throw connection.lost
      const [id] = stale
      if (id === undefined) {
        await new Promise<void>((awake) => {
          wake = awake
        })
        continue
      }
      stale.delete(id)
      const run = followed.get(id)
      if (run !== undefined && !run.hasEnded) await catchUp(client, run, committed, watcher)
    }
    return [...followed.values()].map(({ summary }) => summary)
  } finally {
    stopEvents()
    stopClose()
  }
}

/**
 * The epoch that a run goes on after, as its trainer says: a damaged checkpoint may have made it an earlier one than was thought.
 * @returns null while the trainer has not said it
 */
async function startOf(client: Client, { summary, earlierEpochs }: Followed): Promise<number | null> {
  if (earlierEpochs === 0) return 0
  const attempt = (await client.request('runs.get', { run: summary.id })).attempts.at(-1)
  return attempt === undefined || attempt.threads === null ? null : attempt.fromEpoch
}

/** Asks for the run as it is now and tells what is new. The summary is asked for first: no epoch can follow its end. */
async function catchUp(
  client: Client,
  followed: Followed,
  committed: ReadonlyMap<string, number>,
  watcher: RunWatcher,
): Promise<void> {
  const { id } = followed.summary
  const summary = (await client.request('runs.resolve', { runs: [id] })).runs[0]
  if (summary === undefined) throw new PlateauError('internal', `The run ${id} is gone.`)
  followed.summary = summary
  if (!followed.hasStarted && summary.attempts > followed.earlierAttempts) {
    const from = await startOf(client, followed)
    if (from !== null) {
      followed.hasStarted = true
      followed.reportedEpochs = from
      // As it began: its first new epochs may be there already, and are told next.
      watcher.started({ ...summary, epochs: from })
    }
  }
  watcher.changed?.(summary)
  const known = summary.epochs > followed.earlierEpochs ? summary.epochs : (committed.get(id) ?? 0)
  if (followed.hasStarted && known > followed.reportedEpochs) {
    const series = (await client.request('series.epochs', { runs: [id] })).runs[0]
    const records = series === undefined ? [] : epochRecords(series)
    for (const record of records) {
      if (record.epoch <= followed.reportedEpochs || record.epoch > known) continue
      followed.reportedEpochs = record.epoch
      watcher.epoch(summary, record)
    }
  }
  if (!isActive(summary)) {
    followed.hasEnded = true
    watcher.ended(summary)
  }
}
