/** What TensorBoard's events are in a journal: points, texts, pictures, histograms. */
import { asJson } from '../../protocol/journal/writing'
import type { JournalRecordInput } from '../../protocol/journal/records'
import type { Histogram, LoggedEvent, SummaryValue } from './events'
import { pictureFormat, pngSize } from './pictures'
import type { Tensor } from './tensors'

export type EventTranslator = {
  /** @returns records in the order in which they were logged */
  translate(event: LoggedEvent): JournalRecordInput[]
  /** What was passed over: TensorBoard's names for it. */
  readonly passedOver: ReadonlySet<string>
}

/** Tags of one file whose plugin is remembered. */
const mostTags = 20_000
const mostBins = 10_000
/** Longer texts lose their end in the history anyway, which is said there. */
const mostTextCharacters = 2_000_000

const utf8 = new TextDecoder()

/**
 * Of one file.
 * @param prefix of its keys: empty, or with a slash at its end
 * @param keepFile keeps contents beside the journal. @returns their hash; null where they cannot be kept
 */
export function createTranslator(prefix: string, keepFile: (bytes: Uint8Array) => string | null): EventTranslator {
  const plugins = new Map<string, string>()
  const passedOver = new Set<string>()

  function pluginOf({ tag, plugin }: SummaryValue): string | null {
    if (plugin === null) return plugins.get(tag) ?? null
    // Writers say it with the first value of a tag, and may leave it out later.
    if (plugins.size < mostTags) plugins.set(tag, plugin)
    return plugin
  }

  function image(head: Head, bytes: Uint8Array, index: number | undefined, size: Size): JournalRecordInput[] {
    const format = pictureFormat(bytes)
    const { width, height } = isSize(size) ? size : (pngSize(bytes) ?? size)
    if (format === null || !isSize({ width, height })) return other('images of another format')
    const place = index === undefined ? {} : { index }
    const sha256 = keepFile(bytes)
    if (sha256 === null) return other('images for which the disk had no room')
    return [{ type: 'image', ...head, sha256, format, width, height, ...place }]
  }

  function histogram(head: Head, { edges, counts }: Histogram): JournalRecordInput[] {
    const isUsual =
      counts.length <= mostBins &&
      edges.every((edge, index) => Number.isFinite(edge) && edge >= (edges[index - 1] ?? -Infinity)) &&
      counts.every((count) => Number.isFinite(count) && count >= 0)
    return isUsual ? [{ type: 'histogram', ...head, edges: [...edges], counts: [...counts] }] : other('histograms')
  }

  function other(name: string): [] {
    passedOver.add(name)
    return []
  }

  function fromTensor(head: Head, plugin: string | null, { shape, values }: Tensor): JournalRecordInput[] {
    if (values.kind === 'numbers') {
      const [value] = values.numbers
      if (plugin === 'histograms') return histogram(head, fromTriples(shape, values.numbers) ?? nothing)
      const isScalar = value !== undefined && values.numbers.length === 1 && (plugin === 'scalars' || plugin === null)
      return isScalar ? [pointsOf(head, value)] : other(plugin ?? 'tensors')
    }
    if (plugin === 'images') {
      const [width, height, ...pictures] = values.texts
      const size = { width: Number(textOf(width)), height: Number(textOf(height)) }
      return pictures.flatMap((bytes, index) => image(head, bytes, pictures.length > 1 ? index : undefined, size))
    }
    if (plugin !== 'text' && plugin !== null) return other(plugin)
    const text = values.texts.map(textOf).join('\n').slice(0, mostTextCharacters)
    // As torch's writer names it.
    return [{ type: 'text', ...head, key: head.key.replace(/\/text_summary$/, ''), text }]
  }

  function fromValue(head: Head, value: SummaryValue): JournalRecordInput[] {
    const plugin = pluginOf(value)
    const { content } = value
    if (content.kind === 'scalar') return [pointsOf(head, content.value)]
    if (content.kind === 'image') return image(head, content.bytes, undefined, content)
    if (content.kind === 'histogram') return histogram(head, content.histogram)
    if (content.kind === 'tensor') return fromTensor(head, plugin, content.tensor)
    return other(plugin ?? content.name)
  }

  return {
    passedOver,
    translate({ time, step, values }) {
      const milliseconds = Math.round(time * 1_000)
      const head = { step, time: Number.isSafeInteger(milliseconds) && milliseconds > 0 ? milliseconds : Date.now() }
      return values.flatMap((value) => fromValue({ ...head, key: `${prefix}${value.tag}` }, value))
    },
  }
}

type Head = { readonly key: string; readonly step: number; readonly time: number }
type Size = { readonly width: number; readonly height: number }

const nothing: Histogram = { edges: [], counts: [Number.NaN] }
const isSize = ({ width, height }: Size): boolean =>
  Number.isSafeInteger(width) && width > 0 && Number.isSafeInteger(height) && height > 0
const textOf = (bytes: Uint8Array | undefined): string => utf8.decode(bytes)

const pointsOf = ({ key, step, time }: Head, value: number): JournalRecordInput => ({
  type: 'points',
  step,
  time,
  // A key may be any name, `__proto__` too.
  values: Object.fromEntries([[key, asJson(value)]]),
})

/** Rows of left edge, right edge and count, each beginning where the one before ends. @returns null for anything else */
function fromTriples(shape: readonly number[], numbers: readonly number[]): Histogram | null {
  const [rows, columns] = shape
  if (rows === undefined || rows < 1 || columns !== 3 || shape.length !== 2) return null
  const column = (offset: number) => Array.from({ length: rows }, (_, row) => numbers[3 * row + offset] ?? Number.NaN)
  const [left, right, counts] = [column(0), column(1), column(2)]
  return { edges: [...left, right.at(-1) ?? Number.NaN], counts }
}
