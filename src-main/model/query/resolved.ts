/** What a line asks of runs once its names are known: plain tests, each of one thing. */
import type { ValueKind } from '../../contract/run-query'
import type { OwnName } from './fields'
import type { MetricPart } from './tree'
import type { Period } from './literals'

/** What a test looks at. */
export type Target =
  | { readonly kind: 'own'; readonly name: OwnName }
  | { readonly kind: 'value'; readonly of: ValueKind; readonly key: string }
  | { readonly kind: 'metric'; readonly key: string; readonly part: MetricPart }
  /** The value at an epoch or step. */
  | { readonly kind: 'point'; readonly key: string; readonly step: number }

/** What a text has to be: in small letters. */
export type Wanted = { readonly text: string; readonly isQuoted: boolean }

export type Size = '<' | '<=' | '>' | '>='

export type Test =
  | { readonly kind: 'word'; readonly word: string }
  /** In the log, each from its beginning on. */
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'never' }
  | { readonly kind: 'is'; readonly target: Target; readonly wanted: readonly Wanted[] }
  | { readonly kind: 'equals'; readonly target: Target; readonly numbers: readonly number[] }
  | { readonly kind: 'size'; readonly target: Target; readonly operator: Size; readonly number: number }
  | {
      readonly kind: 'when'
      readonly target: Target
      readonly operator: Size | '='
      readonly period: Period
    }
  /** A text has another one in it, in small letters. */
  | { readonly kind: 'has'; readonly target: Target; readonly text: string }
  | { readonly kind: 'matches'; readonly target: Target; readonly pattern: string }
  | { readonly kind: 'state'; readonly words: readonly string[] }
  | { readonly kind: 'flag'; readonly flag: 'starred' | 'archived' }
  | { readonly kind: 'empty'; readonly target: Target }

export type Resolved =
  | Test
  | { readonly kind: 'not'; readonly of: Resolved }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Resolved[] }

export type ResolvedOrder = { readonly target: Target; readonly isDescending: boolean }

export type ResolvedQuery = { readonly condition: Resolved | null; readonly order: readonly ResolvedOrder[] }

export const allResolved = (of: readonly Resolved[]): Resolved =>
  of.length === 1 ? (of[0] ?? { kind: 'and', of }) : { kind: 'and', of }
export const anyResolved = (of: readonly Resolved[]): Resolved =>
  of.length === 1 ? (of[0] ?? { kind: 'or', of }) : { kind: 'or', of }
