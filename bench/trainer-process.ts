/** The product's own trainer process, driven over its own protocol as the core drives it. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requireRunConfig, type RunConfigInput } from '../src-main/contract/config'
import {
  trainerCommandSchema,
  trainerMessageSchema,
  type TrainerCommand,
  type TrainerMessage,
} from '../src-main/contract/trainer-protocol'
import { spawnNode } from '../src-main/platform/spawn-node'
import { peakMemory } from './machine'

export const backends = ['native', 'wasm'] as const
export type BackendName = (typeof backends)[number]

type MessageOf<Type extends TrainerMessage['type']> = Extract<TrainerMessage, { type: Type }>

export type TrainerMeasurement = {
  /** Of the training part of each epoch, the first included. */
  readonly imagesPerSecond: readonly number[]
  /** Whole epochs with their validation. */
  readonly epochSeconds: readonly number[]
  /** `train_loss` of each epoch. */
  readonly losses: readonly number[]
  /** Bytes, or null where the system does not say. */
  readonly peakMemory: number | null
  /** Seconds from the process' launch until it was ready, and until it told of a batch: a tenth after the first, at most. */
  readonly readySeconds: number
  readonly firstBatchSeconds: number
  readonly environment: MessageOf<'ready'>['environment']
}

export type TrainerOptions = {
  readonly config: RunConfigInput
  readonly threads: number
  readonly backend?: BackendName
  /** Stops the run at its first batch. */
  readonly untilFirstBatch?: boolean
  /** A safetensors file of the weights that it begins with. */
  readonly weights?: string
}

/**
 * Trains once and measures.
 * @throws Error with the trainer's sentence when the run does not complete.
 */
export async function measureTrainer(options: TrainerOptions): Promise<TrainerMeasurement> {
  const { threads, backend = 'native', untilFirstBatch = false, weights } = options
  const config = requireRunConfig({
    earlyStopping: false,
    ...options.config,
    ...(weights === undefined
      ? {}
      : { initialWeights: createHash('sha256').update(readFileSync(weights)).digest('hex') }),
  })
  const directory = mkdtempSync(join(tmpdir(), 'plateau-bench-run-'))
  const start = trainerCommandSchema.parse({
    type: 'start',
    run: 'bench',
    config,
    threads,
    directory,
    attempt: 1,
    resumeFrom: [],
    allowsFreshOptimizer: false,
    resetsEarlyStopping: false,
    lastEpoch: config.epochs,
    earlier: [],
    systemMetrics: false,
    ...(weights === undefined ? {} : { initialWeights: weights }),
  })
  const began = performance.now()
  const child = spawnNode('trainer', {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    environment: { PLATEAU_THREADS: String(threads), PLATEAU_BACKEND: backend },
  })
  const imagesPerSecond: number[] = []
  const epochSeconds: number[] = []
  const losses: number[] = []
  let memory: number | null = null
  let readySeconds = Number.NaN
  let firstBatchSeconds = Number.NaN
  const heard: { ready?: MessageOf<'ready'>; ended?: MessageOf<'ended'> } = {}
  const send = (command: TrainerCommand) => child.send(command)
  child.on('message', (untyped) => {
    const message = trainerMessageSchema.parse(untyped)
    const seconds = (performance.now() - began) / 1000
    switch (message.type) {
      case 'ready':
        readySeconds = seconds
        heard.ready = message
        break
      case 'batch':
        if (Number.isNaN(firstBatchSeconds)) {
          firstBatchSeconds = seconds
          if (untilFirstBatch) send({ type: 'stop' })
        }
        break
      case 'epoch':
        imagesPerSecond.push(message.imagesPerSecond)
        epochSeconds.push(message.seconds)
        losses.push(message.values.train_loss)
        memory = child.pid === undefined ? null : peakMemory(child.pid)
        break
      case 'ended':
        heard.ended = message
        break
      default:
    }
  })
  send(start)
  await once(child, 'close')
  rmSync(directory, { recursive: true, force: true })
  const { ready, ended } = heard
  if (ended?.reason !== (untilFirstBatch ? 'stopped' : 'completed') || ready === undefined)
    throw new Error(ended?.message ?? 'The trainer process ended without a word.')
  const { environment } = ready
  return { imagesPerSecond, epochSeconds, losses, peakMemory: memory, readySeconds, firstBatchSeconds, environment }
}
