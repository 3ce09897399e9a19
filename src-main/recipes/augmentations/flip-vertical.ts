/** Top and bottom changed over with some probability, as torchvision's `RandomVerticalFlip`. */
import { defineAugmentation, probability } from '../augmentation'

declare module '../augmentation' {
  interface Augmentations {
    'flip-vertical': true
  }
}

export default defineAugmentation({
  kind: 'flip-vertical',
  place: 2,
  phrase: (value) => `flipped vertically with probability ${value}`,
  help: 'Swaps top and bottom with this probability.',
  number: probability,
  changes: 'places',
  refuse: () => null,
  prepare: ([height, width, channels], value) => {
    const size = width * channels
    return (picture, draws) => {
      if (draws.uniform() >= value) return
      for (let top = 0; top < height >> 1; top += 1) {
        const [from, to] = [top * size, (height - 1 - top) * size]
        const kept = picture.slice(from, from + size)
        picture.copyWithin(from, to, to + size)
        picture.set(kept, to)
      }
    }
  },
  fixture: 'augmentations/flip-vertical.json',
})
