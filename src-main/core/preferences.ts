/** The person's choices: each under a key of its own in the settings table, defaults filled in, changes told to every client. */
import {
  defaultPreferences,
  preferencesSchema,
  type PreferenceKey,
  type Preferences,
  type PreferencesChange,
} from '../contract/preferences'
import { readStored } from '../store/stored-json'
import type { Store } from '../store/store'
import type { EventBus } from './events'
import { log } from './log'

const prefix = 'preference.'
const keys = Object.keys(preferencesSchema.shape) as PreferenceKey[]

export type PreferenceService = {
  get(): Preferences
  /** Stores what is given, tells every client, and calls the listeners. */
  set(change: PreferencesChange): Preferences
  /** Those whose stored value cannot be read, so that their default holds. */
  unreadable(): string[]
  /** Called after every change. */
  onChange(listener: () => void): void
}

export function createPreferences(store: Store, events: EventBus): PreferenceService {
  let known = read(store)
  const listeners = new Set<() => void>()
  return {
    get: () => known,
    set(change) {
      store.transaction(() => {
        for (const [key, value] of Object.entries(change))
          if (value !== undefined) store.settings.set(`${prefix}${key}`, JSON.stringify(value))
      })
      known = read(store)
      events.publish('preferences-changed', known)
      for (const listener of listeners) listener()
      return known
    },
    unreadable() {
      const stored = store.settings.all()
      return keys.filter((key) => {
        const text = stored[`${prefix}${key}`]
        return text !== undefined && !readStored(text, preferencesSchema.shape[key]).ok
      })
    },
    onChange: (listener) => void listeners.add(listener),
  }
}

/** A value that this version does not understand counts as not chosen. */
function read(store: Store): Preferences {
  const stored = store.settings.all()
  const chosen = keys.flatMap((key) => {
    const text = stored[`${prefix}${key}`]
    if (text === undefined) return []
    const read = readStored(text, preferencesSchema.shape[key])
    if (read.ok) return [[key, read.value] as const]
    log.error(`The preference ${key} ${read.reason}; its default is used`)
    return []
  })
  return { ...defaultPreferences, ...Object.fromEntries(chosen) }
}
