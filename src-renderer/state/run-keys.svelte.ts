/** Which settings and series the runs of a project have, and what was said of them. */
import type { RunSummary } from '@contract/run'
import type { RunKeys } from '@contract/run-query'
import type { Client } from '@contract/transport'
import type { Direction } from '@model/directions'
import type { Role } from '@model/roles'
import { flatRecord } from '@protocol/config'
import type { SaidOfRows } from './run-row'

const noSaid: RunKeys['said'] = {
  directions: [],
  units: [],
  steps: [],
  hidden: [],
  chosenDirections: [],
  chosenRoles: [],
}
const noKeys: RunKeys = { runs: 0, config: [], summary: [], series: [], losses: [], said: noSaid }

export class RunKeysState {
  readonly #client: Client
  #keys = $state.raw<RunKeys>(noKeys)
  #isLoaded = $state(false)

  constructor(client: Client) {
    this.#client = client
  }

  readonly names = $derived.by(() => ({
    config: this.#keys.config.map(({ key }) => key),
    summary: this.#keys.summary.map(({ key }) => key),
  }))
  /** By its choices, and by authors. */
  readonly said = $derived.by((): SaidOfRows => {
    const { directions, units, steps, hidden, chosenDirections, chosenRoles } = this.#keys.said
    return {
      stepKeys: flatRecord<string>(steps),
      hiddenKeys: hidden,
      directions: flatRecord<Direction>([...directions, ...chosenDirections]),
      units: flatRecord<string>(units),
      roles: flatRecord<Role | null>(chosenRoles.map(([key, role]) => [key, role === 'none' ? null : role])),
    }
  })
  // Made anew with the keys, and never changed.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #series = $derived.by(() => new Set(this.#keys.series.map(({ key }) => key)))

  get all(): RunKeys {
    return this.#keys
  }
  get isLoaded(): boolean {
    return this.#isLoaded
  }

  /** Whether a run has a series, or its author says something of one, that is not known yet. */
  isUnknown({ series, directions, units = {}, stepKeys = {}, hiddenKeys = [] }: RunSummary): boolean {
    const { said } = this
    const isUnsaid = (key: string) =>
      !(key in said.directions) && !(key in said.units) && !(key in said.stepKeys) && !said.hiddenKeys.includes(key)
    return (
      Object.keys(series).some((key) => !this.#series.has(key)) ||
      [...Object.keys(directions), ...Object.keys(units), ...Object.keys(stepKeys), ...hiddenKeys].some(isUnsaid)
    )
  }

  /** @param project tells which one is open; another one that is opened meanwhile has its own answer. @throws PlateauError */
  async load(project: () => string | null): Promise<void> {
    const asked = project()
    const keys = await this.#client.request('runs.keys', asked === null ? {} : { project: asked })
    if (asked !== project()) return
    this.#keys = keys
    this.#isLoaded = true
  }
}
