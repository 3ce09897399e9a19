/** Which checkpoints of a run stay, and the files of those that do not. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { CheckpointFile } from '../../contract/checkpoint'
import { mostSpread, type CheckpointKeeping } from '../../contract/preferences'
import type { EndReason } from '../../contract/run'
import type { Store } from '../../store/store'
import { log } from '../log'
import { resumableEnds } from '../../model/capabilities'
import type { GoingOn } from '../history/resumption'

/** Whole checkpoints of a run that may go on: the newest, and the one before in case the newest is damaged. */
const wholeWhileTraining = 2

export type KeepingFacts = {
  /** By val_mse; null before the first epoch. */
  readonly bestEpoch: number | null
  /** Null while it trains. */
  readonly ended: EndReason | null
  readonly keeping: CheckpointKeeping
}

/**
 * Whether an epoch is one of those that lie evenly over a training: as they come, it is not known how many there will be, so each second one goes
 * whenever there are too many.
 */
export function isSpread(epoch: number, newest: number): boolean {
  let stride = 1
  while (Math.floor(newest / stride) > mostSpread) stride *= 2
  return epoch % stride === 0
}

/**
 * The files that may go. While it trains, and while it may be resumed: all but the two newest whole ones, the best one's weights and, as it may be
 * the last, the newest's. Once it has completed: all but what the person chose to keep.
 */
export function checkpointsToDrop(
  files: readonly CheckpointFile[],
  { bestEpoch, ended, keeping }: KeepingFacts,
): CheckpointFile[] {
  const newestFirst = [...files].sort((left, right) => right.epoch - left.epoch)
  const whole = newestFirst.filter(({ kind }) => kind === 'whole')
  const weights = newestFirst.filter(({ kind }) => kind === 'weights')
  const kept = new Set(weights.filter(({ epoch }) => epoch === bestEpoch))
  if (keeping === 'spread') {
    const newest = newestFirst[0]?.epoch ?? 0
    weights.filter(({ epoch }) => isSpread(epoch, newest)).forEach((file) => kept.add(file))
  }
  if (ended === null) weights.slice(0, 1).forEach((file) => kept.add(file))
  if (ended === null || resumableEnds.has(ended)) whole.slice(0, wholeWhileTraining).forEach((file) => kept.add(file))
  else if (ended === 'completed' || ended === 'early-stopped') {
    if (keeping === 'best-and-last' || keeping === 'spread') weights.slice(0, 1).forEach((file) => kept.add(file))
    if (keeping === 'whole') whole.slice(0, 1).forEach((file) => kept.add(file))
  }
  return files.filter((file) => !kept.has(file))
}

export type CheckpointService = ReturnType<typeof createCheckpointService>

/** @param runsDirectory `home/runs`. */
export function createCheckpointService(store: Store, runsDirectory: string) {
  const pathOf = (run: string, file: CheckpointFile) => join(runsDirectory, run, ...file.file.split('/'))

  async function remove(run: string, files: readonly CheckpointFile[]): Promise<void> {
    for (const file of files) {
      try {
        await rm(pathOf(run, file), { force: true })
      } catch (error) {
        // It has no row any more, so that nobody takes it for one that is kept; the next start sweeps it away.
        log.error(`The checkpoint ${file.file} of run ${run} could not be removed`, error)
      }
    }
  }

  /** Files that were found whole, by path: size and time of their last change. */
  const intact = new Map<string, string>()

  /** Whether a file is what its row says, by its hash. It is read in pieces, so that others are answered between. */
  async function isIntact(run: string, file: CheckpointFile): Promise<boolean> {
    const path = pathOf(run, file)
    try {
      const { size, mtimeMs, ino } = await stat(path)
      if (size !== file.bytes) return false
      const state = `${ino} ${mtimeMs} ${file.sha256}`
      if (intact.get(path) === state) return true
      const hash = createHash('sha256')
      for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
      if (hash.digest('hex') !== file.sha256) return false
      intact.set(path, state)
      return true
    } catch {
      // Missing or not to be read: the trainer will say so, and take the next.
      return false
    }
  }

  return {
    /** The epoch that a run would go on from, of the checkpoints that are really there: 0 where none is. */
    async intactEpoch(run: string, goingOn: GoingOn): Promise<number> {
      for (const file of goingOn.files) if (await isIntact(run, file)) return file.epoch
      return 0
    },
    directoryOf: (run: string): string => join(runsDirectory, run),

    /** Drops what need not stay: rows first, so that a row always has its file. */
    prune(run: string, facts: KeepingFacts & { readonly keepsNone: boolean }): void {
      const files = store.checkpoints.list(run)
      const dropped = facts.keepsNone ? files : checkpointsToDrop(files, facts)
      if (dropped.length === 0) return
      store.transaction(() => dropped.forEach((file) => store.checkpoints.forget(run, file)))
      void remove(run, dropped)
    },

    /**
     * Removes what a trainer or core that was killed left without a row, of runs that have ended. Folders of runs that the history does
     * not know, and checkpoints of later epochs than it has, stay: they belong to a history that was lost, or is newer than this copy.
     * @param isActive asked again before anything goes, as a run may be resumed meanwhile.
     */
    async sweep(isActive: (run: string) => boolean): Promise<void> {
      for (const run of await readdir(runsDirectory)) {
        const names = await readdir(join(runsDirectory, run), { recursive: true, withFileTypes: true })
        if (isActive(run) || store.runs.get(run) === null) continue
        // A checkpoint whose row cannot be read may be the only one: nothing of such a run is taken away.
        if (store.checkpoints.countUnreadable(run) > 0) continue
        const next = store.epochs.list(run).length + 1
        const known = new Set(store.checkpoints.list(run).map((file) => pathOf(run, file)))
        for (const entry of names) {
          const path = join(entry.parentPath, entry.name)
          const epoch = Number(/^epoch-(\d+)(?:\.weights)?\.safetensors$/.exec(entry.name)?.[1] ?? 0)
          if (entry.isFile() && epoch <= next && !known.has(path) && !isActive(run)) await rm(path, { force: true })
        }
      }
    },
  }
}
