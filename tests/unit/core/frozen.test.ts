import { gzipSync } from 'node:zlib'
import { Packr } from 'msgpackr'
import { expect, it } from 'vitest'
import { unpackFrozen } from '../../../src-main/core/reports/frozen'

/** Zeros, as msgpack has bytes. */
function packedBytes(megabytes: number): Buffer {
  const message = Buffer.alloc(5 + megabytes * 1024 * 1024)
  message[0] = 0xc6
  message.writeUInt32BE(message.length - 5, 1)
  return gzipSync(message, { level: 1 })
}

it('a frozen report that would unpack to more than any has is refused before that', () => {
  // What is unpacked is looked at, and no report.
  expect(() => unpackFrozen(packedBytes(1))).toThrow(/another version of Plateau\.$/)
  expect(() => unpackFrozen(packedBytes(256))).toThrow(/are damaged\.$/)
})

it.each([
  ['a number', 5],
  ['nothing', null],
  ['with metrics that are none', { metrics: { val_mse: null }, config: {}, environment: null }],
  ['with settings that are no JSON', { metrics: {}, config: {}, otherSettings: { a: '{' }, environment: null }],
])('a frozen report with a run that is %s is refused in a sentence', (_, run) => {
  const packed = gzipSync(new Packr().pack({ version: 1, title: 'Old', blocks: [], runs: [run], figures: [] }))
  expect(() => unpackFrozen(packed)).toThrow(/^The stored numbers of this frozen report are damaged\.$/)
})
