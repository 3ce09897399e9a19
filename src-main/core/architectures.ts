/** Architectures of one's own that are kept by name. */
import type { RequestOutput } from '../contract/api'
import { architectureRequests, mostArchitectures, type SavedArchitecture } from '../contract/architecture-requests'
import { PlateauError } from '../contract/errors'
import type { Store } from '../store/store'
import type { EventBus } from './events'
import type { ArchitectureReader } from './foreign/reader'
import { log } from './log'

export type ArchitectureService = {
  /** By name. One that this version cannot read stays stored, unseen. */
  list(): SavedArchitecture[]
  /** @throws PlateauError `invalid-input` where there are too many. */
  save(architecture: SavedArchitecture): SavedArchitecture
  /** Of a file that somebody brings, in a thread with limits. */
  read(bytes: Uint8Array, fileName: string): Promise<RequestOutput<'architectures.read'>>
  remove(name: string): void
}

/** Keys of settings that the core itself keeps begin with `core.`. */
const prefix = 'core.architecture.'
const schema = architectureRequests['architectures.save'].output

export function createArchitectureService(
  store: Store,
  events: EventBus,
  reader: Pick<ArchitectureReader, 'readArchitecture'>,
): ArchitectureService {
  const keys = (): string[] => Object.keys(store.settings.all()).filter((key) => key.startsWith(prefix))
  return {
    list: () =>
      keys()
        .flatMap((key): SavedArchitecture[] => {
          const name = key.slice(prefix.length)
          const read = schema.safeParse({ name, layers: store.settings.get(key) })
          if (read.success) return [read.data]
          log.error(`The architecture ${name} could not be read; it is left out`, read.error)
          return []
        })
        .sort((left, right) => left.name.localeCompare(right.name, 'en')),
    save(architecture) {
      const key = `${prefix}${architecture.name}`
      const there = keys()
      if (!there.includes(key) && there.length >= mostArchitectures)
        throw new PlateauError(
          'invalid-input',
          `There are ${mostArchitectures} saved architectures, and no room for more. Delete one first.`,
        )
      store.settings.set(key, architecture.layers)
      events.publish('architectures-changed', {})
      return architecture
    },
    read: (bytes, fileName) => reader.readArchitecture(bytes, fileName),
    remove(name) {
      if (store.settings.get(`${prefix}${name}`) === null) return
      store.settings.remove(`${prefix}${name}`)
      events.publish('architectures-changed', {})
    },
  }
}
