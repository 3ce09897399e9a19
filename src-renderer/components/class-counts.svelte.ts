/** The classes of a run's data as they are counted in the core, while a run is looked at or set up. */
import type { RunConfig } from '@contract/config'
import { toWireError } from '@contract/errors'
import { taskOf } from '@contract/run-data'
import type { CountedClass } from '@panels/run/class-counts'
import type { App } from '../state/app.svelte'

/** What of a run's settings decides on its classes and on what they count for. */
const deciding = ['task', 'dataSet', 'trainSize', 'validationSize', 'dataSeed', 'classWeights'] as const

export class ClassCounts {
  readonly #app: App
  #asked = ''
  #classes = $state.raw<readonly CountedClass[]>([])
  #error = $state<string | null>(null)

  constructor(app: App) {
    this.#app = app
  }

  /** Those of the last answer, until the next; none before the first, and of runs that say none. */
  get classes(): readonly CountedClass[] {
    return this.#classes
  }
  /** Why they cannot be counted. */
  get error(): string | null {
    return this.#error
  }

  /** Asks anew where what decides on it has changed. @param config null while a setting is wrong: what is known stays */
  ask(config: RunConfig | null): void {
    if (config === null) return
    const asked = JSON.stringify(deciding.map((key) => config[key]))
    if (asked === this.#asked) return
    this.#asked = asked
    if (taskOf(config) !== 'classification') {
      this.#classes = []
      this.#error = null
      return
    }
    this.#app.client.request('data-sets.classes', { config }).then(
      ({ classes }) => {
        if (asked !== this.#asked) return
        this.#classes = classes
        this.#error = null
      },
      (caught: unknown) => {
        if (asked !== this.#asked) return
        this.#classes = []
        this.#error = toWireError(caught).message
      },
    )
  }
}
