/** What earlier runs of a program in the open project were started with, newest first. */
import type { ProgramRun } from '@contract/programs'
import type { App } from '../../../state/app.svelte'

/** The history has the rest. */
const mostShown = 8

export class EarlierRuns {
  readonly #app: App
  list = $state.raw<readonly ProgramRun[]>([])
  #asked = 0

  constructor(app: App) {
    this.#app = app
  }

  /** @param program its id; null for none */
  async load(program: string | null): Promise<void> {
    const asked = (this.#asked += 1)
    if (program === null) {
      this.list = []
      return
    }
    try {
      const request = { program, project: this.#app.projects.id, limit: mostShown }
      const { runs } = await this.#app.client.request('programs.runs', request)
      if (asked === this.#asked) this.list = runs
    } catch (error) {
      this.#app.toasts.fail(error)
    }
  }
}
