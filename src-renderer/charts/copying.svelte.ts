/** Copying what a chart shows by Ctrl or Cmd and C, and saying so in the tooltip and to a screen reader. */

/** How long the tooltip says that it was copied. */
const saidMilliseconds = 2_000
/** A tooltip of so many lines shows them all. */
const mostWithout = 8

export class Copying {
  readonly #idle = `Press ${navigator.platform.includes('Mac') ? 'Cmd' : 'Ctrl'}+C to copy this data`
  #timer: ReturnType<typeof setTimeout> | undefined
  /** The last line of the tooltip. */
  hint = $state(this.#idle)
  /** What the live region says. */
  said = $state('')

  /** The same where there are more lines than the tooltip shows. */
  hintOf(lines: number): string {
    return lines > mostWithout && this.hint === this.#idle
      ? `${this.#idle}, all ${lines.toLocaleString('en')}`
      : this.hint
  }
  say(words: string): void {
    this.said = words
  }
  /** What was copied elsewhere is copied no more. */
  forget(): void {
    this.hint = this.#idle
  }
  async copy(copy: (text: string) => Promise<void>, text: string, lines: number): Promise<void> {
    try {
      await copy(text)
      this.hint = lines === 1 ? 'Copied' : `Copied ${lines} lines`
    } catch (error) {
      this.hint = `Could not copy. ${error instanceof Error ? error.message : String(error)}`
    }
    this.said = this.hint
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.forget(), saidMilliseconds)
  }
  /** Called when the chart goes. */
  end(): void {
    clearTimeout(this.#timer)
  }
}

/** Whether a key is for copying, and nothing else on the page has a claim to it. */
export function isCopyKey(event: KeyboardEvent): boolean {
  if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== 'c') return false
  return !isTyping(event) && !getSelection()?.toString()
}

/** Whether a key goes into a field. */
export const isTyping = (event: KeyboardEvent): boolean =>
  event.target instanceof HTMLElement && event.target.matches('input, select, textarea, [contenteditable]')
