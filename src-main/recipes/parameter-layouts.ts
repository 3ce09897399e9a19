/** Parameters in torch's layout, and back out of it. */
import type { GraphTensor, ParameterLayout } from './layer-exports'
import type { Shape } from './layer'
import { sizeOfShape } from './data-source'

/** Of an array in row-major order: its dimensions in another order. */
function permute({ shape, values }: GraphTensor, order: readonly number[]): GraphTensor {
  const permuted = order.map((axis) => shape[axis] ?? 1)
  const strides = order.map((axis) => sizeOfShape(shape.slice(axis + 1)))
  const result = new Float32Array(values.length)
  const place = order.map(() => 0)
  let from = 0
  for (let to = 0; to < result.length; to += 1) {
    result[to] = values[from] ?? 0
    for (let axis = order.length - 1; axis >= 0; axis -= 1) {
      place[axis] = (place[axis] ?? 0) + 1
      from += strides[axis] ?? 0
      if ((place[axis] ?? 0) < (permuted[axis] ?? 1)) break
      from -= (strides[axis] ?? 0) * (permuted[axis] ?? 1)
      place[axis] = 0
    }
  }
  return { shape: permuted, values: result }
}

const orders = {
  matrix: { there: [1, 0], back: [1, 0] },
  filters: { there: [3, 2, 0, 1], back: [2, 3, 1, 0] },
  depthwise: { there: [2, 3, 0, 1], back: [2, 3, 0, 1] },
} as const satisfies Partial<Record<ParameterLayout, unknown>>

/** A parameter as torch has it. */
export function toTorch(tensor: GraphTensor, layout: ParameterLayout): GraphTensor {
  if (layout === 'same') return tensor
  const { shape, values } = permute(tensor, orders[layout].there)
  if (layout !== 'depthwise') return { shape, values }
  const [channels = 1, each = 1, height = 1, width = 1] = shape
  return { shape: [channels * each, 1, height, width], values }
}

/** The shape that torch has for a parameter of a shape here. */
export function torchShape(shape: Shape, layout: ParameterLayout): Shape {
  if (layout === 'same') return shape
  const there = orders[layout].there.map((axis) => shape[axis] ?? 1)
  const [channels = 1, each = 1, height = 1, width = 1] = there
  return layout === 'depthwise' ? [channels * each, 1, height, width] : there
}

/** The other way. @param shape of the parameter here */
export function fromTorch({ values }: GraphTensor, shape: Shape, layout: ParameterLayout): GraphTensor {
  if (layout === 'same') return { shape, values }
  const there = orders[layout].there.map((axis) => shape[axis] ?? 1)
  return permute({ shape: there, values }, orders[layout].back)
}
