/** What an expression over metrics means, as a tree (docs/expressions.md is the language). Pure: names are not looked up here. */

export const operators = ['+', '-', '*', '/', '^'] as const
export type Operator = (typeof operators)[number]

/** What functions make of numbers, and how many they take: one, or as many as there are from two on. */
export const functions = {
  log: { takes: 'one', of: Math.log, words: 'natural logarithm' },
  log10: { takes: 'one', of: Math.log10, words: 'logarithm to base 10' },
  exp: { takes: 'one', of: Math.exp, words: 'e to the power of a value' },
  sqrt: { takes: 'one', of: Math.sqrt, words: 'square root' },
  abs: { takes: 'one', of: Math.abs, words: 'value without its sign' },
  min: { takes: 'several', of: Math.min, words: 'least of two or more values' },
  max: { takes: 'several', of: Math.max, words: 'greatest of two or more values' },
} as const satisfies Readonly<
  Record<
    string,
    { readonly takes: 'one' | 'several'; readonly of: (...values: number[]) => number; readonly words: string }
  >
>
export type FunctionName = keyof typeof functions

export const isFunctionName = (name: string): name is FunctionName => Object.hasOwn(functions, name)

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  /** The value of a series at the step. */
  | { readonly kind: 'metric'; readonly name: string }
  | { readonly kind: 'negative'; readonly of: Expression }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly of: readonly Expression[] }

/** The series that it takes values of, each once, in the order in which they stand. */
export function metricsIn(expression: Expression): string[] {
  switch (expression.kind) {
    case 'number':
      return []
    case 'metric':
      return [expression.name]
    case 'negative':
      return metricsIn(expression.of)
    case 'binary':
      return [...new Set([...metricsIn(expression.left), ...metricsIn(expression.right)])]
    case 'call':
      return [...new Set(expression.of.flatMap(metricsIn))]
  }
}
