/** The runner process: starts one program, writes down what becomes of it, and goes on when the core that started it dies. */
import { existsSync } from 'node:fs'
import { runnerJobSchema, type RunnerJob } from '../contract/runner-protocol'
import { openJournal } from './journal'
import { openKeptOutput } from './kept-output'
import { recordFacts } from '../platform/recorded-facts'
import { attemptRecord, openRecordFile } from './record-file'
import { runProgram } from './run-program'
import { withClient } from '../platform/python-client'
import { surroundingVariables } from '../platform/surroundings'

const lookMilliseconds = 100
const aliveMilliseconds = 10_000

async function readJob(): Promise<RunnerJob> {
  const pieces: Buffer[] = []
  for await (const piece of process.stdin) pieces.push(piece as Buffer)
  return runnerJobSchema.parse(JSON.parse(Buffer.concat(pieces).toString('utf8')) as unknown)
}

async function main(): Promise<void> {
  const job = await readJob()
  const records = openRecordFile(job.records)
  records.write(attemptRecord(job.attempt))
  records.write({ type: 'environment', time: Date.now(), environment: await recordFacts(job) })
  records.flush()
  const output = openKeptOutput(job.output)
  const journal = job.results.source === 'tensorboard' ? openJournal({ ...job, client: 'program' }) : undefined
  const program = runProgram(
    { ...job, variables: withClient(surroundingVariables(job), job.results.source), sharesTerminal: false },
    {
      records,
      journal,
      onOutput(_, bytes) {
        output.write(bytes)
        return undefined
      },
    },
  )
  let isAsked = false
  const ask = () => {
    if (isAsked) return
    isAsked = true
    program.stop()
  }
  const look = setInterval(() => {
    if (existsSync(job.stopFile)) ask()
  }, lookMilliseconds)
  // The core, or the system, wants it gone.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, ask)
  process.on('SIGHUP', () => undefined)
  const alive = setInterval(() => {
    records.write({ type: 'state', time: Date.now(), state: 'alive' })
    journal?.write({ type: 'state', time: Date.now(), state: 'alive' })
  }, aliveMilliseconds)
  await program.ended
  clearInterval(look)
  clearInterval(alive)
  output.close()
  // How the run ends is in the records of the program itself.
  journal?.write({ type: 'state', time: Date.now(), state: 'left' })
  journal?.close()
  records.close()
}

void main().then(() => process.exit(0))
