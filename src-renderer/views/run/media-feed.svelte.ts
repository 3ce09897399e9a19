/** Media of a run: which keys there are, and what lies at the step that is shown of each. */
import { toWireError, type WireError } from '@contract/errors'
import type { MediaKey, Medium } from '@contract/media'
import type { Client } from '@contract/transport'

/** Keys are looked for anew no more often than this while a run goes on. */
const restMilliseconds = 1_000

export class MediaFeed {
  readonly #client: Client
  readonly #run: string
  keys = $state.raw<readonly MediaKey[]>([])
  error = $state.raw<WireError | null>(null)

  constructor(client: Client, run: string) {
    this.#client = client
    this.#run = run
  }

  /** Reads which media there are, and again whenever the run has changed, until what it returns is called. */
  follow(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined
    let isWanted = false
    const load = async (): Promise<void> => {
      try {
        this.keys = (await this.#client.request('media.list', { run: this.#run })).keys
        this.error = null
      } catch (error) {
        this.error = toWireError(error)
      }
    }
    const ask = () => {
      if (timer !== undefined) {
        isWanted = true
        return
      }
      void load()
      timer = setTimeout(() => {
        timer = undefined
        if (isWanted) ask()
        isWanted = false
      }, restMilliseconds)
    }
    ask()
    const stop = this.#client.onEvent((event) => {
      if (event.event === 'run-changed' && event.payload.run === this.#run) ask()
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }

  at({ kind, key }: Pick<MediaKey, 'kind' | 'key'>, step: number): Promise<readonly Medium[]> {
    return this.#client.request('media.at', { run: this.#run, kind, key, step }).then(({ items }) => items)
  }

  async content(sha256: string): Promise<Uint8Array> {
    return (await this.#client.request('media.content', { sha256 })).bytes
  }
}
