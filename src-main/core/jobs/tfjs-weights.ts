/** The weights of a layers model of TensorFlow.js, as its `model.json` names them, put into one safetensors file in their order. */
import { constants, createReadStream } from 'node:fs'
import { access, open, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { PlateauError } from '../../contract/errors'
import { tfjsFormat, tfjsName } from '../../contract/initial-weights'
import { mostJsonBytes } from '../../contract/plain-data'
import { encodeSafetensorsHeader } from '../../contract/safetensors'
import { sizeOfShape } from '../../recipes/data-source'
import type { ModelReader } from '../foreign/reader'

/** Of all values. */
const mostValueBytes = 1_000_000_000

/** Whether a file is meant to be such a model. */
export const isTfjsModel = (path: string): boolean => path.toLowerCase().endsWith('.json')

/**
 * @param path of `model.json`
 * @param into the file to make
 * @param readModel reads the JSON, which somebody else has made
 * @throws PlateauError `invalid-input` with what is wrong, and what writing fails with
 */
export async function writeTfjsWeights(path: string, into: string, { readModel }: Pick<ModelReader, 'readModel'>) {
  const name = basename(path)
  const refuse = (why: string, cause?: unknown) =>
    new PlateauError('invalid-input', `${name} ${why}.`, { field: 'initialWeights', cause })
  const json = await readFileWithin(path).catch((error: unknown) => {
    throw refuse('cannot be read', error)
  })
  if (json === null) throw refuse('has more than 16 MB of JSON')
  const { files, shapes } = await readModel(json, name)
  const parts = files.map((file) => join(dirname(path), file))
  let length = 0
  for (const [index, part] of parts.entries()) {
    const found = await stat(part).catch(() => null)
    if (found?.isFile() !== true) throw refuse(`needs ${files[index] ?? ''} beside it`)
    await access(part, constants.R_OK).catch((error: unknown) => {
      throw refuse(`needs ${files[index] ?? ''} beside it, which cannot be read`, error)
    })
    length += found.size
  }
  if (length > mostValueBytes) throw refuse('has more than 1 GB of weights')
  const expected = shapes.reduce((sum, shape) => sum + 4 * sizeOfShape(shape), 0)
  if (length !== expected) throw refuse(`has ${length} bytes of weights, and says ${expected}`)
  const tensors = shapes.map((shape, at) => ({ name: tfjsName(at), shape }))
  const file = await open(into, 'wx', 0o600)
  try {
    await file.writeFile(encodeSafetensorsHeader(tensors, new Map([['format', tfjsFormat]])))
    for (const part of parts) for await (const piece of createReadStream(part)) await file.writeFile(piece as Buffer)
  } finally {
    await file.close()
  }
}

/** Null of a file with more. */
async function readFileWithin(path: string): Promise<Uint8Array | null> {
  return (await stat(path)).size > mostJsonBytes ? null : readFile(path)
}
