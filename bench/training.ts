/** Training throughput of the product's own trainer, beside other frameworks: interleaved, so that a disturbance meets all. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readMachine } from './machine'
import { findPeers, type FoundPeer, type PeerMeasurement } from './peers'
import { median, megabytes, table, writeFigures } from './report'
import { measureTrainer, type BackendName } from './trainer-process'
import { writeTrainingWork, type TrainingCase, type TrainingWork } from './training-work'

export type TrainingOptions = {
  readonly only: readonly TrainingCase[]
  readonly python: readonly string[]
  readonly backend: BackendName
  readonly repetitions: number
  readonly threads: number
  readonly trainSize: number
  /** Timed; one more goes before. */
  readonly epochs: number
  readonly output?: string
}

type Sample = PeerMeasurement
type Contender = FoundPeer

/** One batch, four times over: the losses of the first steps. */
const compared = { trainSize: 64, epochs: 4 }
/** How far apart losses may be before any step, of themselves. */
const mostApartAtFirst = 1e-5

/** Measures, prints a table for each architecture, and writes the figures. @throws Error when one does not train, or trains something else. */
export async function benchTraining(options: TrainingOptions): Promise<void> {
  const { only, python, backend, threads } = options
  const machine = readMachine()
  const own: Contender = {
    name: 'Plateau',
    mostApart: 0,
    async measure({ config, weights }) {
      const measured = await measureTrainer({ config, threads, backend, weights })
      return { ...measured, version: `${measured.environment.backend} ${measured.environment.tensorflowVersion}` }
    },
  }
  const contenders = [own, ...(await findPeers(python, threads))]
  const folder = mkdtempSync(join(tmpdir(), 'plateau-bench-'))
  const epochs = options.epochs + 1
  try {
    const samples = await measureAll(contenders, folder, { ...options, epochs })
    const results = only.flatMap((architecture) => summarize(architecture, contenders, samples))
    for (const architecture of only) print(architecture, results, options)
    writeFigures(options.output, 'training', machine, { options: { ...options, epochs }, results })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Samples = ReadonlyMap<string, readonly Sample[]>
const keyOf = (name: string, architecture: string) => `${name} ${architecture}`

async function measureAll(
  contenders: readonly Contender[],
  folder: string,
  options: TrainingOptions,
): Promise<Samples> {
  const samples = new Map<string, Sample[]>()
  const works: TrainingWork[] = []
  for (const name of options.only) {
    await compare(contenders, writeTrainingWork(name, join(folder, `${name}-compared`), compared))
    works.push(writeTrainingWork(name, join(folder, name), options))
  }
  for (let repetition = 1; repetition <= options.repetitions; repetition += 1)
    for (const work of works)
      for (const { name, measure } of contenders) {
        const sample = await measure(work)
        const key = keyOf(name, work.name)
        samples.set(key, [...(samples.get(key) ?? []), sample])
        const rates = sample.imagesPerSecond.map((rate) => rate.toFixed(0)).join(' ')
        process.stderr.write(`${repetition}/${options.repetitions} ${work.name} ${name}: ${rates} images/s\n`)
      }
  return samples
}

/** The same weights, batches and steps give the same losses. @throws Error where they do not: it is not the same work */
async function compare(contenders: readonly Contender[], work: TrainingWork): Promise<void> {
  let own: readonly number[] | null = null
  for (const { name, measure, mostApart } of contenders) {
    const { losses } = await measure(work)
    own ??= losses
    const apart = own.map((loss, step) => Math.abs((losses[step] ?? Number.NaN) / loss - 1))
    process.stderr.write(
      `${work.name}, losses of the first steps, ${name}: ${losses.map((loss) => loss.toPrecision(8)).join(' ')}\n`,
    )
    if (!((apart[0] ?? Number.NaN) <= mostApartAtFirst && Math.max(...apart) <= mostApart))
      throw new Error(`${name} trains something else than Plateau, whose losses are ${own.join(', ')}.`)
  }
}

type Result = ReturnType<typeof summarize>[number]

function summarize(architecture: TrainingCase, contenders: readonly Contender[], samples: Samples) {
  // The first epoch warms up caches, compilers and allocators.
  const ratesOf = (name: string) =>
    (samples.get(keyOf(name, architecture)) ?? []).map(({ imagesPerSecond }) => median(imagesPerSecond.slice(1)))
  const own = ratesOf('Plateau')
  const fastest = (name: string) =>
    Math.max(
      ...(samples.get(keyOf(name, architecture)) ?? []).flatMap(({ imagesPerSecond }) => imagesPerSecond.slice(1)),
    )
  return contenders.map(({ name }) => {
    const theirs = samples.get(keyOf(name, architecture)) ?? []
    const rates = ratesOf(name)
    return {
      architecture,
      name,
      version: theirs[0]?.version ?? '',
      imagesPerSecond: median(rates),
      /** Plateau's rate over theirs in each repetition, of neighbouring measurements. */
      ratios: rates.map((rate, index) => (own[index] ?? Number.NaN) / rate),
      /** The same of the fastest epoch of each, which other work has disturbed least. */
      fastestRatio: fastest('Plateau') / fastest(name),
      peakMemory: Math.max(...theirs.map((sample) => sample.peakMemory ?? 0)) || null,
      lastLoss: theirs[0]?.losses.at(-1) ?? null,
      samples: theirs,
    }
  })
}

const times = (ratio: number) => `${ratio.toFixed(2)}x`

function print(
  architecture: TrainingCase,
  results: readonly Result[],
  { threads, trainSize, repetitions }: TrainingOptions,
): void {
  process.stdout.write(
    `\n${architecture}, ${threads} ${threads === 1 ? 'thread' : 'threads'}, batch 64, Adam, ${trainSize} images, ${repetitions} repetitions\n\n`,
  )
  const rows = results
    .filter((result) => result.architecture === architecture)
    .map(({ name, version, imagesPerSecond, ratios, fastestRatio, peakMemory, lastLoss }) => [
      name,
      version,
      imagesPerSecond.toFixed(0),
      name === 'Plateau' ? '' : times(median(ratios)),
      name === 'Plateau' ? '' : `${times(Math.min(...ratios))} to ${times(Math.max(...ratios))}`,
      name === 'Plateau' ? '' : times(fastestRatio),
      megabytes(peakMemory),
      lastLoss?.toFixed(4) ?? '',
    ])
  const heads = [
    ...['', 'version', 'images/s', 'Plateau is', 'in all repetitions'],
    ...['by the fastest epochs', 'peak memory', 'train_loss'],
  ]
  process.stdout.write(`${table(heads, rows)}\n`)
}
