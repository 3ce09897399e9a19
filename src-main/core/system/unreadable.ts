/** What is stored and cannot be read by this version, counted for the doctor: it stays as it is, and hides nothing else. */
import type { Check } from '../../contract/system'
import type { RunProblems } from '../history/health'

export type Unreadable = {
  /** Runs in all, those in the bin included. */
  readonly runCount: number
  /** How many of them were looked at by now. */
  readonly checkedCount: number
  /** Those that cannot be read in full. */
  readonly runs: readonly RunProblems[]
  /** By what they are, such as `view`: the names of those that cannot be read. */
  readonly others: Readonly<
    Record<'view' | 'report' | 'figure style' | 'preference' | 'workspace layout', readonly string[]>
  >
}

/** So many are named. */
const mostNamed = 5

/** The doctor's line about the history's records. */
export function checkRecords({ runCount, checkedCount, runs, others }: Unreadable): Check {
  const base = { id: 'records', label: 'Records' } as const
  const [first] = runs
  const parts = [
    ...(first === undefined
      ? []
      : [
          `${runs.length} of ${runCount} runs cannot be read in full: ${namesOf(runs.map(({ name }) => name))}`,
          ...(runs.length === 1 ? [first.problems[0] ?? ''] : []),
        ]),
    ...Object.entries(others).flatMap(([kind, names]) =>
      names.length === 0
        ? []
        : [`${names.length} ${kind}${names.length === 1 ? '' : 's'} cannot be read: ${namesOf(names)}`],
    ),
  ]
  if (parts.length === 0)
    return {
      ...base,
      status: 'ok',
      detail:
        checkedCount < runCount
          ? `${runCount} runs; ${checkedCount} checked so far, all readable`
          : `${runCount} ${runCount === 1 ? 'run' : 'runs'}, all readable`,
      remedy: null,
    }
  return {
    ...base,
    status: 'warning',
    detail: parts.join('. ').replaceAll('..', '.'),
    remedy:
      first === undefined
        ? 'Open them with the version of Plateau that saved them.'
        : `npm run -s plateau -- show ${first.name}`,
  }
}

function namesOf(names: readonly string[]): string {
  const more = names.length - mostNamed
  return `${names.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
