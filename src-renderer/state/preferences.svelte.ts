/** What the person has chosen for the whole home: live, and the last changes can be taken back. */
import { toWireError, type WireError } from '@contract/errors'
import { defaultPreferences, type PreferenceKey, type Preferences, type PreferencesChange } from '@contract/preferences'
import type { Client } from '@contract/transport'

export class PreferencesState {
  readonly #client: Client
  // Nothing is drawn from it.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #listeners = new Set<(preferences: Preferences) => void>()
  #current = $state.raw<Preferences>(defaultPreferences)
  #loaded = $state(false)
  #error = $state.raw<WireError | null>(null)
  /** What each change of this window replaced, oldest first. */
  #replaced = $state.raw<readonly PreferencesChange[]>([])
  #underWay = 0
  /** One after the other: each takes back what was last when its turn comes. */
  #undoing: Promise<void> = Promise.resolve()

  constructor(client: Client) {
    this.#client = client
    client.onEvent((event) => {
      if (event.event === 'preferences-changed' && this.#underWay === 0) this.#take(event.payload)
    })
  }

  get current(): Preferences {
    return this.#current
  }
  get isLoaded(): boolean {
    return this.#loaded
  }
  get error(): WireError | null {
    return this.#error
  }
  get canUndo(): boolean {
    return this.#replaced.length > 0
  }

  /** Told of every change, from wherever it comes. */
  onChange(listener: (preferences: Preferences) => void): void {
    this.#listeners.add(listener)
  }

  async load(): Promise<void> {
    try {
      const kept = await this.#client.request('preferences.get', {})
      // Asked before a change that is under way, it would put the old value back.
      if (this.#underWay === 0) this.#take(kept)
      this.#error = null
    } catch (error) {
      this.#error = toWireError(error)
    }
  }

  /** Shows the change at once and keeps it. @throws PlateauError when it could not be kept; the old values are back then. */
  async set(change: PreferencesChange): Promise<void> {
    const replaced = pick(this.#current, Object.keys(change) as PreferenceKey[])
    // Before it is kept: who takes it back at once means this one.
    this.#replaced = [...this.#replaced, replaced]
    try {
      await this.#keep(change, replaced)
    } catch (error) {
      this.#replaced = this.#replaced.filter((other) => other !== replaced)
      throw error
    }
  }

  /**
   * Takes back this window's last change; nothing when there is none. One that cannot be taken back stays the last.
   * @throws PlateauError as `set` does.
   */
  undo(): Promise<void> {
    this.#undoing = this.#undoing.catch(() => undefined).then(() => this.#takeBack())
    return this.#undoing
  }

  async #takeBack(): Promise<void> {
    const last = this.#replaced.at(-1)
    if (last === undefined) return
    await this.#keep(last, pick(this.#current, Object.keys(last) as PreferenceKey[]))
    this.#replaced = this.#replaced.filter((other) => other !== last)
  }

  /** An answer is taken in only when no later change is under way, whose value it would put back. */
  async #keep(change: PreferencesChange, replaced: PreferencesChange): Promise<void> {
    this.#take({ ...this.#current, ...change } as Preferences)
    this.#underWay += 1
    try {
      const kept = await this.#client.request('preferences.set', change)
      if (this.#underWay === 1) this.#take(kept)
    } catch (error) {
      this.#take({ ...this.#current, ...replaced } as Preferences)
      throw error
    } finally {
      this.#underWay -= 1
    }
  }

  #take(preferences: Preferences): void {
    this.#current = preferences
    this.#loaded = true
    for (const listener of this.#listeners) listener(preferences)
  }
}

function pick(preferences: Preferences, keys: readonly PreferenceKey[]): PreferencesChange {
  return Object.fromEntries(keys.map((key) => [key, preferences[key]]))
}
