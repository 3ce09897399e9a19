/** Arithmetic of playing through a run's epochs. */

/** Outputs of an epoch are 25 KB: 400 of them are 10 MB. */
export const epochsToKeep = 400
/** Epochs that are fetched ahead while it plays. */
export const epochsAhead = 6

/** Whether the person asked the system for less motion. */
const wantsLessMotion = (): boolean =>
  typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches

/** How long an epoch is shown: all of them in about eight seconds, none a flicker; with less motion one a second. */
export function frameMilliseconds(count: number, lessMotion: boolean = wantsLessMotion()): number {
  return lessMotion ? 1_000 : Math.max(60, Math.min(400, Math.round(8_000 / Math.max(1, count))))
}

/** Index of an epoch among ascending ones; of the last one before it where it is missing, 0 before the first. */
export function positionOf(epochs: ArrayLike<number>, epoch: number): number {
  let position = 0
  for (let index = 0; index < epochs.length; index += 1) if ((epochs[index] ?? 0) <= epoch) position = index
  return position
}
