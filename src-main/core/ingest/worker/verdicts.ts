/** What the end of a passage means for its journal: whether it goes on, is damaged, or is over. */
import type { JournalPlace } from '../../../protocol/journal/reading'
import { passOverLine, writtenBytes, type Passage } from './passages'

export type Verdict = {
  /** Where to read on. */
  readonly place: JournalPlace
  /** What is wrong with the file, in sentences. */
  readonly faults: readonly string[]
  /** A line that is too long is passed over. */
  readonly hasLongLine?: boolean
  /** Whether there is more to read at once. */
  readonly hasMore: boolean
  /** Nobody writes there any more, and nothing is left to read. */
  readonly isOver: boolean
}

/** `skip` of a journal that is damaged at its place: it is read no further. */
export const unreadable = -2

/** A journal, and how its end is judged. */
type Judged = {
  readonly path: string
  readonly writer: string
  /** How long a record that is not what was written may still become it, on a file system that shows writes late. */
  readonly patienceMilliseconds: number
  readonly now: () => number
}

export function createVerdicts({ path, writer, patienceMilliseconds, now }: Judged) {
  /** Where reading met something that no writer writes, and since when. */
  let doubt: { readonly offset: number; readonly since: number } | null = null

  /** Whether what was found is damage, and no write that is under way. @param end where the next record would begin */
  function isCertain(offset: number, end: number, size: number): boolean {
    doubt = doubt?.offset === offset ? doubt : { offset, since: now() }
    const isLasting = now() - doubt.since >= patienceMilliseconds
    return isLasting && writtenBytes(path, end, size) > 0
  }

  function judgeDamage({ place, size }: Passage, reason: string, end: number, isGone: boolean): Verdict {
    if (!isGone && !isCertain(place.offset, end, size)) return { place, faults: [], hasMore: false, isOver: false }
    const fault = `The journal ${writer} is damaged at byte ${count(place.offset)}: ${reason}. What stands before it was taken in, the ${bytesOf(size - place.offset)} behind it were not.`
    return { place: { ...place, skip: unreadable }, faults: [fault], hasMore: false, isOver: isGone }
  }

  function judgeOver({ end, place, size }: Passage): Verdict {
    const unread = end.kind === 'waiting' ? writtenBytes(path, place.offset, size) : 0
    const fault = `The last record of ${writer} was cut off when its program ended: ${bytesOf(unread)} were left out.`
    return { place, faults: unread > 0 ? [fault] : [], hasMore: false, isOver: true }
  }

  /**
   * @param from where the passage began
   * @param isGone nobody writes there any more: what is not whole will never be
   */
  return (passage: Passage, from: JournalPlace, isGone: boolean): Verdict => {
    const { end, place, size } = passage
    if (end.kind === 'damaged') {
      const hasShrunk = size < place.offset
      if (hasShrunk || path.endsWith('.plj')) return judgeDamage(passage, end.reason, end.end, isGone)
      const faults = [`A line of more than 16 MB in ${writer} was left out.`]
      return { place: passOverLine(path, place, end.end), faults, hasLongLine: true, hasMore: true, isOver: false }
    }
    doubt = null
    const hasMore = end.kind === 'full' || hasRest(passage, from)
    return isGone && !hasMore ? judgeOver(passage) : { place, faults: [], hasMore, isOver: false }
  }
}

/** Whether all that was at hand is read, and there is more in the file. */
function hasRest({ end, place, size, atHand }: Passage, from: JournalPlace): boolean {
  const isFurther = place.offset > from.offset || place.skip !== from.skip
  return end.kind === 'waiting' && end.needs === 0 && isFurther && place.offset + atHand < size
}

/** Of a journal that the system does not let be read. @param code of the system's error */
export const refusal = (writer: string, { offset }: JournalPlace, code: string): string =>
  `The journal ${writer} cannot be read from byte ${count(offset)} on (${code}).`

const count = (number: number): string => number.toLocaleString('en-US')
const bytesOf = (number: number): string => (number === 1 ? '1 byte' : `${count(number)} bytes`)
