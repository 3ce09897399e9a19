/** How much each setting mattered for the metric of a panel of parallel coordinates: asked of the core while the panel is seen. */
// An answer is read as a whole and never changed.
/* eslint-disable svelte/prefer-svelte-reactivity */
import type { ImportanceInput, SettingImportance } from '@contract/importance'
import type { Client } from '@contract/transport'

/** Eyes that are opened one after the other ask once. */
const pauseMilliseconds = 400
/** The core answers a client's last question alone: those of several panels go one after the other. */
let turn: Promise<unknown> = Promise.resolve()

export class AxisImportance {
  #settings = $state.raw<ReadonlyMap<string, SettingImportance>>(new Map())
  #shown = ''

  /** To be made while a component is. @param wish what to ask; null for nothing. */
  constructor(client: Client, wish: () => ImportanceInput | null) {
    $effect(() => {
      const input = wish()
      const word = JSON.stringify(input)
      if (word === this.#shown) return
      if (input === null) return
      let isLetGo = false
      const isWanted = () => !isLetGo
      const timer = setTimeout(() => {
        turn = turn.then(async () => {
          if (!isWanted()) return
          try {
            const { settings } = await client.request('runs.importance', input)
            if (!isWanted()) return
            this.#shown = word
            this.#settings = new Map(settings.map((setting) => [setting.key, setting]))
          } catch (error) {
            // The panel does without: the next change of its runs asks again.
            console.warn(error)
          }
        })
      }, pauseMilliseconds)
      return () => {
        isLetGo = true
        clearTimeout(timer)
      }
    })
  }

  /** By setting; none before the answer is there, and where runs are too few or alike. */
  get settings(): ReadonlyMap<string, SettingImportance> {
    return this.#settings
  }
}
