/** Data sets of a person's own: which there are in this home, and those that are being prepared. */
import type { ChildProcess } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { z } from 'zod'
import type { RequestInput, RequestOutput } from '../../contract/api'
import type { RunConfig } from '../../contract/config'
import type { DataSet, FoundData, PreparingData } from '../../contract/data-requests'
import { PlateauError } from '../../contract/errors'
import { dataNameSchema, readOwnData, shortHash, writeOwnData } from '../../contract/own-data'
import { dataSourceOf, taskOf } from '../../contract/run-data'
import { countClasses } from '../../dataset/class-counts'
import { expandHome } from '../../platform/expand-home'
import {
  filesOf,
  folderOfOwn,
  hashOfOwn,
  readOwnManifest,
  readRecords,
  type OwnManifest,
} from '../../dataset/own/manifest'
import { unfinishedPrefix } from '../../dataset/own/prepare'
import { cifar10Directory, dataSetsDirectory } from '../../platform/paths.mjs'
import { sizeOfShape } from '../../recipes/data-source'
import type { Store } from '../../store/store'
import { parseStored } from '../../store/stored-json'
import type { EventBus } from '../events'
import { log } from '../log'
import { createTurns } from '../turns'
import { startReader, type Reader, type ReaderEnd } from './reader'

export type DataSetService = ReturnType<typeof createDataSetService>

type Options = {
  readonly home: string
  readonly store: Store
  readonly events: EventBus
  /** Makes the process that reads a folder, with an IPC channel. */
  readonly spawnReader: () => ChildProcess
}

const key = 'core.data-sets'
const namedSchema = z.array(z.object({ name: dataNameSchema, hash: z.string().regex(/^[0-9a-f]{12}$/) }))
type Named = z.infer<typeof namedSchema>[number]
/** A folder on a disk that sleeps, or far away, has time to answer. */
const longestLookSeconds = 60

type Preparing = PreparingData & { reader: Reader | null }

export function createDataSetService({ home, store, events, spawnReader }: Options) {
  const directory = dataSetsDirectory(home)
  const preparing = new Map<string, Preparing>()
  const manifests = new Map<string, OwnManifest>()
  let looking: Reader | null = null
  const changed = () => events.publish('data-sets-changed', {})
  sweep(directory)

  const named = (): Named[] => namedSchema.safeParse(parseStored(store.settings.get(key))).data ?? []
  const keep = (list: readonly Named[]) => store.settings.set(key, JSON.stringify(list))

  /** What was prepared never changes under its hash. */
  function manifestOf({ name, hash }: Named): OwnManifest {
    const manifest = manifests.get(hash) ?? readOwnManifest(folderOfOwn(directory, hash), name)
    manifests.set(hash, manifest)
    return manifest
  }

  /** By its name, or as a run's settings name it. @throws PlateauError `data-set-not-found` */
  function find(reference: string): Named {
    const own = readOwnData(reference)
    const found = named().find(({ name, hash }) => name === (own?.name ?? reference) && hash === (own?.hash ?? hash))
    if (found === undefined) throw new PlateauError('data-set-not-found', `There is no data set ${reference}.`)
    return found
  }

  /** Names of the classes of a run's data. @throws PlateauError `data-set-damaged` where what was prepared is not here */
  function classesOf(config: RunConfig): readonly string[] {
    const { own, classes } = dataSourceOf(config)
    return own === null ? classes : manifestOf(own).classes.map(({ name }) => name)
  }

  function finish(entry: Preparing, end: ReaderEnd): void {
    entry.reader = null
    if ('failure' in end) entry.failure = end.failure
    else if ('hash' in end) {
      preparing.delete(entry.name)
      // It may have been prepared before, and found otherwise.
      manifests.delete(shortHash(end.hash))
      const others = named().filter(({ name }) => name !== entry.name)
      keep([...others, { name: entry.name, hash: shortHash(end.hash) }])
    }
    changed()
  }

  return {
    list(): RequestOutput<'data-sets.list'> {
      const dataSets = named().flatMap((one) => {
        try {
          return [describe(one, manifestOf(one))]
        } catch (error) {
          log.error(`The data set ${one.name} could not be read`, error)
          return []
        }
      })
      return {
        dataSets: dataSets.sort((left, right) => left.name.localeCompare(right.name)),
        preparing: [...preparing.values()].map(({ reader: _, ...one }) => one),
      }
    },

    /** @throws PlateauError `data-set-not-found` or `data-set-damaged` */
    show(reference: string): RequestOutput<'data-sets.show'> {
      const found = find(reference)
      const manifest = manifestOf(found)
      return { dataSet: describe(found, manifest), classes: manifest.classes, skipped: manifest.skipped }
    },

    /** @throws PlateauError `data-missing`, `data-corrupt` or `data-set-damaged`, naming the file */
    async classes(config: RunConfig): Promise<RequestOutput<'data-sets.classes'>> {
      if (taskOf(config) !== 'classification') return { classes: [] }
      const names = classesOf(config)
      const counted = await createTurns().take(
        countClasses(config, { own: directory, cifar10: cifar10Directory() }),
        () => true,
      )
      return {
        classes: names.map((name, label) => ({
          name,
          training: counted?.training[label] ?? 0,
          validation: counted?.validation[label] ?? 0,
          weight: counted?.weights?.[label] ?? null,
        })),
      }
    },

    /** @throws PlateauError `data-set-not-found` or `data-set-damaged` */
    images({ name, part, first, count }: RequestInput<'data-sets.images'>): RequestOutput<'data-sets.images'> {
      const found = find(name)
      const { input, counts, classes } = manifestOf(found)
      const folder = folderOfOwn(directory, found.hash)
      const there = Math.max(0, Math.min(count, counts[part] - first))
      const file = part === 'training' ? 'train' : 'test'
      const labels = classes.length === 0 ? null : readRecords(join(folder, `${file}-labels.bin`), 2, first, there)
      return {
        shape: input,
        inputs: readRecords(join(folder, `${file}-images.bin`), sizeOfShape(input), first, there),
        labels:
          labels === null
            ? []
            : Array.from({ length: there }, (_, at) => (labels[at * 2] ?? 0) + 256 * (labels[at * 2 + 1] ?? 0)),
      }
    },

    /** @throws PlateauError `invalid-input`, `name-taken` */
    add({ name, folder: given, options, replace = false }: RequestInput<'data-sets.add'>): void {
      const folder = absolutePath(given)
      if (preparing.get(name)?.reader)
        throw new PlateauError('name-taken', `A data set ${name} is being prepared.`, { field: 'name' })
      if (!replace && named().some((one) => one.name === name))
        throw new PlateauError('name-taken', `There is a data set ${name} already.`, { field: 'name' })
      const entry: Preparing = { name, folder, done: 0, total: 0, failure: null, reader: null }
      preparing.set(name, entry)
      entry.reader = startReader(
        spawnReader,
        { folder, options, directory },
        {
          onProgress: (done, total) => Object.assign(entry, { done, total }),
          onEnd: (end) => finish(entry, end),
        },
      )
      changed()
    },

    /**
     * What is understood of a folder or file. One look at a time: the one before, which nobody waits for any longer, is ended.
     * @throws PlateauError `invalid-input` with what is wrong with it
     */
    look({ folder, options }: RequestInput<'data-sets.look'>): Promise<FoundData> {
      const path = absolutePath(folder)
      looking?.stop()
      return new Promise((resolve, reject) => {
        const fail = (why: string) => reject(new PlateauError('invalid-input', why, { field: 'folder' }))
        const reader = startReader(
          spawnReader,
          { folder: path, options, directory, looksOnly: true },
          {
            onProgress: () => undefined,
            onEnd: (end) => {
              clearTimeout(limit)
              if (looking === reader) looking = null
              if ('found' in end) resolve(end.found)
              else fail('failure' in end ? end.failure : 'It could not be read.')
            },
          },
        )
        const limit = setTimeout(() => {
          fail(`Looking through ${path} takes longer than ${longestLookSeconds} seconds. It can be prepared unseen.`)
          reader.stop()
        }, longestLookSeconds * 1_000)
        looking = reader
      })
    },

    cancel(name: string): void {
      const entry = preparing.get(name)
      preparing.delete(name)
      entry?.reader?.stop()
      changed()
    },

    /** @returns how many runs were trained on it. @throws PlateauError `data-set-not-found` */
    remove(name: string): number {
      const found = find(name)
      const others = named().filter((one) => one.name !== found.name)
      keep(others)
      manifests.delete(found.hash)
      // Another name may be of the same data.
      if (!others.some(({ hash }) => hash === found.hash))
        rmSync(folderOfOwn(directory, found.hash), { recursive: true, force: true })
      changed()
      return store.runs.countOnData(`${found.name}@${found.hash}`)
    },

    classesOf,

    close(): void {
      looking?.stop()
      for (const { reader } of preparing.values()) reader?.stop()
    },
  }
}

/** @throws PlateauError `invalid-input` for a path that depends on where a process runs */
function absolutePath(given: string): string {
  const path = expandHome(given)
  if (isAbsolute(path)) return path
  throw new PlateauError('invalid-input', 'The folder or file must be an absolute path.', { field: 'folder' })
}

function describe({ name, hash }: Named, manifest: OwnManifest): DataSet {
  const { skipped: _, classes, sha256: __, format: ___, ...facts } = manifest
  const { input, target, counts } = facts
  return {
    ...facts,
    name,
    hash: hashOfOwn(manifest),
    reference: writeOwnData({ name, hash, input, target, classes: classes.length, counts }),
    classCount: classes.length,
    bytes: [...filesOf(manifest).values()].reduce((sum, size) => sum + size, 0),
  }
}

/** What a reader that was killed has left. */
function sweep(directory: string): void {
  try {
    for (const name of readdirSync(directory))
      if (name.startsWith(unfinishedPrefix)) rmSync(join(directory, name), { recursive: true, force: true })
  } catch {
    // There is none yet, or it cannot be read: whoever prepares data is told.
    return
  }
}
