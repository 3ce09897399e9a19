/** Early stopping of a program from outside: the report's rule over any of its series, as it is stored. */
import { createWatch, watchSentence } from '../../../model/programs/watch'
import type { Store } from '../../../store/store'

export type Stopping = {
  /** Its series of these keys have new points. @returns why it is to stop; null while it is not */
  judge(keys: ReadonlySet<string>): string | null
}

/** Null where it has no rule. */
export function createStopping(store: Store, run: string): Stopping | null {
  const rule = store.programs.jobOf(run)?.stopping ?? null
  if (rule === null) return null
  const watch = createWatch(rule)
  /** The last step that the rule has taken in, and how often points of the series had been moved by then. */
  let last = -Infinity
  let cuts = -1

  function take(steps: ArrayLike<number>, values: ArrayLike<number>) {
    for (let index = 0; index < steps.length && watch.stopStep() === null; index += 1) {
      const step = steps[index] ?? 0
      if (step <= last) continue
      watch.observe(step, values[index] ?? Number.NaN)
      last = step
    }
  }

  function begin() {
    watch.reset()
    last = -Infinity
  }

  return {
    judge(keys) {
      if (!keys.has(rule.metric)) return null
      const column = store.epochs.column(run, rule.metric)
      if (column !== null) {
        // Few, and any of them may have taken the place of an earlier one.
        begin()
        take(column.epochs, column.values)
        const epoch = watch.stopStep()
        return epoch === null ? null : watchSentence(rule, epoch, 'epoch')
      }
      const series = store.batches.find(run, rule.metric)
      if (series === null) return null
      const version = store.batches.version(series)?.cuts ?? 0
      if (version !== cuts) begin()
      cuts = version
      for (const { firstStep, lastStep } of store.batches.summaries(series)) {
        if (lastStep <= last) continue
        const { steps, values } = store.batches.chunk(series, firstStep)
        take(steps, values)
      }
      const { steps, values } = store.batches.tail(series)
      take(steps, values)
      const step = watch.stopStep()
      return step === null ? null : watchSentence(rule, step, 'step')
    },
  }
}
