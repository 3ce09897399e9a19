/** Signals that end a script, and an npm that went away. */
import { constants } from 'node:os'

/** @type {readonly NodeJS.Signals[]} */
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** @param {NodeJS.Signals} signal as shells report a program that it ended */
export const exitCodeOf = (signal) => 128 + (constants.signals[signal] ?? 0)

/**
 * npm that is told to end takes its shell along and leaves us behind: then we are to end too.
 * @param {() => void} onOrphaned
 * @returns {() => undefined} stops watching
 */
function watchNpm(onOrphaned) {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return () => undefined
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    onOrphaned()
  }, 500)
  timer.unref()
  return () => void clearInterval(timer)
}

/**
 * Calls `handler` for every signal that is to end this process, and for an npm that ended without one.
 * @param {(signal: NodeJS.Signals) => void} handler
 * @returns {() => void} stops listening
 */
export function onEndingSignal(handler) {
  let stopWatching = () => undefined
  const onSignal = (/** @type {NodeJS.Signals} */ signal) => {
    stopWatching()
    handler(signal)
  }
  for (const signal of endingSignals) process.on(signal, onSignal)
  stopWatching = watchNpm(() => handler('SIGTERM'))
  return () => {
    stopWatching()
    for (const signal of endingSignals) process.off(signal, onSignal)
  }
}
