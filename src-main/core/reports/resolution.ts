/** What reports say: the numbers of their runs as they are now, or, of a frozen one, as they were at its moment. */
import type { FigureData } from '@panels/figure/figure'
import { PlateauError } from '../../contract/errors'
import type { Report, ResolvedBlock } from '../../contract/report'
import type { RunSummary } from '../../contract/run'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import type { FigureService } from '../figures/service'
import { readCompared } from '../history/compared-runs'
import { readEpochSeries } from '../history/series'
import { withFoundRuns, type FindRuns, type FoundReport } from './found-runs'
import { packFrozen, unpackFrozen } from './frozen'
import { describeGone, resolveReport, runsOf, type ReportSources, type ResolvedReport } from './resolve'

export type ResolutionOptions = {
  readonly store: Store
  readonly figures: Pick<FigureService, 'prepare' | 'read'>
  readonly summary: (run: StoredRun) => RunSummary
  readonly findRuns: FindRuns
}

export type ReadFigure = {
  readonly block: Extract<ResolvedBlock, { kind: 'figure' }>
  readonly data: FigureData
}

export function createResolution({ store, figures, summary, findRuns }: ResolutionOptions) {
  const sources: ReportSources = {
    summary(id) {
      const run = store.runs.get(id)
      return run === null ? null : summary(run)
    },
    compared: (run, metric) => readCompared(store, run, metric),
    series: ({ id }) => readEpochSeries(store, id),
    readFigure: (source) => figures.read(source),
  }

  /** With the runs that its queries find now. */
  const withFound = (report: Report): Promise<FoundReport> =>
    withFoundRuns(report, store.reports.get(report.id)?.project ?? store.projects.usedLast(), findRuns)

  /** @param withFigures what they are drawn from, too */
  async function resolve(whole: Report, { withFigures }: { readonly withFigures: boolean }): Promise<ResolvedReport> {
    const frozen = whole.frozenAt === null ? null : store.reports.frozen(whole.id)
    if (frozen !== null) return unpackFrozen(frozen)
    const { report, errors } = await withFound(whole)
    return resolveReport(report, sources, { withFigures, errors })
  }

  return {
    resolve,

    /** Works out beforehand, in slices, what takes long of what a report's figures show. */
    async prepare(whole: Report, signal?: AbortSignal): Promise<void> {
      if (whole.frozenAt !== null) return
      const { report, errors } = await withFound(whole)
      for (const block of report.blocks)
        if (!errors.has(block.id) && block.kind === 'figure' && describeGone(runsOf(block.source), sources) === null)
          try {
            await figures.prepare(block.source, signal)
          } catch (error) {
            // Reading it says the same of the block.
            if (!(error instanceof PlateauError) || error.code === 'cancelled') throw error
          }
    },

    /** @returns the report with the runs that its queries find now, and its numbers, packed */
    async freeze(whole: Report): Promise<{ readonly report: Report; readonly numbers: Uint8Array }> {
      const { report, errors } = await withFound(whole)
      return { report, numbers: packFrozen(resolveReport(report, sources, { withFigures: true, errors })) }
    },

    /** @throws PlateauError `invalid-input` where there is no such figure, or it cannot be drawn */
    async readFigure(whole: Report, id: string): Promise<ReadFigure> {
      const { blocks, figures: read } = await resolve(whole, { withFigures: true })
      const block = blocks.find((one) => one.id === id)
      if (block?.kind !== 'figure') throw new PlateauError('invalid-input', `There is no figure ${id} in this report.`)
      const data = read.get(id)
      if (data === undefined) throw new PlateauError('invalid-input', block.error ?? 'This figure cannot be drawn.')
      return { block, data }
    },
  }
}
