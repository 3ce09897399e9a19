/** torchvision's `v2.CenterCrop`, to a square: where the margins are not even, Python's rounding decides. */
import { defineTransform, movePixels } from '../transform'

declare module '../transform' {
  interface Transforms {
    crop: true
  }
}

/** Half of a whole number as Python rounds it: halves to the even neighbour. */
function halfToEven(whole: number): number {
  const half = Math.floor(whole / 2)
  return whole % 2 === 0 || half % 2 === 0 ? half : half + 1
}

export default defineTransform({
  kind: 'crop',
  place: 8,
  phrase: (side) => `cropped to the middle ${side} × ${side}`,
  help: 'Keeps a square from the middle.',
  number: { label: 'side', minimum: 1, maximum: 128, isWhole: true, default: 24 },
  shape: ([height, width, channels], side) =>
    side > height || side > width ? `is larger than the image of ${height} × ${width}` : [side, side, channels],
  isLinear: true,
  prepare: (input, side) => {
    const [height, width] = input
    const [top, left] = [halfToEven(height - side), halfToEven(width - side)]
    return movePixels(input, (pixel) => (top + Math.floor(pixel / side)) * width + left + (pixel % side), side * side)
  },
  fixture: 'transforms/crop.json',
})
