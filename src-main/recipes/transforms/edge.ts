/** The size of Sobel's gradient, `numpy.hypot` of both of `scipy.ndimage.sobel`, divided by the most that it can be for values in [0, 1]. */
import { defineTransform, mirrored } from '../transform'

declare module '../transform' {
  interface Transforms {
    edge: true
  }
}

const most = Math.sqrt(32)

export default defineTransform({
  kind: 'edge',
  place: 7,
  phrase: () => 'turned into edges',
  help: 'Keeps only the edges: the size of Sobel’s gradient, channel by channel.',
  number: null,
  shape: (input) => input,
  isLinear: false,
  prepare([height, width, channels]) {
    return (from, to) => {
      for (let row = 0; row < height; row += 1) {
        const [above, here, below] = [mirrored(row - 1, height), row, mirrored(row + 1, height)]
        for (let column = 0; column < width; column += 1) {
          const [left, right] = [mirrored(column - 1, width), mirrored(column + 1, width)]
          for (let channel = 0; channel < channels; channel += 1) {
            const at = (y: number, x: number) => from[(y * width + x) * channels + channel] ?? 0
            const across =
              at(above, right) -
              at(above, left) +
              2 * (at(here, right) - at(here, left)) +
              at(below, right) -
              at(below, left)
            const down =
              at(below, left) -
              at(above, left) +
              2 * (at(below, column) - at(above, column)) +
              at(below, right) -
              at(above, right)
            to[(row * width + column) * channels + channel] = Math.hypot(across, down) / most
          }
        }
      }
    }
  },
  fixture: 'transforms/edge.json',
})
