/** Expressions over metrics as the points of a line (docs/expressions.md): worked out where all of their series have a point. */
import { metricCatalogue } from '../../../contract/metrics'
import { evaluate, joinSteps } from '../../../model/expressions/evaluate'
import { isExpressionKey } from '../../../contract/expression-keys'
import { readExpressionKey } from '../../../model/expressions/keys'
import type { Expression } from '../../../model/expressions/tree'
import type { EpochColumn } from '../../../store/epochs'
import { joinPoints, type StepColumns } from '../../../store/step-columns'
import type { Store } from '../../../store/store'
import type { Steps } from '../../turns'
import { placeEpochs, type Timeline } from './axis'

/** What a line is drawn of: by epoch where every one of its series is, else by step. */
export type ExpressionPoints =
  | ({ readonly by: 'epoch' } & EpochColumn)
  | ({
      readonly by: 'step'
      /** Whether its seconds are of training, as those of Plateau's own series. */
      readonly isOwn: boolean
    } & StepColumns)

/** Chunks that are read before others have a turn. */
const chunksAtOnce = 16

/** All of a series by step, a few chunks at a time. */
function* readWhole(store: Store, series: number): Steps<StepColumns> {
  const parts: StepColumns[] = []
  for (const { firstStep } of store.batches.summaries(series)) {
    parts.push(store.batches.chunk(series, firstStep))
    if (parts.length % chunksAtOnce === 0) yield
  }
  parts.push(store.batches.tail(series))
  return joinPoints(...parts)
}

/** The first series by step: it says when its steps were. */
type Clock = { readonly place: number; readonly seconds: Float64Array; readonly isOwn: boolean }
type Operand = { readonly steps: ArrayLike<number>; readonly values: ArrayLike<number> }

/**
 * The points of an expression over a run's series. Steps that not all of them have are left out. Where some are by step and others by epoch, an epoch's
 * value stands at its last step.
 * @returns null for a key that is no expression; no points where the run lacks one of its series, or it cannot be read
 */
export function* readExpression(
  store: Store,
  { run, timeline }: { readonly run: { readonly id: string }; readonly timeline: Timeline },
  key: string,
): Steps<ExpressionPoints | null> {
  if (!isExpressionKey(key)) return null
  const read = readExpressionKey(key)
  const none = { by: 'epoch', epochs: new Int32Array(), values: new Float64Array() } as const
  if (read === null || read.expression === null) return none
  const { expression, metrics } = read
  const columns = metrics.map((name) => store.epochs.column(run.id, name))
  if (columns.every((column) => column !== null)) {
    const { steps, values } = joinSteps(columns.map(({ epochs, values }) => ({ steps: epochs, values })))
    return {
      by: 'epoch',
      epochs: Int32Array.from(steps),
      values: calculated(expression, metrics, values, steps.length),
    }
  }
  const operands: Operand[] = []
  let clock = null as Clock | null
  for (const [place, name] of metrics.entries()) {
    const column = columns[place]
    if (column) {
      operands.push({ steps: placeEpochs('step', timeline, column.epochs), values: column.values })
      continue
    }
    const series = store.batches.find(run.id, name)
    if (series === null) return none
    const points = yield* readWhole(store, series)
    operands.push(points)
    clock ??= { place, seconds: points.seconds, isOwn: Object.hasOwn(metricCatalogue, name) }
  }
  const { steps, values, places } = joinSteps(operands)
  const { place = 0, seconds = new Float64Array(), isOwn = false } = clock ?? {}
  return {
    by: 'step',
    isOwn,
    steps,
    seconds: Float64Array.from(places[place] ?? [], (at) => seconds[at] ?? Number.NaN),
    values: calculated(expression, metrics, values, steps.length),
  }
}

const calculated = (
  expression: Expression,
  metrics: readonly string[],
  values: readonly Float64Array[],
  length: number,
): Float64Array =>
  evaluate(expression, new Map(metrics.map((name, at) => [name, values[at] ?? new Float64Array()])), length)
