/** The operations of recipes over plain arrays of doubles: what their tensor code makes of numbers, without TensorFlow. */
import jStat from 'jstat'
import type { Kept, StepKernels } from '../../src-main/recipes/optimizer'
import type { TensorOperations } from '../../src-main/recipes/tensors'

type Values = readonly number[]

const each = (values: Values, make: (value: number) => number): Values => values.map(make)
const both = (left: Values, right: Values | number, make: (left: number, right: number) => number): Values =>
  left.map((value, index) => make(value, typeof right === 'number' ? right : right[index % right.length]!))

/** The same where either may be a number. */
const between = (
  left: Values | number,
  right: Values | number,
  make: (left: number, right: number) => number,
): Values => (typeof left === 'number' ? each(right as Values, (one) => make(left, one)) : both(left, right, make))

export const arrayOperations: TensorOperations<Values> = {
  abs: (value) => each(value, Math.abs),
  sign: (value) => each(value, Math.sign),
  square: (value) => each(value, (one) => one * one),
  sqrt: (value) => each(value, Math.sqrt),
  exp: (value) => each(value, Math.exp),
  erf: (value) => each(value, (one) => jStat.erf(one)),
  log1p: (value) => each(value, Math.log1p),
  tanh: (value) => each(value, Math.tanh),
  relu: (value) => each(value, (one) => Math.max(0, one)),
  elu: (value) => each(value, (one) => (one > 0 ? one : Math.expm1(one))),
  sigmoid: (value) => each(value, (one) => 1 / (1 + Math.exp(-one))),
  step: (value) => each(value, (one) => (one > 0 ? 1 : 0)),
  add: (left, right) => both(left, right, (a, b) => a + b),
  sub: (left, right) => between(left, right, (a, b) => a - b),
  minimum: (left, right) => both(left, right, Math.min),
  mul: (left, right) => both(left, right, (a, b) => a * b),
  div: (left, right) => between(left, right, (a, b) => a / b),
  clipByValue: (value, low, high) => each(value, (one) => Math.min(high, Math.max(low, one))),
  less: (left, right) => both(left, right, (a, b) => (a < b ? 1 : 0)),
  where: (condition, yes, no) => condition.map((holds, index) => (holds === 1 ? yes[index]! : no[index]!)),
  mean: (value) => [value.reduce((sum, one) => sum + one, 0) / value.length],
}

/** A parameter or slot of doubles. */
export function keptArray(values: Values): Kept<Values> {
  let now = values
  return { read: () => now, assign: (value) => (now = value) }
}

/** PyTorch's own formulas, in doubles. */
export const arrayKernels: StepKernels<Values> = {
  applyAdam(parameter, first, second, gradient, { learningRate, beta1, beta2, epsilon, step }) {
    first.assign(both(first.read(), gradient, (m, g) => beta1 * m + (1 - beta1) * g))
    second.assign(both(second.read(), gradient, (v, g) => beta2 * v + (1 - beta2) * g * g))
    const change = both(
      first.read(),
      second.read(),
      (m, v) => (learningRate * (m / (1 - beta1 ** step))) / (Math.sqrt(v / (1 - beta2 ** step)) + epsilon),
    )
    parameter.assign(both(parameter.read(), change, (p, c) => p - c))
  },
  applyMomentum(parameter, velocity, gradient, learningRate, momentum, nesterov) {
    velocity.assign(both(velocity.read(), gradient, (v, g) => momentum * v + g))
    const ahead = nesterov ? both(gradient, velocity.read(), (g, v) => g + momentum * v) : velocity.read()
    parameter.assign(both(parameter.read(), ahead, (p, a) => p - learningRate * a))
  },
}
