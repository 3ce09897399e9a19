/** Work that leaves nothing behind when it is cut off. */
import { removeUnfinished } from './files.mjs'
import { endBackground } from './processes.mjs'
import { exitCodeOf, onEndingSignal } from './signals.mjs'
import { say } from './report.mjs'

/**
 * Does some work. A signal ends this process, with the exit code that shells give it; an error is thrown on. Either way
 * whatever the work still had running is ended first, and its unfinished folders are taken away.
 * @template Result
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function interruptibly(work) {
  let isEnding = false
  const stopListening = onEndingSignal((signal) => {
    // A terminal and npm may both pass one Ctrl-C on.
    if (isEnding) return
    isEnding = true
    say('Set-up was interrupted; the next start continues it.')
    void clearAway().finally(() => process.exit(exitCodeOf(signal)))
  })
  try {
    const result = await work()
    return await unlessEnding(result)
  } catch (error) {
    await unlessEnding(undefined)
    await clearAway()
    throw error
  } finally {
    stopListening()
  }

  /** After a signal nothing goes on, whatever came of the work: the exit above is what is left. */
  function unlessEnding(/** @type {any} */ value) {
    return isEnding ? new Promise(() => undefined) : value
  }
}

async function clearAway() {
  await endBackground()
  removeUnfinished()
}
