/** A window as large as the image out of one with a black edge around it, as torchvision's `RandomCrop` with padding. */
import { defineAugmentation } from '../augmentation'

declare module '../augmentation' {
  interface Augmentations {
    crop: true
  }
}

export default defineAugmentation({
  kind: 'crop',
  place: 3,
  phrase: (padding) => `cropped at random out of an edge of ${padding} black pixels`,
  help: 'Moves the image by up to so many pixels each way; what comes in from outside is black.',
  number: { label: 'padding', minimum: 1, maximum: 64, isWhole: true, default: 4 },
  changes: 'places',
  refuse([height, width], target, padding) {
    if (padding >= Math.min(height, width)) return `may move images of ${height} × ${width} out of sight`
    return target === null || (target[0] === height && target[1] === width)
      ? null
      : `cannot move targets of ${target[0]} × ${target[1]} as it moves images of ${height} × ${width}`
  },
  prepare([height, width, channels], padding) {
    const steps = 2 * padding + 1
    return (picture, draws) => {
      const down = draws.below(steps) - padding
      const right = draws.below(steps) - padding
      const before = picture.slice()
      picture.fill(0)
      const columns = width - Math.abs(right)
      if (columns <= 0) return
      const [from, to] = [Math.max(0, right) * channels, Math.max(0, -right) * channels]
      for (let row = Math.max(0, -down); row < Math.min(height, height - down); row += 1) {
        const line = (row + down) * width * channels + from
        picture.set(before.subarray(line, line + columns * channels), row * width * channels + to)
      }
    }
  },
  fixture: 'augmentations/crop.json',
})
