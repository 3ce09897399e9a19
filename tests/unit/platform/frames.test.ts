import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFrameReader, encodeFrame } from '../../../src-main/platform/frames'

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
const frame = fc.dictionary(
  fc.string({ minLength: 1, maxLength: 8 }).filter((key) => key !== '__proto__'),
  fc.oneof(leaf, fc.array(leaf, { maxLength: 4 })),
  { maxKeys: 5 },
)

describe('frames on a socket', () => {
  it('come back the same however the stream is cut: typed arrays, NaN and the infinities too', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 5 }), fc.integer({ min: 1, max: 64 }), (frames, piece) => {
        const bytes = Buffer.concat(frames.map((value) => encodeFrame(value)))
        const heard: unknown[] = []
        const read = createFrameReader((value) => heard.push(value))
        for (let at = 0; at < bytes.length; at += piece) read(bytes.subarray(at, at + piece))
        expect(heard).toEqual(frames.map((value) => ({ ...value })))
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

  it('refuse a length that nobody of ours would send', () => {
    const read = createFrameReader(() => undefined)
    expect(() => read(Buffer.from([0xff, 0xff, 0xff, 0xff]))).toThrow(/larger/)
  })
})
