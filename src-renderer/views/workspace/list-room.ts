/** How wide the list of runs is, and what of it names, heads and tags have. */
import { formatCount } from '@panels/words/format'
import { textWidth } from '../../components/text-width.svelte'

const usual = 296
const most = 400
/** Of a letter of numbers, which are all as wide. */
const digit = 6.95
/** Of the list's scroll bar, which lies beside its rows where a system shows one. */
const scrollBar = 12
/** Everything in a row of a run but its name and value: its ends, eye, line, state, what is between them, and the scroll bar. */
const besideName = 8 + 24 + 6 + 18 + 6 + 6 + 6 + 24 + 8 + scrollBar
/** The same of a group, but for its count. */
const besideHead = 8 + 24 + 6 + 18 + 6 + 14 + 4 + 4 + 6 + 12 + scrollBar
/** "0.01244 ± 0.00020": the list does not become wider once the numbers have come. */
const usualGroupValue = 17

export const valueWidth = (text: string): number => text.length * digit
const headWidth = (text: string): number => textWidth(text, '600 12px')

/** Whether a head has room in a list that is as wide as it may be. */
export const headFits =
  (values: readonly string[], runs: number) =>
  (head: string): boolean =>
    headWidth(head) <= most - besideHead - countWidth(runs) - widestValue(values)

const countWidth = (runs: number): number => formatCount(runs).length * 7
const widestValue = (values: readonly string[]): number => Math.max(...values.map(valueWidth), usualGroupValue * digit)

/** So wide that heads and values of groups stand side by side, as far as the panels leave room. @param runs of the largest group */
export function widthOfGroups(heads: Iterable<string>, values: readonly string[], runs: number): number {
  let widest = 0
  for (const head of heads) widest = Math.max(widest, headWidth(head))
  return Math.ceil(Math.max(usual, Math.min(most, besideHead + countWidth(runs) + widest + widestValue(values))))
}

export const usualWidth = usual

/** What a name, its marks and its tags have in a row. */
export const roomOfName = (width: number, value: string): number => width - besideName - valueWidth(value)

export const nameWidth = (name: string): number => textWidth(name, '400 12px') + 4
/** A tag, or the mark for several, with the gap before it. */
export const tagWidth = (tag: string): number => Math.min(textWidth(tag, '400 10.5px'), mostTag) + 10 + 4
/** A tag that is longer ends with dots. */
export const mostTag = 96
