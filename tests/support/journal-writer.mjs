/**
 * A program that logs: `node journal-writer.mjs FOLDER STEPS ATTEMPT PIECE` appends points to a binary journal of its own, and then its end. After each PIECE steps
 * it waits for a line on standard input; 0: never. It says when its first step is written. With `NAME FLAG BASE` it does what no program may: it writes into the
 * journal NAME, opened with FLAG, whoever else does, and counts its values from BASE. Built-ins alone.
 */
import { openSync, writeSync, closeSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { crc32 } from 'node:zlib'

const [folder = '', steps = '0', attempt = '1', piece = '0', name, flag = 'w', base] = process.argv.slice(2)
const file = openSync(
  join(folder, name ?? `${hostname()}-${process.pid}-${Math.random().toString(36).slice(2, 10).padEnd(8, '0')}.plj`),
  flag,
)
/** @param {number} step */
const valueOf = (step) => (base === undefined ? Math.sin(step) : Number(base) + step)
/** @param {Buffer} payload */
const frame = (payload) => {
  const head = Buffer.alloc(8)
  head.writeUInt32LE(payload.length, 0)
  head.writeUInt32LE(crc32(payload), 4)
  return Buffer.concat([head, payload])
}
/** @param {object} record */
const json = (record) => frame(Buffer.from(`\x01${JSON.stringify(record)}`))
const writer = { client: 'test', version: '1', host: hostname(), process: process.pid }
writeSync(file, 'PLTJRN1\n')
writeSync(file, json({ type: 'attempt', attempt: Number(attempt), protocol: 1, time: Date.now(), writer }))
const key = Buffer.from('\x02\0\0\0\0loss')
writeSync(file, frame(key))
let before = 0
/** @param {number} step */
function write(step) {
  const now = Date.now()
  const isFirst = before === 0
  const payload = Buffer.alloc(isFirst ? 33 : 20)
  payload.writeUInt8(isFirst ? 4 : 3, 0)
  if (isFirst) {
    payload.writeUInt32LE(1, 1)
    payload.writeBigInt64LE(BigInt(step), 5)
    payload.writeBigInt64LE(BigInt(now), 13)
    payload.writeDoubleLE(valueOf(step), 25)
  } else {
    payload.writeUInt8(1, 1)
    payload.writeInt32LE(1, 2)
    payload.writeInt32LE(now - before, 6)
    payload.writeDoubleLE(valueOf(step), 12)
  }
  before = now
  writeSync(file, frame(payload))
}
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
for (let step = 0; step < Number(steps); step += 1) {
  write(step)
  if (step === 0) console.log('begun')
  if (Number(piece) > 0 && (step + 1) % Number(piece) === 0 && step + 1 < Number(steps)) await lines.next()
}
writeSync(file, json({ type: 'state', state: 'finished', exitCode: 0, time: Date.now() }))
closeSync(file)
process.exit(0)
