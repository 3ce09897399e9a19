/** Numbers inside the verdict's sentences. */

export type Unit = 'epoch' | 'step'

/** An epoch or a step, and numbers of them: 62, 5,000. */
export const showPlace = (place: number): string => place.toLocaleString('en-US')

/** "1 epoch", "62 epochs", "5,000 steps". */
export const countIn =
  (unit: Unit) =>
  (count: number): string =>
    `${showPlace(count)} ${count === 1 ? unit : `${unit}s`}`

/** "62 epochs later", "1 epoch earlier". */
export function laterOrEarlier(amount: number, show: (amount: number) => string): string {
  return `${show(Math.abs(amount))} ${amount < 0 ? 'earlier' : 'later'}`
}

/** A difference of times in its largest unit that matters: "40 s", "17 min", "2 h 5 min". */
export function showSeconds(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
