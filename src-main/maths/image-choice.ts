/** Which of many validation images are looked at. */
import type { ImageChoice, MeasuredImages } from '../contract/inside'
import { createRandom, shuffle } from './random'

/** @returns places in the set, in the order in which they are shown; fewer than were asked for where there are no more */
export function chooseImages(choice: ImageChoice, { losses, classes }: MeasuredImages): Uint32Array {
  const all = Uint32Array.from({ length: losses.length }, (_, place) => place)
  switch (choice.by) {
    case 'places':
      return Uint32Array.from(choice.places)
    case 'random':
      shuffle(all, createRandom(choice.seed, 'images looked at'))
      return all.slice(0, choice.count)
    case 'worst':
    case 'best': {
      // A loss that is no number is worse than any that is one.
      const sizes = losses.map((loss) => (Number.isNaN(loss) ? Infinity : loss))
      return greatest(all, sizes, choice.by === 'worst' ? 1 : -1).slice(0, choice.count)
    }
    case 'mistakes': {
      if (classes === null) return new Uint32Array()
      const { labels, said, sureness } = classes
      const wrong = all.filter((place) => said[place] !== labels[place])
      return greatest(wrong, sureness, 1).slice(0, choice.count)
    }
  }
}

/** By size, equal ones by their place. @param direction 1 for the greatest first, -1 for the least */
const greatest = (places: Uint32Array, sizes: ArrayLike<number>, direction: 1 | -1): Uint32Array =>
  places.sort((left, right) => {
    const [first, second] = [sizes[left] ?? 0, sizes[right] ?? 0]
    // Not by their difference, which of two infinities is none.
    return first === second ? left - right : first > second ? -direction : direction
  })
