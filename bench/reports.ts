/** How long a report of ten figures takes into each format, by a core of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectToCore } from '../src-main/client/connect'
import { reportFormats } from '../src-main/contract/report'
import { createClient, type Client } from '../src-main/contract/transport'
import { seedGroups, twoByTwo } from '../tests/support/seed-groups'
import { readMachine } from './machine'
import { median, table, writeFigures } from './report'

export type ReportsOptions = { readonly repetitions: number; readonly output?: string }

/** What a report of ten figures may take, in seconds. */
const budget = 5

/** The comparison's template for twelve runs, with as many overlays of other metrics as make it ten figures. */
async function makeReport(client: Client, runs: string[]): Promise<{ id: string; figures: number }> {
  const report = await client.request('reports.create', { template: 'comparison', runs })
  const overlay = report.blocks.find(({ id }) => id === 'overlay')
  if (overlay?.kind !== 'figure' || overlay.source.kind !== 'comparison') throw new RangeError('There is no overlay.')
  const { source } = overlay
  const others = (['val_mae', 'val_psnr', 'val_ssim', 'validation_loss'] as const).map((metric) => ({
    ...overlay,
    id: metric,
    source: { ...source, metric },
  }))
  const own = report.blocks.filter(({ kind }) => kind === 'figure').length
  const blocks = [...report.blocks, ...others.slice(0, Math.max(0, 10 - own))]
  const { id } = await client.request('reports.save', { report: { ...report, blocks } })
  return { id, figures: blocks.filter(({ kind }) => kind === 'figure').length }
}

/** Measures, prints a table, and writes the figures. The first of each format starts its threads and is told apart. */
export async function benchReports({ repetitions, output }: ReportsOptions): Promise<void> {
  const machine = readMachine()
  const home = mkdtempSync(join(tmpdir(), 'plateau-bench-reports-'))
  try {
    const runs = seedGroups(home, twoByTwo)
    const client = createClient(await connectToCore({ home, client: 'cli' }))
    try {
      const { id, figures } = await makeReport(client, runs)
      const results = []
      for (const format of reportFormats) {
        const seconds: number[] = []
        let bytes = 0
        for (let repetition = 0; repetition <= repetitions; repetition += 1) {
          const began = performance.now()
          const written = await client.request('exports.write', {
            id: `${format}-${repetition}`,
            path: join(home, `report-${format}-${repetition}`),
            replace: false,
            target: { kind: 'report', report: id, format },
          })
          seconds.push((performance.now() - began) / 1_000)
          bytes = written.bytes
        }
        results.push({ format, first: seconds[0] ?? Number.NaN, seconds: seconds.slice(1), bytes })
      }
      const rows = results.map(({ format, first, seconds, bytes }) => [
        format,
        `${first.toFixed(2)} s`,
        `${median(seconds).toFixed(2)} s`,
        `${Math.round(bytes / 1_000)} KB`,
      ])
      process.stdout.write(`${table([`a report of ${figures} figures`, 'first', 'median', 'size'], rows)}\n`)
      const slowest = Math.max(...results.map(({ first }) => first))
      process.stdout.write(`\nThe slowest took ${slowest.toFixed(2)} s; ${budget} s are allowed.\n`)
      writeFigures(output, 'report', machine, { options: { repetitions }, figures, results })
    } finally {
      client.close()
    }
  } finally {
    // The core ends by itself, a moment after its last client.
    rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 })
  }
}
