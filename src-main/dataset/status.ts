/** What the doctor says of the data: cheap, no contents are read. */
import { toWireError } from '../contract/errors'
import { readManifest } from './cache'

export type DatasetStatus =
  | { readonly ok: true; readonly source: string }
  | { readonly ok: false; readonly message: string }

/** Whether the cache is there in full size; for what is wrong, the sentence that names the file. */
export function readDatasetStatus(): DatasetStatus {
  try {
    return { ok: true, source: readManifest().source }
  } catch (error) {
    return { ok: false, message: toWireError(error).message }
  }
}
