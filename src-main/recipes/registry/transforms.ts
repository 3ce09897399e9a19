/** Every transform that targets are made with, as the files of `transforms/` define them, and chains of them as people write them. */
import type { ImageShape } from '../data-source'
import type { TransformKind, TransformRecipe } from '../transform'
import { collect } from './collect'

const files = import.meta.glob<TransformRecipe>('../transforms/*.ts', { import: 'default', eager: true })
const inOrder = collect(files, ({ kind }) => kind)

export const transforms = Object.fromEntries(inOrder.map((recipe) => [recipe.kind, recipe])) as Readonly<
  Record<TransformKind, TransformRecipe>
>
export const transformKinds: readonly TransformKind[] = inOrder.map(({ kind }) => kind)
export const isTransformKind = (text: string): text is TransformKind => Object.hasOwn(transforms, text)

/** One transform of a chain with its number; 0 for one that takes none. */
export type ChainStep = { readonly kind: TransformKind; readonly value: number }
export type Chain = readonly ChainStep[]

/** More are no task that anybody trains; each takes time for every image. */
const mostTransforms = 12

/** What every run was trained on before there was a choice: CIFAR-10 to 28 x 28 grey, flipped both ways. */
export const usualChain = 'resize:28 grey flip-horizontal flip-vertical'

/** A chain with as few signs as it can be read from: one space between its steps, every number written out. Others stay as they are. */
export function canonicalChain(text: string): string {
  const read = readChain(text)
  return typeof read === 'string' ? text.trim() : writeChain(read)
}

/** "resize:28 grey". */
export const writeChain = (chain: Chain): string =>
  chain.map(({ kind, value }) => (transforms[kind].number === null ? kind : `${kind}:${value}`)).join(' ')

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)$/

/**
 * Reads a chain: names with a space between them, and behind a name a colon and its number where it takes one.
 * @returns the steps, or what is wrong with it, in words that go on from the setting's name.
 */
export function readChain(text: string): Chain | string {
  const words = text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return 'must name a transform; identity leaves images as they are'
  if (words.length > mostTransforms) return `has ${words.length} transforms, and may have ${mostTransforms}`
  const chain: ChainStep[] = []
  for (const word of words) {
    const step = readStep(word)
    if (typeof step === 'string') return step
    chain.push(step)
  }
  return chain
}

function readStep(word: string): ChainStep | string {
  const colon = word.indexOf(':')
  const kind = colon < 0 ? word : word.slice(0, colon)
  if (!isTransformKind(kind)) return `has no transform named ${shown(kind)}: there are ${transformKinds.join(', ')}`
  const { number } = transforms[kind]
  if (number === null) return colon < 0 ? { kind, value: 0 } : `gives ${kind} a number, and it takes none`
  if (colon < 0) return { kind, value: number.default }
  const typed = word.slice(colon + 1)
  const value = decimal.test(typed) ? Number(typed) : Number.NaN
  const isAllowed = value >= number.minimum && value <= number.maximum && (!number.isWhole || Number.isInteger(value))
  return isAllowed
    ? { kind, value: value === 0 ? 0 : value }
    : `needs ${number.isWhole ? 'a whole number' : 'a number'} from ${number.minimum} to ${number.maximum} after ${kind}:, not ${shown(typed)}`
}

/** As much of a word as a sentence has room for. */
const shown = (word: string): string => (word === '' ? 'nothing' : word.length > 24 ? `${word.slice(0, 24)}…` : word)

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
