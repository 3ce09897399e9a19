/** How long a run takes to begin: an ordinary one, with all of the data. */
import { readMachine } from './machine'
import { median, table, writeFigures } from './report'
import { measureTrainer } from './trainer-process'

export type StartOptions = { readonly repetitions: number; readonly threads: number; readonly output?: string }

/** Measures, prints a table, and writes the figures. The first start fills the system's file cache and is not counted. */
export async function benchStart({ repetitions, threads, output }: StartOptions): Promise<void> {
  const machine = readMachine()
  const samples = []
  for (let repetition = 0; repetition <= repetitions; repetition += 1) {
    const { readySeconds, firstBatchSeconds } = await measureTrainer({ config: {}, threads, untilFirstBatch: true })
    if (repetition > 0) samples.push({ readySeconds, firstBatchSeconds })
  }
  const ready = median(samples.map((sample) => sample.readySeconds))
  const firstBatch = median(samples.map((sample) => sample.firstBatchSeconds))
  const rows = [
    ['data and TensorFlow loaded', `${ready.toFixed(2)} s`],
    ['first batch trained', `${firstBatch.toFixed(2)} s`],
  ]
  process.stdout.write(`${table(['from the launch of the trainer', 'median'], rows)}\n`)
  writeFigures(output, 'start', machine, { options: { repetitions, threads }, samples })
}
