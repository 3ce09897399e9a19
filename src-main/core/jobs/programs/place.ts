/** Where programs run: one interface, so that another machine or a scheduler is another file and nothing else. */
import type { RunnerJob } from '../../../contract/runner-protocol'

/** Who writes a run's records, as its first record says. */
export type Writer = { readonly process: number; readonly startedAt: string | null }

export type Place = {
  /** Begins an attempt. @param onGone told once when whoever runs it is gone, however that came. @throws when it cannot begin at all */
  begin(job: RunnerJob, onGone: () => void): void
  /** Takes over an attempt that an earlier core began. @returns false where nothing runs any more */
  adopt(attempt: { readonly run: string; readonly writer: Writer }, onGone: () => void): boolean
  /** Asks it to stop, with the waits of its job. @param stopFile of its job */
  stop(run: string, stopFile: string): void
  /** Ends what runs of it now: nobody is left to wait. @param leader of the program's group, where it is known */
  end(run: string, leader: Writer | null): void
  /** Lets go of it: what runs keeps running, for the next core. */
  release(): void
}
