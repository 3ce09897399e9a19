/** The losses of all validation images at one epoch, as a spread to draw and a list to read. */

import { shareOf } from '@charts/place'

export type LossSpread = {
  /** Of the axis. */
  readonly from: number
  readonly to: number
  readonly mean: number
  /** Images in each of equally wide stretches of the axis. */
  readonly counts: Uint32Array
  /** Images without a finite loss, which stand nowhere. */
  readonly notFinite: number
}

/** @param stretches of the axis */
export function spreadOf(losses: Float64Array, stretches: number): LossSpread {
  const finite = losses.filter(Number.isFinite)
  let [from, to, sum] = [Infinity, -Infinity, 0]
  for (const loss of finite) {
    from = Math.min(from, loss)
    to = Math.max(to, loss)
    sum += loss
  }
  if (finite.length === 0) [from, to] = [0, 1]
  // The axis has 0, where a loss ends.
  from = Math.min(0, from)
  to = Math.max(0, to)
  if (to === from) to = 1
  const counts = new Uint32Array(stretches)
  for (const loss of finite) {
    const at = Math.min(stretches - 1, Math.floor(shareOf(loss, [from, to]) * stretches))
    counts[at] = (counts[at] ?? 0) + 1
  }
  return { from, to, mean: sum / finite.length, counts, notFinite: losses.length - finite.length }
}

/** "4127, 12" as places from 0, or what is wrong with it. @param total how many images there are */
export function readImageNumbers(text: string, total: number, most: number): number[] | string {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '')
  if (parts.length === 0) return 'Enter numbers of images, such as 1, 12, 400.'
  const places: number[] = []
  for (const part of parts) {
    const number = /^\d{1,9}$/.test(part) ? Number(part) : Number.NaN
    if (Number.isNaN(number)) return `“${part}” is no number of an image.`
    if (number < 1 || number > total) return `There are images 1 to ${total}, and no ${part}.`
    if (!places.includes(number - 1)) places.push(number - 1)
  }
  return places.length > most ? `At most ${most} images are shown.` : places
}
