/** What a file of `tasks/` says of its task; beside the names of tasks, which metrics know too. */
import type { MetricKind } from './metric'
import type { TaskKind } from './task'

export type TaskRecipe = {
  readonly kind: TaskKind
  /** Its place among the tasks, wherever they are listed: 1 is the first, and the usual one. */
  readonly place: number
  /** As people write it, in the middle of a sentence. */
  readonly name: string
  /** One sentence of what it is. */
  readonly help: string
  /** Whose best epoch is a run's best: its weights are kept, and runs of the task are compared on it. */
  readonly decides: MetricKind
  /** What that metric is, in the middle of a sentence: "the mean squared error over all pixels of the validation images". */
  readonly decidesInWords: string
  /** What people want to know beside it. */
  readonly beside: MetricKind
}

/** A task, held to what its file declares in `Tasks`. */
export const defineTask = (recipe: TaskRecipe): TaskRecipe => recipe
