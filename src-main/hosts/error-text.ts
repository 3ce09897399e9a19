/** An error as the terminal says it: what happened, and what to do next; never a stack. */
import { errorTable, PlateauError, toWireError, type ErrorWords } from '@contract/errors'
import { visibleLine } from '@contract/text'

export type ErrorText = { readonly text: string; readonly exitCode: 1 | 2 }

/**
 * What the caller can fix in the call (exit code 2) is one sentence on one line; anything else is its title, the particulars and the next
 * step of the error table.
 */
export function describeError(error: unknown): ErrorText {
  const { code, message } = toWireError(error)
  const words: ErrorWords = errorTable[code]
  const sentence = visibleLine(asSentence(message))
  if (code === 'invalid-input') return { text: sentence, exitCode: words.exitCode }
  if (words.exitCode === 2) {
    const nextStep = words.nextStep.charAt(0).toLowerCase() + words.nextStep.slice(1)
    return { text: `${sentence.slice(0, -1)}; ${nextStep}`, exitCode: words.exitCode }
  }
  // "The disk is full: ..." says what its title does.
  const isWhole = words.isWhole === true || sentence.startsWith(words.title.slice(0, -1))
  const particulars = isWhole ? sentence : `${words.title} ${sentence}`
  return { text: `${particulars}\n${words.nextStep}`, exitCode: words.exitCode }
}

/** One line that ends as a sentence does. */
export function asSentence(text: string): string {
  const line = text.replaceAll(/\s*\n\s*/g, ' ').trim()
  return /[.!?]$/.test(line) ? line : `${line}.`
}

/** For a window that shows no more than the sentence: with what to do next behind it. */
export function withNextStep(error: unknown): PlateauError {
  const { code, message } = toWireError(error)
  return new PlateauError(code, `${asSentence(message)} ${errorTable[code].nextStep}`, { cause: error })
}

/** A `PlateauError` whatever was thrown, for callers that need its code. */
export function toPlateauError(error: unknown): PlateauError {
  if (error instanceof PlateauError) return error
  const { code, message } = toWireError(error)
  return new PlateauError(code, message, { cause: error })
}
