/** What a run begins with, while it is chosen: a run's weights or a file's, which are kept in the home, and what of them does not fit. */
import type { RequestOutput } from '@contract/api'
import type { RunConfig } from '@contract/config'
import { inPlace } from '../../state/field-words'
import type { App } from '../../state/app.svelte'

type Misfits = RequestOutput<'weights.misfits'>['misfits']

export class FirstWeightsChoice {
  readonly #app: App
  /** The hash of the weights that were compared last. */
  #compared: string | undefined
  /** The run that was picked; empty for none. */
  run = $state('')
  /** A file, as it is typed. */
  path = $state('')
  issue = $state<string | null>(null)
  busy = $state(false)
  /** Undefined until they were compared; null where they are when the run begins. */
  misfits = $state.raw<Misfits | undefined>(undefined)

  constructor(app: App) {
    this.#app = app
  }

  pickRun(run: string): void {
    Object.assign(this, { run, path: '', issue: null })
  }
  typePath(path: string): void {
    Object.assign(this, { path, run: '', issue: null })
  }

  /** In Electron: by the system's dialog. */
  async choose(): Promise<void> {
    const path = await this.#app.shell.choosePath?.('weights')
    if (typeof path === 'string') this.typePath(path)
  }

  /** Keeps a copy in the home. @returns its hash; null where that did not work, which is said */
  async keep(): Promise<string | null> {
    const path = this.path.trim()
    if (path === '' && this.run === '') {
      this.issue = 'Choose a run or a file first.'
      return null
    }
    this.busy = true
    this.issue = null
    try {
      const from = path === '' ? { run: this.run } : { path }
      return (await this.#app.client.request('weights.keep', from)).hash
    } catch (error) {
      this.issue = inPlace(error, 'The path')
      return null
    } finally {
      this.busy = false
    }
  }

  /** Asks what of the chosen weights does not fit a run. @returns what takes the question back */
  compare(config: RunConfig | null): () => void {
    let isWanted = true
    // Of the same weights the last answer stands until the next.
    if (config?.initialWeights !== this.#compared) this.misfits = undefined
    this.#compared = config?.initialWeights
    if (config?.initialWeights !== undefined)
      this.#app.client.request('weights.misfits', { config }).then(
        ({ misfits }) => {
          if (isWanted) this.misfits = misfits
        },
        (error: unknown) => {
          if (isWanted) this.issue = error instanceof Error ? error.message : String(error)
        },
      )
    return () => {
      isWanted = false
    }
  }
}
