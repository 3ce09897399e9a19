/** One line at the bottom right: six seconds for what happened, until it is closed for warnings and what went wrong. */

/** What takes back, or follows on, what was just said. */
export type ToastAction = { readonly label: string; readonly run: () => void }

export type Toast = {
  readonly id: number
  readonly text: string
  readonly kind: 'info' | 'warning' | 'error'
  readonly action: ToastAction | null
  /** When it was said, in milliseconds of `performance.now()`. */
  readonly at: number
}

const shownMilliseconds = 6_000

export class ToastState {
  #next = 1
  #list = $state.raw<readonly Toast[]>([])

  get list(): readonly Toast[] {
    return this.#list
  }

  say(text: string, action: ToastAction | null = null): void {
    const id = this.#add(text, 'info', action)
    setTimeout(() => this.close(id), shownMilliseconds)
  }

  /** Does what the toast offers, and takes it away. */
  act(toast: Toast): void {
    this.close(toast.id)
    toast.action?.run()
  }

  /** Does what the newest toast with an action offers, when it was said at that time or later; false when there is none. */
  actOnNewest(since = 0): boolean {
    const newest = this.#list.findLast(({ action, at }) => action !== null && at >= since)
    if (newest) this.act(newest)
    return newest !== undefined
  }

  /** For a caught error: its sentence. */
  fail(error: unknown): void {
    this.#add(error instanceof Error ? error.message : String(error), 'error', null)
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
    this.#list = [...this.#list.slice(-2), { id, text, kind, action, at: performance.now() }]
    return id
  }
}
