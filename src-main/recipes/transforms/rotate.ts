/** `scipy.ndimage.rotate` with `order=1, reshape=False, mode="grid-constant", cval=0`: bilinear, black beyond the edges. */
import { defineTransform } from '../transform'

declare module '../transform' {
  interface Transforms {
    rotate: true
  }
}

/** Sine and cosine that are 0 and 1 where they should be: a quarter turn moves pixels and mixes none. */
function turn(degrees: number): { sine: number; cosine: number } {
  if (degrees % 90 !== 0)
    return { sine: Math.sin((degrees * Math.PI) / 180), cosine: Math.cos((degrees * Math.PI) / 180) }
  const quarters = (((degrees / 90) % 4) + 4) % 4
  return { sine: [0, 1, 0, -1][quarters] ?? 0, cosine: [1, 0, -1, 0][quarters] ?? 1 }
}

export default defineTransform({
  kind: 'rotate',
  place: 5,
  phrase: (degrees) => `rotated by ${degrees}°`,
  help: 'Rotates counter-clockwise around the middle; what comes in from outside is black.',
  number: { label: 'degrees', minimum: -180, maximum: 180, isWhole: false, default: 90 },
  shape: (input) => input,
  isLinear: true,
  prepare([height, width, channels], degrees) {
    const { sine, cosine } = turn(degrees)
    const [middleRow, middleColumn] = [(height - 1) / 2, (width - 1) / 2]
    return (from, to) => {
      const at = (row: number, column: number, channel: number) =>
        row < 0 || row >= height || column < 0 || column >= width
          ? 0
          : (from[(row * width + column) * channels + channel] ?? 0)
      for (let row = 0; row < height; row += 1) {
        for (let column = 0; column < width; column += 1) {
          const [down, across] = [row - middleRow, column - middleColumn]
          const fromRow = cosine * down + sine * across + middleRow
          const fromColumn = cosine * across - sine * down + middleColumn
          const [top, left] = [Math.floor(fromRow), Math.floor(fromColumn)]
          const [low, right] = [fromRow - top, fromColumn - left]
          for (let channel = 0; channel < channels; channel += 1)
            to[(row * width + column) * channels + channel] =
              (1 - low) * ((1 - right) * at(top, left, channel) + right * at(top, left + 1, channel)) +
              low * ((1 - right) * at(top + 1, left, channel) + right * at(top + 1, left + 1, channel))
        }
      }
    }
  },
  fixture: 'transforms/rotate.json',
})
