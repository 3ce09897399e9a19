/** Two runs at once with one thread each, against one run with two threads: what the queue's sharing of cores rests on. */
import { architectureKinds } from '../src-main/contract/config'
import { readMachine } from './machine'
import { median, table, writeFigures } from './report'
import { measureTrainer } from './trainer-process'

export type TwoRunsOptions = { readonly repetitions: number; readonly trainSize: number; readonly output?: string }

/** The last epoch of the one that ends first is trained while the other trains too: those are counted. */
const epochs = 3

/** Measures, prints a table, and writes the figures. */
export async function benchTwoRuns({ repetitions, trainSize, output }: TwoRunsOptions): Promise<void> {
  const machine = readMachine()
  const results = []
  for (const architecture of architectureKinds) {
    const rate = async (threads: number) => {
      const config = { architecture, trainSize, validationSize: 64, epochs }
      const measured = await measureTrainer({ config, threads })
      return median(measured.imagesPerSecond.slice(1))
    }
    const one: number[] = []
    const two: number[] = []
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      one.push(await rate(2))
      const [first, second] = await Promise.all([rate(1), rate(1)])
      two.push(first + second)
    }
    results.push({
      architecture,
      one,
      two,
      ratio: median(two.map((both, index) => both / (one[index] ?? Number.NaN))),
    })
  }
  const rows = results.map(({ architecture, one, two, ratio }) => [
    architecture,
    median(one).toFixed(0),
    median(two).toFixed(0),
    `${ratio.toFixed(2)}x`,
  ])
  const header = ['images/s', 'one run, two threads', 'two runs, one thread each', 'in all']
  process.stdout.write(`${table(header, rows)}\n`)
  writeFigures(output, 'two-runs', machine, { options: { repetitions, trainSize, epochs }, results })
}
