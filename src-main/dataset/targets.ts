/** Targets out of images: a run's chain of transforms, made ready once and taken for each image. */
import { sizeOfShape, type ImageShape } from '../recipes/data-source'
import { quickestOrder, transforms, type Chain } from '../recipes/registry/transforms'

/**
 * Makes the target of one image.
 * @param image bytes, row by row, the channels of a pixel beside each other.
 * @param target numbers in [0, 1] for images in [0, 255], written likewise.
 */
export type WriteTarget = (image: Uint8Array, target: Float32Array) => void

/**
 * A chain for images of one shape. Every step is in double precision and has room of its own, which is filled anew for each image: there
 * are 60,000 at the start of a run.
 * @param chain whose steps can all be taken ({@link shapeOfChain}).
 */
export function createTargetWriter(chain: Chain, input: ImageShape): WriteTarget {
  let shape = input
  const first = new Float64Array(sizeOfShape(input))
  let room = first
  const steps = quickestOrder(chain).map(({ kind, value }) => {
    const recipe = transforms[kind]
    const next = recipe.shape(shape, value)
    if (typeof next === 'string') throw new RangeError(`${kind}:${value} ${next}.`)
    const from = room
    const apply = recipe.prepare(shape, value)
    room = new Float64Array(sizeOfShape(next))
    shape = next
    return { apply, from, to: room }
  })
  const last = room
  return (image, target) => {
    first.set(image)
    steps.forEach(({ apply, from, to }, index) => {
      apply(from, to)
      // After the first step, which may leave a third of the values: no transform minds a factor.
      if (index === 0) for (let at = 0; at < to.length; at += 1) to[at] = (to[at] ?? 0) / 255
    })
    target.set(last)
  }
}
