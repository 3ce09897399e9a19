import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeSafetensorsHeader } from '../../../src-main/contract/safetensors'
import { sizeOfShape } from '../../../src-main/recipes/data-source'
import { decodeSafetensors, type SafetensorsFile } from '../../../src-main/training/checkpoints/safetensors'

/** Any Unicode text; a lone surrogate is none, and has no UTF-8. */
const text = fc.string({ unit: 'binary', maxLength: 20 })
const metadata = fc.array(fc.tuple(text, text), { maxLength: 5 }).map((entries) => new Map(entries))
const tensor = fc.array(fc.nat(5), { maxLength: 4 }).chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    values: fc.float32Array({ minLength: sizeOfShape(shape), maxLength: sizeOfShape(shape) }),
  }),
)
const tensors = fc
  .uniqueArray(fc.tuple(text, tensor), { selector: ([name]) => name, maxLength: 6 })
  .map((entries) => entries.filter(([name]) => name !== '__metadata__'))

function encode(
  entries: [name: string, SafetensorsFile['tensors'] extends ReadonlyMap<string, infer Stored> ? Stored : never][],
  about: ReadonlyMap<string, string>,
): Uint8Array {
  const header = encodeSafetensorsHeader(
    entries.map(([name, { shape }]) => ({ name, shape })),
    about,
  )
  return Buffer.concat([
    header,
    ...entries.map(([, { values }]) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  ])
}

const bits = (values: Float32Array) => Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex')

describe('a safetensors file', () => {
  it('reads back as it was written: names, shapes, bits and metadata, wherever in memory it lies', () => {
    fc.assert(
      fc.property(tensors, metadata, fc.nat(7), (entries, about, shift) => {
        const written = encode(entries, about)
        const moved = new Uint8Array(written.length + shift).subarray(shift)
        moved.set(written)
        const read = decodeSafetensors(moved)
        expect(new Map(read.metadata)).toEqual(about)
        expect([...read.tensors.keys()].sort()).toEqual(entries.map(([name]) => name).sort())
        for (const [name, { shape, values }] of entries) {
          expect(read.tensors.get(name)!.shape).toEqual(shape)
          expect(bits(read.tensors.get(name)!.values)).toBe(bits(values))
        }
      }),
    )
  })

  it('has its values on 8-byte boundaries, after a header of the length it gives', () => {
    fc.assert(
      fc.property(tensors, metadata, (entries, about) => {
        const header = encodeSafetensorsHeader(
          entries.map(([name, { shape }]) => ({ name, shape })),
          about,
        )
        expect(header.length % 8).toBe(0)
        expect(Number(Buffer.from(header).readBigUInt64LE(0))).toBe(header.length - 8)
      }),
    )
  })

  it('that is cut anywhere is refused', () => {
    fc.assert(
      fc.property(tensors, metadata, fc.nat(), (entries, about, at) => {
        const written = encode(entries, about)
        expect(() => decodeSafetensors(written.subarray(0, at % written.length))).toThrow(
          expect.objectContaining({ code: 'checkpoint-corrupt' }),
        )
      }),
    )
  })

  it('of any bytes at all is read or refused with a sentence, and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(40), (noise, length) => {
        const bytes = Buffer.concat([Buffer.from([length, 0, 0, 0, 0, 0, 0, 0]), noise])
        try {
          decodeSafetensors(bytes)
        } catch (error) {
          expect(error).toMatchObject({ code: 'checkpoint-corrupt', message: expect.stringMatching(/\.$/) as string })
        }
      }),
    )
  })

  it.each([
    [
      'overlap',
      { a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] }, b: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } },
      /overlap/,
    ],
    ['leave a gap', { a: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } }, /gap/],
    ['end before the file does', { a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }, /longer/],
    ['do not fit their shape', { a: { dtype: 'F32', shape: [3], data_offsets: [0, 8] } }, /does not fit its shape/],
    ['reach past the end', { a: { dtype: 'F32', shape: [3], data_offsets: [0, 12] } }, /truncated in a/],
    ['are of another type', { a: { dtype: 'F64', shape: [1], data_offsets: [0, 8] } }, /F64/],
    ['have a negative size', { a: { dtype: 'F32', shape: [-2], data_offsets: [0, 8] } }, /incomplete/],
    [
      'have metadata that is no text',
      { __metadata__: { a: 1 }, a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } },
      /metadata/,
    ],
  ])('is refused when its tensors %s', (_what, header, sentence) => {
    const json = Buffer.from(JSON.stringify(header))
    const length = Buffer.alloc(8)
    length.writeBigUInt64LE(BigInt(json.length))
    expect(() => decodeSafetensors(Buffer.concat([length, json, Buffer.alloc(8)]))).toThrow(sentence)
  })

  it('cannot be written with two tensors of one name', () => {
    const twice = ['a', 'a'].map((name) => ({ name, shape: [1] }))
    expect(() => encodeSafetensorsHeader(twice, new Map())).toThrow(RangeError)
    expect(() => encodeSafetensorsHeader([{ name: '__metadata__', shape: [1] }], new Map())).toThrow(RangeError)
  })

  it('of the reference implementation is read to the bit', () => {
    const file = decodeSafetensors(
      readFileSync(join(import.meta.dirname, '../../oracle/fixtures/reference.safetensors')),
    )
    expect([...file.metadata].sort()).toEqual([
      ['format', 'plateau-checkpoint'],
      ['text', 'ä " \\ \n'],
    ])
    const read = (name: string) => ({
      shape: file.tensors.get(name)!.shape,
      bits: bits(file.tensors.get(name)!.values),
    })
    const expected = (shape: number[], values: number[]) => ({ shape, bits: bits(Float32Array.from(values)) })
    expect([...file.tensors.keys()].sort()).toEqual(['empty', 'layers.0.bias', 'layers.0.weight', 'scalar'])
    expect(read('layers.0.weight')).toEqual(
      expected(
        [2, 3, 2],
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((value) => value / 8),
      ),
    )
    expect(read('layers.0.bias')).toEqual(expected([6], [-0, Infinity, -Infinity, Number.NaN, 1e-45, 3.4028235e38]))
    expect(read('scalar')).toEqual(expected([], [0.1]))
    expect(read('empty')).toEqual(expected([0, 4], []))
  })
})
