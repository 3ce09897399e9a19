/** What a series says in one line (model/digests), as it lies in a row of `series`. */
import type { SeriesDigest } from '../contract/run'
import { emptyDigest } from '../model/digests'
import { negativeZeros, withZeroSign } from './numbers'

/** The digest columns of `series`, in the order of {@link DigestRow}. */
export const digestColumns = [
  'is_by_step',
  'count',
  'first_step',
  'last_step',
  'last',
  'minimum',
  'minimum_step',
  'maximum',
  'maximum_step',
  'nan',
  'infinite',
  'positive_infinity_step',
  'negative_infinity_step',
  'negative_zeros',
] as const

/** As SQLite has it: of any types, where a file is damaged. */
export type DigestRow = readonly (number | null)[]

export function toDigestRow(digest: SeriesDigest): DigestRow {
  const { last, minimum, maximum } = digest
  return [
    digest.by === 'step' ? 1 : 0,
    digest.count,
    digest.firstStep,
    digest.lastStep,
    // NaN is NULL: how many there are tells it from none.
    last,
    minimum,
    digest.minimumStep,
    maximum,
    digest.maximumStep,
    digest.nan,
    digest.infinite,
    digest.positiveInfinityStep,
    digest.negativeInfinityStep,
    negativeZeros([last ?? 0, minimum ?? 0, maximum ?? 0]),
  ]
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
const isNumberOrNull = (value: unknown): value is number | null => value === null || typeof value === 'number'

/** @returns null for a row without a digest, and for one that no points can have: it is made anew of them. */
export function fromDigestRow(row: DigestRow): SeriesDigest | null {
  const [isByStep, count, firstStep, lastStep, last, minimum, minimumStep, maximum, maximumStep, ...rest] = row
  const [nan, infinite, positive, negative, signs] = rest
  if (!isCount(count) || (isByStep !== 0 && isByStep !== 1)) return null
  const by = isByStep === 1 ? 'step' : 'epoch'
  if (count === 0) return emptyDigest(by)
  if (!isCount(nan) || !isCount(infinite) || !isCount(firstStep) || !isCount(lastStep) || !isCount(signs)) return null
  if (firstStep > lastStep || nan + infinite > count) return null
  if (!isNumberOrNull(last) || !isNumberOrNull(minimum) || !isNumberOrNull(maximum)) return null
  const isWithin = (step: number | null | undefined): step is number =>
    isCount(step) && step >= firstStep && step <= lastStep
  const hasFinite = nan + infinite < count
  if (hasFinite !== (minimum !== null && maximum !== null && minimum <= maximum)) return null
  if (hasFinite !== (isWithin(minimumStep) && isWithin(maximumStep))) return null
  if (infinite > 0 !== (isWithin(positive) || isWithin(negative))) return null
  return {
    by,
    count,
    firstStep,
    lastStep,
    last: withZeroSign(last, signs, 0),
    minimum: minimum === null ? null : withZeroSign(minimum, signs, 1),
    minimumStep: minimumStep ?? null,
    maximum: maximum === null ? null : withZeroSign(maximum, signs, 2),
    maximumStep: maximumStep ?? null,
    nan,
    infinite,
    positiveInfinityStep: positive ?? null,
    negativeInfinityStep: negative ?? null,
  }
}
