/** Data sets that were prepared: which there are in this home by name, and what is written beside each. */
import { rmSync } from 'node:fs'
import { z } from 'zod'
import { PlateauError } from '../../contract/errors'
import { dataNameSchema, readOwnData, shortHash } from '../../contract/own-data'
import { folderOfOwn, readOwnManifest, type OwnManifest } from '../../dataset/own/manifest'
import type { Store } from '../../store/store'
import { parseStored } from '../../store/stored-json'

const key = 'core.data-sets'
const namedSchema = z.array(z.object({ name: dataNameSchema, hash: z.string().regex(/^[0-9a-f]{12}$/) }))

/** A data set, and its contents by the beginning of their hash. */
export type Named = z.infer<typeof namedSchema>[number]

/** @param directory where what was prepared lies */
export function createKeptDataSets(store: Store, directory: string) {
  const manifests = new Map<string, OwnManifest>()
  const all = (): Named[] => namedSchema.safeParse(parseStored(store.settings.get(key))).data ?? []
  const keep = (list: readonly Named[]) => store.settings.set(key, JSON.stringify(list))

  return {
    all,
    has: (name: string): boolean => all().some((one) => one.name === name),
    /** By its name, or as a run's settings name it. @throws PlateauError `data-set-not-found` */
    find(reference: string): Named {
      const own = readOwnData(reference)
      const found = all().find(({ name, hash }) => name === (own?.name ?? reference) && hash === (own?.hash ?? hash))
      if (found === undefined) throw new PlateauError('data-set-not-found', `There is no data set ${reference}.`)
      return found
    },
    folderOf: ({ hash }: Named): string => folderOfOwn(directory, hash),
    /** What was prepared never changes under its hash. @throws PlateauError `data-set-damaged` where it is not here */
    manifestOf({ name, hash }: Named): OwnManifest {
      const manifest = manifests.get(hash) ?? readOwnManifest(folderOfOwn(directory, hash), name)
      manifests.set(hash, manifest)
      return manifest
    },
    /** It was prepared. @param sha256 of its contents, whole */
    add(name: string, sha256: string): void {
      const hash = shortHash(sha256)
      // It may have been prepared before, and found otherwise.
      manifests.delete(hash)
      keep([...all().filter((one) => one.name !== name), { name, hash }])
    },
    /** Deletes what was prepared, unless another name is of the same data. */
    remove({ name, hash }: Named): void {
      const others = all().filter((one) => one.name !== name)
      keep(others)
      manifests.delete(hash)
      if (!others.some((one) => one.hash === hash))
        rmSync(folderOfOwn(directory, hash), { recursive: true, force: true })
    },
  }
}
