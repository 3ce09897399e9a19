/** Data sets of a person's own: which there are in this home, and those that are being prepared. */
import { readdirSync, rmSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { RequestInput, RequestOutput } from '../../contract/api'
import type { RunConfig } from '../../contract/config'
import type { DataSet, Fit, FoundData } from '../../contract/data-requests'
import { PlateauError } from '../../contract/errors'
import { writeOwnData } from '../../contract/own-data'
import { dataSourceOf, taskOf, type DataSettings } from '../../contract/run-data'
import { countClasses } from '../../dataset/class-counts'
import { filesOf, hashOfOwn, readRecords, type OwnManifest } from '../../dataset/own/manifest'
import { unfinishedPrefix } from '../../dataset/own/protocol'
import { expandHome } from '../../platform/expand-home'
import { cifar10Directory, dataSetsDirectory } from '../../platform/paths.mjs'
import { sizeOfShape } from '../../recipes/data-source'
import type { Store } from '../../store/store'
import type { EventBus } from '../events'
import { log } from '../log'
import { createTurns } from '../turns'
import { createKeptDataSets, type Named } from './kept'
import { createLooks } from './looks'
import { createPreparing } from './preparing'
import type { SpawnReader } from './reader'

export type DataSetService = ReturnType<typeof createDataSetService>

type Options = {
  readonly home: string
  readonly store: Store
  readonly events: EventBus
  readonly spawnReader: SpawnReader
}

export function createDataSetService({ home, store, events, spawnReader }: Options) {
  const directory = dataSetsDirectory(home)
  const changed = () => events.publish('data-sets-changed', {})
  const kept = createKeptDataSets(store, directory)
  const looks = createLooks(spawnReader, directory)
  const preparing = createPreparing(spawnReader, (name, hash) => {
    if (hash !== null) kept.add(name, hash)
    changed()
  })
  sweep(directory)

  /** Names of the classes of a run's data. @throws PlateauError `data-set-damaged` where what was prepared is not here */
  function classesOf(config: RunConfig): readonly string[] {
    const { own, classes } = dataSourceOf(config)
    return own === null ? classes : kept.manifestOf(own).classes.map(({ name }) => name)
  }

  /** What became of pictures of other proportions; where what was prepared is not here any more, nobody knows, and nothing of a picture is left out. */
  function fitOf(config: DataSettings): Fit {
    const { own } = dataSourceOf(config)
    if (own === null) return 'stretch'
    try {
      return kept.manifestOf(own).options.fit
    } catch (error) {
      if (error instanceof PlateauError && error.code === 'data-set-damaged') return 'stretch'
      throw error
    }
  }

  return {
    list(): RequestOutput<'data-sets.list'> {
      const dataSets = kept.all().flatMap((one) => {
        try {
          return [describe(one, kept.manifestOf(one))]
        } catch (error) {
          log.error(`The data set ${one.name} could not be read`, error)
          return []
        }
      })
      return {
        dataSets: dataSets.sort((left, right) => left.name.localeCompare(right.name)),
        preparing: preparing.list(),
      }
    },

    /** @throws PlateauError `data-set-not-found` or `data-set-damaged` */
    show(reference: string): RequestOutput<'data-sets.show'> {
      const found = kept.find(reference)
      const manifest = kept.manifestOf(found)
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
      const found = kept.find(name)
      const { input, counts, classes } = kept.manifestOf(found)
      const folder = kept.folderOf(found)
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
    add({ replace = false, ...wanted }: RequestInput<'data-sets.add'>): void {
      const { name } = wanted
      const folder = absolutePath(wanted.folder)
      preparing.requireFree(name)
      if (!replace && kept.has(name))
        throw new PlateauError('name-taken', `There is a data set ${name} already.`, { field: 'name' })
      preparing.begin({ ...wanted, folder }, directory)
      changed()
    },

    /** What is understood of a folder or file. @throws PlateauError `invalid-input` with what is wrong with it */
    look: ({ folder, options }: RequestInput<'data-sets.look'>): Promise<FoundData> =>
      looks.look({ folder: absolutePath(folder), options }),

    cancel(name: string): void {
      preparing.cancel(name)
      changed()
    },

    /** @returns how many runs were trained on it. @throws PlateauError `data-set-not-found` */
    remove(name: string): number {
      const found = kept.find(name)
      kept.remove(found)
      changed()
      return store.runs.countOnData(`${found.name}@${found.hash}`)
    },

    classesOf,
    fitOf,

    close(): void {
      looks.close()
      preparing.close()
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
