/** What the thread asks the core: each question has a number, and waits for its one answer. */
import type { Answer, FromReader } from '../messages'

/** What could not be written just now is asked again after this. */
const laterMilliseconds = 1_000

export type Questions = ReturnType<typeof createQuestions>

export function createQuestions(send: (message: FromReader) => void) {
  const waiting = new Map<number, (answer: Answer) => void>()
  let lastId = 0

  return {
    /** @param make the message, of the number that it has to carry */
    ask: (make: (id: number) => FromReader): Promise<Answer> =>
      new Promise((resolve) => {
        lastId += 1
        waiting.set(lastId, resolve)
        send(make(lastId))
      }),
    /** The core has answered: whoever asked goes on, where nothing could be written not before a moment has passed. */
    answer(id: number, answer: Answer): void {
      const settle = waiting.get(id)
      waiting.delete(id)
      if (answer === 'later') setTimeout(() => settle?.('later'), laterMilliseconds).unref()
      else settle?.(answer)
    },
  }
}
