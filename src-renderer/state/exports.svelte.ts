/** Exports that are being written: how far each is, cancelling it, and what is said when it is there. */
import type { ExportTargetInput } from '@contract/exports'
import type { ExportRequest, Shell } from '@contract/shell'
import type { Client } from '@contract/transport'
import type { ToastState } from './toasts.svelte'

export type ExportUnderWay = {
  readonly id: string
  readonly fileName: string
  readonly done: number
  /** 0 while it is not known. */
  readonly total: number
  readonly isCancelled: boolean
}

export class ExportsState {
  readonly #client: Client
  readonly #shell: Shell
  readonly #toasts: ToastState
  #list = $state.raw<readonly ExportUnderWay[]>([])

  constructor(client: Client, shell: Shell, toasts: ToastState) {
    this.#client = client
    this.#shell = shell
    this.#toasts = toasts
    client.onEvent(({ event, payload }) => {
      if (event === 'export-progress') this.#change(payload.id, { done: payload.done, total: payload.total })
    })
  }

  get list(): readonly ExportUnderWay[] {
    return this.#list
  }

  /**
   * Has a file written where the person says, and says so when it is there.
   * @returns false when the person cancelled. @throws PlateauError, or the shell's sentence, when it could not be written.
   */
  async save(target: ExportTargetInput, fileName: string): Promise<boolean> {
    const id = crypto.randomUUID()
    this.#list = [...this.#list, { id, fileName, done: 0, total: 0, isCancelled: false }]
    try {
      const request: ExportRequest = { id, target, fileName }
      const saved = await this.#shell.saveExport(request)
      if (saved === null) return false
      this.#say(id, saved.path)
      return true
    } catch (error) {
      if (this.#of(id)?.isCancelled === true) return false
      throw error
    } finally {
      this.#list = this.#list.filter((one) => one.id !== id)
    }
  }

  /** Ends one that is under way; nothing of it is left. */
  async cancel(id: string): Promise<void> {
    this.#change(id, { isCancelled: true })
    try {
      await this.#client.request('exports.cancel', { id })
    } catch (error) {
      this.#change(id, { isCancelled: false })
      this.#toasts.fail(error)
    }
  }

  #say(id: string, path: string): void {
    const { showExport } = this.#shell
    if (showExport === null) {
      this.#toasts.say(`${path} was saved to the browser’s downloads`)
      return
    }
    this.#toasts.say(`Saved ${path}`, {
      label: 'Show in folder',
      run: () => void showExport(id).catch((error: unknown) => this.#toasts.fail(error)),
    })
  }

  #of(id: string): ExportUnderWay | undefined {
    return this.#list.find((one) => one.id === id)
  }
  #change(id: string, change: Partial<ExportUnderWay>): void {
    this.#list = this.#list.map((one) => (one.id === id ? { ...one, ...change } : one))
  }
}
