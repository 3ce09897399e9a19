/**
 * Weights that runs begin with: files in the home, each under the hash of its contents, so that a run can be begun again, verified and cloned whatever
 * became of where they were from.
 */
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { basename, isAbsolute, join } from 'node:path'
import type { RunConfig } from '../../contract/config'
import { PlateauError } from '../../contract/errors'
import { freezeMisfit, weightsMisfit, weightsMisfits, type WeightsMisfit } from '../../contract/initial-weights'
import {
  checkSpans,
  headerBytes,
  lengthBytes,
  readSafetensorsHeader,
  type SafetensorsHeader,
} from '../../contract/safetensors'
import { expandHome } from '../../platform/expand-home'
import { whyNoFile, whyUnread } from '../../platform/unread-file'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import type { ModelReader } from '../foreign/reader'
import { log } from '../log'
import { isTfjsModel, writeTfjsWeights } from './tfjs-weights'
import type { KeptWeights } from './kept-weights'

/** Of a file: what Node reads in one piece. Of its header: what is parsed at once, with thousands of layers. */
const mostBytes = 2_000_000_000
const mostHeaderBytes = 2_000_000

export type InitialWeights = ReturnType<typeof createInitialWeights>

type Options = {
  /** `home/weights`. */
  readonly folder: string
  readonly store: Pick<Store, 'runs'>
  readonly kept: KeptWeights
  readonly models: Pick<ModelReader, 'readModel'>
}

export function createInitialWeights({ folder, store, kept, models }: Options) {
  const headers = new Map<string, SafetensorsHeader>()
  const pathOf = (hash: string): string => join(folder, `${hash}.safetensors`)

  /** @throws PlateauError `invalid-input` */
  async function take(path: string, name: string): Promise<string> {
    const refuse = (why: string, cause?: unknown) =>
      new PlateauError('invalid-input', `${name} ${why}.`, { field: 'initialWeights', cause })
    const found = await stat(path).catch((error: unknown) => {
      throw refuse(whyUnread(path, error), error)
    })
    const noFile = whyNoFile(found)
    if (noFile !== null) throw refuse(noFile)
    if (found.size > mostBytes) throw refuse(`is larger than ${mostBytes / 1_000_000_000} GB`)
    const headerOf = (file: string) =>
      readHeader(file).catch((error: unknown) => {
        throw refuse(
          `cannot be used. ${error instanceof Error ? error.message.replace(/\.$/, '') : String(error)}`,
          error,
        )
      })
    // Before it is copied, and again of the copy: somebody may write to the file meanwhile.
    await headerOf(path)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const unfinished = join(folder, `${randomUUID()}.part`)
    try {
      const digest = await copyHashed(path, unfinished)
      headers.set(digest, await headerOf(unfinished))
      await rename(unfinished, pathOf(digest))
      return digest
    } finally {
      await rm(unfinished, { force: true })
    }
  }

  /** @throws PlateauError `invalid-input` */
  async function takeTfjs(path: string): Promise<string> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const unfinished = join(folder, `${randomUUID()}.part`)
    try {
      await writeTfjsWeights(path, unfinished, models)
      return await take(unfinished, basename(path))
    } finally {
      await rm(unfinished, { force: true })
    }
  }

  /** @throws PlateauError `invalid-input` where they are not in this home */
  async function headerOf(hash: string): Promise<SafetensorsHeader> {
    if (!existsSync(pathOf(hash)))
      throw new PlateauError(
        'invalid-input',
        `The weights that the run begins with (sha256 ${hash.slice(0, 12)}…) are not in this home.`,
        { field: 'initialWeights' },
      )
    const header = headers.get(hash) ?? (await readHeader(pathOf(hash)))
    headers.set(hash, header)
    return header
  }

  return {
    pathOf,
    /** Keeps a copy of somebody's file. @param given absolute, or from `~` on. @returns its hash. @throws PlateauError `invalid-input` */
    keepFile(given: string): Promise<string> {
      const path = expandHome(given)
      if (!isAbsolute(path))
        throw new PlateauError('invalid-input', `${path} is not an absolute path.`, { field: 'path' })
      return isTfjsModel(path) ? takeTfjs(path) : take(path, basename(path))
    },
    /** Keeps a copy of a run's weights. @throws PlateauError `weights-missing`, `invalid-input` */
    keepRun(run: StoredRun, epoch: number | undefined): Promise<string> {
      const { file } = kept.at(run, epoch)
      return take(join(kept.directoryOf(run.id), ...file.file.split('/')), `The checkpoint of ${run.name}`)
    },
    /**
     * To be called before runs are deleted for good.
     * @returns what to call afterwards: weights that no other run begins with go, too
     */
    release(runs: readonly string[]): () => void {
      const hashes = new Set(runs.flatMap((run) => store.runs.get(run)?.recipe?.initialWeights ?? []))
      return () => {
        for (const hash of hashes) {
          if (store.runs.beginsWith(hash)) continue
          headers.delete(hash)
          rm(pathOf(hash), { force: true }).catch((error: unknown) => log.error('Weights could not be removed', error))
        }
      }
    },
    /** What of a run's network its weights do not have; null where that is found out when it begins. @throws PlateauError `invalid-input` where they are not in this home */
    async misfits(config: RunConfig): Promise<readonly WeightsMisfit[] | null> {
      const { initialWeights: hash } = config
      return hash === undefined ? [] : weightsMisfits(await headerOf(hash), config)
    },
    /** Whether a run can begin: its weights are there and fit, and its frozen layers are layers. @throws PlateauError `invalid-input` */
    async check(config: RunConfig): Promise<void> {
      const frozen = freezeMisfit(config)
      if (frozen !== null) throw new PlateauError('invalid-input', `freeze ${frozen}.`, { field: 'freeze' })
      const { initialWeights: hash } = config
      if (hash === undefined) return
      const misfit = weightsMisfit(await headerOf(hash), config)
      if (misfit !== null) throw new PlateauError('invalid-input', misfit, { field: 'initialWeights' })
    },
  }
}

/** @returns the sha256 of what was copied, which is on the disk by then */
async function copyHashed(from: string, to: string): Promise<string> {
  const hash = createHash('sha256')
  const file = await open(to, 'wx', 0o600)
  try {
    for await (const piece of createReadStream(from)) {
      hash.update(piece as Buffer)
      await file.writeFile(piece as Buffer)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return hash.digest('hex')
}

/** @throws PlateauError `checkpoint-corrupt` */
async function readHeader(path: string): Promise<SafetensorsHeader> {
  const file = await open(path, 'r')
  try {
    const start = Buffer.alloc(lengthBytes)
    const { bytesRead } = await file.read(start, 0, lengthBytes, 0)
    const length = headerBytes(start.subarray(0, bytesRead), mostHeaderBytes)
    const header = Buffer.alloc(length)
    const read = await file.read(header, 0, length, 0)
    const parsed = readSafetensorsHeader(header.subarray(0, read.bytesRead))
    // A file that was cut is found out here, and not once its run has waited for its turn.
    checkSpans(parsed, (await file.stat()).size - parsed.dataFrom)
    return parsed
  } finally {
    await file.close()
  }
}
