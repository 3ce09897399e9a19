/** The built trainer process over its real protocol, as the core drives it. */
import { once } from 'node:events'
import type { ChildProcess } from 'node:child_process'
import { expect } from 'vitest'
import type { CheckpointFile } from '../../../src-main/contract/checkpoint'
import { requireRunConfig, type RunConfigInput } from '../../../src-main/contract/config'
import {
  trainerMessageSchema,
  type TrainerCommand,
  type TrainerMessage,
} from '../../../src-main/contract/trainer-protocol'
import { spawnNode } from '../../../src-main/platform/spawn-node'

export type StartCommand = Extract<TrainerCommand, { type: 'start' }>
export type EpochMessage = Extract<TrainerMessage, { type: 'epoch' }>
type Ended = Extract<TrainerMessage, { type: 'ended' }>

/** A network small enough for an epoch of a few milliseconds, with every kind of layer that its architecture has. */
export const small = {
  plain: { architecture: 'plain', filters: [2, 3], kernelSizes: [3, 3], hiddenUnits: 8 },
  pooled: { architecture: 'pooled', filters: [3, 4], kernelSizes: [5, 3], hiddenUnits: 8 },
} as const satisfies Record<string, RunConfigInput>

export const fewImages = { trainSize: 200, validationSize: 40, batchSize: 32 } as const satisfies RunConfigInput

/** What a core sends for a run that begins; `given` for all that a test is about. */
export function startCommand(
  directory: string,
  config: RunConfigInput,
  given: Partial<Omit<StartCommand, 'config'>> = {},
): StartCommand {
  const whole = requireRunConfig({ ...fewImages, earlyStopping: false, ...config })
  return {
    type: 'start',
    run: 'run-of-a-test',
    config: whole,
    threads: 1,
    directory,
    attempt: 1,
    resumeFrom: [],
    allowsFreshOptimizer: false,
    resetsEarlyStopping: false,
    lastEpoch: whole.epochs,
    earlier: [],
    systemMetrics: false,
    ...given,
  }
}

export type Outcome = {
  readonly messages: TrainerMessage[]
  readonly epochs: EpochMessage[]
  /** Null for a trainer that was killed. */
  readonly ended: Ended | null
  readonly fromEpoch: number | null
  readonly logs: string[]
  /** What it was ended by, and what it wrote to standard error. */
  readonly signal: NodeJS.Signals | null
  readonly complaint: string
}

export type RunOptions = {
  readonly environment?: NodeJS.ProcessEnv
  /** Told of every message while it trains. */
  readonly onMessage?: (message: TrainerMessage, trainer: ChildProcess) => void
  /** Told before the start command is sent. */
  readonly onSpawn?: (trainer: ChildProcess) => void
}

/** Runs a trainer to its end, whatever that is. Every message is held against the protocol's schema. */
export async function runTrainer(
  start: StartCommand,
  { environment = {}, onMessage, onSpawn }: RunOptions = {},
): Promise<Outcome> {
  const trainer = spawnNode('trainer', { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], environment })
  const messages: TrainerMessage[] = []
  let complaint = ''
  trainer.stderr?.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  trainer.on('message', (untyped) => {
    const message = trainerMessageSchema.parse(untyped)
    messages.push(message)
    onMessage?.(message, trainer)
  })
  onSpawn?.(trainer)
  trainer.send(start)
  const [code, signal] = (await once(trainer, 'close')) as [number | null, NodeJS.Signals | null]
  if (signal === null && code !== 0) throw new Error(`The trainer ended with code ${String(code)}: ${complaint}`)
  const ofType = <Type extends TrainerMessage['type']>(type: Type) =>
    messages.filter((message): message is Extract<TrainerMessage, { type: Type }> => message.type === type)
  return {
    messages,
    epochs: ofType('epoch'),
    ended: ofType('ended')[0] ?? null,
    fromEpoch: ofType('ready')[0]?.fromEpoch ?? null,
    logs: ofType('log').map(({ message }) => message),
    signal,
    complaint,
  }
}

/** What a core has committed of a run that was cut off, as the start of its next attempt. */
export function resumeCommand(start: StartCommand, committed: readonly EpochMessage[]): StartCommand {
  return {
    ...start,
    attempt: start.attempt + 1,
    resumeFrom: wholeCheckpoints(committed).slice(0, 2),
    earlier: committed.map(({ epoch, elapsedSeconds, values }) => ({
      epoch,
      elapsedSeconds,
      value: values.val_mse ?? Number.NaN,
    })),
  }
}

/** Newest first, as a core offers them. */
export const wholeCheckpoints = (epochs: readonly EpochMessage[]): CheckpointFile[] =>
  checkpointsOf(epochs, 'whole').reverse()

export const checkpointsOf = (epochs: readonly EpochMessage[], kind: CheckpointFile['kind']): CheckpointFile[] =>
  epochs.flatMap(({ checkpoints }) => checkpoints.filter((file) => file.kind === kind))

/** The bits of an epoch: every value as its double, and the sample outputs. */
const bitsOf = ({ values, quietEpochs, sampleOutputs }: EpochMessage) => ({
  values: Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      Buffer.from(Float64Array.of(value ?? Number.NaN).buffer).toString('hex'),
    ]),
  ),
  quietEpochs,
  sampleOutputs: Buffer.from(sampleOutputs.buffer, sampleOutputs.byteOffset, sampleOutputs.byteLength).toString('hex'),
})

/** Epochs as they stand after several attempts: what was announced last of each. */
export function joinAttempts(...attempts: readonly (readonly EpochMessage[])[]): EpochMessage[] {
  return [...new Map(attempts.flat().map((message) => [message.epoch, message])).values()]
}

/** Every epoch, every value, to the last bit. */
export function expectSameCurve(found: readonly EpochMessage[], expected: readonly EpochMessage[]): void {
  expect(found.map(({ epoch }) => epoch)).toEqual(expected.map(({ epoch }) => epoch))
  found.forEach((message, index) => expect(bitsOf(message), `epoch ${message.epoch}`).toEqual(bitsOf(expected[index]!)))
}
