/** Which runs blocks of reports name. */
import type { FigureSource } from '@contract/figure'
import type { ReportBlock } from '@contract/report'

/** Runs that a figure names. */
const runsOfSource = (source: FigureSource): readonly string[] =>
  'runs' in source ? source.runs : source.run === null ? [] : [source.run]

/** Runs that a block names; text speaks of the report's. */
export const runsOfBlock = (block: ReportBlock): readonly string[] => {
  switch (block.kind) {
    case 'text':
      return []
    case 'figure':
      return runsOfSource(block.source)
    default:
      return block.runs
  }
}

/** The block with other runs; one that shows a single run takes the first. */
export function withRuns(block: ReportBlock, runs: readonly string[]): ReportBlock {
  if (block.kind === 'text') return block
  if (block.kind !== 'figure') return { ...block, runs: [...runs] }
  const { source } = block
  if ('runs' in source) return { ...block, source: { ...source, runs: [...runs] } }
  const [first] = runs
  return first === undefined ? block : { ...block, source: { ...source, run: first } }
}

/** The block with the runs that a query finds; without a line, with those runs alone. One that finds none keeps the runs that it had. */
export function withQuery(
  block: Exclude<ReportBlock, { kind: 'text' }>,
  where: string,
  runs: readonly string[],
): ReportBlock {
  const { where: _, ...rest } = block
  const next = where === '' ? rest : { ...rest, where }
  return runs.length === 0 ? next : withRuns(next, runs)
}
