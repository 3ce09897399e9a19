/** Every task that networks are trained for, as the files of `tasks/` define them. */
import type { TaskKind } from '../task'
import type { TaskRecipe } from '../task-recipe'
import { collect } from './collect'

const files = import.meta.glob<TaskRecipe>('../tasks/*.ts', { import: 'default', eager: true })
const inOrder = collect(files, ({ kind }) => kind)

export const tasks = Object.fromEntries(inOrder.map((recipe) => [recipe.kind, recipe])) as Readonly<
  Record<TaskKind, TaskRecipe>
>
export const taskKinds: readonly TaskKind[] = inOrder.map(({ kind }) => kind)
export const isTaskKind = (text: unknown): text is TaskKind => typeof text === 'string' && Object.hasOwn(tasks, text)

const [first] = taskKinds
if (first === undefined) throw new TypeError('There is no task.')
/** What every run was trained for before there was a choice, and one that does not say. */
export const usualTask: TaskKind = first
