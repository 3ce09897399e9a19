/** Every transform that targets are made with, as the files of `transforms/` define them, and chains of them as people write them. */
import type { ImageShape } from '../data-source'
import { readSteps, writeSteps, type Step, type StepWords } from '../steps'
import type { TransformKind, TransformRecipe } from '../transform'
import { collect } from './collect'

const files = import.meta.glob<TransformRecipe>('../transforms/*.ts', { import: 'default', eager: true })
const inOrder = collect(files, ({ kind }) => kind)

export const transforms = Object.fromEntries(inOrder.map((recipe) => [recipe.kind, recipe])) as Readonly<
  Record<TransformKind, TransformRecipe>
>
export const transformKinds: readonly TransformKind[] = inOrder.map(({ kind }) => kind)

export type ChainStep = Step<TransformKind>
export type Chain = readonly ChainStep[]

const words: StepWords<TransformKind> = {
  recipes: transforms,
  kinds: transformKinds,
  noun: 'transform',
  missing: 'must name a transform; identity leaves images as they are',
}

/** What every run was trained on before there was a choice: CIFAR-10 to 28 x 28 grey, flipped both ways. */
export const usualChain = 'resize:28 grey flip-horizontal flip-vertical'

/** A chain with as few signs as it can be read from: one space between its steps, every number written out. Others stay as they are. */
export function canonicalChain(text: string): string {
  const read = readChain(text)
  return typeof read === 'string' ? text.trim() : writeChain(read)
}

/** "resize:28 grey". */
export const writeChain = (chain: Chain): string => writeSteps(chain, words)

/**
 * Reads a chain: names with a space between them, and behind a name a colon and its number where it takes one.
 * @returns the steps, or what is wrong with it, in words that go on from the setting's name.
 */
export const readChain = (text: string): Chain | string => readSteps(text, words)

/** The shape that a chain makes of an image, or why one of its steps cannot be taken: "crop:40 is larger than the image of 32 × 32". */
export function shapeOfChain(chain: Chain, input: ImageShape): ImageShape | string {
  let shape = input
  for (const step of chain) {
    const next = transforms[step.kind].shape(shape, step.value)
    if (typeof next === 'string') return `cannot be made, as ${writeChain([step])} ${next}`
    shape = next
  }
  return shape
}

/** "resized to 28 × 28, grey and flipped horizontally": what targets are, for a report. */
export const phrasesOfChain = (chain: Chain): string[] => chain.map(({ kind, value }) => transforms[kind].phrase(value))

/**
 * A chain in the order in which it is quickest: grey first, past what treats all channels alike, as one channel is a third of the work.
 * What comes out is the same but for rounding in the last bit of a double.
 */
export function quickestOrder(chain: Chain): Chain {
  const ordered = [...chain]
  for (let at = 1; at < ordered.length; at += 1) {
    const step = ordered[at]
    if (step?.kind !== 'grey') continue
    let place = at
    while (place > 0 && transforms[ordered[place - 1]?.kind ?? 'grey'].isLinear) place -= 1
    ordered.splice(at, 1)
    ordered.splice(place, 0, step)
  }
  return ordered
}
