/** The blocks that a report is made of: what they are called, what is said of one, and new ones for a report's runs. */
import { seriesWords } from '@contract/expression-keys'
import { plainFigureText, type FigureSource } from '@contract/figure'
import type { Report, ReportBlock } from '@contract/report'
import type { RunSummary } from '@contract/run'
import { taskOf } from '@contract/run-data'
import { writeKey } from '@panels/report/quoted-keys'
import { tellingKeys } from '@model/telling-settings'
import {
  comparisonFigure,
  lineFigure,
  lossesFigure,
  samplesFigure,
  usedLosses,
  usualCaptions,
} from '@panels/report/usual-figures'
import { commonRule } from '@panels/what-if/what-if'
import { countOf } from '@panels/words/format'
import { runsOfBlock, withRuns } from '@panels/report/block-runs'
import { newId } from '../../state/reports.svelte'

export const addableBlocks = [
  { kind: 'text', label: 'Text', note: 'Markdown with live numbers from the runs' },
  { kind: 'chart', label: 'Chart', note: 'a metric by epoch' },
  { kind: 'grid', label: 'Two by two', note: 'runs by two settings, shared axes' },
  { kind: 'verdict', label: 'Verdict table', note: 'best values and which run gets there first' },
  { kind: 'groups', label: 'Groups table', note: 'mean, deviation and best of each group' },
  { kind: 'config-diff', label: 'Config diff', note: 'settings that differ between runs' },
  { kind: 'samples', label: 'Samples', note: 'the same images from each run' },
  { kind: 'chosen-images', label: 'Images of a run', note: 'the worst validation images of one run' },
  { kind: 'what-if', label: 'What if', note: 'what another stopping rule would have saved' },
  { kind: 'early-stopping', label: 'Early stopping', note: 'a run’s losses and their change per epoch' },
  { kind: 'losses', label: 'Losses', note: 'losses by error' },
  { kind: 'confusion', label: 'Confusion matrix', note: 'which classes a run takes for which' },
  { kind: 'architecture', label: 'Architecture', note: 'the layers of a network' },
] as const
export type AddableBlock = (typeof addableBlocks)[number]['kind']

const figureWords: Readonly<Record<FigureSource['kind'], string>> = {
  panel: 'Chart',
  comparison: 'Two by two',
  'early-stopping': 'Early stopping',
  'what-if': 'What-if curves',
  samples: 'Samples',
  'chosen-images': 'Images of a run',
  losses: 'Losses',
  confusion: 'Confusion matrix',
  architecture: 'Architecture',
}

/** What kind of block it is, in a word or two. */
export function nameBlock(block: ReportBlock): string {
  if (block.kind === 'text') return 'Text'
  if (block.kind !== 'figure') return addableBlocks.find(({ kind }) => kind === block.kind)?.label ?? block.kind
  const { source } = block
  return source.kind === 'comparison' && source.form === 'overlay' ? 'Chart' : figureWords[source.kind]
}

/** What it shows of how many runs: "val_mse, 12 runs". */
export function describeBlock(block: ReportBlock, nameRun: (id: string) => string): string {
  const runs = runsOfBlock(block)
  const [only] = runs
  const words = [
    ...whatOf(block),
    runs.length === 1 && only !== undefined ? nameRun(only) : countOf(runs.length, 'run'),
  ]
  return block.kind === 'text' ? '' : words.filter((word) => word !== '0 runs').join(', ')
}

function whatOf(block: ReportBlock): string[] {
  if (block.kind === 'verdict' || block.kind === 'groups') return [block.metric]
  if (block.kind === 'what-if') return [`${block.monitor}, patience ${block.patience}`]
  if (block.kind !== 'figure') return []
  const { source } = block
  if (source.kind === 'comparison') return [source.metric]
  if (source.kind === 'panel' && source.panel.kind === 'line') return [source.panel.keys.map(seriesWords).join(', ')]
  return []
}

/** So many images of a run fit the width of a page. */
const mostWorstImages = 8

/** So many pictures of runs stand side by side on a page. */
const mostSampleRuns = 4

/**
 * A new block with the usual choices for a report's runs. Those that are gone are left out, as far as others are there.
 * @param metric what tables and charts of one are of
 * @throws RangeError when none of the report's runs is there
 */
export function newBlock(
  kind: AddableBlock,
  report: Report,
  get: (id: string) => RunSummary | undefined,
  metric = 'val_mse',
): ReportBlock {
  const id = newId()
  if (kind === 'text') return { kind: 'text', id, markdown: '' }
  const runs = report.runs.flatMap((run) => get(run) ?? [])
  const [first] = runs
  if (first === undefined) throw new RangeError('None of the report’s runs are in the run history.')
  const ids = runs.map((run) => run.id)
  const keys = tellingKeys(runs)
  const said = metric === 'val_mse' ? metric : `{{label ${writeKey(metric)}}}`
  const { rule } = commonRule(runs)
  const { monitor, patience, minDelta } = rule
  const figure = (source: FigureSource, caption: string, height = 8): ReportBlock => ({
    kind: 'figure',
    id,
    source,
    text: { ...plainFigureText, caption },
    style: {
      size: { ...report.style.size, height: report.style.size.unit === 'cm' ? height : report.style.size.height },
    },
  })
  switch (kind) {
    case 'chart':
      return figure(lineFigure(ids, [metric]), metric === 'val_mse' ? 'val_mse by epoch.' : `${said}.`)
    case 'grid':
      return figure(
        comparisonFigure('grid', ids, keys, metric),
        metric === 'val_mse' ? 'val_mse by epoch, one combination per panel.' : `${said}, one combination per panel.`,
        11,
      )
    case 'verdict':
      return { kind, id, runs: ids, metric, rows: keys.row, columns: keys.column, caption: `Best ${said}.` }
    case 'groups':
      return { kind, id, runs: ids, metric, rows: keys.row, columns: keys.column, caption: `Best ${said} by group.` }
    case 'config-diff':
      return { kind, id, runs: ids, caption: 'Settings that differ between the runs.' }
    case 'samples': {
      // Runs of different tasks have nothing to compare.
      const alike = runs.filter(({ recipe }) => taskOf(recipe ?? {}) === taskOf(first.recipe ?? {}))
      const isClassified = taskOf(first.recipe ?? {}) === 'classification'
      return figure(
        samplesFigure(alike.slice(0, mostSampleRuns).map((run) => run.id)),
        isClassified ? usualCaptions.classSamples : usualCaptions.samples,
        9,
      )
    }
    case 'chosen-images':
      return figure(
        {
          ...{ kind, run: first.id, choice: { by: 'worst', count: mostWorstImages } },
          ...{ by: 'best', at: 'best', errors: 'absolute' },
        },
        'Validation images with the greatest loss.',
        9,
      )
    case 'what-if':
      return {
        kind,
        id,
        runs: ids,
        monitor,
        patience,
        minDelta,
        caption: 'What another stopping rule would have saved and lost.',
      }
    case 'early-stopping':
      return figure({ kind, run: first.id, rule: null }, usualCaptions.earlyStopping, 9)
    case 'losses': {
      const configs = runs.map(({ config }) => config)
      const used = usedLosses(configs)
      // One loss alone has nothing beside it.
      return figure(lossesFigure('loss', configs, used.length > 1 ? used : ['mse', 'smooth-l1']), usualCaptions.losses)
    }
    case 'confusion': {
      const classified = runs.find(({ recipe }) => recipe !== null && taskOf(recipe) === 'classification') ?? first
      return figure({ kind, run: classified.id, at: 'best', numbers: 'counts' }, usualCaptions.confusion, 10)
    }
    case 'architecture':
      return figure({ kind, run: first.id }, 'Layers with their output shapes.', 6)
  }
}

/** The block without some runs; null where none would be left. */
export function withoutRuns(block: ReportBlock, gone: ReadonlySet<string>): ReportBlock | null {
  if (runsOfBlock(block).every((run) => gone.has(run))) return null
  return withRuns(
    block,
    runsOfBlock(block).filter((run) => !gone.has(run)),
  )
}
