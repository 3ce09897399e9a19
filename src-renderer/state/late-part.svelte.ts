/** A part of the window whose script is loaded when it is first needed, or before that while nothing else is to be done. */

export class LatePart<Part> {
  /** As people call it, as the beginning of a sentence. */
  readonly name: string
  readonly #import: () => Promise<{ readonly default: Part }>
  #part = $state.raw<Part | null>(null)
  #hasFailed = $state(false)
  #loading: Promise<Part> | null = null
  #failures = 0
  /** Of the script that could not be loaded, where the browser says it. */
  #address: string | null = null

  /** @param load imports the part's module, which has it as its default */
  constructor(name: string, load: () => Promise<{ readonly default: Part }>) {
    this.name = name
    this.#import = load
  }

  /** Null while it is not here. */
  get part(): Part | null {
    return this.#part
  }

  /** The last attempt to load it has failed, and none is under way. */
  get hasFailed(): boolean {
    return this.#hasFailed
  }

  /** Loads it, once; what failed is tried anew by the next call. @throws Error in words for people when that fails */
  load(): Promise<Part> {
    this.#loading ??= this.#load()
    return this.#loading
  }

  async #load(): Promise<Part> {
    // No part is written while something is being drawn from it.
    await Promise.resolve()
    this.#hasFailed = false
    try {
      const { default: part } = await this.#attempt()
      this.#part = part
      return part
    } catch (cause) {
      this.#loading = null
      this.#hasFailed = true
      this.#failures += 1
      this.#address ??= addressIn(cause)
      throw new Error(`${this.name} could not be loaded. Reload the window if Plateau was updated or has ended.`, {
        cause,
      })
    }
  }

  /** For as long as a page lives, browsers remember a script that failed, and do not ask again. By another address it is another one. */
  #attempt(): Promise<{ readonly default: Part }> {
    if (this.#address === null) return this.#import()
    return import(/* @vite-ignore */ `${this.#address}?again=${this.#failures}`) as Promise<{ readonly default: Part }>
  }
}

/** Chromium and Firefox name the script in their message. */
const addressIn = (error: unknown): string | null =>
  (error instanceof Error ? /(?:https?|app):\/\/\S+\.js/.exec(error.message)?.[0] : null) ?? null

/** Loads parts one after the other, each while the window has nothing else to do. What fails waits until it is needed. */
export async function loadWhenIdle(parts: Iterable<LatePart<unknown>>): Promise<void> {
  for (const part of parts) {
    await idle()
    await part.load().catch(() => undefined)
  }
}

/** Not every browser tells when it is idle. */
const idle = () =>
  new Promise<unknown>((over) => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(over)
    else setTimeout(over, 100)
  })
