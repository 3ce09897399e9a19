/** `run -- COMMAND`: a program of a person's own as a run, with or without a core: what it prints is passed through, and written down in a journal. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { PlateauError } from '@contract/errors'
import { readDecimal } from '@contract/numbers'
import {
  programStoppingSchema,
  resultSources,
  type ProgramResults,
  type ProgramStopping,
  type ResultSource,
} from '@contract/programs'
import type { RunnerRecord } from '@contract/runner-protocol'
import { seriesKeySchema } from '@contract/text'
import { parametersToken, quoteCommand } from '@model/programs/command'
import { readPattern } from '@model/programs/line-patterns'
import { createWatch, watchSentence } from '@model/programs/watch'
import { flatRecord, type Json } from '@protocol/config'
import type { JournalRun } from '@protocol/journal/records'
import { appVersion } from '../../../platform/app-version'
import { recordFacts } from '../../../platform/recorded-facts'
import { withClient } from '../../../platform/python-client'
import { activeEnvironment, surroundingVariables } from '../../../platform/surroundings'
import { journalFolder, openJournal, randomText, type JournalSink } from '../../../runner/journal'
import { runProgram, shellCode } from '../../../runner/run-program'
import type { Session } from '../session'

type Options = {
  readonly project?: string
  readonly name?: string
  readonly param?: readonly string[]
  readonly pattern?: readonly string[]
  readonly results?: string
  readonly resultsFolder?: string
  readonly stopOn?: string
  readonly patience?: string
  readonly minDelta?: string
}

const invalid = (message: string, field: string) => new PlateauError('invalid-input', message, { field })

/** @returns the program's own exit code; 128 and the signal's number where one ended it, as shells have it; 0 where its rule stopped it */
export async function runCommand(session: Session, words: readonly string[], options: Options): Promise<number> {
  const parameters = readParameters(options.param ?? [])
  const command = words.flatMap((word) => (word === parametersToken ? parameters.flatMap(argumentsOf) : [word]))
  const results = readResults(options)
  const stopping = readStopping(options)
  const environment = activeEnvironment()
  const run = randomText(10)
  const folder = process.cwd()
  const project = options.project
  const journal = beginJournal(session.home, {
    protocol: 1,
    id: run,
    ...(project === undefined ? {} : { project }),
    ...(options.name === undefined ? {} : { name: options.name }),
    config: flatRecord(parameters),
    origin: {
      kind: 'program',
      facts: {
        client: 'plateau run',
        clientVersion: appVersion,
        host: hostname(),
        process: String(process.pid),
        command: quoteCommand(command),
        folder,
      },
    },
    environment: {
      ...(await recordFacts({ command, folder, environment })),
      ...(stopping === null
        ? {}
        : {
            earlyStopping: { metric: stopping.metric, patience: stopping.patience, minDelta: stopping.minDelta },
          }),
    },
    begunAt: new Date().toISOString(),
  })
  session.terminal.remark(`Run ${run}, kept in ${session.home}`)
  const surrounding = surroundingVariables({
    home: session.home,
    run,
    project: project ?? '',
    attempt: 1,
    environment,
    variables: {},
  })
  const variables = withClient(surrounding, results.source)
  // Without a project named, the one used last is for the core to say.
  if (project === undefined) delete variables.PLATEAU_PROJECT
  return follow(session, { command, folder, variables, results, stopping }, journal)
}

type Followed = {
  readonly command: readonly string[]
  readonly folder: string
  readonly variables: NodeJS.ProcessEnv
  readonly results: ProgramResults
  readonly stopping: ProgramStopping | null
}

async function follow({ terminal, interrupts }: Session, start: Followed, journal: JournalSink): Promise<number> {
  const watch = start.stopping === null ? null : createWatch(start.stopping)
  const early: { sentence: string | null } = { sentence: null }
  const sharesTerminal = process.stdin.isTTY
  const program = runProgram(
    { ...start, stop: { interruptSeconds: 30, terminateSeconds: 10 }, sharesTerminal },
    {
      journal,
      records: {
        flush: () => journal.flush(),
        write(record) {
          // Those that only a runner and its core know.
          if (
            record.type !== 'started' &&
            record.type !== 'steps' &&
            record.type !== 'environment' &&
            record.type !== 'attempt'
          )
            journal.write(
              isStopped(record) && early.sentence !== null ? { ...record, stoppedEarly: early.sentence } : record,
            )
        },
      },
      onOutput: (stream, bytes) => terminal.pass(stream, bytes),
      onPoint({ step, values }) {
        const value = start.stopping === null ? undefined : values.get(start.stopping.metric)
        if (
          watch === null ||
          start.stopping === null ||
          value === undefined ||
          early.sentence !== null ||
          watch.isKnown(step)
        )
          return
        if (!watch.observe(step, value)) return
        early.sentence = watchSentence(start.stopping, step, 'step')
        journal.write({ type: 'log', time: Date.now(), level: 'info', lines: [`Stopped early: ${early.sentence}`] })
        program.stop()
      },
    },
  )
  // A terminal's Ctrl-C has reached the program by itself.
  interrupts.handleWith(() => program.stop(sharesTerminal))
  const alive = setInterval(() => journal.write({ type: 'state', time: Date.now(), state: 'alive' }), 10_000)
  const end = await program.ended
  clearInterval(alive)
  journal.close()
  if (early.sentence !== null) {
    terminal.remark(`Stopped early: ${early.sentence}`)
    return 0
  }
  if (end.exitCode === null && end.signal === null)
    throw new PlateauError('invalid-input', end.message ?? 'It could not be started.')
  return shellCode(end)
}

const isStopped = (record: RunnerRecord): record is Extract<RunnerRecord, { state: 'finished' }> =>
  record.type === 'state' && record.state === 'finished' && record.reason === 'stopped'

/** Makes the run's folder with `run.json`, whole, and opens a journal of this process. */
function beginJournal(home: string, run: JournalRun): JournalSink {
  const folder = journalFolder(home, run.id)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const temporary = join(folder, `run.json.${randomText(8)}`)
  writeFileSync(temporary, JSON.stringify(run), { mode: 0o600 })
  renameSync(temporary, join(folder, 'run.json'))
  return openJournal({ home, run: run.id, attempt: 1, client: 'cli' })
}

function readParameters(given: readonly string[]): [string, Json][] {
  return given.map((text) => {
    const at = text.indexOf('=')
    if (at < 1) throw invalid(`--param takes name=value, such as --param lr=0.1, and not ${text}.`, 'param')
    return [text.slice(0, at), readValue(text.slice(at + 1))]
  })
}

/** A number, `true`, `false`, `null` or a list of such where it reads as one; else the text. */
function readValue(text: string): Json {
  if (!/^(?:-?[\d.]|true$|false$|null$|\[)/.test(text)) return text
  try {
    const read = valueSchema.safeParse(JSON.parse(text))
    return read.success ? read.data : text
  } catch {
    // "1e" or "[a]" is text.
    return text
  }
}

const plainSchema = z.union([z.number(), z.boolean(), z.null(), z.string()])
const valueSchema = z.union([plainSchema, z.array(plainSchema)])

const argumentsOf = ([name, value]: readonly [string, Json]): string[] => {
  if (value === true) return [`--${name}`]
  if (value === false || value === null) return []
  return Array.isArray(value)
    ? [`--${name}`, ...value.map(String)]
    : [`--${name}`, typeof value === 'string' ? value : JSON.stringify(value)]
}

function readResults({ results = 'lines', pattern = [], resultsFolder }: Options): ProgramResults {
  if (!(resultSources as readonly string[]).includes(results))
    throw invalid(`--results must be ${resultSources.join(', ')}, and not ${results}.`, 'results')
  for (const source of pattern) {
    const read = readPattern(source)
    if (!read.ok) throw invalid(`--pattern "${source}": ${read.message}`, 'pattern')
  }
  if (resultsFolder !== undefined && results !== 'tensorboard')
    throw invalid(
      '--results-folder is where TensorBoard files are: give --results tensorboard with it.',
      'results-folder',
    )
  const source = results as ResultSource
  return { source, patterns: [...pattern], ...(resultsFolder === undefined ? {} : { folder: resultsFolder }) }
}

function readStopping({ stopOn, patience = '3', minDelta = '0.001' }: Options): ProgramStopping | null {
  if (stopOn === undefined) return null
  const key = seriesKeySchema.safeParse(stopOn)
  if (!key.success) throw invalid(`--stop-on: ${key.error.issues[0]?.message ?? 'is no series'}.`, 'stop-on')
  const rule = programStoppingSchema.safeParse({
    metric: stopOn,
    patience: readDecimal(patience) ?? patience,
    minDelta: readDecimal(minDelta) ?? minDelta,
  })
  if (rule.success) return rule.data
  const issue = rule.error.issues[0]
  const flag =
    issue?.path[0] === 'minDelta'
      ? '--min-delta must be a number of at least 0'
      : '--patience must be a whole number of at least 1'
  throw invalid(`${flag}.`, String(issue?.path[0] ?? ''))
}
