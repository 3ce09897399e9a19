/**
 * Reads a line of the query language. By descent, one function a level:
 *
 *     line      = [ either ] [ "order by" field [ "asc" | "desc" ] { "," … } ]
 *     either    = all { "or" all }
 *     all       = one { [ "and" ] one }
 *     one       = "not" one | "(" either ")" | condition
 *     condition = field operator value | field [ "not" ] "in" "(" value { "," value } ")"
 *               | field [ "not" ] "between" value "and" value | field "is" [ "not" ] "empty"
 *               | field ":" value | word
 */
import { createScanner, isKeyword, Trouble, type Scanner, type Token, type Word } from './scanner'
import {
  allOf,
  anyOf,
  metricParts,
  type Condition,
  type Field,
  type Leaf,
  type OrderBy,
  type Query,
  type QueryProblem,
  type Span,
  type Value,
} from './tree'

export type ParsedQuery = {
  /** Null where the line cannot be read. */
  readonly query: Query | null
  readonly problem: QueryProblem | null
  /** What was read, for colours: all of the line, or what comes before the problem. */
  readonly tokens: readonly Token[]
}

/** Brackets and `not` within each other; more is refused, as each takes a level of every walk over the tree. */
const deepest = 40
/** More conditions are no question of a person; each is a search of its own. */
const mostConditions = 60
const mostOrders = 4

type Reading = { readonly scan: Scanner; conditions: number }

/** @returns the tree, or what is wrong with the line; never throws. */
export function parseQuery(line: string): ParsedQuery {
  const scan = createScanner(line)
  try {
    const query = readLine({ scan, conditions: 0 })
    return { query, problem: null, tokens: scan.tokens }
  } catch (error) {
    if (!(error instanceof Trouble)) throw error
    return { query: null, problem: error.problem, tokens: scan.tokens }
  }
}

function trouble(at: Span, sentence: string, more: Partial<Pick<QueryProblem, 'fix' | 'isUnfinished'>> = {}): Trouble {
  return new Trouble({ from: at.from, to: at.to, sentence, fix: null, isUnfinished: false, ...more })
}

const remove = (at: Span, label: string): QueryProblem['fix'] => ({ from: at.from, to: at.to, text: '', label })
const replace = (at: Span, text: string): QueryProblem['fix'] => ({ ...at, text, label: `Use ${text}` })

function readLine(reading: Reading): Query {
  const { scan } = reading
  const condition = scan.isAtEnd() || isOrder(scan) ? null : readEither(reading, 0)
  const order = readOrder(reading)
  if (!scan.isAtEnd()) {
    const at = { from: scan.place(), to: scan.place() + 1 }
    throw trouble(at, `${scan.next()} does not belong here.`, { fix: remove(at, `Remove ${scan.next()}`) })
  }
  return { condition, order }
}

function isOrder(scan: Scanner): boolean {
  const place = scan.place()
  const before = scan.tokens.length
  const is = scan.keyword('order') && scan.keyword('by')
  scan.back(place)
  scan.tokens.length = before
  return is
}

/** Whether another condition begins here: no bracket closes, nothing is ordered, the line is not over. */
const goesOn = (scan: Scanner): boolean => !scan.isAtEnd() && !')'.includes(scan.next()) && !isOrder(scan)

function readEither(reading: Reading, depth: number): Condition {
  const { scan } = reading
  const parts = [readAll(reading, depth)]
  for (;;) {
    const from = startOf(scan)
    if (!scan.keyword('or')) break
    needCondition(scan, { from, to: scan.place() }, 'or')
    parts.push(readAll(reading, depth))
  }
  return anyOf(parts) ?? { kind: 'or', of: [] }
}

function startOf(scan: Scanner): number {
  scan.next()
  return scan.place()
}

function needCondition(scan: Scanner, at: Span, word: string): void {
  if (!goesOn(scan))
    throw trouble(at, `A condition is missing after ${word}.`, {
      fix: remove(at, `Remove ${word}`),
      isUnfinished: scan.isAtEnd(),
    })
}

function readAll(reading: Reading, depth: number): Condition {
  const { scan } = reading
  const parts = [readOne(reading, depth)]
  while (goesOn(scan) && !isNext(scan, 'or')) {
    const from = startOf(scan)
    if (scan.keyword('and')) needCondition(scan, { from, to: scan.place() }, 'and')
    parts.push(readOne(reading, depth))
  }
  return allOf(parts) ?? { kind: 'and', of: [] }
}

function isNext(scan: Scanner, word: 'or' | 'in' | 'between'): boolean {
  const place = scan.place()
  const before = scan.tokens.length
  const is = scan.keyword(word)
  scan.back(place)
  scan.tokens.length = before
  return is
}

function readOne(reading: Reading, depth: number): Condition {
  const { scan } = reading
  const from = startOf(scan)
  if (depth > deepest) throw trouble({ from, to: scan.line.length }, `Brackets are nested more than ${deepest} deep.`)
  if (scan.keyword('not')) {
    needCondition(scan, { from, to: scan.place() }, 'not')
    return { kind: 'not', of: readOne(reading, depth + 1) }
  }
  if (scan.take('(')) {
    const open = { from, to: scan.place() }
    if (scan.next() === ')')
      throw trouble({ from, to: scan.place() + 1 }, 'There is nothing between the brackets.', {
        fix: remove({ from, to: scan.place() + 1 }, 'Remove them'),
      })
    needCondition(scan, open, '(')
    const inside = readEither(reading, depth + 1)
    if (!scan.take(')')) {
      const end = scan.line.trimEnd().length
      throw trouble(open, 'The bracket is not closed.', {
        fix: { from: end, to: end, text: ')', label: 'Close it' },
        isUnfinished: scan.isAtEnd(),
      })
    }
    return inside
  }
  reading.conditions += 1
  if (reading.conditions > mostConditions)
    throw trouble({ from, to: scan.line.length }, `There are more than ${mostConditions} conditions.`)
  return readCondition(scan)
}

function readCondition(scan: Scanner): Leaf {
  const from = startOf(scan)
  const word = scan.word()
  if (word === null) throw noName(scan, from)
  if (!word.isQuoted && (word.text === '&&' || word.text === '||'))
    throw trouble(word, `Write ${word.text === '&&' ? 'and' : 'or'} instead of ${word.text}.`, {
      fix: replace(word, word.text === '&&' ? 'and' : 'or'),
    })
  if (scan.takeHere(':')) return readTerm(scan, word)
  if (!word.isQuoted && ['and', 'or', 'not'].includes(word.text.toLowerCase()))
    throw trouble(word, `A condition is missing before ${word.text}.`, {
      fix: remove(word, `Remove ${word.text}`),
    })
  const field = readField(scan, word)
  const fieldAt = { from, to: scan.place() }
  const leaf = readComparison(scan, field, fieldAt) ?? readWords(scan, field, fieldAt)
  if (leaf !== null) {
    markField(scan, fieldAt)
    return leaf
  }
  if (field.part !== null || field.step !== null)
    throw trouble(fieldAt, `${scan.line.slice(fieldAt.from, fieldAt.to)} is not compared with anything.`, {
      isUnfinished: scan.isAtEnd(),
    })
  scan.mark('text', fieldAt)
  return { kind: 'text', text: word.text, at: fieldAt, fieldAt, valueAt: fieldAt }
}

function noName(scan: Scanner, from: number): Trouble {
  const found = scan.operator()
  const to = found === null ? Math.min(scan.line.length, from + 1) : found.at.to
  const written = scan.line.slice(from, to)
  return trouble(
    { from, to },
    found === null ? `${written} does not belong here.` : `A field is missing before ${written}.`,
    {
      fix: remove({ from, to }, `Remove ${written}`),
    },
  )
}

function markField(scan: Scanner, at: Span): void {
  scan.mark('field', at)
  scan.tokens.sort((left, right) => left.from - right.from)
}

function readTerm(scan: Scanner, name: Word): Leaf {
  const fieldAt = { from: name.from, to: name.to }
  scan.mark('field', fieldAt)
  scan.mark('operator', { from: name.to, to: name.to + 1 })
  const value = scan.rest()
  if (value.text === '' && !value.isQuoted)
    throw trouble({ from: name.from, to: name.to + 1 }, `A value is missing after ${name.text}:.`, {
      fix: remove({ from: name.from, to: name.to + 1 }, `Remove ${name.text}:`),
      isUnfinished: true,
    })
  scan.mark('text', value)
  return {
    kind: 'term',
    field: { name: name.text, part: null, step: null },
    value: { text: value.text, isQuoted: value.isQuoted },
    at: { from: name.from, to: value.to },
    fieldAt,
    valueAt: { from: value.from, to: value.to },
  }
}

const largestStep = 1e12

/** What follows a name at once: `.best` of one in quotation marks, `.at(20)` of any. */
function readField(scan: Scanner, word: Word): Field {
  const plain: Field = { name: word.text, part: null, step: null }
  const isAt = word.isQuoted ? scan.takeHere('.at(') : /.\.at$/is.test(word.text) && scan.takeHere('(')
  if (isAt) {
    const digits = scan.match(/^\s*\d*\s*/)
    const at = { from: word.from, to: scan.place() }
    const isClosed = scan.takeHere(')')
    const step = Number(digits)
    if (digits.trim() === '' || !isClosed || step > largestStep)
      throw trouble(at, '.at takes the number of an epoch or step, such as .at(20).', {
        fix: digits.trim() === '' || isClosed ? null : { from: at.to, to: at.to, text: ')', label: 'Close it' },
        isUnfinished: scan.isAtEnd(),
      })
    return { name: word.isQuoted ? word.text : word.text.slice(0, -'.at'.length), part: null, step }
  }
  if (!word.isQuoted) return plain
  const part = metricParts.find((one) => scan.takeHere(`.${one}`))
  return part === undefined ? plain : { ...plain, part }
}

function readComparison(scan: Scanner, field: Field, fieldAt: Span): Leaf | null {
  const found = scan.operator()
  if (found === null) return null
  const value = needValue(scan, found.at)
  return {
    kind: 'compare',
    field,
    operator: found.operator,
    value: bare(value),
    at: { from: fieldAt.from, to: scan.place() },
    fieldAt,
    valueAt: value.at,
  }
}

type PlacedValue = Value & { readonly at: Span }

function needValue(scan: Scanner, before: Span): PlacedValue {
  const place = scan.place()
  const word = scan.value()
  const written = scan.line.slice(before.from, before.to)
  if (word === null || (!word.isQuoted && isKeyword(word.text))) {
    scan.back(place)
    throw trouble(before, `A value is missing after ${written}.`, {
      fix: listInstead(scan, before) ?? remove(before, `Remove ${written}`),
      isUnfinished: scan.isAtEnd(),
    })
  }
  const isNumber = !word.isQuoted && /^[+-]?[.\d]/.test(word.text)
  scan.mark(isNumber ? 'number' : 'text', word)
  return { text: word.text, isQuoted: word.isQuoted, at: { from: word.from, to: word.to } }
}

/** A list in brackets goes with `in`, and with no sign. */
function listInstead(scan: Scanner, sign: Span): QueryProblem['fix'] {
  const word = { '=': 'in', '!=': 'not in' }[scan.line.slice(sign.from, sign.to)]
  return word !== undefined && /^\s*\(/.test(scan.line.slice(sign.to)) ? replace(sign, word) : null
}

const bare = ({ text, isQuoted }: PlacedValue): Value => ({ text, isQuoted })

/** `in`, `between` and `is empty`; null where none of them follows. */
function readWords(scan: Scanner, field: Field, fieldAt: Span): Leaf | null {
  const place = scan.place()
  const before = scan.tokens.length
  const give = () => {
    scan.back(place)
    scan.tokens.length = before
    return null
  }
  const from = startOf(scan)
  if (scan.keyword('is')) {
    const isNot = scan.keyword('not')
    if (!scan.keyword('empty')) return give()
    const end = scan.place()
    return { kind: 'empty', field, isNot, at: { from: fieldAt.from, to: end }, fieldAt, valueAt: { from, to: end } }
  }
  const isNot = scan.keyword('not')
  if (isNot && !isNext(scan, 'in') && !isNext(scan, 'between')) return give()
  if (scan.keyword('in')) return { ...readList(scan, { from, to: scan.place() }, fieldAt), field, isNot }
  if (!scan.keyword('between')) return give()
  const low = needValue(scan, { from, to: scan.place() })
  const and = startOf(scan)
  if (!scan.keyword('and'))
    throw trouble({ from, to: low.at.to }, 'between takes two values: between 1 and 2.', {
      isUnfinished: scan.isAtEnd(),
    })
  const high = needValue(scan, { from: and, to: scan.place() })
  const valueAt = { from: low.at.from, to: high.at.to }
  return {
    kind: 'between',
    field,
    isNot,
    low: bare(low),
    high: bare(high),
    at: { from: fieldAt.from, to: scan.place() },
    fieldAt,
    valueAt,
  }
}

type ListLeaf = Extract<Leaf, { kind: 'in' }>

function readList(scan: Scanner, word: Span, fieldAt: Span): Omit<ListLeaf, 'field' | 'isNot'> {
  const open = startOf(scan)
  if (!scan.take('(')) {
    const value = scan.value()
    throw trouble(word, 'in takes values in brackets: in (a, b).', {
      fix:
        value === null
          ? null
          : {
              from: value.from,
              to: value.to,
              text: `(${scan.line.slice(value.from, value.to)})`,
              label: 'Add brackets',
            },
      isUnfinished: scan.isAtEnd() && value === null,
    })
  }
  const values: Value[] = []
  do {
    values.push(bare(needValue(scan, { from: startOf(scan) - 1, to: startOf(scan) })))
    if (values.length > 1_000) throw trouble(word, 'A list has at most 1,000 values.')
  } while (scan.take(','))
  if (!scan.take(')'))
    throw trouble({ from: open, to: scan.place() }, 'The list is not closed.', {
      fix: { from: scan.place(), to: scan.place(), text: ')', label: 'Close it' },
      isUnfinished: scan.isAtEnd(),
    })
  return {
    kind: 'in',
    values,
    at: { from: fieldAt.from, to: scan.place() },
    fieldAt,
    valueAt: { from: open, to: scan.place() },
  }
}

function readOrder({ scan }: Reading): OrderBy[] {
  if (!isOrder(scan)) return []
  const from = startOf(scan)
  scan.keyword('order')
  scan.keyword('by')
  const by = { from, to: scan.place() }
  const order: OrderBy[] = []
  do {
    const start = startOf(scan)
    const word = scan.word()
    if (word === null)
      throw trouble(by, 'A field is missing after order by.', {
        fix: remove(by, 'Remove order by'),
        isUnfinished: scan.isAtEnd(),
      })
    const field = readField(scan, word)
    const at = { from: start, to: scan.place() }
    scan.mark('field', at)
    const isDescending = scan.keyword('desc')
    if (!isDescending) scan.keyword('asc')
    order.push({ field, isDescending, at })
    if (order.length > mostOrders) throw trouble(at, `Runs are ordered by ${mostOrders} fields at most.`)
  } while (scan.take(','))
  return order
}
