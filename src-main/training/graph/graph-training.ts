/**
 * Steps of training as one graph: TensorFlow then runs side by side what does not wait for each other, and JavaScript calls it once a step
 * instead of some hundred times. What is no such step, as the last batch of an epoch where it is smaller, is taken operation by operation.
 */
import type { Parameter, TensorFlow } from '../kernels/kernels'
import type { TrainBatch } from '../step'
import { divert, type Diversion, type DivertedBackend } from './addon'
import { Changed, createReplay, NumberChanged, type Replay } from './replay'
import { createSession, type Session, type Variable } from './session'
import { createRecorder, type Trace } from './trace'

/** Everything that a step changes, and what takes it. */
export type Trained = {
  /** All values that outlive steps, in an order that is the same for all of a config. */
  readonly values: readonly Parameter[]
  readonly trainBatch: TrainBatch
  dispose(): void
}

export type GraphTrainingOptions = {
  readonly tf: TensorFlow
  readonly trained: Omit<Trained, 'dispose'> & {
    /** Whether a batch is to be taken operation by operation. */
    isApart(isLast: boolean): boolean
    readonly optimizer: { steps: number }
  }
  /** Makes another of the same config that has taken another number of steps, to trace a step of, which is then forgotten. */
  readonly makeTwin: () => Trained
  /** The addon's resource of a value that outlives steps. */
  readonly handleOf: (parameter: Parameter) => { readonly dataId: object }
  /** Images of a whole batch. */
  readonly batchSize: number
  /** A private folder, for the moment that TensorFlow reads the graph. */
  readonly directory: string
  /** Told why steps are no graph. */
  readonly onFallback: (reason: string) => void
}

export type GraphTraining = {
  readonly trainBatch: TrainBatch
  dispose(): void
}

type Ready = {
  readonly replay: Replay
  /** Made at the end of the first step. */
  readonly session: () => Session | null
  hasRun: boolean
}

export function createGraphTraining(options: GraphTrainingOptions): GraphTraining {
  const { tf, trained, batchSize, onFallback } = options
  const backend = tf.backend() as unknown as DivertedBackend
  const diversion = divert(backend)
  let ready: Ready | null = null
  let isImpossible = false
  let findsConstants = true

  /** Has the values as the last step left them where operations by name look, and holds no session any more. */
  function leave(): void {
    if (ready?.hasRun) ready.session()?.settle()
    ready?.session()?.dispose()
    ready = null
    diversion.to(diversion.addon)
  }

  /** From then on operation by operation. */
  function giveUp(error: unknown): void {
    isImpossible = true
    leave()
    onFallback(error instanceof Error ? error.message : String(error))
  }

  function replayed({ session, replay }: Ready, ...given: Parameters<TrainBatch>): number {
    replay.begin()
    diversion.to(replay)
    try {
      return trained.trainBatch(...given)
    } finally {
      diversion.to(session()?.between ?? diversion.addon)
      replay.end()
    }
  }

  function trainBatch(...given: Parameters<TrainBatch>): number {
    const [chosen, { isLast = false } = {}] = given
    if (isImpossible || chosen.length !== batchSize || trained.isApart(isLast)) return trained.trainBatch(...given)
    try {
      ready ??= prepare(options, diversion, given, findsConstants)
    } catch (error) {
      giveUp(error)
      return trained.trainBatch(...given)
    }
    const { optimizer } = trained
    const { steps } = optimizer
    try {
      const loss = replayed(ready, ...given)
      ready.hasRun = true
      return loss
    } catch (error) {
      // A first step that fails has changed nothing that operations by name look at; nor has one that was not taken.
      if (ready.hasRun && !(error instanceof Changed)) throw error
      optimizer.steps = steps
      if (error instanceof NumberChanged) {
        // A graph that is given every number anew: this happens once at most.
        findsConstants = false
        leave()
        return trainBatch(...given)
      }
      giveUp(error)
      return trained.trainBatch(...given)
    }
  }

  return {
    trainBatch,
    dispose() {
      leave()
      diversion.end()
    },
  }
}

/** Another batch of the size at another place of a run: whatever depends on either has other numbers there. */
const elsewhere = ([chosen, { learningRate, epoch, batch, ...others } = {}]: Parameters<TrainBatch>) =>
  [
    new Uint32Array(chosen.length).fill(chosen[0] ?? 0),
    {
      ...others,
      ...(learningRate === undefined ? {} : { learningRate: learningRate * 1.25 }),
      ...(epoch === undefined ? {} : { epoch: epoch + 1 }),
      ...(batch === undefined ? {} : { batch: batch + 1 }),
    },
  ] as const

function prepare(
  { tf, trained, makeTwin, handleOf, directory }: GraphTrainingOptions,
  diversion: Diversion,
  given: Parameters<TrainBatch>,
  findsConstants: boolean,
): Ready {
  const { addon } = diversion
  const { tensorMap } = tf.backend() as unknown as DivertedBackend
  const variablesOf = (values: readonly Parameter[]): Variable[] =>
    values.map((value) => ({ id: tensorMap.get(handleOf(value).dataId).id, shape: value.shape }))
  const twin = makeTwin()
  const recorder = createRecorder(
    addon,
    variablesOf(twin.values).map(({ id }) => id),
  )
  let trace: Trace
  diversion.to(recorder)
  try {
    twin.trainBatch(...elsewhere(given))
    trace = recorder.take()
  } finally {
    diversion.to(addon)
    twin.dispose()
  }
  const variables = variablesOf(trained.values)
  let session: Session | null = null
  const start = (settled: Trace) => {
    const made = createSession(addon, directory, settled, variables)
    session = made
    return (values: readonly number[]) => made.step(values)
  }
  const replay = createReplay({ addon, trace, variables: variables.map(({ id }) => id), findsConstants, start })
  return { replay, session: () => session, hasRun: false }
}
