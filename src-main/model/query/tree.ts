/** What a line that asks for runs means, as a tree (docs/query.md is the language). Pure: names are not looked up here. */

/** Places in the line: from the first character to the one behind the last. */
export type Span = { readonly from: number; readonly to: number }

export const comparisons = ['=', '!=', '<', '<=', '>', '>=', '~', '!~'] as const
export type Comparison = (typeof comparisons)[number]

export const metricParts = ['best', 'last', 'min', 'max'] as const
export type MetricPart = (typeof metricParts)[number]

/** What is asked of a run. `step` belongs to `.at(20)`; `part` is set where the name is in quotation marks, otherwise it is still in the name. */
export type Field = { readonly name: string; readonly part: MetricPart | null; readonly step: number | null }

/** In quotation marks it is text; without, a number, a date or a word, as the field has it. */
export type Value = { readonly text: string; readonly isQuoted: boolean }

/** One condition, with nothing inside it. `at` is its place in the line, `fieldAt` and `valueAt` those of its parts. */
export type Leaf = (
  | { readonly kind: 'text'; readonly text: string }
  /** `FIELD:VALUE`: is, or has. */
  | { readonly kind: 'term'; readonly field: Field; readonly value: Value }
  | {
      readonly kind: 'compare'
      readonly field: Field
      readonly operator: Comparison
      readonly value: Value
    }
  | { readonly kind: 'in'; readonly field: Field; readonly isNot: boolean; readonly values: readonly Value[] }
  | {
      readonly kind: 'between'
      readonly field: Field
      readonly isNot: boolean
      readonly low: Value
      readonly high: Value
    }
  | { readonly kind: 'empty'; readonly field: Field; readonly isNot: boolean }
) & { readonly at: Span; readonly fieldAt: Span; readonly valueAt: Span }

export type Condition =
  | Leaf
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] }

export type OrderBy = { readonly field: Field; readonly isDescending: boolean; readonly at: Span }

export type Query = {
  /** Null: every run. */
  readonly condition: Condition | null
  /** What decides first; at most four. */
  readonly order: readonly OrderBy[]
}

/** What is wrong with a line, where, and the one change that makes it right. */
export type QueryProblem = Span & {
  readonly sentence: string
  /** Text in place of what stands at `from` to `to`. */
  readonly fix: (Span & { readonly label: string; readonly text: string }) | null
  /** The line only ends too early: somebody may be typing it. */
  readonly isUnfinished: boolean
}

export const isLeaf = (condition: Condition): condition is Leaf =>
  condition.kind !== 'and' && condition.kind !== 'or' && condition.kind !== 'not'

/** Every single condition, in the order of the line. */
export function leavesOf(condition: Condition | null): Leaf[] {
  if (condition === null) return []
  if (isLeaf(condition)) return [condition]
  return condition.kind === 'not' ? leavesOf(condition.of) : condition.of.flatMap(leavesOf)
}

/** Conditions that all have to hold: those of the outermost `and`. */
export const partsOf = (condition: Condition | null): readonly Condition[] =>
  condition === null ? [] : condition.kind === 'and' ? condition.of : [condition]

/** A condition that holds where all of these do. */
export function allOf(parts: readonly Condition[]): Condition | null {
  const flat = parts.flatMap((part) => (part.kind === 'and' ? part.of : [part]))
  return flat.length === 0 ? null : flat.length === 1 ? (flat[0] ?? null) : { kind: 'and', of: flat }
}

/** A condition that holds where one of these does. */
export function anyOf(parts: readonly Condition[]): Condition | null {
  const flat = parts.flatMap((part) => (part.kind === 'or' ? part.of : [part]))
  return flat.length === 0 ? null : flat.length === 1 ? (flat[0] ?? null) : { kind: 'or', of: flat }
}
