/**
 * Reads an expression over metrics. By descent, one function a level, on the scanner and with the faults of the query language:
 *
 *     sum     = product { ( "+" | "-" ) product }
 *     product = signed { ( "*" | "/" ) signed }
 *     signed  = ( "-" | "+" ) signed | power
 *     power   = atom [ "^" signed ]
 *     atom    = number | name | function "(" sum { "," sum } ")" | "(" sum ")"
 *
 * A name that has more than letters, digits, `_` and `.` stands in quotation marks.
 */
import { nearest } from '../query/nearest'
import { createScanner, Trouble, type Scanner, type Token } from '../query/scanner'
import type { QueryProblem, Span } from '../query/tree'
import { functions, isFunctionName, metricsIn, type Expression, type FunctionName, type Operator } from './tree'

export type ParsedExpression = {
  /** Null where it cannot be read. */
  readonly expression: Expression | null
  readonly problem: QueryProblem | null
  /** What was read, for colours: all of it, or what comes before the problem. */
  readonly tokens: readonly Token[]
}

/** Brackets, signs and powers within each other; more is refused, as each takes a level of every walk over the tree. */
const deepest = 40
/** More series are no curve of a person; each is read for every run. */
export const mostMetrics = 10

const namePattern = /[\p{L}_][\p{L}\p{N}_.]*/u
const numberPattern = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/

/** As they may be typed or pasted. */
const signs: Readonly<Record<string, Operator>> = {
  '+': '+',
  '-': '-',
  '−': '-',
  '–': '-',
  '*': '*',
  '×': '*',
  '·': '*',
  '/': '/',
  '÷': '/',
  '^': '^',
}

type Names = ReadonlySet<string> | null
type Reading = { readonly scan: Scanner; readonly names: Names; readonly metrics: Set<string> }

/**
 * @param names of the series that there are, where they are known: any other is a problem.
 * @returns the tree, or what is wrong with it; never throws.
 */
export function parseExpression(text: string, names: Names = null): ParsedExpression {
  const scan = createScanner(text)
  try {
    return { expression: readAll({ scan, names, metrics: new Set() }), problem: null, tokens: scan.tokens }
  } catch (error) {
    if (!(error instanceof Trouble)) throw error
    return { expression: null, problem: error.problem, tokens: scan.tokens }
  }
}

function trouble(at: Span, sentence: string, more: Partial<Pick<QueryProblem, 'fix' | 'isUnfinished'>> = {}): Trouble {
  return new Trouble({ from: at.from, to: at.to, sentence, fix: null, isUnfinished: false, ...more })
}
const remove = (at: Span, label: string): QueryProblem['fix'] => ({ from: at.from, to: at.to, text: '', label })
const replace = (at: Span, text: string): QueryProblem['fix'] => ({
  from: at.from,
  to: at.to,
  text,
  label: `Use ${text}`,
})

function readAll(reading: Reading): Expression {
  const { scan } = reading
  const end = scan.line.length
  if (scan.isAtEnd()) throw trouble({ from: 0, to: end }, 'There is nothing to calculate yet.', { isUnfinished: true })
  const expression = readSum(reading, 0)
  if (!scan.isAtEnd()) throw misplaced(reading)
  if (metricsIn(expression).length === 0)
    throw trouble({ from: 0, to: end }, 'It has no metric: its value would be the same at every step.')
  return expression
}

/** Where the next thing begins. */
function startOf(scan: Scanner): number {
  scan.next()
  return scan.place()
}

/** The next character as it is, whatever plane of Unicode it is from. */
const characterAt = (scan: Scanner): string => String.fromCodePoint(scan.line.codePointAt(startOf(scan)) ?? 0x20)

/** What stands where an operator or the end has to. */
function misplaced({ scan, names }: Reading): Trouble {
  const from = startOf(scan)
  const character = characterAt(scan)
  const at = { from, to: from + character.length }
  if (character === ')')
    return trouble(at, 'No bracket is open that this one could close.', { fix: remove(at, 'Remove )') })
  if (character === ',')
    return trouble(at, 'A comma stands between the values of a function.', { fix: remove(at, 'Remove ,') })
  if (!isValueAhead(scan)) return strange(scan, names)
  return trouble(at, `An operator is missing before ${scan.line.slice(from).split(/[\s()*/^,]/u, 1)[0] ?? ''}.`, {
    fix: { from, to: from, text: '* ', label: 'Multiply' },
  })
}

const isValueAhead = (scan: Scanner): boolean => /^(?:[\p{L}_\d."(])/u.test(scan.line.slice(startOf(scan)))

/** A character that no expression has. Where it is within a name of a series, that wants quotation marks. */
function strange(scan: Scanner, names: Names): Trouble {
  const from = startOf(scan)
  const character = characterAt(scan)
  const at = { from, to: from + character.length }
  const name = names === null ? null : nameFrom(scan.line, beginOfWord(scan.line, from), names)
  if (name !== null && name.to > from) return unquoted(name, name.text)
  return trouble(at, `${character} does not belong here.`, { fix: remove(at, `Remove ${character}`) })
}

function beginOfWord(line: string, place: number): number {
  let from = place
  while (from > 0 && !/[\s(),]/u.test(line.charAt(from - 1))) from -= 1
  return from
}

/** The longest name of a series that stands at a place as it is; null where none does. */
function nameFrom(line: string, from: number, names: ReadonlySet<string>): (Span & { readonly text: string }) | null {
  let text = ''
  for (const name of names) if (name.length > text.length && line.startsWith(name, from)) text = name
  return text === '' ? null : { from, to: from + text.length, text }
}

/** A name as it has to be written. */
export const quotedName = (name: string): string =>
  new RegExp(`^${namePattern.source}$`, 'u').test(name)
    ? name
    : `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

const unquoted = (at: Span, name: string): Trouble =>
  trouble(at, `${name} is one name, which needs quotation marks.`, {
    fix: { from: at.from, to: at.to, text: quotedName(name), label: 'Quote it' },
  })

/** An operator of these, which is taken. */
function takeOperator(scan: Scanner, of: string): { readonly operator: Operator; readonly at: Span } | null {
  const from = startOf(scan)
  const operator = signs[scan.line.charAt(from)]
  if (operator === undefined || !of.includes(operator)) return null
  scan.back(from + 1)
  const at = { from, to: from + 1 }
  scan.mark('operator', at)
  // Python's power.
  if (operator === '*' && scan.line.charAt(from + 1) === '*')
    throw trouble({ from, to: from + 2 }, 'A power is written with ^.', { fix: replace({ from, to: from + 2 }, '^') })
  return { operator, at }
}

function needValue(reading: Reading, { operator, at }: { readonly operator: Operator; readonly at: Span }): void {
  const { scan, names } = reading
  if (isValueAhead(scan) || /^[+\-−–]/u.test(scan.line.slice(startOf(scan)))) return
  if (!scan.isAtEnd() && !'),*×·/÷^'.includes(characterAt(scan))) throw strange(scan, names)
  throw trouble(at, `A value is missing after ${operator}.`, {
    fix: remove(at, `Remove ${operator}`),
    isUnfinished: scan.isAtEnd(),
  })
}

/** One level of operators that are worked out from left to right. */
function readLevel(
  reading: Reading,
  of: string,
  readNext: (reading: Reading, depth: number) => Expression,
  depth: number,
): Expression {
  let left = readNext(reading, depth)
  for (let terms = 0; ; terms += 1) {
    const found = takeOperator(reading.scan, of)
    if (found === null) return left
    needValue(reading, found)
    // Each is a level of the tree.
    if (terms >= deepest) throw trouble(found.at, `More than ${deepest} values are joined here.`)
    left = { kind: 'binary', operator: found.operator, left, right: readNext(reading, depth) }
  }
}

const readSum = (reading: Reading, depth: number): Expression => readLevel(reading, '+-', readProduct, depth)
const readProduct = (reading: Reading, depth: number): Expression => readLevel(reading, '*/', readSigned, depth)

function readSigned(reading: Reading, depth: number): Expression {
  const { scan } = reading
  if (depth > deepest)
    throw trouble({ from: startOf(scan), to: scan.line.length }, `It is nested more than ${deepest} deep.`)
  const sign = takeOperator(scan, '+-')
  if (sign === null) return readPower(reading, depth)
  needValue(reading, sign)
  const of = readSigned(reading, depth + 1)
  return sign.operator === '-' ? { kind: 'negative', of } : of
}

function readPower(reading: Reading, depth: number): Expression {
  const left = readAtom(reading, depth)
  const found = takeOperator(reading.scan, '^')
  if (found === null) return left
  needValue(reading, found)
  return { kind: 'binary', operator: '^', left, right: readSigned(reading, depth + 1) }
}

function readAtom(reading: Reading, depth: number): Expression {
  const { scan, names } = reading
  const from = startOf(scan)
  if (scan.take('(')) return readBracket(reading, { from, to: scan.place() }, depth)
  if (scan.next() === '"') {
    const word = scan.word()
    if (word !== null) return metric(reading, word.text, word)
  }
  const digits = scan.match(numberPattern)
  if (digits !== '') return readNumber(scan, digits, from)
  const name = scan.match(namePattern)
  if (name !== '') return readName(reading, name, from, depth)
  if (scan.isAtEnd()) throw trouble({ from, to: from }, 'A value is missing at the end.', { isUnfinished: true })
  if ('*×·/÷^'.includes(characterAt(scan))) {
    const at = { from, to: from + 1 }
    throw trouble(at, `A value is missing before ${scan.next()}.`, { fix: remove(at, `Remove ${scan.next()}`) })
  }
  if (scan.next() === ')' || scan.next() === ',') throw misplaced(reading)
  throw strange(scan, names)
}

function readNumber(scan: Scanner, digits: string, from: number): Expression {
  const at = { from, to: from + digits.length }
  scan.mark('number', at)
  const value = Number(digits)
  if (!Number.isFinite(value)) throw trouble(at, `${digits} is larger than any number that can be calculated with.`)
  return { kind: 'number', value }
}

function readBracket(reading: Reading, open: Span, depth: number): Expression {
  const { scan } = reading
  if (scan.next() === ')') {
    const at = { from: open.from, to: startOf(scan) + 1 }
    throw trouble(at, 'There is nothing between the brackets.', { fix: remove(at, 'Remove them') })
  }
  const inside = readSum(reading, depth + 1)
  closeBracket(reading, open)
  return inside
}

function closeBracket(reading: Reading, open: Span): void {
  const { scan } = reading
  if (scan.take(')')) return
  if (!scan.isAtEnd()) throw misplaced(reading)
  const end = scan.line.trimEnd().length
  throw trouble(open, 'The bracket is not closed.', {
    fix: { from: end, to: end, text: ')', label: 'Close it' },
    isUnfinished: true,
  })
}

function readName(reading: Reading, name: string, from: number, depth: number): Expression {
  const { scan, names } = reading
  const at = { from, to: from + name.length }
  const isCall = scan.next() === '('
  if (isCall && isFunctionName(name)) {
    scan.mark('keyword', at)
    return readCall(reading, name, at, depth)
  }
  if (isCall && names?.has(name) !== true) {
    const similar = nearest(name, Object.keys(functions))
    throw trouble(at, `There is no function ${name}.`, { fix: similar === null ? null : replace(at, similar) })
  }
  return metric(reading, name, at)
}

function readCall(reading: Reading, name: FunctionName, at: Span, depth: number): Expression {
  const { scan } = reading
  const open = { from: startOf(scan), to: startOf(scan) + 1 }
  scan.take('(')
  if (scan.next() === ')')
    throw trouble({ from: at.from, to: startOf(scan) + 1 }, `${name} takes a value in its brackets.`, {
      fix: remove({ from: at.from, to: startOf(scan) + 1 }, `Remove ${name}()`),
    })
  const of = [readSum(reading, depth + 1)]
  let comma = startOf(scan)
  while (scan.take(',')) {
    if (functions[name].takes === 'one') {
      const rest = { from: comma, to: endOfCall(scan) }
      throw trouble(rest, `${name} takes one value.`, { fix: remove(rest, 'Remove the rest') })
    }
    if (scan.next() === ')' || scan.isAtEnd())
      throw trouble({ from: comma, to: comma + 1 }, 'A value is missing after the comma.', {
        fix: remove({ from: comma, to: comma + 1 }, 'Remove it'),
        isUnfinished: scan.isAtEnd(),
      })
    of.push(readSum(reading, depth + 1))
    comma = startOf(scan)
  }
  closeBracket(reading, open)
  if (functions[name].takes === 'several' && of.length < 2)
    throw trouble(at, `${name} takes two or more values, with commas between them.`)
  return { kind: 'call', name, of }
}

/** Where the bracket closes that the scanner is in, or the line ends. */
function endOfCall(scan: Scanner): number {
  let depth = 0
  for (let place = scan.place(); place < scan.line.length; place += 1) {
    const character = scan.line.charAt(place)
    if (character === '(') depth += 1
    if (character === ')' && depth-- === 0) return place
  }
  return scan.line.length
}

function metric({ scan, names, metrics }: Reading, name: string, at: Span): Expression {
  scan.mark('field', at)
  if (names?.has(name) === false) throw unknown(scan, names, name, at)
  metrics.add(name)
  if (metrics.size > mostMetrics) throw trouble(at, `There are more than ${mostMetrics} metrics.`)
  return { kind: 'metric', name }
}

/** A name that no series has. It may be a part of one that has other signs: `val/loss`. */
function unknown(scan: Scanner, names: ReadonlySet<string>, name: string, at: Span): Trouble {
  const longer = nameFrom(scan.line, at.from, names)
  if (longer !== null && longer.to > at.to) return unquoted(longer, longer.text)
  const similar = nearest(name, names)
  return trouble(at, `No run has a metric named ${name}.`, {
    fix: similar === null ? null : replace(at, quotedName(similar)),
  })
}
