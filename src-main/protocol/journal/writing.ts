/** Journals as a writer makes them: the reference that clients in other languages are tested beside. */
import { journalMagic, makeFrame, payloadTypes } from './frames'
import type { JournalRecordInput } from './records'

export type JournalPoints = {
  readonly step: number
  /** Milliseconds since 1970. */
  readonly time: number
  readonly values: Iterable<readonly [key: string, value: number]>
}

export type JournalEncoder = {
  record(record: JournalRecordInput): Uint8Array
  /** Keys that are new are declared before their first value. */
  points(points: JournalPoints): Uint8Array
}

const utf8 = new TextEncoder()

/** One binary journal from its beginning: what each call returns belongs behind what the calls before have returned. */
export function createBinaryEncoder(): JournalEncoder {
  const keys = new Map<string, number>()
  let before = { step: 0, time: 0 }
  let isBegun = false

  function begin(frames: readonly Uint8Array[]): Uint8Array {
    const parts = isBegun ? frames : [journalMagic, ...frames]
    isBegun = true
    return join(parts)
  }

  function numberOf(key: string, frames: Uint8Array[]): number {
    const known = keys.get(key)
    if (known !== undefined) return known
    const number = keys.size
    keys.set(key, number)
    const name = utf8.encode(key)
    const payload = new Uint8Array(5 + name.length)
    payload[0] = payloadTypes.key
    new DataView(payload.buffer).setUint32(1, number, true)
    payload.set(name, 5)
    frames.push(makeFrame(payload))
    return number
  }

  return {
    record(record) {
      const text = utf8.encode(JSON.stringify(record))
      return begin([makeFrame(join([Uint8Array.of(payloadTypes.json), text]))])
    },
    points({ step, time, values }) {
      const frames: Uint8Array[] = []
      const numbered = [...values].map(([key, value]) => [numberOf(key, frames), value] as const)
      // Two whole numbers of 53 bits may lie further apart than such a number reaches.
      const differences = { step: BigInt(step) - BigInt(before.step), time: BigInt(time) - BigInt(before.time) }
      const isNarrow =
        numbered.length <= 0xff &&
        numbered.every(([number]) => number <= 0xffff) &&
        fits(differences.step) &&
        fits(differences.time)
      frames.push(makeFrame(isNarrow ? narrowPoints(numbered, differences) : widePoints(numbered, differences)))
      before = { step, time }
      return begin(frames)
    },
  }
}

const fits = (difference: bigint): boolean => difference === BigInt.asIntN(32, difference)

type Numbered = readonly (readonly [number: number, value: number])[]
type Differences = { readonly step: bigint; readonly time: bigint }

function narrowPoints(values: Numbered, { step, time }: Differences): Uint8Array {
  const payload = new Uint8Array(10 + 10 * values.length)
  const view = new DataView(payload.buffer)
  view.setUint8(0, payloadTypes.points)
  view.setUint8(1, values.length)
  view.setInt32(2, Number(step), true)
  view.setInt32(6, Number(time), true)
  values.forEach(([number, value], index) => {
    view.setUint16(10 + 10 * index, number, true)
    view.setFloat64(12 + 10 * index, value, true)
  })
  return payload
}

function widePoints(values: Numbered, { step, time }: Differences): Uint8Array {
  const payload = new Uint8Array(21 + 12 * values.length)
  const view = new DataView(payload.buffer)
  view.setUint8(0, payloadTypes.widePoints)
  view.setUint32(1, values.length, true)
  view.setBigInt64(5, step, true)
  view.setBigInt64(13, time, true)
  values.forEach(([number, value], index) => {
    view.setUint32(21 + 12 * index, number, true)
    view.setFloat64(25 + 12 * index, value, true)
  })
  return payload
}

/** The same as JSON lines. */
export function createLinesEncoder(): JournalEncoder {
  const line = (value: unknown) => utf8.encode(`${JSON.stringify(value)}\n`)
  return {
    record: line,
    points: ({ step, time, values }) =>
      line({
        type: 'points',
        step,
        time,
        values: Object.fromEntries([...values].map(([key, value]) => [key, asJson(value)])),
      }),
  }
}

/** A double in JSON: NaN, the infinities and -0 as texts. */
export const asJson = (value: number): number | string =>
  Object.is(value, -0) ? '-0' : Number.isFinite(value) ? value : String(value)

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
