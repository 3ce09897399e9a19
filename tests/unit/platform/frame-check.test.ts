import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mostLevels } from '../../../src-main/contract/plain-data'
import { checkFrame } from '../../../src-main/platform/frame-check'
import { packFrame, unpackFrame } from '../../../src-main/platform/frames'
import { propertyCases } from '../../support/property'

const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.double(),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.boolean(),
    fc.constantFrom(null, undefined, -0),
    fc.uint8Array({ maxLength: 300 }),
    fc.float64Array(),
    fc.float32Array(),
    fc.int32Array(),
    fc.array(tie('value'), { maxLength: 20 }),
    fc.dictionary(fc.string({ maxLength: 40 }), tie('value'), { maxKeys: 20 }),
  ),
})).value

const nested = (levels: number): unknown => {
  let made: unknown = 1
  for (let level = 0; level < levels; level += 1) made = [made]
  return made
}

describe('a message before it is unpacked', () => {
  it('passes whatever Plateau packs, of every size', () => {
    const cases = fc.record({ kind: fc.constant('request'), input: value })
    fc.assert(
      fc.property(cases, (message) => {
        expect(() => checkFrame(packFrame(message))).not.toThrow()
      }),
      { numRuns: propertyCases(300) },
    )
    for (const length of [15, 16, 31, 32, 255, 256, 65_535, 65_536])
      for (const long of [
        'x'.repeat(length),
        new Uint8Array(length),
        new Float64Array(length),
        Array.from({ length }, () => 0),
        // msgpackr packs no larger object.
        Object.fromEntries(Array.from({ length: Math.min(length, 65_535) }, (_, index) => [`k${index}`, 0])),
      ])
        expect(() => checkFrame(packFrame(long))).not.toThrow()
    expect(() => checkFrame(packFrame(nested(mostLevels)))).not.toThrow()
  })

  it('that was cut anywhere, or has more behind it, is refused', () => {
    fc.assert(
      fc.property(value, fc.nat(), (message, cut) => {
        const packed = packFrame(message)
        expect(() => checkFrame(packed.subarray(0, cut % packed.length))).toThrow(RangeError)
        expect(() => checkFrame(Buffer.concat([packed, Buffer.of(0xc0)]))).toThrow(RangeError)
      }),
      { numRuns: propertyCases(200) },
    )
  })

  it('of any bytes is refused, or can be unpacked within its size', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          checkFrame(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
          return
        }
        try {
          unpackFrame(bytes)
        } catch (error) {
          // A typed array of no known kind.
          expect(error).toBeInstanceOf(Error)
        }
      }),
      { numRuns: propertyCases(2_000) },
    )
  })

  it.each<[string, Uint8Array]>([
    ['an array of four thousand million', Buffer.from('ddffffffff', 'hex')],
    // Each would have 240 MB set aside for it.
    ['arrays of thirty million in one another', Buffer.from('dd01c9c380'.repeat(1_000), 'hex')],
    ['a map that is not there', Buffer.from('dfffffffff', 'hex')],
    ['a text that is not there', Buffer.from('dbffffffff', 'hex')],
    ['100,000 levels of arrays', Buffer.from(`${'91'.repeat(100_000)}c0`, 'hex')],
    ['100,000 levels of maps', Buffer.from(`${'81a161'.repeat(100_000)}c0`, 'hex')],
    ['one level too many', packFrame(nested(mostLevels + 1))],
    ['a regular expression', Buffer.from('c70478' + '92a161a0', 'hex')],
    ['a definition of records', Buffer.from('d4724091a161c0', 'hex')],
    ['nothing', new Uint8Array()],
  ])('is refused where it is %s', (_what, bytes) => {
    expect(() => checkFrame(bytes)).toThrow(RangeError)
  })
})
