/** A session of TensorFlow that holds the values of training and takes steps; and the same values as operations by name have them. */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { attributeTypes, types, type Addon, type AddonCalls, type Values } from './addon'
import { buildGraph, names } from './build'
import { encodeSavedModel, servingTag } from './saved-model'
import type { Trace } from './trace'

export type Variable = {
  /** The addon's id of the resource. */
  readonly id: number
  readonly shape: readonly number[]
}

export type Session = {
  /** Takes a step. @param values of the slots that are no constants, by the addon's ids. @returns the loss */
  step(values: readonly number[]): Values
  /** The addon's calls for whatever is no such step: a look at a value is one at what it is after the last step. */
  readonly between: AddonCalls
  /** Has the values back where operations by name look. */
  settle(): void
  dispose(): void
}

/** The folder, beside a run's checkpoints, that a model is read from; it is gone again when this returns. */
const folderName = 'step-graph'

function load(addon: Addon, directory: string, bytes: Uint8Array): number {
  const folder = join(directory, folderName)
  removeGraphFolder(directory)
  try {
    mkdirSync(folder, { mode: 0o700 })
    chmodSync(folder, 0o700)
    writeFileSync(join(folder, 'saved_model.pb'), bytes, { mode: 0o600 })
    return addon.loadSavedModel(folder, servingTag)
  } finally {
    removeGraphFolder(directory)
  }
}

/** A process that was killed may have left one. */
export const removeGraphFolder = (directory: string): void =>
  rmSync(join(directory, folderName), { recursive: true, force: true })

const list = (all: readonly string[]): string => all.map((name) => `${name}:0`).join()
const dtype = { name: 'dtype', type: attributeTypes.type, value: types.float }

/**
 * @param variables values that outlive steps
 * @throws Error where TensorFlow does not take the graph
 */
export function createSession(addon: Addon, directory: string, trace: Trace, variables: readonly Variable[]): Session {
  const { nodes, functions } = buildGraph(
    trace,
    variables.map(({ shape }) => shape),
  )
  const model = load(addon, directory, encodeSavedModel(nodes, functions))
  const ids = new Set(variables.map(({ id }) => id))
  const inputs = trace.slots.flatMap(({ constant }, slot) => (constant === null ? [names.slot(slot)] : []))
  const values = variables.map((_, index) => names.value(index))
  const reads = variables.map((_, index) => names.read(index))
  /** Who has the newest values. */
  let newest: 'operations' | 'session' | 'both' = 'operations'

  function ask(feeds: readonly number[], given: readonly string[], wanted: readonly string[]): readonly number[] {
    return addon.runSavedModel(model, feeds, list(given), list(wanted)).map(({ id }) => id)
  }
  const release = (all: readonly number[]) => all.forEach((id) => addon.deleteTensor(id))

  function push(): void {
    const now = variables.flatMap(({ id }) => addon.executeOp('ReadVariableOp', [dtype], [id], 1).map((one) => one.id))
    release(ask(now, values, [names.assigned]))
    release(now)
    newest = 'both'
  }
  function settle(): void {
    if (newest !== 'session') return
    const now = ask([], [], reads)
    variables.forEach(({ id }, index) => {
      const value = now[index]
      if (value === undefined) throw new Error('A session gave too few values')
      addon.executeOp('AssignVariableOp', [dtype], [id, value], 0)
    })
    release(now)
    newest = 'both'
  }

  return {
    step(given) {
      if (newest === 'operations') push()
      const [loss] = ask(given, inputs, [names.loss])
      if (loss === undefined) throw new Error('A session gave no loss')
      newest = 'session'
      const value = addon.tensorDataSync(loss)
      addon.deleteTensor(loss)
      return value
    },
    between: {
      createTensor: (shape, kind, values) => addon.createTensor(shape, kind, values),
      deleteTensor: (id) => addon.deleteTensor(id),
      executeOp(name, attributes, given, outputs) {
        if (given.some((id) => ids.has(id))) {
          settle()
          if (name !== 'ReadVariableOp') newest = 'operations'
        }
        return addon.executeOp(name, attributes, given, outputs)
      },
      tensorDataSync: (id) => addon.tensorDataSync(id),
    },
    settle,
    dispose: () => addon.deleteSavedModel(model),
  }
}
