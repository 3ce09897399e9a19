/** Training throughput of the product's own trainer, beside other frameworks: interleaved, so that a disturbance meets all. */
import { architectureKinds, type ArchitectureKind } from '../src-main/contract/config'
import { readMachine } from './machine'
import { findPeers } from './peers'
import { median, megabytes, table, writeFigures } from './report'
import { measureTrainer, type BackendName } from './trainer-process'

export type TrainingOptions = {
  readonly python: readonly string[]
  readonly backend: BackendName
  readonly repetitions: number
  readonly threads: number
  readonly trainSize: number
  /** Timed; one more goes before. */
  readonly epochs: number
  readonly output?: string
}

type Sample = {
  readonly imagesPerSecond: readonly number[]
  readonly losses: readonly number[]
  readonly peakMemory: number | null
  readonly version: string
}
type Contender = { readonly name: string; readonly measure: (architecture: ArchitectureKind) => Promise<Sample> }

/** Measures, prints a table for each architecture, and writes the figures. @throws Error when one does not train. */
export async function benchTraining(options: TrainingOptions): Promise<void> {
  const { python, backend, repetitions, threads, trainSize, output } = options
  const epochs = options.epochs + 1
  const machine = readMachine()
  const { found, close } = await findPeers({ pythons: python, threads, trainSize, epochs })
  const contenders: Contender[] = [
    {
      name: 'Plateau',
      async measure(architecture) {
        const measured = await measureTrainer({
          config: { architecture, trainSize, validationSize: 64, epochs },
          threads,
          backend,
        })
        const { tensorflowVersion } = measured.environment
        return { ...measured, version: `${measured.environment.backend} ${tensorflowVersion}` }
      },
    },
    ...found,
  ]
  const samples = new Map<string, Sample[]>()
  const samplesOf = (name: string, architecture: string) => samples.get(`${name} ${architecture}`) ?? []
  try {
    for (let repetition = 1; repetition <= repetitions; repetition += 1) {
      for (const architecture of architectureKinds) {
        for (const { name, measure } of contenders) {
          const sample = await measure(architecture)
          samples.set(`${name} ${architecture}`, [...samplesOf(name, architecture), sample])
          process.stderr.write(
            `${repetition}/${repetitions} ${architecture} ${name}: ${sample.imagesPerSecond.map((rate) => rate.toFixed(0)).join(' ')} images/s\n`,
          )
        }
      }
    }
  } finally {
    close()
  }

  const results = architectureKinds.flatMap((architecture) => {
    const own = samplesOf('Plateau', architecture)
    return contenders.map(({ name }) => {
      const theirs = samplesOf(name, architecture)
      // The first epoch warms up caches, compilers and allocators.
      const rates = theirs.map((sample) => median(sample.imagesPerSecond.slice(1)))
      const ratios = rates.map((rate, index) => median(own[index]?.imagesPerSecond.slice(1) ?? [Number.NaN]) / rate)
      return {
        architecture,
        name,
        version: theirs[0]?.version ?? '',
        imagesPerSecond: median(rates),
        /** Plateau's rate over theirs, the median over repetitions of neighbouring measurements. */
        ratio: median(ratios),
        peakMemory: Math.max(...theirs.map((sample) => sample.peakMemory ?? 0)) || null,
        lastLoss: theirs[0]?.losses.at(-1) ?? null,
        samples: theirs,
      }
    })
  })
  for (const architecture of architectureKinds) {
    process.stdout.write(
      `\n${architecture}, ${threads} ${threads === 1 ? 'thread' : 'threads'}, batch 64, Adam, ${trainSize} images, ${repetitions} repetitions\n\n`,
    )
    process.stdout.write(
      `${table(
        ['', 'version', 'images/s', 'Plateau is', 'peak memory', 'train_loss'],
        results
          .filter((result) => result.architecture === architecture)
          .map(({ name, version, imagesPerSecond, ratio, peakMemory, lastLoss }) => [
            name,
            version,
            imagesPerSecond.toFixed(0),
            name === 'Plateau' ? '' : `${ratio.toFixed(2)}x`,
            megabytes(peakMemory),
            lastLoss?.toFixed(4) ?? '',
          ]),
      )}\n`,
    )
  }
  writeFigures(output, 'training', machine, { options: { backend, repetitions, threads, trainSize, epochs }, results })
}
