/** Marks in the page's own timeline (`plateau:NAME`), which `npm run bench -- charts` and a browser's performance panel read. */

/**
 * `workspace-usable`: the list of runs is shown and the toolbar answers.
 * `panel-first-paint`: a panel has drawn lines for the first time, or again after other lines or another range were asked for.
 * `panel-whole`: it has drawn them at the resolution that was asked for.
 */
export type MarkName = 'workspace-usable' | 'panel-first-paint' | 'panel-whole'

/** Of a panel: its id or title, and how many series went into what is drawn. */
export type MarkDetail = { readonly panel: string; readonly lines: number }

/** The browser keeps marks for as long as the page lives: the oldest go before they are many. */
const mostMarks = 256

/** Makes a mark behind the frame that is being made: what was drawn just now is on the screen at its time. */
export function markShown(name: MarkName, detail?: MarkDetail): void {
  requestAnimationFrame(() => {
    // A message is handled once the frame is done.
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      const full = `plateau:${name}`
      if (performance.getEntriesByName(full, 'mark').length >= mostMarks) performance.clearMarks(full)
      performance.mark(full, detail === undefined ? {} : { detail })
      port1.close()
    }
    port2.postMessage(null)
  })
}
