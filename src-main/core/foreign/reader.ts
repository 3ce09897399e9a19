/** Files that people bring, read off the core's own thread and within bounds of time and memory, from the core's side. */
import { fromWireError, PlateauError, type WireError } from '../../contract/errors'
import type { Provenance } from '../../contract/figure'
import { entryPath } from '../../platform/spawn-node'
import { createThread, type ThreadOptions } from '../thread'
import type { OpenedArchitecture } from './architecture'
import type { TfjsModel } from './tfjs-model'

export type ForeignRequest = {
  readonly as: 'provenance' | 'tfjs-model' | 'architecture'
  readonly bytes: Uint8Array
  readonly fileName: string
}
export type ForeignAnswer =
  | { readonly provenance: Provenance }
  | { readonly model: TfjsModel }
  | { readonly opened: OpenedArchitecture }
  | { readonly error: WireError }

export type ForeignReader = {
  /** @throws PlateauError `no-provenance` for a file that says nothing or takes too much memory, `invalid-input` for one that takes too long. */
  readProvenance(bytes: Uint8Array, fileName: string): Promise<Provenance>
  close(): void
}

const bounds = {
  /** The largest file that Plateau writes is read within a second. */
  limitSeconds: 10,
  /** Of objects; the file's own bytes lie beside it. What is parsed takes a tenth: V8 may end the whole process where a parser needs more. */
  limitMegabytes: 256,
  // What one file has left behind is no matter of the next.
  isKept: false,
} as const

/** @param take what the answer says of the file; undefined where it is no such answer */
function createReader<Read>(
  as: ForeignRequest['as'],
  options: Omit<ThreadOptions, keyof typeof bounds>,
  take: (answer: ForeignAnswer) => Read | undefined,
) {
  const thread = createThread<ForeignRequest, ForeignAnswer>({ ...options, ...bounds })
  return {
    read: async (bytes: Uint8Array, fileName: string): Promise<Read> => {
      const answer = await thread.ask({ as, bytes, fileName })
      const read = take(answer)
      if (read !== undefined) return read
      throw 'error' in answer ? fromWireError(answer.error) : new PlateauError('internal')
    },
    close: () => thread.close(),
  }
}

const foreignScript = () => entryPath('foreign')

/** @param script what the thread runs */
export function createForeignReader(script: () => string = foreignScript): ForeignReader {
  const { read, close } = createReader(
    'provenance',
    {
      script,
      work: 'Reading this file',
      advice: 'Export the figure again.',
      failure: 'This file cannot be read',
      failureCode: 'no-provenance',
    },
    (answer) => ('provenance' in answer ? answer.provenance : undefined),
  )
  return { readProvenance: read, close }
}

export type ModelReader = {
  /** @throws PlateauError `invalid-input` with what is wrong with a `model.json`, also where it takes too long or too much memory. */
  readModel(bytes: Uint8Array, fileName: string): Promise<TfjsModel>
  close(): void
}

/** @param script what the thread runs */
export function createModelReader(script: () => string = foreignScript): ModelReader {
  const { read, close } = createReader(
    'tfjs-model',
    {
      script,
      work: 'Reading this model',
      advice: 'Export the model again.',
      failure: 'This model cannot be read',
      failureCode: 'invalid-input',
    },
    (answer) => ('model' in answer ? answer.model : undefined),
  )
  return { readModel: read, close }
}

export type ArchitectureReader = {
  /** @throws PlateauError `invalid-input` where it takes too long or too much memory; what is wrong with the file is its answer. */
  readArchitecture(bytes: Uint8Array, fileName: string): Promise<OpenedArchitecture>
  close(): void
}

/** @param script what the thread runs */
export function createArchitectureReader(script: () => string = foreignScript): ArchitectureReader {
  const { read, close } = createReader(
    'architecture',
    {
      script,
      work: 'Reading this architecture',
      advice: 'Leave layers out.',
      failure: 'This architecture cannot be read',
      failureCode: 'invalid-input',
    },
    (answer) => ('opened' in answer ? answer.opened : undefined),
  )
  return { readArchitecture: read, close }
}
