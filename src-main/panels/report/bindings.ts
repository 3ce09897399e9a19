/** The language of `{{...}}` in a report's text (docs/reports.md): what is written, read into what is asked for. */
import { monitorKeys } from '@contract/config'
import { commonMetricKeys, epochMetricKeys } from '@contract/metrics'
import { readKey } from './quoted-keys'

/** Text as it stands, or what stands between two pairs of braces. */
export type Segment =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binding'; readonly expression: string }

/** `\{{` is text: the backslash stays, as Markdown takes it away. */
const pattern = /\{\{([^{}]*)\}\}/g

function backslashesBefore(text: string, at: number): number {
  let count = 0
  while (text[at - count - 1] === '\\') count += 1
  return count
}

/** Parts a text at its bindings. What is never closed is text. Joined again, with braces, the parts are the text. */
export function splitBindings(text: string): Segment[] {
  const segments: Segment[] = []
  let from = 0
  for (const match of text.matchAll(pattern)) {
    const [, expression = ''] = match
    const at = match.index
    if (backslashesBefore(text, at) % 2 === 1) continue
    if (at > from) segments.push({ kind: 'text', text: text.slice(from, at) })
    segments.push({ kind: 'binding', expression })
    from = match.index + match[0].length
  }
  if (from < text.length) segments.push({ kind: 'text', text: text.slice(from) })
  return segments
}

/** Of one metric, over the runs that a reference means; without one over all runs of the report. */
export const metricForms = ['best epoch', 'best', 'mean', 'deviation', 'result', 'last'] as const
/** Sentences of the comparison, on a common metric. */
export const sentenceForms = ['verdict', 'findings', 'caveats', 'ranking'] as const
/** One reference on its way to another's best, on a common metric. */
export const pairForms = ['epochs later', 'epochs to', 'time later', 'interval', 'ratio'] as const
export const runForms = [
  'epochs',
  'time',
  'parameters',
  'images per second',
  'stop reason',
  'seeds',
  'names',
  'count runs',
  'count seeds',
  'architecture sentence',
  'early stopping',
  'optimizer',
  'data',
] as const

/** Any key of what was set, of what the author summed up, and of where it ran. */
export const valueSources = ['config', 'summary', 'environment'] as const
/** What is known of any series without a direction. */
export const digestForms = ['minimum', 'maximum', 'points', 'last step'] as const
/** Of a key itself: the words for a series and its better side, and for a setting. */
export const keyForms = ['label', 'direction', 'setting'] as const

/** The two settings that runs are grouped by; null for those that tell them apart. */
export type GroupedBy = { readonly row: string; readonly column: string } | null

export type Binding =
  | {
      readonly kind: 'metric'
      readonly form: (typeof metricForms)[number]
      readonly metric: string
      readonly by: GroupedBy
      readonly of: string | null
    }
  | {
      readonly kind: 'sentence'
      readonly form: (typeof sentenceForms)[number]
      readonly metric: string
      readonly by: GroupedBy
      /** Several are taken together. */
      readonly of: readonly string[]
    }
  | {
      readonly kind: 'pair'
      readonly form: (typeof pairForms)[number]
      readonly metric: string
      readonly by: GroupedBy
      readonly left: string
      readonly right: string
    }
  | { readonly kind: 'run'; readonly form: (typeof runForms)[number]; readonly of: string | null }
  | {
      readonly kind: 'value'
      readonly from: (typeof valueSources)[number]
      readonly key: string
      readonly of: string | null
    }
  | {
      readonly kind: 'digest'
      readonly form: (typeof digestForms)[number]
      readonly key: string
      readonly of: string | null
    }
  | { readonly kind: 'key'; readonly form: (typeof keyForms)[number]; readonly key: string }
  | { readonly kind: 'groups'; readonly by: GroupedBy; readonly of: string | null }
  | {
      readonly kind: 'what-if'
      readonly monitor: (typeof monitorKeys)[number]
      readonly patience: number
      readonly minDelta: number
      readonly of: string | null
    }
  | { readonly kind: 'number'; readonly block: string }

export type ParsedBinding =
  | { readonly ok: true; readonly binding: Binding }
  /** A sentence on what cannot be read. */
  | { readonly ok: false; readonly error: string }

const fail = (error: string): ParsedBinding => ({ ok: false, error })
const found = (binding: Binding): ParsedBinding => ({ ok: true, binding })

/** Reads what stands between the braces. Any text has an answer: a binding, or a sentence on why it is not one. */
export function parseBinding(expression: string): ParsedBinding {
  // Space inside quotation marks belongs to a key.
  const text = expression.trim().replaceAll(/"(?:[^"\\]|\\.)*"|\s+/g, (part) => (part.startsWith('"') ? part : ' '))
  if (text === '') return fail('There is nothing between the braces.')
  const number = /^number of (.+)$/.exec(text)
  if (number?.[1] !== undefined) return found({ kind: 'number', block: number[1] })
  const [word = ''] = text.split(' ')
  const path = /^run\.(config|summary|environment)\.(.*)$/s.exec(text)
  const source = valueSources.find((one) => one === (path?.[1] ?? word))
  if (source !== undefined) return parseValue(source, path?.[2] ?? text.slice(source.length).trim())
  const ofKey = keyForms.find((one) => one === word)
  if (ofKey !== undefined) return parseKey(ofKey, text.slice(ofKey.length).trim())
  const ofSeries = digestForms.find((one) => text === one || text.startsWith(`${one} `))
  if (ofSeries !== undefined) return parseDigest(ofSeries, text.slice(ofSeries.length).trim())
  if (text === 'count groups' || text.startsWith('count groups '))
    return parseGroups(text.slice('count groups'.length).trim())
  if (word === 'what-if') return parseWhatIf(text.slice('what-if'.length).trim())
  const form = formOf(text)
  if (form === null) return fail(`There is no binding called “${word}”.`)
  const rest = text.slice(form.length).trim()
  if (isIn(pairForms, form)) return parsePair(form, rest)
  if (isIn(sentenceForms, form)) {
    const { metric, by, of } = splitMetric(rest)
    const reference = readReference(of)
    if (reference === undefined) return fail(expected(form, of, commonMetricKeys))
    return found({
      kind: 'sentence',
      form,
      metric: metric ?? 'val_mse',
      by,
      of: reference === null ? [] : splitPair(reference),
    })
  }
  if (isIn(metricForms, form)) {
    const { metric, by, of } = splitMetric(rest)
    const reference = readReference(of)
    if (reference === undefined) return fail(expected(form, of, epochMetricKeys))
    return found({ kind: 'metric', form, metric: metric ?? 'val_mse', by, of: reference })
  }
  const reference = readReference(rest)
  if (reference === undefined) return fail(`“${form}” can be followed by “of” and a run or group, not by “${rest}”.`)
  return found({ kind: 'run', form, of: reference })
}

type Form = (typeof metricForms | typeof sentenceForms | typeof pairForms | typeof runForms)[number]
/** Longest first: “epochs later” is not “epochs”. */
const forms: readonly Form[] = [...metricForms, ...sentenceForms, ...pairForms, ...runForms].sort(
  (left, right) => right.length - left.length,
)
const formOf = (text: string): Form | null => forms.find((form) => text === form || text.startsWith(`${form} `)) ?? null
const isIn = <Value extends string>(values: readonly Value[], value: string): value is Value =>
  (values as readonly string[]).includes(value)

const expected = (form: string, rest: string, metrics: readonly string[]): string =>
  `“${form}” can be followed by a metric (${metrics.join(', ')}) or by “of” and a run or group, not by “${rest}”.`

type Split = { readonly metric: string | null; readonly by: GroupedBy; readonly of: string }

/** A metric is a key in quotation marks, or the one word before “by” or “of”. */
function splitMetric(rest: string): Split {
  const read = readKey(rest)
  const isMetric = read !== null && (read.isQuoted || (!isJoint(read.key) && /^(?:$|(?:of|by) )/.test(read.rest)))
  return splitGrouping(isMetric ? read.key : null, isMetric ? read.rest : rest)
}

const isJoint = (word: string): boolean => word === 'of' || word === 'by'

/** “by KEY” or “by KEY, KEY” before what it is of. What is no such thing is left where it stands. */
function splitGrouping(metric: string | null, rest: string): Split {
  const none = { metric, by: null, of: rest }
  const first = rest.startsWith('by ') ? readKey(rest.slice('by '.length)) : null
  if (first === null) return none
  const isJoined = first.isQuoted ? first.rest.startsWith(',') : first.key.endsWith(',')
  const row = first.isQuoted ? first.key : first.key.replace(/,$/, '')
  if (!isJoined) return { metric, by: { row, column: row }, of: first.rest }
  const second = readKey(first.isQuoted ? first.rest.slice(1).trim() : first.rest)
  return second === null ? none : { metric, by: { row, column: second.key }, of: second.rest }
}

/** Null where nothing stands; undefined where something else than “of REFERENCE” does. */
function readReference(rest: string): string | null | undefined {
  if (rest === '') return null
  return /^of (.+)$/.exec(rest)?.[1]
}

const splitPair = (reference: string): string[] => reference.split(/ vs /)

/** Before two references nothing parts a metric from the first: one that Plateau knows, any before “by” or “of”, or one in quotation marks. */
function splitPairMetric(rest: string): Split {
  const read = readKey(rest)
  const isMetric =
    read !== null &&
    (read.isQuoted || isIn(commonMetricKeys, read.key) || (!isJoint(read.key) && /^(?:of|by) /.test(read.rest)))
  return splitGrouping(isMetric ? read.key : null, isMetric ? read.rest : rest)
}

function parsePair(form: (typeof pairForms)[number], rest: string): ParsedBinding {
  const { metric, by, of } = splitPairMetric(rest)
  const [left, right, ...others] = splitPair(of.replace(/^of /, ''))
  if (!left || !right || others.length > 0)
    return fail(`“${form}” needs two runs or groups joined by “vs”: ${form} val_mse plain, MSE vs pooled, MSE.`)
  return found({ kind: 'pair', form, metric: metric ?? 'val_mse', by, left, right })
}

/** A key in quotation marks, or all up to “of”. Null where there is no key, or something else than “of REFERENCE” follows. */
function splitKey(rest: string): { readonly key: string; readonly of: string | null } | null {
  const read = readKey(rest)
  if (read?.isQuoted === true) {
    const of = readReference(read.rest)
    return of === undefined ? null : { key: read.key, of }
  }
  const [, key = '', of = null] = /^(.*?)(?: of (.+))?$/s.exec(rest) ?? []
  return key === '' ? null : { key, of }
}

function parseValue(from: (typeof valueSources)[number], rest: string): ParsedBinding {
  const split = splitKey(rest)
  if (split !== null) return found({ kind: 'value', from, ...split })
  return fail(
    rest === ''
      ? `“${from}” needs ${from === 'config' ? 'a setting' : 'a key'}.`
      : `“${from}” can be followed by a key and then by “of” and a run or group, not by “${rest}”.`,
  )
}

function parseDigest(form: (typeof digestForms)[number], rest: string): ParsedBinding {
  const split = splitKey(rest)
  return split === null
    ? fail(`“${form}” needs the name of a series: ${form} train_loss of a run or group.`)
    : found({ kind: 'digest', form, ...split })
}

function parseKey(form: (typeof keyForms)[number], rest: string): ParsedBinding {
  const split = splitKey(rest)
  return split?.of === null
    ? found({ kind: 'key', form, key: split.key })
    : fail(`“${form}” needs a key and nothing behind it.`)
}

function parseGroups(rest: string): ParsedBinding {
  const { by, of } = splitGrouping(null, rest)
  const reference = readReference(of)
  return reference === undefined
    ? fail(
        `“count groups” can be followed by “by” and one or two settings, and by “of” and a run or group, not by “${rest}”.`,
      )
    : found({ kind: 'groups', by, of: reference })
}

function parseWhatIf(rest: string): ParsedBinding {
  const match = /^(\S+) patience (\d{1,5}) minDelta (\d*\.?\d+(?:e[+-]?\d{1,3})?)(?: of (.+))?$/i.exec(rest)
  const [, monitor = '', patience = '', minDelta = '', of = null] = match ?? []
  if (match === null || !isIn(monitorKeys, monitor) || Number(patience) < 1)
    return fail('Write a what-if like this: what-if val_mse patience 5 minDelta 1e-5.')
  return found({ kind: 'what-if', monitor, patience: Number(patience), minDelta: Number(minDelta), of })
}
