/** TensorBoard's Event: what one record of an event file says. */
import { readFields } from './fields'
import { readTensor, type Tensor } from './tensors'

/** What stands at a tag. `other` names what is not read, as TensorBoard calls it. */
export type SummaryContent =
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'image'; readonly width: number; readonly height: number; readonly bytes: Uint8Array }
  | { readonly kind: 'histogram'; readonly histogram: Histogram }
  | { readonly kind: 'tensor'; readonly tensor: Tensor }
  | { readonly kind: 'other'; readonly name: string }

/** One edge more than counts. */
export type Histogram = { readonly edges: readonly number[]; readonly counts: readonly number[] }

export type SummaryValue = {
  readonly tag: string
  /** Of TensorBoard, by which the tag is shown; said with the first of its values at least. */
  readonly plugin: string | null
  readonly content: SummaryContent
}

export type LoggedEvent = {
  /** Seconds since 1970. */
  readonly time: number
  readonly step: number
  readonly values: readonly SummaryValue[]
}

/** @returns null for what is no event. Never throws. */
export function readEvent(payload: Uint8Array): LoggedEvent | null {
  let time = 0
  let step = 0
  const values: SummaryValue[] = []
  try {
    readFields(payload, (field) => {
      if (field.number === 1) time = field.double() ?? 0
      else if (field.number === 2) step = field.integer() ?? 0
      else if (field.number === 5) {
        const summary = field.bytes()
        if (summary !== undefined) values.push(...readSummary(summary))
      }
    })
    return { time, step, values }
  } catch {
    // Whatever the bytes are, they are no such message.
    return null
  }
}

function readSummary(bytes: Uint8Array): SummaryValue[] {
  const values: SummaryValue[] = []
  readFields(bytes, (field) => {
    const value = field.number === 1 ? field.bytes() : undefined
    if (value !== undefined) values.push(readValue(value))
  })
  return values
}

function readValue(bytes: Uint8Array): SummaryValue {
  let tag = ''
  let plugin: string | null = null
  let content: SummaryContent = { kind: 'other', name: 'empty' }
  readFields(bytes, (field) => {
    if (field.number === 1) tag = field.text() ?? ''
    else if (field.number === 2) {
      const value = field.float()
      if (value !== undefined) content = { kind: 'scalar', value }
    } else if (field.number === 4) content = readImage(field.bytes()) ?? content
    else if (field.number === 5) content = readHistogram(field.bytes()) ?? content
    else if (field.number === 6) content = { kind: 'other', name: 'audio' }
    else if (field.number === 8) {
      const tensor = field.bytes()
      const read = tensor === undefined ? null : readTensor(tensor)
      content = read === null ? { kind: 'other', name: 'tensor' } : { kind: 'tensor', tensor: read }
    } else if (field.number === 9) plugin = readPlugin(field.bytes())
  })
  return { tag, plugin, content }
}

function readPlugin(bytes: Uint8Array | undefined): string | null {
  const names: string[] = []
  if (bytes === undefined) return null
  readFields(bytes, (field) => {
    const data = field.number === 1 ? field.bytes() : undefined
    if (data === undefined) return
    readFields(data, (one) => {
      if (one.number === 1) names.push(one.text() ?? '')
    })
  })
  const name = names.at(-1) ?? ''
  return name === '' ? null : name
}

function readImage(bytes: Uint8Array | undefined): SummaryContent | null {
  if (bytes === undefined) return null
  let height = 0
  let width = 0
  let encoded: Uint8Array = new Uint8Array()
  readFields(bytes, (field) => {
    if (field.number === 1) height = field.integer() ?? 0
    else if (field.number === 2) width = field.integer() ?? 0
    else if (field.number === 4) encoded = field.bytes() ?? encoded
  })
  return { kind: 'image', width, height, bytes: encoded }
}

/** Counts below each of ascending limits: the first bucket begins at the least value, and the last ends at the greatest. */
function readHistogram(bytes: Uint8Array | undefined): SummaryContent | null {
  if (bytes === undefined) return null
  let least = 0
  let greatest = 0
  const limits: number[] = []
  const counts: number[] = []
  readFields(bytes, (field) => {
    if (field.number === 1) least = field.double() ?? 0
    else if (field.number === 2) greatest = field.double() ?? 0
    // No call with so many arguments as a bucket more or less might have.
    else if (field.number === 6) for (const limit of field.numbers('double') ?? []) limits.push(limit)
    else if (field.number === 7) for (const count of field.numbers('double') ?? []) counts.push(count)
  })
  const first = counts.findIndex((count) => count > 0)
  const last = counts.findLastIndex((count) => count > 0)
  if (limits.length !== counts.length) return { kind: 'other', name: 'histogram' }
  if (first === -1) return { kind: 'histogram', histogram: { edges: [least, greatest], counts: [0] } }
  const inner = limits.slice(first, last)
  return {
    kind: 'histogram',
    histogram: {
      edges: [Math.max(least, limits[first - 1] ?? least), ...inner, Math.min(greatest, limits[last] ?? greatest)],
      counts: counts.slice(first, last + 1),
    },
  }
}
