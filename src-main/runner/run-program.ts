/** One program, from its start to its end: its lines, the values in them, how it is stopped, and what it leaves behind. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { resolve } from 'node:path'
import type { ProgramResults, StopWaits } from '../contract/programs'
import type { ProgramEndReason, RunnerRecord } from '../contract/runner-protocol'
import { createPrintedResults, type PrintedPoint } from '../model/programs/printed-results'
import { createLogBounds, type LoggedLine } from './log-bounds'
import { createLineSplitter } from './output-lines'
import { isGroupRunning, processStart, signalGroup } from '../platform/processes'
import type { JournalSink } from './journal'
import { createStopLadder, type StopSignal } from './stop-ladder'
import { createFollower, type TensorBoardFollower } from './tensorboard/follow'

export type ProgramStart = {
  /** The program and its arguments. No shell reads them. */
  readonly command: readonly string[]
  readonly folder: string
  /** All variables that it has. */
  readonly variables: NodeJS.ProcessEnv
  readonly results: ProgramResults
  readonly stop: StopWaits
  /** It reads what its starter would, and is in that one's group, so that a terminal's keys reach it; else it has a group of its own. */
  readonly sharesTerminal: boolean
}

export type ProgramListener = {
  readonly records: { write(record: RunnerRecord): void; flush(): void }
  /** Where results go that are more than points; of `tensorboard`. */
  readonly journal?: JournalSink | undefined
  /** Bytes as they are printed; what it answers is waited for before more is read. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', bytes: Buffer) => Promise<void> | undefined
  readonly onPoint?: (point: PrintedPoint) => void
}

export type ProgramEnd = {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly reason: ProgramEndReason
  /** One sentence, where the reason needs one. */
  readonly message: string | null
}

export type RunningProgram = {
  readonly ended: Promise<ProgramEnd>
  /** Asks it to stop; asking again is more urgent each time. @param isSignalled it has had SIGINT by itself, from its terminal */
  stop(isSignalled?: boolean): void
}

/** Of values read from lines; what is more is counted and said. */
export const mostPrintedValues = 2_000_000
/** After the program's own process has ended: for what is still in the pipes, and for those that it has left behind. */
const leftoverMilliseconds = 2_000

const numberText = (value: number): number | 'NaN' | 'Infinity' | '-Infinity' =>
  Number.isFinite(value) ? value : Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'

export function runProgram(start: ProgramStart, listener: ProgramListener): RunningProgram {
  const { records } = listener
  const now = () => Date.now()
  const note = (level: 'info' | 'warning' | 'error', line: string) =>
    records.write({ type: 'log', time: now(), level, lines: [line] })
  const output = createOutput(start.results, listener, note)
  const follower = followerOf(start, listener, note)

  let child: ChildProcess
  try {
    child = begin(start)
  } catch (error) {
    return { ended: Promise.resolve(finish({ ...nothing, error: error as Error })), stop: () => undefined }
  }
  const leader = child.pid
  if (leader !== undefined)
    records.write({ type: 'started', time: now(), process: leader, startedAt: processStart(leader) })
  if (leader !== undefined) follower?.begin(leader)

  let hasSignal = false
  const ladder = createStopLadder(
    start.stop,
    (signal) => {
      if (leader === undefined || (signal === 'SIGINT' && hasSignal)) return
      if (start.sharesTerminal) child.kill(signal)
      else signalGroup(leader, signal)
    },
    (signal, waited) => {
      if (signal === 'SIGINT') records.write({ type: 'state', time: now(), state: 'stopping' })
      note(signal === 'SIGINT' ? 'info' : 'warning', stopSentence(signal, waited))
      records.flush()
    },
  )

  function finish(end: Ended): ProgramEnd {
    output.close()
    const said = describeEnd(start, end, ladderAsked(), output.lastLine())
    records.write({
      type: 'state',
      time: now(),
      state: 'finished',
      exitCode: shellCode(end),
      reason: said.reason,
      message: said.message,
    })
    records.flush()
    return { exitCode: end.exitCode, signal: end.signal, ...said }
  }
  function ladderAsked(): boolean {
    return leader !== undefined && ladder.isAsked()
  }

  const ended = new Promise<ProgramEnd>((resolve) => {
    child.once('error', (error) => {
      ladder.done()
      resolve(finish({ ...nothing, error }))
    })
    child.once('exit', (exitCode, signal) => {
      const isClosed = new Promise<void>((close) => child.once('close', () => close()))
      void endLeftovers(child, start.sharesTerminal, isClosed, note)
        .then(() => follower?.end())
        .then(() => {
          ladder.done()
          resolve(finish({ exitCode, signal, error: null }))
        })
    })
  })
  output.listen(child)
  return {
    ended,
    stop(isSignalled = false) {
      hasSignal = isSignalled
      ladder.next()
    },
  }
}

/** As shells have it: 128 and the number of the signal that ended it, 127 for what was never started. */
export const shellCode = ({ exitCode, signal }: Pick<ProgramEnd, 'exitCode' | 'signal'>): number =>
  exitCode ?? (signal === null ? 127 : 128 + constants.signals[signal])

type Ended = { readonly exitCode: number | null; readonly signal: NodeJS.Signals | null; readonly error: Error | null }
const nothing = { exitCode: null, signal: null }

function begin({ command, folder, variables, sharesTerminal }: ProgramStart): ChildProcess {
  const [program = '', ...parameters] = command
  return spawn(program, parameters, {
    cwd: folder,
    env: variables,
    stdio: [sharesTerminal ? 'inherit' : 'ignore', 'pipe', 'pipe'],
    // A group of its own, so that it can be ended with everything that it has started.
    detached: !sharesTerminal && process.platform !== 'win32',
    shell: false,
    windowsHide: true,
  })
}

/** Null where its results are no event files. */
function followerOf(
  { results, folder }: ProgramStart,
  { journal, onPoint }: ProgramListener,
  note: (level: 'info' | 'warning', line: string) => void,
): TensorBoardFollower | null {
  if (results.source !== 'tensorboard' || journal === undefined) return null
  const isNamed = results.folder !== undefined
  return createFollower({ folder: resolve(folder, results.folder ?? ''), isNamed, journal, note, onPoint })
}

/** Lines, values and bytes of what it prints. */
function createOutput(
  results: ProgramResults,
  listener: ProgramListener,
  note: (level: 'info' | 'warning', line: string) => void,
) {
  const { records } = listener
  const printed = results.source === 'lines' ? createPrintedResults(results.patterns) : null
  const bounds = createLogBounds(() =>
    note(
      'warning',
      'It prints more than a log holds. From here on only its last lines are kept; values are still read.',
    ),
  )
  let last = ''
  let values = 0
  let saidSteps = false
  const pending: { stream: LoggedLine['stream']; lines: string[] } = { stream: 'stdout', lines: [] }

  function flushLines() {
    if (pending.lines.length === 0) return
    records.write({ type: 'log', time: Date.now(), level: 'info', lines: pending.lines, stream: pending.stream })
    pending.lines = []
  }

  function logLine(line: LoggedLine) {
    if (pending.stream !== line.stream || pending.lines.length >= 500) flushLines()
    pending.stream = line.stream
    pending.lines.push(line.line)
  }

  function read(line: string) {
    const point = printed?.read(line) ?? null
    if (point === null || printed === null) return
    if (!saidSteps) {
      records.write({ type: 'steps', areEpochs: printed.stepsAreEpochs() })
      saidSteps = true
    }
    const before = values
    values += point.values.size
    if (values <= mostPrintedValues) {
      const written: Extract<RunnerRecord, { type: 'points' }> = {
        type: 'points',
        step: point.step,
        time: Date.now(),
        values: Object.fromEntries([...point.values].map(([key, value]) => [key, numberText(value)])),
      }
      records.write(written)
      listener.onPoint?.(point)
    } else if (before <= mostPrintedValues)
      note(
        'warning',
        `It prints more than ${mostPrintedValues.toLocaleString('en')} values: those behind them are not read.`,
      )
  }

  function hear(stream: LoggedLine['stream'], text: string, omitted: number) {
    const line =
      omitted === 0 ? text : `${text} [${omitted.toLocaleString('en')} more bytes of this line were left out]`
    if (text.trim() !== '') last = text
    const kept = bounds.take({ stream, line })
    if (kept !== null) logLine(kept)
    read(text)
  }

  const splitters = (['stdout', 'stderr'] as const).map((stream) => ({
    stream,
    splitter: createLineSplitter((line, omitted) => hear(stream, line, omitted)),
  }))
  let closed = false
  return {
    lastLine: (): string => last,
    listen(child: ChildProcess): void {
      for (const { stream, splitter } of splitters) {
        const pipe = child[stream]
        pipe?.on('data', (bytes: Buffer) => {
          splitter.write(bytes)
          flushLines()
          const written = listener.onOutput?.(stream, bytes)
          if (written === undefined) return
          pipe.pause()
          void written.finally(() => pipe.resume())
        })
        // A pipe that breaks is followed by the end of the program.
        pipe?.on('error', () => undefined)
      }
    },
    close(): void {
      if (closed) return
      closed = true
      for (const { splitter } of splitters) splitter.close()
      const { omitted, lines } = bounds.end()
      flushLines()
      if (omitted > 0) note('info', `${omitted.toLocaleString('en')} lines were left out here.`)
      lines.forEach(logLine)
      flushLines()
    },
  }
}

/**
 * The program's own process has ended: others of its group are ended too, as a run that has ended leaves nothing behind that a machine of many runs would
 * be full of. One that has made itself independent keeps running, and what it prints is not read.
 */
async function endLeftovers(
  child: ChildProcess,
  sharesTerminal: boolean,
  isClosed: Promise<void>,
  note: (level: 'info' | 'warning', line: string) => void,
): Promise<void> {
  const leader = child.pid
  const isLeft = () => leader !== undefined && !sharesTerminal && process.platform !== 'win32' && isGroupRunning(leader)
  const pipes = { areOpen: true }
  void isClosed.then(() => (pipes.areOpen = false))
  const settle = () => waitFor(() => !pipes.areOpen && !isLeft(), leftoverMilliseconds)
  if (await settle()) return
  if (leader !== undefined && isLeft()) {
    note('warning', 'It has left processes behind, which are ended with it.')
    signalGroup(leader, 'SIGTERM')
    if (!(await waitFor(() => !isLeft(), leftoverMilliseconds))) signalGroup(leader, 'SIGKILL')
    if (await settle()) return
  }
  if (pipes.areOpen) {
    note('warning', 'A process that it has started goes on by itself. What that prints is not read.')
    child.stdout?.destroy()
    child.stderr?.destroy()
  }
}

/** @returns whether it came true in time. */
function waitFor(isTrue: () => boolean, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const end = performance.now() + milliseconds
    const look = () => {
      if (isTrue()) resolve(true)
      else if (performance.now() >= end) resolve(false)
      else setTimeout(look, 20)
    }
    setImmediate(look)
  })
}

function stopSentence(signal: StopSignal, waitedSeconds: number): string {
  if (signal === 'SIGINT') return 'Asked to stop with SIGINT, so that it can save.'
  return `Still running after ${waitedSeconds} s: ended with ${signal}.`
}

function describeEnd(
  { command, folder }: ProgramStart,
  { exitCode, signal, error }: Ended,
  wasAsked: boolean,
  lastLine: string,
): { readonly reason: ProgramEndReason; readonly message: string | null } {
  if (error !== null) return { reason: 'failed', message: whyNotStarted(command[0] ?? '', folder, error) }
  if (wasAsked) return { reason: 'stopped', message: null }
  if (exitCode === 0) return { reason: 'completed', message: null }
  const how = signal === null ? `It ended with exit code ${String(exitCode)}.` : `It was ended by ${signal}.`
  const hint = signal === 'SIGKILL' ? ' The system may have run out of memory, or someone may have ended it.' : ''
  const shown = lastLine.trim().slice(0, 300)
  return { reason: 'failed', message: `${how}${hint}${shown === '' ? '' : ` Its last line: ${shown}`}` }
}

function whyNotStarted(program: string, folder: string, error: Error): string {
  const { code } = error as NodeJS.ErrnoException
  if (!existsSync(folder)) return `Its folder ${folder} is not there.`
  if (code === 'ENOENT') return `There is no command ${program}.`
  if (code === 'EACCES') return `${program} may not be run. Make it executable, or start it with its interpreter.`
  if (code === 'E2BIG') return 'Its arguments are longer than the system allows.'
  return `It could not be started: ${error.message}`
}
