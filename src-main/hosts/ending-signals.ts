/** Ctrl-C, SIGTERM and a closed terminal, as one wish to end. */

/** A terminal signals every process in the foreground, and the script that started this one passes its signal on too. */
const togetherMilliseconds = 500

/** Calls `handler` for each signal that is to end this process; what comes within half a second of it is the same. */
export function onEndingSignal(handler: () => void): void {
  let last = -Infinity
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const now = performance.now()
      if (now - last < togetherMilliseconds) return
      last = now
      handler()
    })
  }
}
