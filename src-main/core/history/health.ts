/**
 * Which runs cannot be read in full. Looking takes several queries a run, so runs are looked over in slices while nobody waits, and again
 * only after they changed: a question is answered with what is known.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { log } from '../log'
import { createTurns, isAnswering, type Steps } from '../turns'
import { findProblems } from './problems'

export type RunProblems = { readonly name: string; readonly problems: readonly string[] }

export type RecordHealth = ReturnType<typeof createRecordHealth>

/** Where histories are small all is looked at within the first slice. */
const usualMilliseconds = 4
/** How long everybody else has the core in between: it may take a while, and nobody is to notice. */
const pauseMilliseconds = 20
/** And how many such pauses it waits at most for those who are being answered: one who always asks does not keep it from ever coming to an end. */
const mostPauses = 25

const usualPause = (): Promise<void> => delay(pauseMilliseconds, undefined, { ref: false })

export function createRecordHealth(
  store: Pick<Store, 'runs' | 'epochs' | 'batches' | 'samples' | 'attempts' | 'checkpoints'>,
  {
    sliceMilliseconds = usualMilliseconds,
    pause = usualPause,
  }: { readonly sliceMilliseconds?: number; readonly pause?: () => Promise<void> } = {},
) {
  const troubled = new Map<string, RunProblems>()
  const sound = new Set<string>()
  let unchecked: Set<string> | null = null
  let checking: Promise<void> | null = null

  /** Every run is to be looked at once; afterwards those that change. */
  const left = (): Set<string> => (unchecked ??= new Set(store.runs.ids()))

  function* check(): Steps<void> {
    for (const id of left()) {
      left().delete(id)
      look(id, store.runs.get(id))
      yield
    }
  }

  function look(id: string, run: StoredRun | null): void {
    const problems = run === null ? [] : [...run.problems, ...findProblems(store, id, run.recipe ?? {})]
    if (run !== null && problems.length === 0) sound.add(id)
    if (run === null || problems.length === 0) troubled.delete(id)
    else troubled.set(id, { name: run.name, problems })
  }

  /** Leaves the core to others, and for longer while somebody is being answered. */
  async function rest(): Promise<void> {
    let pauses = 0
    do await pause()
    while (isAnswering() && (pauses += 1) < mostPauses)
  }

  /** In slices that leave most of the time to others. */
  async function checkQuietly(): Promise<void> {
    const steps = check()
    for (let began = performance.now(); ;) {
      if (steps.next().done === true) return
      if (performance.now() - began < sliceMilliseconds) continue
      await rest()
      began = performance.now()
    }
  }

  return {
    /** To be called after every write to a run. */
    forget(run: string): void {
      sound.delete(run)
      unchecked?.add(run)
    },
    /** Whether a run has been looked at since it was last written to, and all of it can be read. */
    isSound: (run: string): boolean => sound.has(run),
    /** What is known by now: a look over the rest begins, unless one is under way. */
    known(): { readonly checked: number; readonly runs: readonly RunProblems[] } {
      if (left().size > 0)
        checking ??= checkQuietly()
          .catch((error: unknown) => log.error('Runs could not be looked over', error))
          .finally(() => {
            checking = null
          })
      return { checked: Math.max(0, store.runs.count() - left().size), runs: [...troubled.values()] }
    },
    /** Looks at the rest, in slices that others come between. */
    complete: async (): Promise<void> => void (await createTurns().take(check(), () => true)),
  }
}
