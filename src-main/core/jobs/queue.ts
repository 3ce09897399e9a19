/** Which run trains when, and on how many threads. Pure arithmetic over what the machine has and what was chosen. */
import type { Preferences } from '../../contract/preferences'

export type Resources = { readonly cpuCount: number; readonly totalMemoryBytes: number }
type Choice = Pick<Preferences, 'concurrency' | 'threadsPerRun'>

/** What a trainer takes at the usual sizes. */
const memoryPerRunBytes = 1.3e9
/** Left to the system and the window. */
const reservedMemoryBytes = 1.5e9

/** Runs that train at the same time: what was chosen, else two where there are two cores and the memory, else one. */
export function concurrencyOf({ cpuCount, totalMemoryBytes }: Resources, { concurrency }: Choice): number {
  if (concurrency !== null) return concurrency
  return cpuCount >= 2 && totalMemoryBytes >= reservedMemoryBytes + 2 * memoryPerRunBytes ? 2 : 1
}

/**
 * Threads for a run that starts now: what was chosen; else a lone run gets every core, and several share them, which trains
 * more in all (two runs at one thread each: about 20% more than one at two).
 * @param unfinished runs that train or wait, this one included.
 */
export function threadsFor(resources: Resources, choice: Choice, unfinished: number): number {
  if (choice.threadsPerRun !== null) return choice.threadsPerRun
  const together = Math.max(1, Math.min(concurrencyOf(resources, choice), unfinished))
  return Math.max(1, Math.floor(resources.cpuCount / together))
}

export type Schedule = {
  /** Seconds from now at which each waiting run begins. */
  readonly starts: readonly number[]
  /** Seconds from now at which the last run ends. */
  readonly end: number
}

/**
 * When waiting runs begin, each in the first free place.
 * @param running seconds that each running run has left.
 * @param waiting seconds that each waiting run takes, in their order.
 */
export function scheduleRuns(running: readonly number[], waiting: readonly number[], concurrency: number): Schedule {
  // More may train than have a place, after the number was lowered.
  const places = [...running]
  while (places.length < concurrency) places.push(0)
  const starts = waiting.map((seconds) => {
    places.sort((left, right) => left - right)
    const tooMany = places.length - concurrency
    if (tooMany > 0) places.splice(0, tooMany)
    const start = places[0] ?? 0
    places[0] = start + seconds
    return start
  })
  return { starts, end: Math.max(0, ...places, ...running) }
}
