/** What words and terms of a search ask, worked out plainly run by run: beside what the query language makes of the same line. */
import { shownState, type RunSummary } from '../../src-main/contract/run'
import { hasTag, isSetting, searchTextOf, statesWith, wantedInParts } from '../../src-main/model/search'

/** What one word of the text asks for. */
type SearchTerm =
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

type Searched = {
  readonly name: string
  readonly tags: readonly string[]
  readonly config: Readonly<Record<string, unknown>>
}

/** Whether a text of {@link searchTextOf} has a word, in small letters. */
function hasWord(text: string, word: string): boolean {
  const end = text.indexOf('\n')
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
