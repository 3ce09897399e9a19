/**
 * A thread of the core for work that would block it: one request after the other. Whoever cancels, or waits longer than the limit, loses
 * the thread that is at it, and a new one does what is next; so nothing waits for ever behind what does not end.
 */
import { Worker } from 'node:worker_threads'
import { PlateauError, type ErrorCode } from '../contract/errors'
import { log } from './log'

/** What arrives at the thread, and what it sends back: either its value or what it was refused with. */
export type ThreadRequest<Request> = { readonly id: number; readonly request: Request }
export type ThreadAnswer<Answer> = { readonly id: number; readonly answer: Answer }

export type ThreadOptions = {
  readonly script: () => string
  /** What it does, for sentences: "Drawing this figure". */
  readonly work: string
  /** What to try where it took too long. */
  readonly advice: string
  /** Said before the reason where the thread cannot run: "Figures cannot be drawn on this machine". */
  readonly failure: string
  readonly failureCode: ErrorCode
  readonly limitSeconds: number
  /** Of its objects, where they are to be bounded; the thread ends when they need more. */
  readonly limitMegabytes?: number
  /** Whether the thread stays for the next request; one that does not gives its memory back. */
  readonly isKept: boolean
}

export type Thread<Request, Answer> = {
  /**
   * @param signal ends it at once: its reason is what is thrown.
   * @throws PlateauError of the failure's code when the thread cannot run, dies or is closed; `invalid-input` when it takes too long
   */
  ask(request: Request, signal?: AbortSignal): Promise<Answer>
  /** Ends the thread; whoever waits is refused. */
  close(): void
}

type Job<Request, Answer> = {
  readonly id: number
  readonly request: Request
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

/** Threads that were told to end and have not: native code is not interrupted, and the process cannot leave before it. */
const ending = new Set<Promise<unknown>>()

/** Ends when every thread that was told to end has, or after so long; false where one is still there. */
export async function threadsEnded(milliseconds: number): Promise<boolean> {
  if (ending.size === 0) return true
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds)
  })
  const all = Promise.all(ending).then(() => true)
  const isOver = await Promise.race([all, late])
  clearTimeout(timer)
  return isOver
}

function endThread(worker: Worker): void {
  const end = worker.terminate().finally(() => ending.delete(end))
  ending.add(end)
}

export function createThread<Request, Answer>(options: ThreadOptions): Thread<Request, Answer> {
  const { script, work, advice, failure, failureCode, limitSeconds, limitMegabytes, isKept } = options
  let worker: Worker | null = null
  let current: Job<Request, Answer> | null = null
  let timer: NodeJS.Timeout | undefined
  let lastId = 0
  const queue: Job<Request, Answer>[] = []

  /** Takes the job from the thread, and goes on with the next. @param isOver the thread is gone, or is to go */
  function finish(isOver: boolean): Job<Request, Answer> | null {
    const job = current
    current = null
    clearTimeout(timer)
    if (isOver && worker !== null) {
      const ended = worker
      worker = null
      endThread(ended)
    }
    worker?.unref()
    queueMicrotask(next)
    return job
  }

  const fail = (reason: string, cause?: unknown) =>
    finish(true)?.reject(new PlateauError(failureCode, `${failure}: ${reason}`, { cause }))

  function start(): Worker {
    const started = new Worker(
      script(),
      limitMegabytes === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: limitMegabytes } },
    )
    started.on('message', ({ id, answer }: ThreadAnswer<Answer>) => {
      if (worker !== started || current?.id !== id) return
      finish(!isKept)?.resolve(answer)
    })
    started.on('error', (error: unknown) => {
      log.error(`A thread has died: ${work}`, error)
      if (worker === started) fail(error instanceof Error ? error.message : String(error), error)
    })
    started.on('exit', () => {
      if (worker === started) fail('its thread has ended. Try again.')
    })
    return started
  }

  function next(): void {
    if (current !== null) return
    const job = queue.shift()
    if (job === undefined) return
    current = job
    try {
      worker ??= start()
      worker.ref()
      worker.postMessage({ id: job.id, request: job.request } satisfies ThreadRequest<Request>)
    } catch (error) {
      // What cannot be sent gets no answer; the thread is as it was.
      finish(false)?.reject(error)
      return
    }
    timer = setTimeout(() => {
      const words = `${work} took longer than ${limitSeconds} seconds and was cancelled. ${advice}`
      finish(true)?.reject(new PlateauError('invalid-input', words))
    }, limitSeconds * 1_000)
  }

  return {
    ask: (request, signal) =>
      new Promise<Answer>((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason as Error)
          return
        }
        const cancel = () => {
          if (current === job) finish(true)
          else queue.splice(queue.indexOf(job), 1)
          reject(signal?.reason as Error)
        }
        const settled =
          <Value>(settle: (value: Value) => void) =>
          (value: Value) => {
            signal?.removeEventListener('abort', cancel)
            settle(value)
          }
        lastId += 1
        const job: Job<Request, Answer> = { id: lastId, request, resolve: settled(resolve), reject: settled(reject) }
        signal?.addEventListener('abort', cancel)
        queue.push(job)
        next()
      }),
    close() {
      const waiting = queue.splice(0)
      const job = finish(true)
      for (const one of job === null ? waiting : [job, ...waiting])
        one.reject(new PlateauError(failureCode, 'Plateau is shutting down.'))
    },
  }
}
