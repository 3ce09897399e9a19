/** How long a figure takes, from the request of a client to the bytes of its file: reading, working out and drawing. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectToCore } from '../src-main/client/connect'
import { builtInStyles, plainFigureText, type DrawingInput } from '../src-main/contract/figure'
import { createClient, type Client } from '../src-main/contract/transport'
import { defaultPanelSettings } from '../src-main/contract/workspace'
import { metricPanel } from '../src-main/panels/workspace/panels'
import { seedLongRuns } from '../tests/support/seed-series'
import { figure, figureTable, type Figure } from './charts/figures'
import { readMachine } from './machine'
import { writeFigures } from './report'

export type FiguresOptions = {
  readonly repetitions: number
  readonly runs: number
  readonly epochs: number
  readonly output?: string
}

/** What a PDF of fifty runs may take, reading included. */
const budget = 1_000
const formats = ['pdf', 'svg', 'png'] as const

async function timed(client: Client, drawing: DrawingInput): Promise<number> {
  const began = performance.now()
  await client.request('figures.render', drawing)
  return performance.now() - began
}

/** Measures on a core of its own, prints a table, and writes the figures. */
export async function benchFigures({ repetitions, runs, epochs, output }: FiguresOptions): Promise<void> {
  const machine = readMachine()
  const home = mkdtempSync(join(tmpdir(), 'plateau-bench-figures-'))
  try {
    const ids = seedLongRuns(home, { runs, epochs })
    const [paper] = builtInStyles
    if (!paper) throw new RangeError('There is no style to draw with.')
    const drawing: Omit<DrawingInput, 'format'> = {
      source: {
        kind: 'panel',
        runs: ids,
        panel: metricPanel('val_mse'),
        settings: defaultPanelSettings,
        groupBy: [],
        baseline: null,
        view: null,
      },
      style: paper.style,
      text: plainFigureText,
    }
    const firsts: number[] = []
    const later: Record<(typeof formats)[number], number[]> = { pdf: [], svg: [], png: [] }
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      // A core that has drawn nothing yet: its thread, its fonts and the runs are all to be read.
      const client = createClient(await connectToCore({ home, client: 'cli' }))
      firsts.push(await timed(client, { ...drawing, format: 'pdf' }))
      for (const format of formats) later[format].push(await timed(client, { ...drawing, format }))
      client.close()
      await new Promise((resolve) => setTimeout(resolve, 1_500))
    }
    const figures: Figure[] = [
      figure(`the first PDF of a core, ${runs} runs of ${epochs} epochs`, firsts, { budget }),
      ...formats.map((format) => figure(`${format.toUpperCase()} of the same`, later[format], { budget })),
    ]
    process.stdout.write(`${figureTable('figures', figures)}\n`)
    writeFigures(output, 'figures', machine, { options: { repetitions, runs, epochs }, figures })
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}
