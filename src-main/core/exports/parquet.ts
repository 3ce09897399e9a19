/** Numbers as Parquet, in row groups that are written as they fill. */
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import type { Provenance } from '../../contract/figure'
import type { NumberCells, NumberColumn, NumberRows } from '@panels/figure/numbers'
import { keywordOfParquet } from '../figures/provenance'
import type { Encoder } from './encoder'

/** Encoding this many rows takes about ten milliseconds, in which the core answers nobody; so does the list of all groups at the end. */
const rowsOfGroup = 16_384

const types = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  number: { type: 'DOUBLE' },
  integer: { type: 'INT64' },
  moment: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
} as const

/** Doubles keep every bit: NaN and the infinities are what they are. Texts are dictionaries. */
export function parquetEncoder(columns: readonly NumberColumn[], provenance: Provenance): Encoder {
  const bytes = new ByteWriter()
  const writer = new ParquetWriter({
    writer: bytes,
    schema: [
      { name: 'root', num_children: columns.length },
      ...columns.map(({ name, kind, isOptional = false }) => ({
        name,
        ...types[kind],
        repetition_type: isOptional ? ('OPTIONAL' as const) : ('REQUIRED' as const),
      })),
    ],
    statistics: false,
    createdBy: `plateau ${provenance.appVersion}`,
    kvMetadata: [{ key: keywordOfParquet, value: JSON.stringify(provenance) }],
  })
  let gathered: NumberRows[] = []
  let count = 0

  function take(): Uint8Array {
    const taken = bytes.getBytes().slice()
    bytes.index = 0
    return taken
  }
  function writeGroup(): Uint8Array {
    if (count === 0) return new Uint8Array()
    void writer.write({
      columnData: columns.map(({ name, kind, isOptional = false }, place) => ({
        name,
        data: joinColumn(
          kind,
          isOptional,
          gathered.map((rows) => ({ count: rows.count, cells: rows.cells[place] ?? [] })),
          count,
        ),
        // Dictionaries take 0 and -0 for one value.
        encoding: kind === 'text' ? ('RLE_DICTIONARY' as const) : ('PLAIN' as const),
      })),
      rowGroupSize: count,
    })
    gathered = []
    count = 0
    return take()
  }
  return {
    begin: () => new Uint8Array(),
    add(rows) {
      gathered.push(rows)
      count += rows.count
      return count >= rowsOfGroup ? writeGroup() : new Uint8Array()
    },
    end() {
      const rest = writeGroup()
      void writer.finish()
      return Buffer.concat([rest, take()])
    },
  }
}

type Part = { readonly count: number; readonly cells: NumberCells }

function joinColumn(kind: NumberColumn['kind'], isOptional: boolean, parts: readonly Part[], count: number) {
  if (kind === 'text') {
    const joined: string[] = []
    for (const { count: size, cells } of parts)
      for (let index = 0; index < size; index += 1)
        joined.push(typeof cells === 'string' ? cells : String(cells[index] ?? ''))
    return joined
  }
  const isWhole = kind !== 'number'
  if (isOptional) {
    const joined: (number | bigint | null)[] = []
    for (const { count: size, cells } of parts)
      for (let index = 0; index < size; index += 1) {
        const value = cells[index] as number | null | undefined
        joined.push(value === null || value === undefined ? null : isWhole ? BigInt(Math.round(value)) : value)
      }
    return joined
  }
  const joined = isWhole ? new BigInt64Array(count) : new Float64Array(count)
  let at = 0
  for (const { count: size, cells } of parts) {
    if (joined instanceof Float64Array) joined.set(cells as ArrayLike<number>, at)
    else for (let index = 0; index < size; index += 1) joined[at + index] = BigInt(Math.round(Number(cells[index])))
    at += size
  }
  return joined
}
