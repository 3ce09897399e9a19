/** What somebody is typing: which part of a condition the caret is in, what of it is there, and what the rest of the line asks. */
import { createScanner, keywords } from './scanner'
import { parseQuery } from './parse'
import { allOf, leavesOf, partsOf, type Condition, type Field, type Leaf, type Query } from './tree'

export type Caret = {
  /** What would be replaced: up to the end of the word, beyond the caret too. */
  readonly from: number
  readonly to: number
  /** What stands before the caret. */
  readonly typed: string
  /** The other conditions that have to hold; null where there are none. */
  readonly rest: Condition | null
} & (
  | {
      readonly kind: 'field'
      readonly isOrder: boolean
      /** Whether `and`, `or` and `order by` may stand here. */ readonly goesOn: boolean
    }
  /** Behind a word that may be a field. */
  | { readonly kind: 'operator'; readonly field: Field }
  | { readonly kind: 'value'; readonly field: Field; readonly place: 'value' | 'term' }
)

/** Stands for the caret while the line is read: a letter of a word, which nobody types. */
const mark = '\ue000'

/** @returns null where nothing can be completed: within a number of `.at`, or where the line has another fault. */
export function readCaret(line: string, at: number): Caret | null {
  if (line.includes(mark)) return null
  const [before, after] = [line.slice(0, at), line.slice(at)]
  const query = readOn(before + mark + after) ?? readOn(before + mark)
  if (query === null) return null
  const ordered = query.order.find(({ field }) => field.name.includes(mark))
  if (ordered !== undefined)
    return {
      kind: 'field',
      isOrder: true,
      goesOn: false,
      rest: query.condition,
      ...wordAt(line, at, ordered.at.from, 'word'),
    }
  const leaves = leavesOf(query.condition)
  const place = leaves.findIndex(hasMark)
  const leaf = leaves[place]
  if (leaf === undefined) return null
  const rest = allOf(partsOf(query.condition).filter((part) => !leavesOf(part).some(hasMark)))
  return { ...caretIn(line, at, leaf, leaves[place - 1]), rest }
}

/** A line that is not over is read as if it were: brackets and quotation marks close. */
function readOn(line: string): Query | null {
  let whole = line
  for (let turn = 0; turn < 10; turn += 1) {
    const { query, problem } = parseQuery(whole)
    if (query !== null) return query
    const { fix } = problem ?? { fix: null }
    if (fix === null || !/^Close it|^Add brackets/.test(fix.label)) return null
    whole = whole.slice(0, fix.from) + fix.text + whole.slice(fix.to)
  }
  return null
}

function hasMark(leaf: Leaf): boolean {
  switch (leaf.kind) {
    case 'text':
      return leaf.text.includes(mark)
    case 'term':
    case 'compare':
      return leaf.field.name.includes(mark) || leaf.value.text.includes(mark)
    case 'in':
      return leaf.field.name.includes(mark) || leaf.values.some(({ text }) => text.includes(mark))
    case 'between':
      return [leaf.field.name, leaf.low.text, leaf.high.text].some((text) => text.includes(mark))
    case 'empty':
      return leaf.field.name.includes(mark)
  }
}

type Placed = Pick<Caret, 'from' | 'to' | 'typed'>

function caretIn(line: string, at: number, leaf: Leaf, before: Leaf | undefined) {
  if (leaf.kind === 'text') {
    const word = wordAt(line, at, leaf.at.from, 'word')
    const isBeside = before?.kind === 'text' && /^\s+$/.test(line.slice(before.at.to, leaf.at.from))
    const field = isBeside ? { name: before.text, part: null, step: null } : null
    return field === null
      ? {
          kind: 'field' as const,
          isOrder: false,
          goesOn: before !== undefined && /[\s)]$/.test(line.slice(0, word.from)),
          ...word,
        }
      : { kind: 'operator' as const, field, ...word }
  }
  if (leaf.field.name.includes(mark))
    return { kind: 'field' as const, isOrder: false, goesOn: false, ...wordAt(line, at, leaf.fieldAt.from, 'word') }
  const place = leaf.kind === 'term' ? ('term' as const) : ('value' as const)
  return { kind: 'value' as const, field: leaf.field, place, ...valueAt(line, at, leaf, place) }
}

/** The word of the line, as it is without the mark, that the caret is in. */
function wordAt(line: string, at: number, from: number, read: 'word' | 'value' | 'rest'): Placed {
  const scan = createScanner(line)
  scan.back(Math.min(from, at))
  const start = Math.min(from, at)
  let to = at
  try {
    const word = scan[read]()
    if (word !== null && word.from === start) to = Math.max(at, word.to)
  } catch {
    // Not closed yet: it ends with the line.
    to = line.length
  }
  const typed = line.slice(start, at)
  return { from: start, to, typed: typed.startsWith('"') ? typed.slice(1) : typed }
}

/** Where the value begins that the caret is in: the only one, or the one behind the last comma, bracket or `and`. */
function valueAt(line: string, at: number, leaf: Leaf, place: 'value' | 'term'): Placed {
  if (leaf.kind === 'term' || leaf.kind === 'compare')
    return wordAt(line, at, leaf.valueAt.from, place === 'term' ? 'rest' : 'value')
  const inside = line.slice(leaf.valueAt.from, at)
  const quoted = /"(?:[^"\\]|\\.)*$/.exec(inside.replaceAll(/"(?:[^"\\]|\\.)*"/g, (text) => '_'.repeat(text.length)))
  const begin = quoted?.index ?? /[^\s(,]*$/.exec(inside)?.index ?? inside.length
  return wordAt(line, at, leaf.valueAt.from + begin, 'value')
}

/**
 * Whether a line ends in a word behind `and`, `or` or `not` that may be the beginning of a condition, or behind anything in the beginning of such a word
 * itself. It means something as it is, a word to look for, but nobody who is at it means that.
 */
export function endsInName(line: string): boolean {
  const last = leavesOf(parseQuery(line).query?.condition ?? null).at(-1)
  if (last?.kind !== 'text' || last.at.to < line.trimEnd().length) return false
  const before = line.slice(0, last.at.from)
  if (/\b(?:and|or|not)\s+$/i.test(before)) return true
  const word = line.slice(last.at.from).toLowerCase()
  return before.trim() !== '' && keywords.some((keyword) => keyword.startsWith(word))
}
