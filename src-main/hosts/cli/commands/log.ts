/** `plateau log`: points and records into a run, from the command line or a stream of JSON lines. */
import { createInterface } from 'node:readline'
import { PlateauError } from '@contract/errors'
import { readDecimal } from '@contract/numbers'
import { mostRecords } from '@contract/records'
import { visibleLine } from '@contract/text'
import type { Client } from '@contract/transport'
import { isJsonObject, type JsonObject } from '@protocol/config'
import { plural } from '../../format'
import { runsInProject, type ProjectOption } from '../projects'
import { withCore, type JsonOption, type Session } from '../session'

export type LogOptions = JsonOption & ProjectOption & { step?: string; new?: boolean; finish?: boolean }

/** Lines that come within so long go as one request. */
const gatherMilliseconds = 100

/**
 * @param json an object, or undefined for JSON lines on standard input
 * @returns 1 where something could not be taken in
 */
export function log(session: Session, run: string, json: string | undefined, options: LogOptions): Promise<number> {
  const { terminal } = session
  return withCore(session, async (client) => {
    const id = await findOrBegin(client, run, options)
    const taken = { points: 0, leftOut: 0, problem: null as string | null }
    let next = options.step === undefined ? await nextStep(client, id) : readStep(options.step)
    const recordOf = (text: string): JsonObject => {
      const record = readRecord(text, next)
      if (record.type === 'points' && typeof record.step === 'number') next = Math.max(next, record.step + 1)
      return record
    }
    const send = async (records: readonly JsonObject[]): Promise<void> => {
      for (let from = 0; from < records.length; from += mostRecords) {
        const answer = await client.request('records.append', {
          run: id,
          records: records.slice(from, from + mostRecords),
        })
        taken.points += answer.points
        taken.leftOut += answer.leftOut
        taken.problem ??= answer.problem
      }
    }
    if (json !== undefined) await send([recordOf(json)])
    else await sendLines(recordOf, send)
    if (options.finish === true) await client.request('runs.finish', { run: id, endReason: 'completed' })
    if (options.json === true) terminal.printDocument({ run: id, ...taken })
    else terminal.print(`${plural(taken.points, 'point')} logged into ${run}.`)
    if (taken.leftOut > 0 && options.json !== true)
      terminal.remark(
        `${plural(taken.leftOut, 'record or value', 'records or values')} could not be taken in${taken.problem === null ? '' : `: ${visibleLine(taken.problem)}`}.`,
      )
    return taken.leftOut > 0 ? 1 : 0
  })
}

async function findOrBegin(client: Client, run: string, options: LogOptions): Promise<string> {
  if (options.new !== true) {
    const [found = run] = await runsInProject(client, [run], options)
    return (await client.request('runs.get', { run: found })).run.id
  }
  const begun = await client.request('runs.begin', {
    name: run,
    ...(options.project === undefined ? {} : { project: options.project }),
    origin: { kind: 'logged', facts: { client: 'shell' } },
  })
  return begun.run.id
}

async function nextStep(client: Client, run: string): Promise<number> {
  const { series } = (await client.request('runs.get', { run })).run
  return Object.values(series).reduce((next, { lastStep }) => Math.max(next, (lastStep ?? -1) + 1), 0)
}

function readStep(text: string): number {
  const step = readDecimal(text)
  if (step !== null && Number.isSafeInteger(step) && step >= 0) return step
  throw new PlateauError(
    'invalid-input',
    `--step needs a whole number from 0 to 9007199254740991, not ${visibleLine(text)}.`,
  )
}

/** An object with a type is a record of the log protocol; any other is values by key, at its `step` where it has one. */
function readRecord(text: string, next: number): JsonObject {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new PlateauError('invalid-input', `This is not valid JSON: ${visibleLine(text.slice(0, 200))}`)
  }
  if (!isJsonObject(value))
    throw new PlateauError(
      'invalid-input',
      `A JSON object is needed, such as {"loss": 0.31}, not: ${visibleLine(text.slice(0, 200))}`,
    )
  if (typeof value.type === 'string') return { time: Date.now(), ...value }
  const { step = next, ...values } = value
  return { type: 'points', step, time: Date.now(), values }
}

async function sendLines(
  recordOf: (text: string) => JsonObject,
  send: (records: readonly JsonObject[]) => Promise<void>,
) {
  let waiting: JsonObject[] = []
  let timer: NodeJS.Timeout | undefined
  let sending = Promise.resolve()
  function flush() {
    clearTimeout(timer)
    timer = undefined
    const records = waiting
    waiting = []
    if (records.length === 0) return
    sending = sending.then(() => send(records))
    // Whoever waits for it next is told.
    sending.catch(() => undefined)
  }
  try {
    for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line.trim() === '') continue
      waiting.push(recordOf(line))
      timer ??= setTimeout(flush, gatherMilliseconds)
      if (waiting.length < mostRecords) continue
      flush()
      await sending
    }
  } finally {
    // Lines before one that is none are kept.
    flush()
    await sending
  }
}
