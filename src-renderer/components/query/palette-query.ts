/** What the command palette makes of a line of the query language: how many runs it finds, its mistake with what mends it, and what may come next. */
import type { Completion, CompletionResult } from '@contract/query-help'
import type { RunQueryResult } from '@contract/run-query'
import { countOf, formatCount } from '@panels/words/format'
import { parseQuery } from '@model/query/parse'
import { leavesOf } from '@model/query/tree'
import type { PaletteEntry } from '../palette'

/** Values that are offered at most: more are found by typing on. */
const mostOffered = 6
const longest = 500

type QueryAnswers = {
  readonly where: string
  readonly result: RunQueryResult
  readonly completion: CompletionResult
}
type QueryActions = {
  readonly find: (where: string) => void
  /** Puts another line into the field. */
  readonly write: (line: string) => void
}

/** Whether a text asks something of runs in the query language, or begins to, beyond words to look for. */
export function isQuestion(text: string): boolean {
  const { query, problem } = parseQuery(text.trim().slice(0, longest))
  if (query === null)
    return /[=<>~:]/.test(text) || (problem?.isUnfinished === true && /\s(?:in|between|is|not)$/.test(text.trim()))
  return query.order.length > 0 || leavesOf(query.condition).some(({ kind }) => kind !== 'text')
}

const said = ({ words, runs }: Completion): string => (runs === null ? words : countOf(runs, 'run'))

/** @returns entries in their order: the first that writes the line is what Tab takes */
export function queryEntries(
  { where, result: { problem, matched, total }, completion }: QueryAnswers,
  { find, write }: QueryActions,
): PaletteEntry[] {
  const put = ({ from, to, text }: { readonly from: number; readonly to: number; readonly text: string }) =>
    (where.slice(0, from) + text + where.slice(to)).slice(0, longest)
  const offered = completion.entries
    .map((one) => ({ one, line: put({ ...completion, text: one.text }) }))
    .filter(({ line }) => line.trim() !== where.trim())
    .slice(0, mostOffered)
    .map(({ one, line }, index): PaletteEntry => ({
      id: `query-next-${index}`,
      group: 'Query',
      label: line,
      note: said(one),
      staysOpen: true,
      run: () => write(line),
    }))
  // What is not finished is no mistake where something goes on with it.
  if (problem?.isUnfinished === true && offered.length > 0) return withTab(offered)
  const { fix } = problem ?? {}
  if (problem && fix)
    return withTab([
      {
        id: 'query-fix',
        group: 'Query',
        label: fix.label,
        note: problem.sentence,
        staysOpen: true,
        run: () => write(put(fix)),
      },
    ])
  const note = problem?.sentence ?? `${formatCount(matched)} of ${countOf(total, 'run')}`
  const finds: PaletteEntry = {
    id: 'query',
    group: 'Query',
    label: `Find runs: ${where}`,
    note,
    run: () => find(where),
  }
  return [finds, ...withTab(offered)]
}

const withTab = (entries: readonly PaletteEntry[]): PaletteEntry[] =>
  entries.map((entry, index) => (index === 0 ? { ...entry, keys: 'Tab' } : entry))
