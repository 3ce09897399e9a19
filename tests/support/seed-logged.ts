/** Runs from elsewhere, written in bulk into the history of a home without a core: for sizes that no client would send in a test. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { connectToCore } from '../../src-main/client/connect'
import type { LogEntry, RunOrigin } from '../../src-main/contract/run'
import { createClient, type Client } from '../../src-main/contract/transport'
import { openDatabase } from '../../src-main/store/open'
import { createStore } from '../../src-main/store/store'
import { addRun } from './seed-runs'

export type LoggedSeries = {
  readonly key: string
  readonly steps: readonly number[]
  readonly values: readonly number[]
}
export type LoggedRun = {
  readonly name: string
  readonly origin: RunOrigin
  readonly config: object
  readonly summary?: object
  readonly environment?: object
  readonly parameters?: number
  readonly series: readonly LoggedSeries[]
  readonly log: readonly Pick<LogEntry, 'level' | 'message'>[]
  /** Seconds that a step takes. */
  readonly secondsPerStep: number
  readonly startedAt: string
  /** Null while it goes on. */
  readonly endedAt: string | null
}

/** @returns its id. */
export function seedLogged(home: string, run: LoggedRun): string {
  mkdirSync(join(home, 'runs'), { recursive: true })
  const database = openDatabase(home)
  database.pragma('synchronous = OFF')
  const store = createStore(database)
  const id = store.transaction(() => {
    const made = addRun(store, store.runs.count(), 1)
    database
      .prepare(
        `UPDATE runs SET name = @name, origin = @origin, config = @config, recipe = NULL, summary = @summary, environment = @environment,
           parameters = @parameters, data_set = NULL, sample_set = NULL, layers = '[]', started_at = @startedAt, created_at = @startedAt,
           state = @state, end_reason = @endReason, ended_at = @endedAt, colour_slot = 3 WHERE id = @id`,
      )
      .run({
        id: made,
        name: run.name,
        origin: JSON.stringify(run.origin),
        config: JSON.stringify(run.config),
        summary: JSON.stringify(run.summary ?? {}),
        environment: run.environment === undefined ? null : JSON.stringify(run.environment),
        parameters: run.parameters ?? null,
        startedAt: run.startedAt,
        state: run.endedAt === null ? 'running' : 'ended',
        endReason: run.endedAt === null ? null : 'completed',
        endedAt: run.endedAt,
      })
    database.prepare('DELETE FROM attempts WHERE run_id = ?').run(made)
    run.log.forEach(({ level, message }, index) =>
      store.journal.append(made, new Date(Date.parse(run.startedAt) + index * 1_000).toISOString(), level, message),
    )
    return made
  })
  for (const { key, steps, values } of run.series)
    store.batches.append(id, key, {
      steps: Float64Array.from(steps),
      seconds: Float64Array.from(steps, (step) => step * run.secondsPerStep),
      values: Float64Array.from(values),
    })
  store.close()
  return id
}

/** A fine-tuning of forty epochs, logged from Python on another machine, of which thirty-four are there. */
export function exampleLogged(): LoggedRun {
  const perEpoch = 391
  const epochs = Array.from({ length: 34 }, (_, index) => index + 1)
  const ends = epochs.map((epoch) => epoch * perEpoch)
  const noise = (index: number, size: number) => ((((index * 7919 + 104_729) % 1009) / 1009) * 2 - 1) * size
  const loss = epochs.map((epoch) =>
    epoch === 15
      ? 0.2131
      : 0.196 + 0.36 * epoch ** -0.92 + (epoch > 15 ? 0.0021 * (epoch - 15) ** 0.92 : 0.004) + noise(epoch, 0.002),
  )
  const accuracy = epochs.map((epoch) =>
    epoch === 32 ? 0.9448 : 0.944 - 0.105 * epoch ** -0.86 * (epoch < 20 ? 1 : 0.6) + noise(epoch, 0.0006),
  )
  const steps = Array.from({ length: 335 }, (_, index) => index * 40)
  const trained = steps.map((step, index) =>
    Math.max(0.012, 0.02 + 0.62 * Math.exp(-step / 1500) + 0.16 * Math.exp(-step / 6000) + noise(index, 0.02)),
  )
  const rate = (step: number) =>
    step < 1955 ? (step / 1955) * 0.1 : 0.05 * (1 + Math.cos((Math.PI * (step - 1955)) / 13_685))
  const level = (index: number): LogEntry['level'] => (index % 163 === 160 ? 'warning' : 'info')
  return {
    name: 'resnet18-ft-7',
    origin: { kind: 'logged', facts: { client: 'Python', host: 'gpu-box-2' } },
    config: {
      optimizer: { name: 'sgd', lr: 0.1, momentum: 0.9, weight_decay: 0.0005, nesterov: true },
      schedule: { kind: 'cosine', warmup_epochs: 5, min_lr: 0 },
      data: { batch_size: 128, aug: 'v2', name: 'cifar10', workers: 4, mean: [0.49, 0.48, 0.45], shuffle: true },
      model: { name: 'resnet18', pretrained: true, width: 64, lr_scale: 0.5, drop: null },
      epochs: 40,
      seed: 7,
      'label-smoothing': 0.1,
      amp: false,
    },
    environment: {
      command: ['python', 'train.py', '--arch', 'resnet18', '--lr', '0.1', '--epochs', '40', '--aug', 'v2'],
      git: { commit: 'a3f9c14b2288', branch: 'main', diff: '--- a/x\n+++ b/x\n+1\n--- a/y\n+++ b/y\n+1\n-2\n' },
      devices: ['NVIDIA L4'],
      python: '3.11.9',
      packages: { torch: '2.4.1', numpy: '2.0.0', torchvision: '0.19.1' },
    },
    parameters: 11_173_962,
    series: [
      { key: 'train/loss', steps, values: trained },
      { key: 'train/lr', steps, values: steps.map(rate) },
      { key: 'val/loss', steps: ends, values: loss },
      { key: 'val/acc', steps: ends, values: accuracy },
      { key: 'epoch', steps: ends, values: epochs },
      ...['memory', 'utilisation', 'power', 'clock', 'temperature'].map((name, at) => ({
        key: `system/gpu.0.${name}`,
        steps: steps.filter((_, index) => index % 2 === 0),
        values: steps
          .filter((_, index) => index % 2 === 0)
          .map((_, index) => (at === 0 ? 14.8 : 93) + noise(index * (at + 1), at === 0 ? 0.1 : 6)),
      })),
    ],
    log: Array.from({ length: 2_318 }, (_, index) => ({
      level: level(index),
      message:
        level(index) === 'warning'
          ? 'DataLoader worker 2 waited 1.4 s for data (UserWarning, train.py:88)'
          : index % 70 === 3
            ? '8 images logged to val/predictions'
            : `epoch ${1 + Math.floor(index / 69)} step ${index * 6}  val/loss 0.2386  val/acc 0.9431`,
    })),
    secondsPerStep: 0.46,
    startedAt: new Date(Date.now() - 6_180_000).toISOString(),
    endedAt: null,
  }
}

/** A client of a home's core, as an author of runs is one. */
export async function connectAuthor(home: string): Promise<Client> {
  return createClient(await connectToCore({ home, client: 'cli' }))
}

/** A run of very many settings, series and lines of its log. */
export function hugeLogged(): LoggedRun {
  const config: Record<string, unknown> = {}
  for (let index = 0; index < 5_000; index += 1) {
    let at = config
    for (let level = 0; level < index % 50; level += 1) at = (at[`level${level}`] ??= {}) as Record<string, unknown>
    at[`key_${index}`] = index === 7 ? 'long '.repeat(20_000) : index
  }
  const steps = Array.from({ length: 20 }, (_, index) => index * 10)
  return {
    ...exampleLogged(),
    name: 'huge',
    config,
    series: Array.from({ length: 3_000 }, (_, index) => ({
      key: index < 4 ? `val/loss_${index}` : `layer${index % 10}/w${index}`,
      steps,
      values: steps.map((step) => Math.sin(step + index)),
    })),
    log: Array.from({ length: 100_000 }, (_, index) => ({
      level: index % 500 === 0 ? 'warning' : 'info',
      message: `line ${index} of many`,
    })),
    endedAt: new Date().toISOString(),
  }
}
