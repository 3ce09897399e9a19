/** The programs that run now: from their start to the end that is stored, also over the death of a core. */
import type { EndReason } from '../../../contract/run'
import type { RunnerJob } from '../../../contract/runner-protocol'
import { homeFailure } from '../../../platform/home-failure'
import { translateSqliteError } from '../../../store/open'
import type { StoredRun } from '../../../store/runs'
import { packEnded } from '../../history/digests'
import { packTails } from '../../history/packing'
import { log } from '../../log'
import {
  attemptFiles,
  forbid,
  haveBegun,
  makeAttemptFiles,
  removeAttemptFiles,
  type AttemptFiles,
} from './attempt-files'
import { attend, sentenceOf, type RunningProgram, type RunningProgramOptions } from './running-program'

export type RunningProgramsOptions = RunningProgramOptions & {
  readonly home: string
  /** Where files of a run lie. */
  readonly directoryOf: (run: string) => string
  /** Ends a run, wherever it is. */
  readonly end: (run: string, reason: EndReason, message: string | null) => void
  /** A program ended, and its run with it: there is a place for the next. */
  readonly onFree: () => void
}

export type RunningPrograms = ReturnType<typeof createRunningPrograms>

export function createRunningPrograms(options: RunningProgramsOptions) {
  const { store, facts, place, end } = options
  const running = new Map<string, RunningProgram>()
  const filesOf = (run: string): AttemptFiles => attemptFiles(options.directoryOf(run))

  function attendTo(run: StoredRun): RunningProgram {
    const program = attend(options, run, filesOf(run.id))
    running.set(run.id, program)
    return program
  }

  /** Whoever ran it is gone. */
  function settle(id: string): void {
    const program = running.get(id)
    if (program === undefined) return
    const { reason, message } = program.settle()
    running.delete(id)
    const { replaced } = program.said
    if (replaced > 0)
      facts.note(
        id,
        'info',
        `${replaced === 1 ? '1 point' : `${replaced} points`} took the place of earlier ones at the same step.`,
      )
    end(id, reason, message)
    tidy(id, program.files)
    options.onFree()
  }

  /** What it was run by is in the history now. */
  function tidy(id: string, files: AttemptFiles): void {
    try {
      removeAttemptFiles(files)
      const run = store.runs.get(id)
      if (run !== null) packEnded(store, [run])
      packTails(store, id)
      facts.stored(id)
    } catch (error) {
      log.error(`Files of run ${id} could not be let go`, error)
    }
  }

  function jobOf(run: StoredRun): RunnerJob {
    const job = store.programs.jobOf(run.id)?.job ?? null
    if (job === null) throw new Error('What it was to start cannot be read.')
    const files = filesOf(run.id)
    makeAttemptFiles(files)
    const { records, stopFile, output } = files
    const project = store.projects.get(run.project)?.name ?? run.project
    return { ...job, run: run.id, project, home: options.home, attempt: 1, records, stopFile, output }
  }

  return {
    count: (): number => running.size,
    has: (run: string): boolean => running.has(run),
    /** In the order in which they began. */
    ids: (): string[] => [...running.keys()],

    start(run: StoredRun): void {
      try {
        const job = jobOf(run)
        const startedAt = new Date().toISOString()
        store.transaction(() => {
          store.runs.markStarted(run.id, startedAt)
          store.attempts.begin(run.id, 'start', startedAt)
        })
        place.begin(job, () => settle(run.id))
        attendTo({ ...run, startedAt }).follow()
        facts.changed(run.id)
      } catch (caught) {
        running.get(run.id)?.close()
        running.delete(run.id)
        end(run.id, 'failed', sentenceOf(translateSqliteError(homeFailure(filesOf(run.id).directory, caught))))
      }
    },

    /**
     * Takes over what an earlier core began: what still runs is followed, and what has ended meanwhile has the end that it said.
     */
    recover(run: StoredRun): void {
      const program = attendTo(run)
      const { files, said } = program
      const hasBegun = haveBegun(files)
      program.catchUp()
      const { writer, finished } = said
      if (finished === null && writer !== null && place.adopt({ run: run.id, writer }, () => settle(run.id))) {
        if (run.state === 'stopping') place.stop(run.id, files.stopFile)
        program.follow()
        return
      }
      // One that was about to begin must not, now that its run has ended.
      if (hasBegun && writer === null) forbid(files)
      program.intend({
        reason: 'interrupted',
        message: 'Plateau quit, and its program ended with it or without being watched.',
      })
      settle(run.id)
    },

    /** The first reason wins. @returns false where it does not run. */
    stop(run: string, reason: EndReason, message: string | null): boolean {
      const program = running.get(run)
      program?.stop(reason, message)
      return program !== undefined
    },
    /** Points of a run were stored, by whoever wrote them: a client of the program's own as well. */
    hear: (run: string, key: string): void => running.get(run)?.hear(new Set([key])),

    /** Nothing can be stored any more: what runs is ended. */
    abandon(): void {
      for (const program of running.values()) {
        program.close()
        program.end()
      }
    },

    /** The core ends: what runs still is the next one's. */
    close(): void {
      for (const program of running.values()) program.close()
      place.release()
    },
  }
}
