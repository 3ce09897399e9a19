/** What the page of an HTML report draws its figures from, and the page's built script and style. */
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PlateauError } from '../../../contract/errors'
import type { ResolvedBlock } from '../../../contract/report'
import type { RunSummary } from '../../../contract/run'
import { entryPath } from '../../../platform/spawn-node'
import type { FigureData } from '@panels/figure/figure'
import { encodeTyped } from '@panels/report/page-data'
import { tagsKey } from '@contract/workspace'
import { groupText } from '@panels/workspace/run-list'

type FigureBlock = Extract<ResolvedBlock, { kind: 'figure' }>

/** JSON of the figures by block id, with typed arrays as base64. Runs that no figure draws are not in it. */
export function liveData(blocks: readonly FigureBlock[], figures: ReadonlyMap<string, FigureData>): string {
  return encodeTyped(
    Object.fromEntries(
      blocks.flatMap(({ id, style, text }) => {
        const data = figures.get(id)
        return data === undefined ? [] : [[id, { data: withoutOthers(data), style, text }]]
      }),
    ),
  )
}

/**
 * Other runs of the history decide on colours, dashes and looks of groups by the order of their values alone: one for each value is enough, and what it
 * is called stays at home.
 */
function withoutOthers(data: FigureData): FigureData {
  const { source, runs, all } = data
  const drawn = new Set(runs.map(({ id }) => id))
  const keys =
    source.kind === 'panel'
      ? [
          ...[source.settings.colourBy, source.settings.dashBy].filter((key) => key !== null),
          ...(source.settings.groupBy ?? source.groupBy),
        ]
      : []
  const known = new Set<string>()
  const kept = all.flatMap((run): RunSummary[] => {
    if (drawn.has(run.id)) return [run]
    const values = keys.map((key) => groupText(run, key)).join('\n')
    if (keys.length === 0 || known.has(values)) return []
    known.add(values)
    return [
      {
        ...run,
        id: `other-${known.size}`,
        name: '',
        notes: '',
        tags: keys.includes(tagsKey) ? run.tags : [],
        environment: null,
        endMessage: null,
        sparkline: [],
        problems: [],
        summary: {},
        series: {},
      },
    ]
  })
  return { ...data, all: kept }
}

/** @throws PlateauError `internal` when the page was not built. */
export async function readPage(): Promise<{ script: string; style: string }> {
  // Beside the folder of the core's own bundle.
  const folder = join(dirname(dirname(entryPath('core'))), 'report-page')
  try {
    const [script, style] = await Promise.all(
      ['report.js', 'report.css'].map((name) => readFile(join(folder, name), 'utf8')),
    )
    return { script: script ?? '', style: style ?? '' }
  } catch (error) {
    throw new PlateauError('internal', 'The page for HTML reports has not been built. Run: npm run setup', {
      cause: error,
    })
  }
}
