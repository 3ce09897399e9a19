/** The trainer process: one run from `start` to `ended`, or one evaluation, prediction, look inside or export, over Node's IPC channel; `--probe` says which backend it has. */
import { cpus, setPriority } from 'node:os'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { errorTable, PlateauError, type ErrorCode } from '../contract/errors'
import {
  backendProbeSchema,
  trainerCommandSchema,
  type TrainerCommand,
  type TrainerMessage,
} from '../contract/trainer-protocol'
import { loadRunData, loadValidation, takeSamples } from '../dataset/dataset'
import { appVersion } from '../platform/app-version'
import { entryPath } from '../platform/spawn-node'
import { loadBackend } from './backend'
import { prepareFolder } from './checkpoints/write'
import { createCheckpointWriter } from './checkpoints/writer'
import type { EngineVersion } from './engine'
import { measureResiduals } from './residuals'
import { train, type StartCommand, type TrainerEnd } from './train'

function send(message: TrainerMessage): void {
  if (process.connected) process.send?.(message)
}

const log = (level: 'info' | 'warning', message: string) => send({ type: 'log', level, message })

async function probe(): Promise<void> {
  let found
  try {
    found = (await loadBackend(1)).probe
  } catch (error) {
    found = {
      backend: null,
      tensorflowVersion: '',
      tensorflowSource: '',
      oneDnn: false,
      reason: error instanceof Error ? error.message : String(error),
    }
  }
  process.stdout.write(`${JSON.stringify(backendProbeSchema.parse(found))}\n`)
}

async function runTraining(start: StartCommand, isStopRequested: () => boolean): Promise<TrainerEnd> {
  const { config, threads, directory, attempt } = start
  try {
    prepareFolder(directory)
    const checkpoints = createCheckpointWriter(entryPath('checkpoint-writer'), directory, attempt)
    const data = loadRunData(config)
    const { tf, kernels, probe: found } = await loadBackend(threads)
    const samples = takeSamples(data.validation)
    if (found.backend === 'wasm')
      // Whoever trains is told by the host, once and with what to do.
      log('info', `Training on WebAssembly, about ten times slower than native. ${found.reason ?? ''}`)
    log(
      'info',
      `${found.backend} ${found.tensorflowVersion}, ${threads === 1 ? '1 thread' : `${threads} threads`}; ${data.training.count} training and ${data.validation.count} validation images`,
    )
    const onReady = (fromEpoch: number, engineVersion: EngineVersion) =>
      send({
        type: 'ready',
        environment: {
          engineVersion,
          appVersion,
          backend: found.backend,
          tensorflowVersion: found.tensorflowVersion,
          tensorflowSource: found.tensorflowSource,
          threads,
          cpuModel: cpus()[0]?.model ?? 'unknown',
          oneDnn: found.oneDnn,
          nodeVersion: process.versions.node,
          platform: `${process.platform}-${process.arch}`,
          dataHash: data.hash,
        },
        sampleInputs: samples.inputs,
        sampleTargets: samples.targets,
        fromEpoch,
      })
    return await train({ tf, kernels, start, data, checkpoints, send, onReady, isStopRequested })
  } catch (error) {
    return failure(error)
  }
}

/** Below training, which it must not slow down. */
const evaluationPriority = 10

type OtherCommand = Extract<TrainerCommand, { type: 'evaluate' | 'predict' | 'inspect' | 'look' | 'export' }>

/** Whatever is done with a run's weights once they are trained. */
async function runEvaluation(command: OtherCommand, isStopRequested: () => boolean): Promise<TrainerEnd> {
  try {
    setPriority(evaluationPriority)
    const between = async () => {
      await nextTurn()
      return !isStopRequested()
    }
    const isWhole = await evaluateAs(command, between)
    return { reason: isWhole ? 'completed' : 'stopped', message: null, code: null }
  } catch (error) {
    return failure(error)
  }
}

/** @returns false where it was stopped */
async function evaluateAs(command: OtherCommand, between: () => Promise<boolean>): Promise<boolean> {
  // What reads pictures and what writes formats is loaded for its command alone: most trainers train.
  if (command.type === 'predict') {
    const { predictImages } = await import('./predict')
    const { tf, kernels } = await loadBackend(command.threads)
    return predictImages({ tf, kernels, command, send, between })
  }
  if (command.type === 'export') {
    const { exportModel } = await import('./export/export-model')
    const { tf, kernels } = await loadBackend(command.threads)
    send({ type: 'exported', ...(await exportModel(tf, kernels, command)) })
    return true
  }
  const set = loadValidation(command.config)
  const { tf, kernels } = await loadBackend(command.threads)
  if (command.type === 'look') {
    if (!(await between())) return false
    const { lookAtLayer } = await import('./look')
    send({ type: 'looked', look: lookAtLayer({ tf, kernels, command, set }) })
    return true
  }
  if (command.type === 'inspect') {
    const { inspectRun } = await import('./inspect')
    return inspectRun({ tf, kernels, command, set, send, between })
  }
  return measureResiduals({ tf, kernels, command, set, send, between })
}

/** A thrown error as a run's end, with a sentence. */
function failure(error: unknown): TrainerEnd {
  if (error instanceof PlateauError)
    return { reason: 'failed', message: `${error.message} ${errorTable[error.code].nextStep}`, code: error.code }
  const message = error instanceof Error ? error.message : String(error)
  if (/out of memory|OOM|bad_alloc|Array buffer allocation failed|Resource ?Exhausted/i.test(message)) {
    return {
      reason: 'failed',
      message: 'Plateau ran out of memory. Use a smaller network, a smaller batch or fewer images.',
      code: 'trainer-crashed',
    }
  }
  const code: ErrorCode = 'internal'
  return { reason: 'failed', message: `Training failed: ${message}`, code }
}

function serve(): void {
  let stopRequested = false
  let started = false
  // The core kills its trainers by closing the channel: a trainer never outlives its core.
  process.on('disconnect', () => process.exit(0))
  // Ctrl-C in the terminal is for the client, which asks the core, which asks here.
  process.on('SIGINT', () => undefined)
  process.on('message', (untyped) => {
    const parsed = trainerCommandSchema.safeParse(untyped)
    if (!parsed.success) {
      process.stderr.write('The trainer received a message that it does not understand.\n')
      process.exit(2)
    }
    if (parsed.data.type === 'stop') {
      stopRequested = true
      return
    }
    if (started) return
    started = true
    const { data: command } = parsed
    const isStopRequested = () => stopRequested
    const work =
      command.type === 'start' ? runTraining(command, isStopRequested) : runEvaluation(command, isStopRequested)
    void work.then((end) => {
      if (process.connected)
        process.send?.({ type: 'ended', ...end } satisfies TrainerMessage, undefined, undefined, () => process.exit(0))
      else process.exit(0)
    })
  })
}

if (process.argv.includes('--probe')) void probe()
else if (process.connected) serve()
else {
  process.stderr.write('The trainer is started by the Plateau core, not by hand.\n')
  process.exitCode = 2
}
