/** What a program's printed lines say, one after the other: values at steps. A line without a step counts to the last one seen. */
import { matchPattern, readPattern, stepField, type LinePattern } from './line-patterns'
import { readPlainLine } from './plain-lines'

export type PrintedPoint = { readonly step: number; readonly values: ReadonlyMap<string, number> }

export type PrintedResults = {
  /** Null where the line says nothing. Never throws. */
  read(line: string): PrintedPoint | null
  /** Every step so far was an epoch. */
  stepsAreEpochs(): boolean
}

/** @param sources of patterns; without any, lines are read as they usually are written. Those that are no patterns read nothing. */
export function createPrintedResults(sources: readonly string[]): PrintedResults {
  const patterns = sources.flatMap((source): LinePattern[] => {
    const read = readPattern(source)
    return read.ok ? [read.pattern] : []
  })
  const steps = createSteps()

  function readByPatterns(line: string): PrintedPoint | null {
    let step: number | null = null
    const values = new Map<string, number>()
    for (const pattern of patterns) {
      const found = matchPattern(pattern, line)
      if (found === null) continue
      for (const [name, value] of found) {
        if (name === stepField) step ??= value
        else if (!values.has(name)) values.set(name, value)
      }
    }
    return values.size === 0 && step === null ? null : steps.place(step, null, false, values)
  }

  function readPlainly(line: string): PrintedPoint | null {
    const { step, epoch, isEpoch, values } = readPlainLine(line)
    return values.size === 0 && step === null ? null : steps.place(step, epoch, isEpoch, values)
  }

  return {
    read: sources.length > 0 ? readByPatterns : readPlainly,
    stepsAreEpochs: () => steps.areEpochs(),
  }
}

/** Steps of lines, some of which say none. */
function createSteps() {
  /** The last one that a line said, and what was added to it. */
  let said: number | null = null
  let added = 0
  let lastEpoch: number | null = null
  /** Of what was read before any step was said: how often each key came. */
  const counts = new Map<string, number>()
  let sawEpoch = false
  let sawOther = false

  return {
    areEpochs: (): boolean => sawEpoch && !sawOther,
    place(
      step: number | null,
      epoch: number | null,
      isEpoch: boolean,
      values: ReadonlyMap<string, number>,
    ): PrintedPoint | null {
      if (step !== null) {
        // Counted anew in each epoch: it goes on behind those of the epoch before.
        if (said !== null && epoch !== null && lastEpoch !== null && epoch > lastEpoch && step <= said) added += said
        if (epoch !== null) lastEpoch = epoch
        said = step
        if (isEpoch) sawEpoch = true
        else sawOther = true
      }
      if (values.size === 0) return null
      if (said !== null) return { step: Math.min(said + added, Number.MAX_SAFE_INTEGER), values }
      sawOther = true
      let count = 0
      for (const key of values.keys()) {
        const next = (counts.get(key) ?? 0) + 1
        counts.set(key, next)
        count = Math.max(count, next)
      }
      return { step: count, values }
    },
  }
}
