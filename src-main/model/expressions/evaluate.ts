/** What an expression is at each step. */
import { functions, type Expression, type Operator } from './tree'

const operations: Readonly<Record<Operator, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '^': (left, right) => left ** right,
}

/**
 * Column by column, as doubles: what has no value (`log(-1)`, `0 / 0`) is NaN, what grows beyond all numbers infinite, and is drawn as such.
 * @param columns by metric, of one length. @throws RangeError where one is missing
 */
export function evaluate(
  expression: Expression,
  columns: ReadonlyMap<string, Float64Array>,
  length: number,
): Float64Array {
  switch (expression.kind) {
    case 'number':
      return new Float64Array(length).fill(expression.value)
    case 'metric': {
      const column = columns.get(expression.name)
      if (column === undefined) throw new RangeError(`There are no values of ${expression.name}`)
      return column
    }
    case 'negative':
      return evaluate(expression.of, columns, length).map((value) => -value)
    case 'binary': {
      const operation = operations[expression.operator]
      const right = evaluate(expression.right, columns, length)
      return evaluate(expression.left, columns, length).map((value, at) => operation(value, right[at] ?? Number.NaN))
    }
    case 'call': {
      const { of, takes } = functions[expression.name]
      const [first, ...others] = expression.of.map((one) => evaluate(one, columns, length))
      if (first === undefined) throw new RangeError(`${expression.name} has no value`)
      if (takes === 'one') return first.map((value) => of(value))
      return first.map((value, at) => of(value, ...others.map((other) => other[at] ?? Number.NaN)))
    }
  }
}

/**
 * The steps that all of several series have a point at, and each one's values there. Nothing is interpolated: a step that one of them lacks is left out.
 * @param series steps ascending
 */
export function joinSteps(
  series: readonly { readonly steps: ArrayLike<number>; readonly values: ArrayLike<number> }[],
): { readonly steps: Float64Array; readonly values: readonly Float64Array[]; readonly places: readonly Int32Array[] } {
  const [first] = series
  if (first === undefined) return { steps: new Float64Array(), values: [], places: [] }
  const at = series.map(() => 0)
  const kept = series.map(() => new Int32Array(first.steps.length))
  let count = 0
  for (let place = 0, size = first.steps.length; place < size; place += 1) {
    const step = first.steps[place] ?? Number.NaN
    const isShared = series.every(({ steps }, index) => {
      let next = at[index] ?? 0
      while (next < steps.length && (steps[next] ?? step) < step) next += 1
      at[index] = next
      return steps[next] === step
    })
    if (!isShared) continue
    for (const [index, places] of kept.entries()) places[count] = at[index] ?? 0
    count += 1
  }
  const places = kept.map((all) => all.subarray(0, count))
  const pick = (column: ArrayLike<number>, of: Int32Array | undefined) =>
    Float64Array.from(of ?? [], (place) => column[place] ?? Number.NaN)
  return {
    steps: pick(first.steps, places[0]),
    values: series.map(({ values }, index) => pick(values, places[index])),
    places,
  }
}
