/** A folder or file while it is being made a data set: what is typed, what is understood of it, and that it was begun. */
import { defaultDataOptions, fits, type DataOptions, type Fit, type FoundData } from '@contract/data-requests'
import { dataNameSchema } from '@contract/own-data'
import { readGrouped } from '@recipes/decimal'
import { inPlace } from '../../state/field-words'
import type { App } from '../../state/app.svelte'

/** Fields as they are typed. */
type Typed = {
  path: string
  name: string
  size: string
  fit: Fit
  grey: boolean
  /** In percent. */
  share: string
  fileColumn: string
  targetColumn: string
  splitColumn: string
}

const empty: Typed = {
  path: '',
  name: '',
  size: String(defaultDataOptions.size),
  fit: defaultDataOptions.fit,
  grey: false,
  share: String(defaultDataOptions.validationShare * 100),
  ...{ fileColumn: '', targetColumn: '', splitColumn: '' },
}

/** "/home/me/clothes.csv" as "clothes". */
export const nameOfPath = (path: string): string =>
  (
    path
      .trim()
      .split(/[\\/]/)
      .filter((part) => part !== '')
      .at(-1) ?? ''
  )
    .replace(/\.[a-z\d]{2,4}$/i, '')
    .replaceAll(/[@,]/g, ' ')
    .trim()

const isFit = (value: string): value is Fit => (fits as readonly string[]).includes(value)

export class AddData {
  readonly #app: App
  typed = $state<Typed>({ ...empty })
  found = $state.raw<FoundData | null>(null)
  issue = $state<string | null>(null)
  busy = $state(false)
  /** The name of what was begun here, until it is chosen. */
  begun = $state<string | null>(null)

  constructor(app: App) {
    this.#app = app
  }

  /** A CSV has columns that can be named. */
  readonly isTable = $derived(/\.(?:csv|tsv)$/i.test(this.typed.path.trim()))

  set(change: Partial<Typed>): void {
    const hadOwnName = this.typed.name !== '' && this.typed.name !== nameOfPath(this.typed.path)
    Object.assign(this.typed, change)
    if (change.path !== undefined && !hadOwnName) this.typed.name = nameOfPath(change.path)
    // What a data set is called, and how its pictures are resized, changes nothing of what lies there.
    if (Object.keys(change).some((key) => key === 'path' || key.endsWith('Column'))) this.found = null
    this.issue = null
  }

  setFit(value: string): void {
    if (isFit(value)) this.set({ fit: value })
  }

  /** In Electron: by the system's dialog. */
  async choose(what: 'folder' | 'data'): Promise<void> {
    const path = await this.#app.shell.choosePath?.(what)
    if (typeof path !== 'string') return
    this.set({ path })
    await this.look()
  }

  #options(): DataOptions {
    const { size, fit, grey, share, fileColumn, targetColumn, splitColumn } = this.typed
    const named = Object.entries({ fileColumn, targetColumn, splitColumn }).filter(([, name]) => name.trim() !== '')
    return {
      ...{
        size: readGrouped(size) ?? Number.NaN,
        fit,
        grey,
        validationShare: (readGrouped(share) ?? Number.NaN) / 100,
      },
      splitSeed: defaultDataOptions.splitSeed,
      ...(this.isTable ? Object.fromEntries(named.map(([key, name]) => [key, name.trim()])) : {}),
    }
  }

  /** Whether a request was answered; else why not is said. */
  async #ask(request: () => Promise<void>): Promise<void> {
    this.busy = true
    this.issue = null
    try {
      await request()
    } catch (error) {
      this.issue = inPlace(error, 'The path')
    } finally {
      this.busy = false
    }
  }

  /** Asks what is there: no picture is read. */
  look(): Promise<void> {
    const folder = this.typed.path.trim()
    if (folder === '') {
      this.issue = 'A path is missing.'
      return Promise.resolve()
    }
    return this.#ask(async () => {
      this.found = await this.#app.client.request('data-sets.look', { folder, options: this.#options() })
    })
  }

  /** Begins to prepare it. What was typed stays until it is chosen: it may fail. @returns whether it was begun */
  async prepare(): Promise<boolean> {
    const name = dataNameSchema.safeParse(this.typed.name)
    if (!name.success) {
      this.issue = `The name ${name.error.issues[0]?.message ?? 'is not valid'}.`
      return false
    }
    await this.#ask(async () => {
      const folder = this.typed.path.trim()
      await this.#app.client.request('data-sets.add', { name: name.data, folder, options: this.#options() })
      this.begun = name.data
    })
    return this.issue === null
  }

  /** What was begun is ready, and the run's. */
  chosen(): void {
    this.begun = null
    this.typed = { ...empty }
    this.found = null
  }
}
