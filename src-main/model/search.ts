/** What words find in runs, and what counts as the same value: for the query language (model/query) and its SQL. */
import { stateWords, type ShownState } from '../contract/run'
import { readNumber } from './query/literals'
import { printCondition, valueOf } from './query/print'

/** A tag as the search writes it: with hyphens, as words are parted by spaces. */
export const tagTerm = (tag: string): string =>
  printCondition({
    kind: 'term',
    field: { name: 'tag', part: null, step: null },
    value: valueOf(tag.replaceAll(/\s+/g, '-'), 'term'),
    ...nowhere,
  })
const nowhere = { at: { from: 0, to: 0 }, fieldAt: { from: 0, to: 0 }, valueAt: { from: 0, to: 0 } }

/** Whether one of a run's tags is meant. */
export const hasTag = (tags: readonly string[], wanted: string): boolean =>
  tags.some((tag) => tag.toLowerCase().replaceAll(/\s+/g, '-') === wanted)

/** The states and ends whose words have this text in them. */
export const statesWith = (text: string): ShownState[] =>
  (Object.keys(stateWords) as ShownState[]).filter((state) => stateWords[state].includes(text))

/** A list as it is typed behind its key: its values with commas. */
export const listWord = (value: readonly unknown[]): string => value.join(',')

/** Whether a setting is what was typed behind its key; `none` for one that the run does not have. */
export function isSetting(value: unknown, wanted: string): boolean {
  if (value === undefined || value === null) return wanted === 'none'
  if (typeof value === 'boolean') return wanted === String(value) || wanted === (value ? 'on' : 'off')
  if (typeof value === 'number') return Object.is(readNumber(wanted), value) || readNumber(wanted) === value
  const text = (Array.isArray(value) ? listWord(value) : JSON.stringify(value)).toLowerCase()
  return typeof value === 'string' ? value.toLowerCase() === wanted : text === wanted
}

type Searched = {
  readonly name: string
  readonly tags: readonly string[]
  readonly config: Readonly<Record<string, unknown>>
}

/** Before each part of a setting in a search text. */
const partMark = '\n'
/** A longer part is found by its beginning alone. */
const longestPart = 100

/**
 * The text that words are looked for in: name and tags, in which a word may stand anywhere, and behind them settings that are texts, with each of
 * their parts: a word of three characters or more may stand anywhere in them, a shorter one begins a part (`l1` finds `smooth-l1`, and not `xl1`).
 * Seeds stand with their keys.
 */
export function searchTextOf({ name, tags, config }: Searched): string {
  const parts: string[] = []
  for (const key of Object.keys(config)) {
    const value = config[key]
    if (typeof value === 'string') for (const word of value.toLowerCase().split(/\s+/)) parts.push(...partsOf(word))
    else if (typeof value === 'number' && key === 'seed') parts.push('seed', String(value))
  }
  return [searchHeadOf({ name, tags }), ...new Set(parts)].join(partMark)
}

/** The first line of {@link searchTextOf}: what a person changes of a run that is there. */
export const searchHeadOf = ({ name, tags }: Pick<Searched, 'name' | 'tags'>): string =>
  `${name} ${tags.join(' ')}`.toLowerCase().replaceAll(partMark, ' ')

function* partsOf(word: string): Generator<string> {
  yield word
  if (word.length > longestPart) return
  for (const { index } of word.matchAll(/(?<=[-/.,:])[^-/.,:]/gu)) yield word.slice(index)
}

/** From so many characters on a word is found wherever it stands in a setting: shorter ones would be found in most. */
const fewestAnywhere = 3

/** What is looked for behind the first line of a search text: the word itself, or a short one where a part begins. */
export const wantedInParts = (word: string): string =>
  Array.from(word).length >= fewestAnywhere ? word : `${partMark}${word}`
