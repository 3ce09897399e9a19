/** Reads the journals of a home: all that are open again and again, and hands what it finds over one batch at a time. */
import { hostname } from 'node:os'
import type { FromReader, ToReader } from '../messages'
import { usualBudget } from './collector'
import type { Rest } from './open-journal'
import { isAlive } from './processes'
import { createQuestions } from './questions'
import { createRounds } from './rounds'
import { createRunFolders, type RunFolder } from './run-folders'
import { createRunReading } from './run-reading'

export type ReaderOptions = {
  /** HOME/journals. */
  readonly folder: string
  readonly send: (message: FromReader) => void
  readonly host?: string
  /** Milliseconds since any moment; of a clock that nobody sets, unless given. */
  readonly now?: () => number
  /** What one batch costs the core at most, in microseconds. */
  readonly budget?: number
  readonly patienceMilliseconds?: number
  readonly isAlive?: typeof isAlive
}

export function createJournalReader(options: ReaderOptions) {
  const { folder, send, now = () => performance.now(), budget = usualBudget, patienceMilliseconds = 2_000 } = options
  const questions = createQuestions(send)
  const rounds = createRounds(goRound, (error) => send({ kind: 'failed', message: told(error) }))
  const folders = createRunFolders(folder, now, rounds.stir)
  const runs = createRunReading({
    folders,
    rounds,
    questions,
    reading: { folder, budget, patienceMilliseconds, now },
    machine: { host: options.host ?? hostname(), now, isAlive: options.isAlive ?? isAlive },
  })
  /** How often the core has asked to look. */
  let looks = 0

  async function goRound(): Promise<void> {
    const asked = looks
    const rests = new Set<Rest>(['more'])
    while (rests.has('more') && !rounds.isClosed()) {
      folders.find()
      rests.clear()
      for (const run of folders.all()) rests.add(await readAlone(run))
    }
    if (!rests.has('held')) send({ kind: 'caught-up', looks: asked })
  }

  /** What goes wrong with one run keeps no other from being read. */
  async function readAlone(run: RunFolder): Promise<Rest> {
    try {
      return await runs.read(run)
    } catch (error) {
      const message = `${run.id}: ${told(error)}`
      if (message !== run.failure) send({ kind: 'failed', message })
      run.failure = message
      return 'none'
    }
  }

  return {
    hear(message: ToReader): void {
      if (message.kind === 'known') {
        folders.remember(message.journals)
        rounds.begin()
      } else if (message.kind === 'answer') questions.answer(message.id, message.answer)
      else {
        looks += 1
        folders.expire()
        rounds.beginAnew()
      }
    },
    close(): void {
      rounds.close()
      folders.close()
    },
  }
}

const told = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))
