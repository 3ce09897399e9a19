/** How runs are found by what a person types: read once, and the same for the store's queries and for rows that are at hand. */
import { shownState, stateWords, type RunSummary, type ShownState } from '../contract/run'

/** What one word of the text asks for. */
export type SearchTerm =
  /** In the name, a tag or the state, or in a setting that is a text: anywhere from three characters on, else where a part begins. In small letters. */
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'starred' | 'archived' | 'nothing' }
  | { readonly kind: 'state'; readonly word: string }
  | { readonly kind: 'setting'; readonly key: string; readonly value: string }

/**
 * Words that all have to be in a run's name, settings or state, or `tag:NAME`, `is:starred`, `is:archived`, `state:WORD`, `SETTING:VALUE`.
 */
export function parseTerms(text: string): SearchTerm[] {
  return text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(termOf)
}

function termOf(word: string): SearchTerm {
  const colon = word.indexOf(':')
  const lower = word.toLowerCase()
  if (colon <= 0) return { kind: 'word', word: lower }
  const field = word.slice(0, colon)
  const wanted = word.slice(colon + 1).toLowerCase()
  switch (field.toLowerCase()) {
    case 'tag':
      return { kind: 'tag', tag: wanted }
    case 'is':
      return { kind: wanted === 'starred' || wanted === 'archived' ? wanted : 'nothing' }
    case 'state':
      return { kind: 'state', word: wanted.replaceAll('-', ' ') }
    default:
      return { kind: 'setting', key: field, value: wanted }
  }
}

/** A tag as the search writes it: with hyphens, as words are parted by spaces. */
export const tagTerm = (tag: string): string => `tag:${tag.replaceAll(/\s+/g, '-')}`

/** Whether one of a run's tags is meant. */
export const hasTag = (tags: readonly string[], wanted: string): boolean =>
  tags.some((tag) => tag.toLowerCase().replaceAll(/\s+/g, '-') === wanted)

/** The states and ends whose words have this text in them. */
export const statesWith = (text: string): ShownState[] =>
  (Object.keys(stateWords) as ShownState[]).filter((state) => stateWords[state].includes(text))

/** Whether a setting is what was typed behind its key; `none` for one that the run does not have. */
export function isSetting(value: unknown, wanted: string): boolean {
  if (value === undefined || value === null) return wanted === 'none'
  if (typeof value === 'boolean') return wanted === String(value) || wanted === (value ? 'on' : 'off')
  if (typeof value === 'number')
    return wanted === String(value).toLowerCase() || (wanted !== '' && Number(wanted) === value)
  const text = (Array.isArray(value) ? value.join(',') : JSON.stringify(value)).toLowerCase()
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
  return [`${name} ${tags.join(' ')}`.toLowerCase().replaceAll(partMark, ' '), ...new Set(parts)].join(partMark)
}

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

/** Whether a text of {@link searchTextOf} has a word, in small letters. */
export function hasWord(text: string, word: string): boolean {
  const end = text.indexOf(partMark)
  const at = text.indexOf(word)
  return (at >= 0 && (end < 0 || at + word.length <= end)) || (end >= 0 && text.includes(wantedInParts(word), end))
}

/** Whether a run is found by every term: what the store's query answers for all of them at once. */
export function matchesTerms(
  terms: readonly SearchTerm[],
  run: Searched & Pick<RunSummary, 'state' | 'endReason' | 'isStarred' | 'isArchived'>,
): boolean {
  return terms.every((term) => {
    switch (term.kind) {
      case 'word':
        return hasWord(searchTextOf(run), term.word) || statesWith(term.word).includes(shownState(run))
      case 'tag':
        return hasTag(run.tags, term.tag)
      case 'starred':
        return run.isStarred
      case 'archived':
        return run.isArchived
      case 'nothing':
        return false
      case 'state':
        return statesWith(term.word).includes(shownState(run))
      case 'setting':
        return isSetting(run.config[term.key], term.value)
    }
  })
}
