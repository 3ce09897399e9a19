/** Which images are for training and which for validation: by a seed, each class alike, and no image on both sides. */
import { createRandom, shuffle } from '../../maths/random'
import type { Part } from './manifest'

export type SplitImage = {
  readonly label: number
  /** Equal for images that look the same once they are prepared. */
  readonly look: string
  /** What the folder says; null where the seed decides. */
  readonly part: Part | null
}

export type Split = {
  /** Places of images, in the order in which they are kept. */
  readonly train: Uint32Array
  readonly test: Uint32Array
  /** Images that look the same as one before them. */
  readonly duplicates: number
  /** Those that a folder has for training and that are for validation too: they are left out. */
  readonly leaking: number
}

/** @param share of each class that is for validation, where a seed decides */
export function splitImages(images: readonly SplitImage[], share: number, seed: number): Split {
  const groups = groupByLook(images)
  const partOf = (place: number) => images[place]?.part ?? null
  const loose = groups.filter((group) => group.every((place) => partOf(place) === null))
  const validated = groups.filter((group) => group.some((place) => partOf(place) === 'test')).flat()
  const isLeftOut = new Set(validated.filter((place) => partOf(place) !== 'test'))
  const test = [
    ...validated.filter((place) => !isLeftOut.has(place)),
    ...chooseGroups(images, loose, share, seed).flat(),
  ]
  const isTest = new Set(test)
  const train = images.map((_, place) => place).filter((place) => !isTest.has(place) && !isLeftOut.has(place))
  // The first of validation are what a smaller set has, and what is shown: not all of one class.
  const mixed = Uint32Array.from(test.sort((left, right) => left - right))
  shuffle(mixed, createRandom(seed, 'validation order'))
  return {
    train: Uint32Array.from(train),
    test: mixed,
    duplicates: images.length - groups.length,
    leaking: isLeftOut.size,
  }
}

/** Places of images that look the same, in the order of the first of them. */
function groupByLook(images: readonly SplitImage[]): number[][] {
  const groups = new Map<string, number[]>()
  images.forEach(({ look }, place) => {
    const group = groups.get(look)
    if (group === undefined) groups.set(look, [place])
    else group.push(place)
  })
  return [...groups.values()]
}

/** Groups for validation: of each class so many images as its share is, but never all of them. */
function chooseGroups(
  images: readonly SplitImage[],
  groups: readonly number[][],
  share: number,
  seed: number,
): number[][] {
  const byClass = new Map<number, number[][]>()
  for (const group of groups) {
    const label = images[group[0] ?? 0]?.label ?? 0
    const known = byClass.get(label)
    if (known === undefined) byClass.set(label, [group])
    else known.push(group)
  }
  return [...byClass].flatMap(([label, own]) => {
    const order = Uint32Array.from(own, (_, index) => index)
    shuffle(order, createRandom(seed, `split ${label}`))
    const count = own.reduce((sum, group) => sum + group.length, 0)
    const wanted = Math.round(count * share)
    const chosen: number[][] = []
    let taken = 0
    for (const index of order) {
      const group = own[index] ?? []
      if (taken + group.length > wanted || taken + group.length === count) continue
      chosen.push(group)
      taken += group.length
    }
    return chosen
  })
}
