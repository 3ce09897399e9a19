/** What a network is trained to do with an image. Each task stands in a file of its own in `tasks/`; the registry finds it there. */
import type { MetricKind } from './metric'

/** Every task: each file adds its own by declaration merging. */
export interface Tasks {}
export type TaskKind = keyof Tasks

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
  /** What people want to know beside it. */
  readonly beside: MetricKind
}

/** A task, held to what its file declares in {@link Tasks}. */
export const defineTask = (recipe: TaskRecipe): TaskRecipe => recipe
