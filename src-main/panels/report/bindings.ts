/** The language of `{{...}}` in a report's text (docs/reports.md): what is written, read into what is asked for. */
import { monitorKeys } from '@contract/config'
import { commonMetricKeys, epochMetricKeys } from '@contract/metrics'

/** Text as it stands, or what stands between two pairs of braces. */
export type Segment =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'binding'; readonly expression: string }

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
export const sentenceForms = ['verdict', 'findings', 'caveats'] as const
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

export type Binding =
  | {
      readonly kind: 'metric'
      readonly form: (typeof metricForms)[number]
      readonly metric: string
      readonly of: string | null
    }
  | {
      readonly kind: 'sentence'
      readonly form: (typeof sentenceForms)[number]
      readonly metric: string
      /** Several are taken together. */
      readonly of: readonly string[]
    }
  | {
      readonly kind: 'pair'
      readonly form: (typeof pairForms)[number]
      readonly metric: string
      readonly left: string
      readonly right: string
    }
  | { readonly kind: 'run'; readonly form: (typeof runForms)[number]; readonly of: string | null }
  | { readonly kind: 'config'; readonly key: string; readonly of: string | null }
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
  const text = expression.trim().replaceAll(/\s+/g, ' ')
  if (text === '') return fail('There is nothing between the braces.')
  const number = /^number of (.+)$/.exec(text)
  if (number?.[1] !== undefined) return found({ kind: 'number', block: number[1] })
  const [word = ''] = text.split(' ')
  if (word === 'config') return parseConfig(text.slice('config'.length).trim())
  if (word === 'what-if') return parseWhatIf(text.slice('what-if'.length).trim())
  const form = formOf(text)
  if (form === null) return fail(`There is no binding called “${word}”.`)
  const rest = text.slice(form.length).trim()
  if (isIn(pairForms, form)) return parsePair(form, rest)
  if (isIn(sentenceForms, form)) {
    const { metric, of } = splitMetric(rest)
    const reference = readReference(of)
    if (reference === undefined) return fail(expected(form, of, commonMetricKeys))
    return found({
      kind: 'sentence',
      form,
      metric: metric ?? 'val_mse',
      of: reference === null ? [] : splitPair(reference),
    })
  }
  if (isIn(metricForms, form)) {
    const { metric, of } = splitMetric(rest)
    const reference = readReference(of)
    if (reference === undefined) return fail(expected(form, of, epochMetricKeys))
    return found({ kind: 'metric', form, metric: metric ?? 'val_mse', of: reference })
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

/** A metric is the one word before “of”, of any key. */
function splitMetric(rest: string): { metric: string | null; of: string } {
  const [word = '', ...others] = rest.split(' ')
  const isMetric = word !== '' && word !== 'of' && (others.length === 0 || others[0] === 'of')
  return isMetric ? { metric: word, of: others.join(' ') } : { metric: null, of: rest }
}

/** Null where nothing stands; undefined where something else than “of REFERENCE” does. */
function readReference(rest: string): string | null | undefined {
  if (rest === '') return null
  return /^of (.+)$/.exec(rest)?.[1]
}

const splitPair = (reference: string): string[] => reference.split(/ vs /)

/** Before two references nothing parts a metric from the first: one that Plateau knows, or any before “of”. */
function splitPairMetric(rest: string): { metric: string | null; of: string } {
  const [word = '', ...others] = rest.split(' ')
  return isIn(commonMetricKeys, word) || (word !== '' && word !== 'of' && others[0] === 'of')
    ? { metric: word, of: others.join(' ') }
    : { metric: null, of: rest }
}

function parsePair(form: (typeof pairForms)[number], rest: string): ParsedBinding {
  const { metric, of } = splitPairMetric(rest)
  const [left, right, ...others] = splitPair(of.replace(/^of /, ''))
  if (!left || !right || others.length > 0)
    return fail(`“${form}” needs two runs or groups joined by “vs”: ${form} val_mse plain, MSE vs pooled, MSE.`)
  return found({ kind: 'pair', form, metric: metric ?? 'val_mse', left, right })
}

function parseConfig(rest: string): ParsedBinding {
  const [, key = '', of = null] = /^(.*?)(?: of (.+))?$/.exec(rest) ?? []
  return key === '' ? fail('“config” needs a setting.') : found({ kind: 'config', key, of })
}

function parseWhatIf(rest: string): ParsedBinding {
  const match = /^(\S+) patience (\d{1,5}) minDelta (\d*\.?\d+(?:e[+-]?\d{1,3})?)(?: of (.+))?$/i.exec(rest)
  const [, monitor = '', patience = '', minDelta = '', of = null] = match ?? []
  if (match === null || !isIn(monitorKeys, monitor) || Number(patience) < 1)
    return fail('Write a what-if like this: what-if val_mse patience 5 minDelta 1e-5.')
  return found({ kind: 'what-if', monitor, patience: Number(patience), minDelta: Number(minDelta), of })
}
