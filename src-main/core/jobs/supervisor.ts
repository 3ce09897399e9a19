/** Owns one trainer process: from its start to its run's one end. */
import type { ChildProcess } from 'node:child_process'
import { PlateauError, type ErrorCode } from '../../contract/errors'
import type { LogEntry } from '../../contract/run'
import { trainerMessageSchema, type TrainerCommand, type TrainerMessage } from '../../contract/trainer-protocol'
import { translateSqliteError } from '../../store/open'
import { log } from '../log'

export type TrainerEnd = Omit<Extract<TrainerMessage, { type: 'ended' }>, 'type'>

export type TrainerListener = {
  onMessage(message: Exclude<TrainerMessage, { type: 'ended' | 'log' }>): void
  onLog(level: LogEntry['level'], message: string): void
  /** Told exactly once, when the process is gone. */
  onEnd(end: TrainerEnd): void
}

export type Trainer = {
  /** Asks for the end after the batch under way; kills it when it does not come. Asking twice is asking once. */
  stop(): void
  /** Ends it at once, with a reason that wins over what follows. */
  abort(message: string, code: ErrorCode): void
}

/** A batch of the largest network takes under a second even on wasm; validation yields between batches too. */
const stopGraceMilliseconds = 10_000
/** Between a trainer's last word and its end: a library that hangs while it is unloaded must not hold the run. */
const exitGraceMilliseconds = 5_000
const keptStderrLines = 40
const longestLine = 2_000

/**
 * Starts a trainer and watches it.
 * @param spawn makes the process, with an IPC channel and a piped standard error.
 */
export function superviseTrainer(
  spawn: () => ChildProcess,
  start: Exclude<TrainerCommand, { type: 'stop' }>,
  listener: TrainerListener,
  { stopGrace = stopGraceMilliseconds, exitGrace = exitGraceMilliseconds } = {},
): Trainer {
  const child = spawn()
  let end: TrainerEnd | null = null
  let stopRequested = false
  let finished = false
  let killTimer: NodeJS.Timeout | undefined
  const stderr: string[] = []

  const send = (command: TrainerCommand) => {
    // A channel that closes meanwhile is followed by `exit`, which decides what the run's end was.
    if (child.connected) child.send(command, () => undefined)
  }

  /** The first reason wins. */
  const settle = (reason: TrainerEnd) => {
    end ??= reason
  }

  const killAfter = (milliseconds: number) => {
    clearTimeout(killTimer)
    killTimer = setTimeout(() => child.kill('SIGKILL'), milliseconds)
  }

  const fail = (message: string, code: ErrorCode) => {
    settle({ reason: 'failed', message, code })
    child.kill('SIGKILL')
  }

  child.on('message', (untyped) => {
    const parsed = trainerMessageSchema.safeParse(untyped)
    if (!parsed.success) {
      fail('The training process sent a message that Plateau does not understand.', 'internal')
      return
    }
    const message = parsed.data
    if (message.type === 'ended') {
      const { type: _, ...reason } = message
      settle(reason)
      killAfter(exitGrace)
    } else if (message.type === 'log') {
      listener.onLog(message.level, message.message)
    } else if (end === null) {
      try {
        listener.onMessage(message)
      } catch (caught) {
        // Most likely the disk: what was committed stays, and this run ends with the sentence.
        const error = translateSqliteError(caught)
        log.error(`A message of run ${start.run} could not be stored`, error)
        fail(
          error instanceof Error ? error.message : String(error),
          error instanceof PlateauError ? error.code : 'internal',
        )
      }
    }
  })

  let partial = ''
  const hearLine = (whole: string) => {
    const line = whole.slice(0, longestLine)
    if (line.trim() === '') return
    stderr.push(line)
    if (stderr.length > keptStderrLines) stderr.shift()
    listener.onLog('debug', line)
  }
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (partial + text).split('\n')
    // What never ends a line is not kept whole.
    partial = (lines.pop() ?? '').slice(0, longestLine)
    lines.forEach(hearLine)
  })

  const finish = (code: number | null, signal: NodeJS.Signals | null, startError?: Error) => {
    if (finished) return
    finished = true
    clearTimeout(killTimer)
    // A crash may leave its last words without an end of line.
    hearLine(partial)
    if (startError)
      settle({
        reason: 'failed',
        message: `The training process could not be started: ${startError.message}`,
        code: 'trainer-crashed',
      })
    // Asked to stop is no crash, even where it had to be killed.
    else if (stopRequested) settle({ reason: 'stopped', message: null, code: null })
    else settle({ reason: 'failed', message: describeCrash(code, signal, stderr), code: 'trainer-crashed' })
    if (end) listener.onEnd(end)
  }
  child.once('error', (error) => finish(null, null, error))
  // `close` and not `exit`: by then every message and the whole standard error were read.
  child.once('close', (code, signal) => finish(code, signal))

  send(start)

  return {
    stop() {
      if (stopRequested || finished) return
      stopRequested = true
      if (end !== null) return
      send({ type: 'stop' })
      killAfter(stopGrace)
    },
    abort: fail,
  }
}

/** What TensorFlow says before it crashes for want of memory: its convolutions do not throw then. */
const outOfMemory = /OOM when allocating|RESOURCE_EXHAUSTED|bad_alloc|out of memory/i

/** What TensorFlow says when all is well: its log has no level for less. */
const isInformation = (line: string): boolean => /^(I\d{4} |WARNING: All log messages before absl::)/.test(line)

function describeCrash(code: number | null, signal: NodeJS.Signals | null, stderr: readonly string[]): string {
  const how = signal === null ? `ended with code ${String(code)}` : `was ended by ${signal}`
  if (stderr.some((line) => outOfMemory.test(line)))
    return `The training process ${how}: it ran out of memory. Use a smaller batch or fewer images.`
  const hint = signal === 'SIGKILL' ? ' The system may have run out of memory, or someone may have killed it.' : ''
  const last = stderr.findLast((line) => !isInformation(line))
  return `The training process ${how}.${hint}${last === undefined || signal === 'SIGKILL' ? '' : ` Its last message: ${last}`}`
}
