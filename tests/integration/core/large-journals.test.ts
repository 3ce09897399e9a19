/**
 * Journals that are very large, with a real core: everything that is whole is in, other runs and clients go on, and memory does not grow with them.
 * The long rounds have hundreds of megabytes (`npm run soak`).
 */
import { closeSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { expect, it } from 'vitest'
import { processesOf, readRun, useCore, waitFor } from '../../support/core'
import { beginJournal, beginRun } from '../../support/ingest'
import { isSoak } from '../../support/property'

const core = useCore()
const run = 'large000001'
const other = 'other000001'
const longest = isSoak ? 3_600_000 : 120_000

/** Frames as docs/log-protocol.md has them. */
function frame(payload: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32LE(payload.length, 0)
  head.writeUInt32LE(crc32(payload), 4)
  return Buffer.concat([head, payload])
}
function pointFrame(key: number, step: number): Buffer {
  const payload = Buffer.alloc(20)
  payload.writeUInt8(3, 0)
  payload.writeUInt8(1, 1)
  payload.writeInt32LE(step, 2)
  payload.writeInt32LE(1, 6)
  payload.writeUInt16LE(key, 10)
  payload.writeDoubleLE(0.5, 12)
  return frame(payload)
}
function keyFrame(number: number, name: string): Buffer {
  const payload = Buffer.concat([Buffer.from([2, 0, 0, 0, 0]), Buffer.from(name)])
  payload.writeUInt32LE(number, 1)
  return frame(payload)
}

function appendMany(path: string, pieces: Iterable<Buffer>): void {
  const file = openSync(path, 'a')
  try {
    for (const piece of pieces) writeSync(file, piece)
  } finally {
    closeSync(file)
  }
}

/** Of the core and its threads, the most so far; megabytes. */
function peakMegabytes(): number {
  const [pid] = processesOf('core.js', core.home())
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(peak) / 1_024
}

/** Waits for the large run while another logs and a client asks; says what it took. */
async function whileReading(isIn: (client: Awaited<ReturnType<typeof core.connect>>) => Promise<boolean>) {
  const client = await core.connect()
  const journal = beginJournal(beginRun(core.home(), other), { time: Date.now() })
  let step = 0
  await waitFor(async () => {
    // A point of another run is in before the next one is written, however much there is to read.
    journal.points(step, { loss: step })
    step += 1
    await waitFor(async () => (await readRun(client, other).catch(() => null))?.series.loss?.count === step, 60_000)
    return await isIn(client)
  }, longest)
  expect((await readRun(client, other)).problems).toEqual([])
  return { client, megabytes: peakMegabytes() }
}

/** What the core takes with nothing to read is about 110 MB; a thread has buffers of a megabyte. */
const mostMegabytes = 400

it.skipIf(process.platform !== 'linux')(
  'of points alone are in to the last one',
  async () => {
    const count = isSoak ? 14_000_000 : 200_000
    const { path } = beginJournal(beginRun(core.home(), run), { random: '00000002', time: Date.now() })
    const same = pointFrame(0, 1)
    const many = Buffer.alloc(same.length * 20_000)
    for (let at = 0; at < 20_000; at += 1) same.copy(many, at * same.length)
    appendMany(path, [keyFrame(0, 'loss'), ...Array<Buffer>(count / 20_000).fill(many)])
    const { client, megabytes } = await whileReading(
      async (asked) => (await readRun(asked, run).catch(() => null))?.series.loss?.count === count,
    )
    expect(await readRun(client, run)).toMatchObject({ state: 'running', problems: [] })
    console.log(`${count} points, ${(count * same.length) / 1e6} MB: the core's peak is ${Math.round(megabytes)} MB`)
    expect(megabytes).toBeLessThan(mostMegabytes)
  },
  longest,
)

it.skipIf(process.platform !== 'linux')(
  'of very many keys have the first, and count the rest',
  async () => {
    const count = isSoak ? 1_000_000 : 15_000
    const { path } = beginJournal(beginRun(core.home(), run), { random: '00000002', time: Date.now() })
    const wide = (number: number): Buffer => {
      const payload = Buffer.alloc(33)
      payload.writeUInt8(4, 0)
      payload.writeUInt32LE(1, 1)
      payload.writeBigInt64LE(1n, 5)
      payload.writeBigInt64LE(1n, 13)
      payload.writeUInt32LE(number, 21)
      payload.writeDoubleLE(number, 25)
      return frame(payload)
    }
    function* pieces() {
      for (let number = 0; number < count; number += 1)
        yield Buffer.concat([keyFrame(number, `layer ${number} of a network`), wide(number)])
      yield frame(Buffer.from(`\x01${JSON.stringify({ type: 'summary', summary: { all: true } })}`))
    }
    appendMany(path, pieces())
    const { client, megabytes } = await whileReading(
      async (asked) => (await readRun(asked, run).catch(() => null))?.summary.all === true,
    )
    const { series } = await readRun(client, run)
    expect(Object.keys(series)).toHaveLength(10_000)
    const { entries } = await client.request('runs.log', { run })
    expect(
      entries.map(({ message }) => message).filter((message) => message.includes('at most 10,000 series')),
    ).not.toEqual([])
    console.log(`${count} keys: the core's peak is ${Math.round(megabytes)} MB`)
    expect(megabytes).toBeLessThan(mostMegabytes)
  },
  longest,
)

it.skipIf(process.platform !== 'linux')(
  'of a line without an end are passed over, and what comes behind it is in',
  async () => {
    const bytes = isSoak ? 10 * 1024 ** 3 : 64 * 1024 ** 2
    const journal = beginJournal(beginRun(core.home(), run), { ending: 'jsonl', random: '00000002', time: Date.now() })
    truncateSync(journal.path, bytes)
    journal.raw('\n').points(1, { loss: 1 })
    const { client, megabytes } = await whileReading(
      async (asked) => (await readRun(asked, run).catch(() => null))?.series.loss?.count === 1,
    )
    expect((await readRun(client, run)).problems).toEqual([
      `A line of more than 16 MB in ${journal.name} was left out.`,
    ])
    console.log(`a line of ${bytes / 1024 ** 2} MB: the core's peak is ${Math.round(megabytes)} MB`)
    expect(megabytes).toBeLessThan(mostMegabytes)
  },
  longest,
)
