/** How runs are found by what a person types. */
import { shownState, stateWords, type RunSummary } from '@contract/run'
import { lossName } from '@contract/settings'
import { configText } from './config-values'

export type Search = {
  readonly matches: (run: RunSummary) => boolean
  /** A sentence when the expression cannot be read; everything matches then. */
  readonly error: string | null
}

const all = (): boolean => true

/**
 * Text: words that all have to be in a run's name, settings or state, or `tag:NAME`, `is:starred`, `is:archived`, `state:WORD`,
 * `SETTING:VALUE`. With `isRegex`: a regular expression over its name.
 */
export function parseSearch(text: string, isRegex: boolean): Search {
  const trimmed = text.trim()
  if (trimmed === '') return { matches: all, error: null }
  if (isRegex) {
    try {
      const expression = new RegExp(trimmed, 'iu')
      return { matches: ({ name }) => expression.test(name), error: null }
    } catch (error) {
      return { matches: all, error: sentenceOf(error) }
    }
  }
  const tests = trimmed.split(/\s+/).map(testOf)
  return { matches: (run) => tests.every((test) => test(run)), error: null }
}

function sentenceOf(error: unknown): string {
  // V8 says "Invalid regular expression: /(/iu: Unterminated group"; the last part is what helps.
  const reason = (error instanceof Error ? error.message : String(error)).split(': ').at(-1) ?? ''
  return `This is not a valid regular expression: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}.`
}

function testOf(word: string): (run: RunSummary) => boolean {
  const colon = word.indexOf(':')
  const lower = word.toLowerCase()
  if (colon <= 0) return (run) => textOf(run).includes(lower)
  const field = word.slice(0, colon)
  const wanted = lower.slice(colon + 1)
  switch (field.toLowerCase()) {
    case 'tag':
      // A tag with spaces is written with hyphens, as the words are parted by spaces.
      return ({ tags }) =>
        tags.some((tag) => tag.toLowerCase().replaceAll(/\s+/g, '-') === wanted.replaceAll(/\s+/g, '-'))
    case 'is':
      return (run) => (wanted === 'starred' && run.isStarred) || (wanted === 'archived' && run.isArchived)
    case 'state':
      return (run) => stateWords[shownState(run)].includes(wanted.replaceAll('-', ' '))
    default:
      return (run) => configText(run, field).toLowerCase() === wanted
  }
}

/** As the search writes a tag. */
export const tagTerm = (tag: string): string => `tag:${tag.replaceAll(/\s+/g, '-')}`

// Made once for each version of a run: a search runs over thousands of them at each key.
const texts = new WeakMap<RunSummary, string>()
function textOf(run: RunSummary): string {
  let text = texts.get(run)
  if (text === undefined) {
    const { architecture, loss, optimizer, seed } = run.config
    text =
      `${run.name} ${architecture ?? ''} ${loss ?? ''} ${lossName(run.config)} ${optimizer ?? ''} seed ${seed ?? ''} ${stateWords[shownState(run)]} ${run.tags.join(' ')}`.toLowerCase()
    texts.set(run, text)
  }
  return text
}
