/** What runs now, whoever runs it: trainers and programs, behind one door for the queue. */
import type { EndReason } from '../../contract/run'
import type { StoredRun } from '../../store/runs'
import type { RunningPrograms } from './programs/running'
import type { Trainers } from './trainers'

export type Active = ReturnType<typeof createActive>

export function createActive(trainers: Trainers, programs: RunningPrograms) {
  return {
    count: (): number => trainers.count() + programs.count(),
    has: (run: string): boolean => trainers.has(run) || programs.has(run),
    /** @param unfinished runs that train or wait, this one included. */
    start(run: StoredRun, unfinished: number): void {
      if (run.isProgramJob) programs.start(run)
      else trainers.start(run, unfinished)
    },
    /** The first reason wins. @returns false where it does not run. */
    stop: (run: string, reason: EndReason, message: string | null): boolean =>
      trainers.stop(run, reason, message) || programs.stop(run, reason, message),
    /** Nothing can be stored any more: what runs is ended with this sentence. */
    abandon(sentence: string): void {
      trainers.abandon(sentence)
      programs.abandon()
    },
  }
}
