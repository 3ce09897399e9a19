import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { freeKeys } from '../../../src-main/contract/message-keys'
import { keyedRecord } from '../../../src-main/contract/keyed-record'
import { z } from 'zod'
import { flatRecord } from '../../../src-main/protocol/config'
import { propertyCases } from '../../support/property'
import { createFrameReader, encodeFrame, encodeInSteps, isLongFrame } from '../../../src-main/platform/frames'

const leaf = fc.oneof(
  fc.double(),
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.float64Array(),
  fc.float32Array(),
  fc.uint8Array(),
  fc.int32Array(),
)
const key = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom('__proto__', '__proto_', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '7'),
)
type Message = Readonly<Record<string, unknown>>
const { message: frame } = fc.letrec<{ message: Message; value: unknown }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('value'), { maxLength: 3 }), tie('message')),
  message: fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((entries) => flatRecord(entries)),
}))
/** As a list of keys and values, in which nothing is hidden: neither a prototype nor a key of its name. */
const told = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(told)
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  return { keys: Object.keys(value), values: Object.values(value).map(told) }
}

describe('frames on a socket', () => {
  it('come back the same however the stream is cut: typed arrays, NaN and the infinities too', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 5 }), fc.integer({ min: 1, max: 64 }), (frames, piece) => {
        const bytes = Buffer.concat(frames.map((value) => encodeFrame(value)))
        const heard: unknown[] = []
        const read = createFrameReader((value) => heard.push(value))
        for (let at = 0; at < bytes.length; at += piece) read(bytes.subarray(at, at + piece))
        expect(heard.map(told)).toEqual(frames.map(told))
      }),
    )
  })

  it('give typed arrays of their own kind, not views of a shared buffer', () => {
    const heard: { a: unknown; b: unknown }[] = []
    createFrameReader((value) => heard.push(value as { a: unknown; b: unknown }))(
      encodeFrame({ a: new Uint8Array([1]), b: new Float64Array([Number.NaN]) }),
    )
    expect(heard[0]?.a?.constructor).toBe(Uint8Array)
    expect(heard[0]?.b?.constructor).toBe(Float64Array)
  })

  it('are the same bytes where long lists are packed in steps, wherever in an answer they are', () => {
    const list = fc
      .tuple(frame, fc.integer({ min: 101, max: 400 }))
      .map(([entry, count]) => Array.from({ length: count }, () => entry))
    const answer = fc
      .array(fc.tuple(key, fc.oneof(leaf, frame, list)), { maxLength: 20 })
      .map((entries) => flatRecord(entries))
    fc.assert(
      fc.property(answer, list, (value, long) => {
        for (const sent of [value, { ...value, long }].map((one) => ({
          kind: 'reply',
          id: 7,
          reply: { ok: true, value: one },
        }))) {
          const steps = encodeInSteps(sent)
          let count = 0
          let step = steps.next()
          for (; step.done !== true; step = steps.next()) count += 1
          expect(Buffer.concat(step.value).equals(encodeFrame(sent))).toBe(true)
          expect(count > 0).toBe(isLongFrame(sent))
        }
      }),
      { numRuns: propertyCases(30) },
    )
  })

  it('hold an object of very many keys', () => {
    const heard: unknown[] = []
    const config = Object.fromEntries(Array.from({ length: 70_000 }, (_, at) => [`key ${at}`, at]))
    createFrameReader((value) => heard.push(value))(encodeFrame({ config }))
    expect(heard).toEqual([{ config }])
  })

  it('refuse a length that nobody of ours would send', () => {
    const read = createFrameReader(() => undefined)
    expect(() => read(Buffer.from([0xff, 0xff, 0xff, 0xff]))).toThrow(/larger/)
  })

  it('have records by free keys with every key, and nothing under a key that is not there', () => {
    const schema = z.object({ config: keyedRecord(z.number()) })
    fc.assert(
      fc.property(fc.uniqueArray(key), key, (keys, absent) => {
        const sent = { config: flatRecord(keys.map((one, at) => [one, at])) }
        const heard: unknown[] = []
        createFrameReader((value) => heard.push(value))(encodeFrame(sent))
        for (const read of [freeKeys(heard[0]) as typeof sent, schema.parse(heard[0])]) {
          expect(new Map(Object.entries(read.config))).toEqual(new Map(keys.map((one, at) => [one, at])))
          if (!keys.includes(absent)) expect(read.config[absent]).toBeUndefined()
        }
      }),
    )
    expect(schema.safeParse({ config: JSON.parse('{"__proto__": "text"}') as unknown }).success).toBe(false)
  })
})
