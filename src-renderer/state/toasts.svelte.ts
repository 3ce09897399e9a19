/** One line at the bottom right: six seconds for what happened, until it is closed for warnings and what went wrong. */
import { StuckChange } from './undo.svelte'

/** What takes back, or follows on, what was just said. */
export type ToastAction = { readonly label: string; readonly run: () => void }

export type Toast = {
  readonly id: number
  readonly text: string
  readonly kind: 'info' | 'warning' | 'error'
  readonly action: ToastAction | null
}

const shownMilliseconds = 6_000

export class ToastState {
  #next = 1
  #list = $state.raw<readonly Toast[]>([])

  get list(): readonly Toast[] {
    return this.#list
  }

  /** @returns by what {@link ToastState.close} knows it. */
  say(text: string, action: ToastAction | null = null): number {
    const id = this.#add(text, 'info', action)
    setTimeout(() => this.close(id), shownMilliseconds)
    return id
  }

  /** Does what the toast offers, and takes it away. */
  act(toast: Toast): void {
    this.close(toast.id)
    toast.action?.run()
  }

  /** For a caught error: its sentence. A change that could not be taken back may be skipped, until it is tried again. */
  fail(error: unknown): void {
    const isStuck = error instanceof StuckChange
    const text = error instanceof Error ? error.message : String(error)
    const id = this.#add(text, 'error', isStuck ? { label: 'Skip', run: error.skip } : null)
    if (isStuck) error.onPast(() => this.close(id))
  }

  /** What a person should know of while it happens, though it stops nothing. */
  warn(text: string): void {
    this.#add(text, 'warning', null)
  }

  close(id: number): void {
    this.#list = this.#list.filter((toast) => toast.id !== id)
  }

  #add(text: string, kind: Toast['kind'], action: ToastAction | null): number {
    const id = this.#next++
    this.#list = [...this.#list.slice(-2), { id, text, kind, action }]
    return id
  }
}
