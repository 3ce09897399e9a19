/** Values in printed lines without a pattern: `loss: 0.31`, `loss=0.31`, `epoch 3 loss 0.412`, and objects of one line. */
import { whyNoSeriesKey } from '../../contract/text'
import { numberAt } from './line-numbers'
import { longestReadLine } from './line-patterns'

export type Pair = { readonly name: string; readonly value: number }

/** Words that say at which step a line is, the finest first. */
const stepNames: readonly ReadonlySet<string>[] = [
  new Set(['global_step', 'step', 'steps', 'iteration', 'iter', 'it', 'update']),
  new Set(['batch']),
  new Set(['epoch', 'epochs', 'round']),
]

const isStepName = (name: string): boolean => stepNames.some((names) => names.has(name.toLowerCase()))

/** What log lines begin with, and no metric has in its name. */
const levels = new Set(['debug', 'info', 'warning', 'warn', 'error', 'critical', 'trace', 'notice'])

const longestName = 60
const mostWords = 4

type Token =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number; readonly isShare: boolean }
  | { readonly kind: 'equals' }
  | { readonly kind: 'break' }

const isWordStart = (character: string): boolean => /[\p{L}_]/u.test(character)
const isWordPart = (character: string): boolean => /[\p{L}\p{N}_./@%-]/u.test(character)

/** "Epoch [3/10]": what is in the bracket is the word's. */
const isOpening = (character: string): boolean => character === '[' || character === '('
const isStepWord = (token: Token | undefined): boolean => token?.kind === 'word' && isStepName(token.text)

/** The line as words, numbers, signs of equality, and everything else, which separates. */
function tokensOf(line: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < line.length) {
    const character = line.charAt(at)
    if (character === ' ' || character === '\t') {
      at += 1
      continue
    }
    const number = numberAt(line, at)
    // A number begins where no word goes on: the 1 of "f1" is part of it.
    if (number !== null) {
      const isShare = line.charAt(number.end) === '/' && /\d/.test(line.charAt(number.end + 1))
      tokens.push({ kind: 'number', value: number.value, isShare })
      at = number.end
      if (isShare) {
        at += 1
        while (/[\d.]/.test(line.charAt(at))) at += 1
      } else if (line.charAt(at) === '%') at += 1
      else while (/[\p{L}/]/u.test(line.charAt(at))) at += 1
      continue
    }
    if (isWordStart(character)) {
      const start = at
      while (at < line.length && isWordPart(line.charAt(at))) at += 1
      let text = line.slice(start, at)
      // "loss." and "loss-" end a clause.
      const trimmed = text.replace(/[./@%-]+$/u, '')
      const isEnd = trimmed !== text
      text = trimmed
      tokens.push({ kind: 'word', text })
      if (isEnd) tokens.push({ kind: 'break' })
      continue
    }
    if (character === '=' || character === ':') {
      // "==", ":=" and "::" are no assignments; neither is "http://".
      const isDouble = '=:/'.includes(line.charAt(at + 1)) && line.charAt(at + 1) !== ''
      tokens.push({ kind: isDouble ? 'break' : 'equals' })
      at += isDouble ? 2 : 1
      continue
    }
    if (character === '"' || character === "'" || (isOpening(character) && isStepWord(tokens.at(-1)))) {
      at += 1
      continue
    }
    // What belongs to no word and no number, such as a date, is passed by up to the next blank.
    tokens.push({ kind: 'break' })
    if (/[\p{L}\p{N}/\\]/u.test(character)) while (at < line.length && !/[\s,;|]/.test(line.charAt(at))) at += 1
    else at += 1
  }
  return tokens
}

function nameOf(words: readonly string[]): string | null {
  const rest = words.filter((one) => !levels.has(one.toLowerCase()))
  const name = rest.slice(-mostWords).join('_')
  return name === '' || name.length > longestName || whyNoSeriesKey(name) !== null ? null : name
}

/** Pairs of a line of words: with `:` or `=` between, or in a line that says its step with nothing between. */
function pairsOf(line: string): Pair[] {
  const tokens = tokensOf(line)
  const hasStep = tokens.some(
    (token, index) =>
      token.kind === 'word' &&
      isStepName(token.text) &&
      (tokens[index + 1]?.kind === 'number' || tokens[index + 1]?.kind === 'equals'),
  )
  const pairs: Pair[] = []
  let words: string[] = []
  let isAssigned = false
  for (const token of tokens) {
    if (token.kind === 'word') {
      if (isAssigned) words = []
      isAssigned = false
      // "epoch 3" within "train epoch 3" is the epoch.
      if (isStepName(token.text)) words = []
      words.push(token.text)
    } else if (token.kind === 'equals') isAssigned = words.length > 0
    else if (token.kind === 'break') {
      words = []
      isAssigned = false
    } else {
      const last = words.at(-1) ?? ''
      const isStep = words.length === 1 && isStepName(last)
      const name = isAssigned || hasStep ? nameOf(words) : null
      // "12/50" counts something, unless it says the step.
      if (name !== null && (!token.isShare || isStep)) pairs.push({ name, value: token.value })
      words = []
      isAssigned = false
    }
  }
  return pairs
}

/** Numbers of an object of one line; null where it is none. */
function pairsOfJson(line: string): Pair[] | null {
  if (!line.startsWith('{') || !line.endsWith('}')) return null
  let read: unknown
  try {
    read = JSON.parse(line)
  } catch {
    // Python prints its own: `{'loss': 0.3}` is read as words.
    return null
  }
  if (typeof read !== 'object' || read === null) return null
  return Object.entries(read).flatMap(([name, value]) =>
    typeof value === 'number' && whyNoSeriesKey(name) === null ? [{ name, value }] : [],
  )
}

/** What a line says: its step where it says one, and values by name. */
export type PlainLine = {
  readonly step: number | null
  /** Its epoch, where the step is something finer. */
  readonly epoch: number | null
  /** The step is an epoch. */
  readonly isEpoch: boolean
  readonly values: ReadonlyMap<string, number>
}

const isStepValue = (value: number): boolean => Number.isSafeInteger(value) && value >= 0

/** Reads a line without a pattern; no values where it says none. Takes time in proportion to the line, never throws. */
export function readPlainLine(whole: string): PlainLine {
  const line = (whole.length > longestReadLine ? whole.slice(0, longestReadLine) : whole).trim()
  const pairs = pairsOfJson(line) ?? pairsOf(line)
  const stepOf = (names: ReadonlySet<string> | undefined) =>
    pairs.find(({ name, value }) => names?.has(name.toLowerCase()) === true && isStepValue(value))
  const step = stepNames.map(stepOf).find((pair) => pair !== undefined)
  const epoch = stepOf(stepNames[2])
  const values = new Map(
    pairs
      .filter(({ name, value }) => !(isStepName(name) && isStepValue(value)))
      .map(({ name, value }) => [name, value]),
  )
  return {
    step: step?.value ?? null,
    epoch: step === epoch ? null : (epoch?.value ?? null),
    isEpoch: step !== undefined && step === epoch,
    values,
  }
}
