/**
 * -0.0 in msgpack. msgpackr writes it as the integer 0: where a message has one, it is put there as a value of its own that is written as
 * the float64 it is, which every reader of msgpack understands. Typed arrays keep their bits anyhow.
 */

class MinusZero {
  readonly value = -0
}
const minusZero = new MinusZero()

/** For msgpackr's `addExtension`, once for each of its entries. Nothing of an extension is written: the nine bytes are a plain float64. */
export const minusZeroExtension = {
  Class: MinusZero,
  // msgpackr asks for a type, which stands in what `pack` returns alone.
  type: 0x01,
  // Its types know neither the second parameter nor that nothing need come back.
  pack(_value: MinusZero, allocate?: (size: number) => { target: Uint8Array; position: number }): Uint8Array {
    const room = allocate?.(9)
    room?.target.set([0xcb, 0x80, 0, 0, 0, 0, 0, 0, 0], room.position)
    return undefined as unknown as Uint8Array
  },
  unpack: (): number => -0,
}

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** A message to be packed, with every -0.0 of its arrays and plain objects told apart. It is itself where it has none. */
export function keepMinusZero(value: unknown): unknown {
  if (typeof value === 'number') return Object.is(value, -0) ? minusZero : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return keepInArray(value)
  return isPlain(value) ? keepInObject(value as Record<string, unknown>) : value
}

function keepInArray(values: readonly unknown[]): readonly unknown[] {
  let kept: unknown[] | null = null
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index]
    // Most of what is long are names.
    if (typeof value === 'string') continue
    const entry = keepMinusZero(value)
    if (Object.is(entry, value)) continue
    kept ??= [...values]
    kept[index] = entry
  }
  return kept ?? values
}

function keepInObject(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  let changed: [string, unknown][] | null = null
  for (const key of Object.keys(fields)) {
    const entry = keepMinusZero(fields[key])
    if (!Object.is(entry, fields[key])) (changed ??= []).push([key, entry])
  }
  return changed === null ? fields : Object.fromEntries([...Object.entries(fields), ...changed])
}
