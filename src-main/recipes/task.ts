/** What a network is trained to do with an image. Each task stands in a file of its own in `tasks/`; the registry finds it there. */

/** Every task: each file adds its own by declaration merging. */
export interface Tasks {}
export type TaskKind = keyof Tasks
