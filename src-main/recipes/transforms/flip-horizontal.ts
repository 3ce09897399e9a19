/** Left and right changed over. */
import { defineTransform, movePixels } from '../transform'

declare module '../transform' {
  interface Transforms {
    'flip-horizontal': true
  }
}

export default defineTransform({
  kind: 'flip-horizontal',
  place: 3,
  phrase: () => 'flipped horizontally',
  help: 'Swaps left and right.',
  number: null,
  shape: (input) => input,
  isLinear: true,
  prepare: (input) => {
    const [height, width] = input
    return movePixels(input, (pixel) => pixel - (pixel % width) + (width - 1 - (pixel % width)), height * width)
  },
  fixture: 'transforms/flip-horizontal.json',
})
