/** A parameter as a person describes it: texts of its fields, and the parameter that they are. */
import { parameterSchema, type ProgramParameter } from '@contract/programs'
import { readWords, quoteCommand } from '@model/programs/command'
import { textOfValue, whyNotValue } from '@model/programs/parameters'
import { readNumber, textOfTyped, valueOfTyped } from '@model/programs/typed-values'

export type ParameterDraft = {
  /** Of its row; a name may be typed twice. */
  readonly id: number
  /** As it was before anybody changed it; null for a new one. */
  readonly from: ProgramParameter | null
  readonly name: string
  readonly option: string
  readonly offOption: string
  readonly type: ProgramParameter['type']
  readonly words: string
  readonly usual: string
  /** Words, quoted as a shell has them. */
  readonly choices: string
  readonly minimum: string
  readonly maximum: string
  readonly required: boolean
  readonly multiple: boolean
}
export type ParameterField = Exclude<keyof ParameterDraft, 'id' | 'from'>

/** By field, a sentence. */
type ParameterIssues = Partial<Record<ParameterField, string>>

let lastId = 0
/** Of a row that is not there yet. */
export const nextRowId = (): number => (lastId += 1)

const textOfLimit = (limit: number | null): string => (limit === null ? '' : textOfValue(limit))

export function draftOfParameter(from: ProgramParameter): ParameterDraft {
  return {
    id: nextRowId(),
    from,
    name: from.name,
    option: from.option ?? '',
    offOption: from.offOption ?? '',
    type: from.type,
    words: from.words,
    usual:
      from.default === null ? '' : typeof from.default === 'boolean' ? onOff(from.default) : textOfTyped(from.default),
    choices: quoteCommand(from.choices.map(textOfValue)),
    minimum: textOfLimit(from.minimum),
    maximum: textOfLimit(from.maximum),
    required: from.required,
    multiple: from.multiple,
  }
}

const onOff = (value: boolean): string => (value ? 'on' : 'off')

export const emptyParameter = (): ParameterDraft => ({
  ...draftOfParameter(parameterSchema.parse({ name: 'a', option: null, type: 'float' })),
  from: null,
  name: '',
})

const isSame = (draft: ParameterDraft, from: ProgramParameter): boolean =>
  JSON.stringify({ ...draftOfParameter(from), id: 0 }) === JSON.stringify({ ...draft, id: 0 })

/** Numbers where the type has them; a choice that all of which are numbers has numbers too. */
function choicesOf({ type, choices, from }: ParameterDraft): { words: (string | number)[]; issue: string | null } {
  if (type === 'flag') return { words: [], issue: null }
  if (from !== null && from.type === type && quoteCommand(from.choices.map(textOfValue)) === choices)
    return { words: from.choices, issue: null }
  const read = readWords(choices)
  if (!read.ok) return { words: [], issue: read.message }
  const numbers = read.words.map(readNumber)
  const areNumbers = type !== 'text' && type !== 'path' && numbers.every((one) => one !== null && Number.isFinite(one))
  const words = areNumbers ? numbers.flatMap((one) => one ?? []) : [...read.words]
  if (type === 'choice' && words.length === 0) return { words, issue: 'Name its choices, separated by blanks.' }
  if ((type === 'int' || type === 'float') && !areNumbers) return { words, issue: 'Its choices must be numbers.' }
  return { words, issue: null }
}

function limitOf(text: string): { limit: number | null; issue: string | null } {
  if (text.trim() === '') return { limit: null, issue: null }
  const number = readNumber(text)
  return number !== null && Number.isFinite(number)
    ? { limit: number, issue: null }
    : { limit: null, issue: 'Enter a number, or nothing.' }
}

type ParameterReading = { readonly parameter: ProgramParameter; readonly issues: ParameterIssues }

/** The parameter that the fields describe, and what is wrong with them. What nobody changed is as it was. */
export function readParameterDraft(draft: ParameterDraft): ParameterReading {
  if (draft.from !== null && isSame(draft, draft.from)) return { parameter: draft.from, issues: {} }
  const issues: ParameterIssues = {}
  const isFlag = draft.type === 'flag'
  const isNumeric = draft.type === 'int' || draft.type === 'float'
  const choices = choicesOf(draft)
  const minimum = limitOf(isNumeric ? draft.minimum : '')
  const maximum = limitOf(isNumeric ? draft.maximum : '')
  if (choices.issue !== null) issues.choices = choices.issue
  if (minimum.issue !== null) issues.minimum = minimum.issue
  if (maximum.issue !== null) issues.maximum = maximum.issue
  if (minimum.limit !== null && maximum.limit !== null && minimum.limit > maximum.limit)
    issues.maximum = 'The maximum is below the minimum.'
  const option = draft.option.trim()
  const offOption = isFlag ? draft.offOption.trim() : ''
  const parsed = parameterSchema.safeParse({
    name: draft.name,
    option: option === '' ? null : option,
    offOption: offOption === '' ? null : offOption,
    type: draft.type,
    words: draft.words,
    required: !isFlag && draft.required,
    multiple: !isFlag && draft.multiple,
    choices: choices.words,
    minimum: minimum.limit,
    maximum: maximum.limit,
  })
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) {
      const field = String(path[0])
      if (field in draft) issues[field as ParameterField] ??= `It ${message}.`
    }
    return { parameter: parameterSchema.parse({ name: 'a', option: null, type: 'text' }), issues }
  }
  const parameter = parsed.data
  if (isFlag && parameter.option === null && parameter.offOption === null)
    issues.option = 'A flag needs an option, or one that says no.'
  const usual = isFlag
    ? draft.usual === ''
      ? null
      : draft.usual === onOff(true)
    : valueOfTyped(parameter, draft.usual)
  const why = whyNotValue({ ...parameter, required: false }, usual)
  if (why !== null) issues.usual = `The default ${why}.`
  return { parameter: { ...parameter, default: usual }, issues }
}
