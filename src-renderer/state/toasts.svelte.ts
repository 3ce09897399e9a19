/** One line at the bottom right: six seconds for what happened, until it is closed for what went wrong. */

export type Toast = { readonly id: number; readonly text: string; readonly kind: 'info' | 'error' }

const shownMilliseconds = 6_000

export class ToastState {
  #next = 1
  #list = $state.raw<readonly Toast[]>([])

  get list(): readonly Toast[] {
    return this.#list
  }

  say(text: string): void {
    const id = this.#add(text, 'info')
    setTimeout(() => this.close(id), shownMilliseconds)
  }

  /** For a caught error: its sentence. */
  fail(error: unknown): void {
    this.#add(error instanceof Error ? error.message : String(error), 'error')
  }

  close(id: number): void {
    this.#list = this.#list.filter((toast) => toast.id !== id)
  }

  #add(text: string, kind: Toast['kind']): number {
    const id = this.#next++
    this.#list = [...this.#list.slice(-2), { id, text, kind }]
    return id
  }
}
