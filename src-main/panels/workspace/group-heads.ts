/** What heads of groups say where there is little room: what tells the groups apart. */
import { groupPartsOf, partText, type GroupPart, type RunGroup } from './run-list'

/** A common beginning or end that is shorter than this is worth no dots. */
const leastCommon = 5

/**
 * The head of each group, by its id. Where all labels fit they are the heads; else what all groups have in common is dropped: settings that are
 * the same in all of them, names of settings, and, if that is not enough, how their values begin and end.
 * @param fits whether a text has room
 */
export function headsOf(
  groups: readonly RunGroup[],
  groupBy: readonly string[],
  fits: (text: string) => boolean,
): ReadonlyMap<string, string> {
  if (groups.every(({ label }) => fits(label))) return new Map(groups.map(({ id, label }) => [id, label]))
  const parts = groups.map(({ runs: [first] }) => (first === undefined ? [] : groupPartsOf(first, groupBy)))
  const telling = groupBy.flatMap((_, at) => (valuesAt(parts, at).size > 1 ? [at] : []))
  // A single group is told by all that it has.
  const kept = telling.length === 0 ? groupBy.map((_, at) => at) : telling
  const short = parts.map((one) => kept.map((at) => shortText(one[at])))
  const isEnough = short.every((one) => fits(one.join(', ')))
  const heads = isEnough ? short : withoutCommonEnds(short)
  return new Map(groups.map(({ id, label }, at) => [id, orElse(heads[at]?.join(', '), label)]))
}

const orElse = (text: string | undefined, other: string): string => (text === undefined || text === '' ? other : text)

const valuesAt = (parts: readonly (readonly GroupPart[])[], at: number): Set<string> =>
  new Set(parts.map((one) => one[at]?.value ?? ''))

/** Switches say nothing without the name of theirs. */
const shortText = (part: GroupPart | undefined): string =>
  part === undefined ? '' : /^(?:on|off)$/.test(part.value) ? partText(part) : part.value

function withoutCommonEnds(texts: readonly (readonly string[])[]): string[][] {
  const columns = (texts[0] ?? []).map((_, at) => texts.map((one) => one[at] ?? ''))
  const cut = columns.map((column) => {
    const distinct = [...new Set(column)]
    if (distinct.length < 2) return column
    const start = wholeStart(commonStart(distinct))
    const end = wholeEnd(reverse(commonStart(distinct.map((text) => reverse(text.slice(start.length))))))
    return column.map((text) => {
      const from = start.length < leastCommon ? 0 : start.length
      const to = end.length < leastCommon ? text.length : text.length - end.length
      return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`
    })
  })
  return texts.map((_, row) => cut.map((column) => column[row] ?? ''))
}

const reverse = (text: string): string => Array.from(text).reverse().join('')

function commonStart(texts: readonly string[]): string {
  const [first = '', ...others] = texts
  const points = Array.from(first)
  let length = 0
  for (const point of points) {
    if (!others.every((text) => text.startsWith(point, length))) break
    length += point.length
  }
  return first.slice(0, length)
}

/** Up to the last mark between words: no word and no number is cut. */
const wholeStart = (text: string): string => /^.*[\s/\\._,:=-]/su.exec(text)?.[0] ?? ''
const wholeEnd = (text: string): string => /[\s/\\._,:=-].*$/su.exec(text)?.[0] ?? ''
