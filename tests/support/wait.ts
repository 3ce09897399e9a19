/** The one place where tests wait: for a condition, or for what is ready to run. Never for a length of time (scripts/lib/own-lint-rules.mjs). */

const pollMilliseconds = 25

/**
 * Resolves when a condition holds. The limit is there for what hangs: no test counts on it.
 * @param what the condition as the end of the sentence "Waited in vain until ..."
 * @throws Error with that sentence, when it never held
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string | (() => string) = 'it was so',
  milliseconds = 60_000,
): Promise<void> {
  // By a clock that nobody sets; and the last question is asked after the deadline, as on a busy machine one answer may take as long as the wait.
  const deadline = performance.now() + milliseconds
  for (;;) {
    const isLast = performance.now() > deadline
    if (await condition()) return
    if (isLast) throw new Error(`Waited in vain until ${typeof what === 'string' ? what : what()}.`)
    await new Promise((done) => setTimeout(done, pollMilliseconds))
  }
}

/** Resolves once everything that was ready has run, and what that made ready: promises and immediates, no timers. */
export async function settled(turns = 3): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((done) => setImmediate(done))
}
