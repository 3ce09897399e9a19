/** Which run trains next, and on how many threads. Pure arithmetic over what the machine has. */

export type Resources = { readonly cpuCount: number; readonly totalMemoryBytes: number }

/** What a trainer takes at the usual sizes. */
const memoryPerRunBytes = 1.3e9
/** Left to the system and the window. */
const reservedMemoryBytes = 1.5e9

/** Runs that train at the same time: two where there are two cores and the memory, else one. */
export function concurrencyOf({ cpuCount, totalMemoryBytes }: Resources): number {
  return cpuCount >= 2 && totalMemoryBytes >= reservedMemoryBytes + 2 * memoryPerRunBytes ? 2 : 1
}

/**
 * Threads for a run that starts now. A lone run gets every core; several share them, which trains more in all
 * (two runs at one thread each: about 20% more than one at two).
 * @param unfinished runs that train or wait, this one included.
 */
export function threadsFor(resources: Resources, unfinished: number): number {
  const together = Math.max(1, Math.min(concurrencyOf(resources), unfinished))
  return Math.max(1, Math.floor(resources.cpuCount / together))
}
