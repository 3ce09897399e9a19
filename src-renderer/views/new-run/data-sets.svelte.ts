/** The data sets of the home, kept as they are while a form is open, and what is in the chosen one. */
import type { RequestOutput } from '@contract/api'
import type { DataSet, PreparingData } from '@contract/data-requests'
import type { App } from '../../state/app.svelte'

/** A data set with its classes, its skipped files, and the first images of both sides. */
export type DataLook = RequestOutput<'data-sets.show'> & {
  readonly images: RequestOutput<'data-sets.images'>
}

/** Images of a preview. */
const mostShown = 24
const progressMilliseconds = 300

export class DataSets {
  readonly #app: App
  /** Null before the first answer. */
  all = $state.raw<readonly DataSet[] | null>(null)
  /** What is being prepared now, or failed last. */
  preparing = $state.raw<readonly PreparingData[]>([])
  look = $state.raw<DataLook | null>(null)

  constructor(app: App) {
    this.#app = app
  }

  /** Keeps the list as it is in the home. @returns what ends that */
  follow(): () => void {
    const load = () => {
      this.#app.client.request('data-sets.list', {}).then(
        ({ dataSets, preparing }) => {
          this.all = dataSets
          this.preparing = preparing
          clearTimeout(timer)
          // How far it is, is told to whoever asks.
          if (preparing.some(({ failure }) => failure === null)) timer = setTimeout(load, progressMilliseconds)
        },
        (error: unknown) => this.#app.toasts.fail(error),
      )
    }
    let timer: ReturnType<typeof setTimeout> | undefined
    load()
    const stop = this.#app.client.onEvent(({ event }) => {
      if (event === 'data-sets-changed') load()
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }

  /** Ends a preparation, of which nothing is kept, or forgets why it failed. */
  cancel(name: string): void {
    this.#app.client.request('data-sets.cancel', { name }).catch((error: unknown) => this.#app.toasts.fail(error))
  }

  /** Asks what is in a data set, by its reference. @returns what takes the question back */
  ask(name: string): () => void {
    let isWanted = true
    this.look = null
    const { client } = this.#app
    Promise.all([
      client.request('data-sets.show', { name }),
      client.request('data-sets.images', { name, part: 'validation', first: 0, count: mostShown }),
    ]).then(
      ([shown, images]) => {
        if (isWanted) this.look = { ...shown, images }
      },
      (error: unknown) => {
        if (isWanted) this.#app.toasts.fail(error)
      },
    )
    return () => {
      isWanted = false
    }
  }
}
