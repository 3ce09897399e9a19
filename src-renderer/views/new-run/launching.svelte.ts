/** What launching a form's runs would cost, and the launch itself. */
import type { Plan } from '@contract/api'
import type { RunConfig, RunConfigInput } from '@contract/config'
import type { App } from '../../state/app.svelte'

/** Typing asks once. */
const askMilliseconds = 120

export class Launching {
  readonly #app: App
  #plan = $state.raw<Plan | null>(null)
  #isUnderWay = $state(false)

  constructor(app: App) {
    this.#app = app
  }

  /** The last one that could be worked out. */
  get plan(): Plan | null {
    return this.#plan
  }
  get isUnderWay(): boolean {
    return this.#isUnderWay
  }

  /** Asks a moment later for what these runs would take; nothing for none. @returns what takes the question back. */
  ask(configs: readonly RunConfigInput[]): () => void {
    if (configs.length === 0) return () => undefined
    let isWanted = true
    const timer = setTimeout(() => {
      this.#app.client.request('runs.plan', { configs: [...configs], project: this.#app.projects.id }).then(
        (answer) => {
          if (isWanted) this.#plan = answer
        },
        (error: unknown) => this.#app.toasts.fail(error),
      )
    }, askMilliseconds)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }

  /** Launches the runs, once, and goes to where they are seen: one run's page, the queue for several. */
  async launch(configs: readonly RunConfig[], parentRun: string | null): Promise<void> {
    if (configs.length === 0 || this.#isUnderWay) return
    this.#isUnderWay = true
    const { client, runs, router, toasts } = this.#app
    try {
      const launched = await client.request('runs.launch', {
        configs: [...configs],
        project: this.#app.projects.id,
        ...(parentRun === null ? {} : { parentRun }),
      })
      runs.adopt(launched.runs)
      const [run, second] = launched.runs
      if (second) router.go({ view: 'queue', grid: null })
      else if (run) router.go({ view: 'run', run: run.id })
    } catch (error) {
      toasts.fail(error)
    } finally {
      this.#isUnderWay = false
    }
  }
}
