/** The operations of recipes over plain arrays of doubles: what their tensor code makes of numbers, without TensorFlow. */
import type { TensorOperations } from '../../src-main/recipes/tensors'

type Values = readonly number[]

const each = (values: Values, make: (value: number) => number): Values => values.map(make)
const both = (left: Values, right: Values | number, make: (left: number, right: number) => number): Values =>
  left.map((value, index) => make(value, typeof right === 'number' ? right : right[index % right.length]!))

export const arrayOperations: TensorOperations<Values> = {
  abs: (value) => each(value, Math.abs),
  sign: (value) => each(value, Math.sign),
  square: (value) => each(value, (one) => one * one),
  sqrt: (value) => each(value, Math.sqrt),
  exp: (value) => each(value, Math.exp),
  log1p: (value) => each(value, Math.log1p),
  tanh: (value) => each(value, Math.tanh),
  add: (left, right) => both(left, right, (a, b) => a + b),
  sub: (left, right) => both(left, right, (a, b) => a - b),
  mul: (left, right) => both(left, right, (a, b) => a * b),
  div: (left, right) => both(left, right, (a, b) => a / b),
  clipByValue: (value, low, high) => each(value, (one) => Math.min(high, Math.max(low, one))),
  less: (left, right) => both(left, right, (a, b) => (a < b ? 1 : 0)),
  where: (condition, yes, no) => condition.map((holds, index) => (holds === 1 ? yes[index]! : no[index]!)),
  mean: (value) => [value.reduce((sum, one) => sum + one, 0) / value.length],
}
