/** What a window says of its runs when it is closed. */
import type { RunSummary } from '@contract/run'
import { plural } from './format'

/** @param runs unfinished runs of this window, at least one of which trains. */
export function leavingQuestion(runs: readonly Pick<RunSummary, 'name' | 'state' | 'held'>[]): {
  message: string
  detail: string
} {
  const training = runs.filter(({ state }) => state !== 'queued')
  const waiting = runs.filter(({ state, held }) => state === 'queued' && !held)
  const [only] = training
  return {
    message:
      training.length === 1 && only !== undefined
        ? `${only.name} is not finished.`
        : `${plural(training.length, 'run')} are not finished.`,
    detail: [
      'Finished epochs are kept either way.',
      ...(waiting.length === 0
        ? []
        : [
            `${plural(waiting.length, 'waiting run')} ${waiting.length === 1 ? 'follows' : 'follow'} in the background, or ${waiting.length === 1 ? 'waits' : 'wait'} for the next start.`,
          ]),
    ].join('\n'),
  }
}
