/** What set-up says: to standard error, so that standard output stays the program's own. */

/** A failure with a sentence for the person and the step that fixes it. */
export class SetUpError extends Error {
  /**
   * @param {string} message
   * @param {string} [nextStep]
   */
  constructor(message, nextStep) {
    super(message)
    this.nextStep = nextStep
  }
}

/** @param {string} text */
export function say(text) {
  process.stderr.write(`${text}\n`)
}

/** After this long something is said of a step that goes on. */
const quietMilliseconds = 2_000

/**
 * Runs a step; says that it goes on after two seconds and every ten, and that it is done.
 * @template Result
 * @param {string} what such as "Installing packages"
 * @param {(progress: (detail: string) => void) => Promise<Result>} step
 * @returns {Promise<Result>}
 */
export async function withProgress(what, step) {
  const began = Date.now()
  let detail = ''
  let said = false
  const tell = () => {
    said = true
    const seconds = Math.round((Date.now() - began) / 1000)
    say(`${what}${detail === '' ? '' : `: ${detail}`} (${seconds} s)`)
  }
  /** @type {NodeJS.Timeout | undefined} */
  let repeat
  const first = setTimeout(() => {
    tell()
    repeat = setInterval(tell, 10_000)
  }, quietMilliseconds)
  try {
    const result = await step((text) => {
      detail = text
    })
    if (said) say(`${what}: done in ${Math.round((Date.now() - began) / 1000)} s`)
    return result
  } finally {
    clearTimeout(first)
    clearInterval(repeat)
  }
}

/**
 * Ends a script: one sentence and the next step for what was foreseen, and for the rest the message alone.
 * `PLATEAU_DEBUG=1` shows the stack.
 * @param {unknown} error
 * @returns {never}
 */
export function endWithError(error) {
  say(error instanceof Error ? error.message : String(error))
  if (error instanceof SetUpError && error.nextStep) say(error.nextStep)
  if (process.env.PLATEAU_DEBUG && error instanceof Error) say(error.stack ?? '')
  process.exit(1)
}
