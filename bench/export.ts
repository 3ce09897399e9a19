/** How long a million points take into a file, by a core of its own: and what memory and other clients notice of it. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectToCore } from '../src-main/client/connect'
import { dataFormats } from '../src-main/contract/figure'
import { createClient, type Client } from '../src-main/contract/transport'
import { seedLongRuns, seedStepSeries } from '../tests/support/seed-series'
import { figure, figureTable, type Figure } from './charts/figures'
import { coreOf, residentMegabytes } from './history/processes'
import { readMachine } from './machine'
import { median, writeFigures } from './report'

export type ExportOptions = { readonly repetitions: number; readonly points: number; readonly output?: string }

/** What a million points may take, in milliseconds. */
const budget = 2_000
/** A core's memory is looked at this often. */
const lookMilliseconds = 20

type Sample = {
  readonly milliseconds: number
  readonly megabytes: number
  readonly waited: number
  readonly grown: number
}

/** One export, while another client asks for the preferences again and again. */
async function measure(
  client: Client,
  other: Client,
  pid: number,
  path: string,
  run: string,
  format: (typeof dataFormats)[number],
): Promise<Sample> {
  const before = residentMegabytes(pid)
  let peak = before
  const look = setInterval(() => (peak = Math.max(peak, residentMegabytes(pid))), lookMilliseconds)
  let isOver = false
  let waited = 0
  const asking = (async () => {
    while (!isOver) {
      const asked = performance.now()
      await other.request('preferences.get', {})
      waited = Math.max(waited, performance.now() - asked)
    }
  })()
  const began = performance.now()
  await client.request('exports.write', {
    id: format,
    path,
    replace: true,
    target: { kind: 'runs', runs: [run], keys: ['long'], format },
  })
  const milliseconds = performance.now() - began
  isOver = true
  clearInterval(look)
  await asking
  return { milliseconds, megabytes: statSync(path).size / 1e6, waited, grown: peak - before }
}

/** Measures, prints a table, and writes the figures. */
export async function benchExport({ repetitions, points, output }: ExportOptions): Promise<void> {
  const machine = readMachine()
  const home = mkdtempSync(join(tmpdir(), 'plateau-bench-export-'))
  const figures: Figure[] = []
  try {
    const [run = ''] = seedLongRuns(home, { runs: 1, epochs: 10 })
    seedStepSeries(home, run, 'long', points)
    const client = createClient(await connectToCore({ home, client: 'cli' }))
    const other = createClient(await connectToCore({ home, client: 'cli' }))
    const pid = coreOf(home)
    const samples: Record<string, Sample[]> = {}
    for (let repetition = 0; repetition < repetitions; repetition += 1)
      for (const format of dataFormats)
        (samples[format] ??= []).push(await measure(client, other, pid, join(home, `points.${format}`), run, format))
    client.close()
    other.close()
    for (const format of dataFormats) {
      const of = (key: keyof Sample) => (samples[format] ?? []).map((sample) => sample[key])
      const name = format.toUpperCase()
      const size = `${name}, ${points.toLocaleString('en')} points, ${median(of('megabytes')).toFixed(0)} MB`
      figures.push(
        figure(size, of('milliseconds'), { budget: (budget * points) / 1e6 }),
        figure(`${name}: longest wait of another client`, of('waited')),
        figure(`${name}: memory that the core grows by`, of('grown'), { unit: 'MB' }),
      )
    }
    process.stdout.write(`${figureTable('export', figures)}\n`)
    writeFigures(output, 'export', machine, { options: { repetitions, points }, figures })
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  }
}
