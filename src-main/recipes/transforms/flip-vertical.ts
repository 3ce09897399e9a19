/** Top and bottom changed over. */
import { defineTransform, movePixels } from '../transform'

declare module '../transform' {
  interface Transforms {
    'flip-vertical': true
  }
}

export default defineTransform({
  kind: 'flip-vertical',
  place: 4,
  phrase: () => 'flipped vertically',
  help: 'Swaps top and bottom.',
  number: null,
  shape: (input) => input,
  isLinear: true,
  prepare: (input) => {
    const [height, width] = input
    return movePixels(
      input,
      (pixel) => (height - 1 - Math.floor(pixel / width)) * width + (pixel % width),
      height * width,
    )
  },
  fixture: 'transforms/flip-vertical.json',
})
