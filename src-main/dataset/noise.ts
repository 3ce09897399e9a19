/** Gaussian noise on inputs, clipped to [0, 1] as torchvision's `v2.GaussianNoise` is: a function of seed, epoch and image alone. */
import { createRandom } from '../maths/random'

/** Adds to the input of one image. @param epoch 1-based; 0 for images whose noise is the same whenever they are looked at. */
export type AddNoise = (inputs: Float32Array, offset: number, size: number, image: number, epoch: number) => void

/**
 * So many normal numbers are drawn once; an image takes a stretch of them that begins where a hash of epoch and image says. Drawing them anew for
 * each image would take longer than training on it.
 */
const tableSize = 2 ** 20

/** Box and Muller's transform of two uniform numbers. */
function drawTable(seed: number, stream: string): Float32Array {
  const random = createRandom(seed, stream)
  const table = new Float32Array(tableSize)
  for (let at = 0; at < tableSize; at += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()))
    const angle = 2 * Math.PI * random.uniform()
    table[at] = radius * Math.cos(angle)
    table[at + 1] = radius * Math.sin(angle)
  }
  return table
}

/** 32 well mixed bits (splitmix32). */
function mix(left: number, right: number): number {
  let mixed = (Math.imul(left, 0x9e3779b1) ^ Math.imul(right + 1, 0x85ebca6b)) >>> 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
  return (mixed ^ (mixed >>> 15)) >>> 0
}

/** @param deviation standard deviation, with inputs in [0, 1]; 0 for none. @param stream separates the uses of one seed */
export function createNoise(deviation: number, seed: number, stream: string): AddNoise | null {
  if (deviation === 0) return null
  const table = drawTable(seed, `noise ${stream}`)
  return (inputs, offset, size, image, epoch) => {
    let at = mix(epoch, image) % tableSize
    for (let index = offset; index < offset + size; index += 1) {
      inputs[index] = Math.min(1, Math.max(0, (inputs[index] ?? 0) + deviation * (table[at] ?? 0)))
      at = at + 1 === tableSize ? 0 : at + 1
    }
  }
}
