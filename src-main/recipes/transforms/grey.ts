/** torchvision's `v2.Grayscale`: ITU-R 601 as it rounds it, so that the weights sum to 0.9999. */
import { defineTransform } from '../transform'

declare module '../transform' {
  interface Transforms {
    grey: true
  }
}

const [red, green, blue] = [0.2989, 0.587, 0.114] as const

export default defineTransform({
  kind: 'grey',
  place: 2,
  phrase: () => 'grey',
  help: 'Turns colours into one grey channel.',
  number: null,
  shape: ([height, width]) => [height, width, 1],
  isLinear: false,
  prepare([height, width, channels]) {
    if (channels !== 3) return (from, to) => to.set(from)
    return (from, to) => {
      for (let pixel = 0, at = 0; pixel < height * width; pixel += 1, at += 3)
        to[pixel] = red * (from[at] ?? 0) + green * (from[at + 1] ?? 0) + blue * (from[at + 2] ?? 0)
    }
  },
  fixture: 'transforms/grey.json',
})
