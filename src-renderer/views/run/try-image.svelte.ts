/** Images of a person's own through the run's network: what was brought last, and what came of it. */
import type { RequestOutput } from '@contract/api'
import { toWireError, type WireError } from '@contract/errors'
import { mostPredictedBytes } from '@contract/predictions'
import { visibleLine } from '@contract/text'
import type { Client } from '@contract/transport'

type Answer = RequestOutput<'predictions.make'>
/** What was made of one image, with what is needed to show it. */
export type Tried = { readonly name: string } & Pick<Answer, 'epoch' | 'isBest' | 'task' | 'shapes' | 'classes'> & {
    readonly prediction: Answer['predictions'][number]
  }

export class TryImage {
  readonly #client: Client
  readonly #run: string
  /** Counts what was asked: an answer that came late is of no use. */
  #asked = 0
  #image: { readonly name: string; readonly bytes: Uint8Array } | null = null
  #epoch: number | null = null
  tried = $state.raw<Tried | null>(null)
  isBusy = $state(false)
  error = $state.raw<WireError | null>(null)

  constructor(client: Client, run: string) {
    this.#client = client
    this.#run = run
  }

  /** Takes an image through the network with the weights that are chosen. */
  async take(file: File): Promise<void> {
    const name = visibleLine(file.name)
    if (file.size > mostPredictedBytes) {
      const megabytes = Math.ceil(file.size / 1_000_000)
      this.error = {
        code: 'invalid-input',
        message: `${name} has ${megabytes} MB, and ${mostPredictedBytes / 1_000_000} MB are the most.`,
      }
      return
    }
    this.#image = { name, bytes: new Uint8Array(await file.arrayBuffer()) }
    await this.#ask()
  }

  /** The same image with other weights. @param epoch null for the best */
  async choose(epoch: number | null): Promise<void> {
    this.#epoch = epoch
    if (this.#image !== null) await this.#ask()
  }

  async #ask(): Promise<void> {
    const image = this.#image
    if (image === null) return
    const asked = (this.#asked += 1)
    this.isBusy = true
    try {
      const { predictions, ...answer } = await this.#client.request('predictions.make', {
        run: this.#run,
        images: [image.bytes],
        ...(this.#epoch === null ? {} : { epoch: this.#epoch }),
      })
      const [prediction] = predictions
      if (asked !== this.#asked || prediction === undefined) return
      this.tried = { name: image.name, ...answer, prediction }
      this.error = null
    } catch (caught) {
      if (asked === this.#asked) this.error = toWireError(caught)
    } finally {
      if (asked === this.#asked) this.isBusy = false
    }
  }
}
