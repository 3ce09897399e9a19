/** Every augmentation of training images, as the files of `augmentations/` define them, and several of them as people write them. */
import type { AugmentationKind, AugmentationRecipe } from '../augmentation'
import type { ImageShape } from '../data-source'
import { readSteps, writeSteps, type Step, type StepWords } from '../steps'
import type { TaskKind } from '../task'
import { collect } from './collect'

const files = import.meta.glob<AugmentationRecipe>('../augmentations/*.ts', { import: 'default', eager: true })
const inOrder = collect(files, ({ kind }) => kind)

export const augmentations = Object.fromEntries(inOrder.map((recipe) => [recipe.kind, recipe])) as Readonly<
  Record<AugmentationKind, AugmentationRecipe>
>
export const augmentationKinds: readonly AugmentationKind[] = inOrder.map(({ kind }) => kind)

/** In the order in which they are taken; a mixture comes last, wherever it stands. */
export type Augmenting = readonly Step<AugmentationKind>[]

/** What is written for none of them, and what every run was trained with before there were some. */
export const noAugmentation = 'none'

const words: StepWords<AugmentationKind> = {
  recipes: augmentations,
  kinds: augmentationKinds,
  noun: 'augmentation',
  missing: `must name an augmentation, or be ${noAugmentation}`,
}

/**
 * Reads augmentations: names with a space between them, and behind a name a colon and its number; or none.
 * @returns the steps, or what is wrong with them, in words that go on from the setting's name.
 */
export function readAugmenting(text: string): Augmenting | string {
  if (text.trim() === noAugmentation) return []
  const steps = readSteps(text, words)
  if (typeof steps === 'string') return steps
  const twice = steps.find(({ kind }, index) => steps.findIndex((other) => other.kind === kind) < index)
  return twice === undefined ? steps : `names ${twice.kind} twice`
}

/** With as few signs as it can be read from. What cannot be read stays as it is. */
export function canonicalAugmenting(text: string): string {
  const read = readAugmenting(text)
  if (typeof read === 'string') return text.trim()
  return read.length === 0 ? noAugmentation : writeSteps(read, words)
}

/** What augmentations are taken of. */
type Subject = {
  readonly task: TaskKind
  readonly input: ImageShape
  /** Of targets that come with the images; null where there are none, or they are made of the images. */
  readonly pair: ImageShape | null
}

/** Why a task cannot take one at all, whatever its number; null where it can. */
export function refuseKind(kind: AugmentationKind, { task, pair }: Pick<Subject, 'task' | 'pair'>): string | null {
  const recipe = augmentations[kind]
  if (recipe.of === 'batch' || task === 'classification') return null
  if (recipe.changes === 'parts') return 'is for classification: here targets show what images lose'
  if (recipe.changes === 'colours' && pair !== null)
    return 'would change images and not the targets that come with them'
  return null
}

/** Why a run cannot take augmentations, in words that go on from the setting's name; null where it can. */
export function refuseAugmenting(augmenting: Augmenting, subject: Subject): string | null {
  for (const { kind, value } of augmenting) {
    const recipe = augmentations[kind]
    const own = recipe.of === 'picture' ? recipe.refuse(subject.input, subject.pair, value) : null
    const why = refuseKind(kind, subject) ?? own
    if (why !== null) return `cannot take ${writeSteps([{ kind, value }], words)}, which ${why}`
  }
  return null
}

/** Whether images of a batch are mixed, so that a target is not of one class alone. */
export const mixesImages = (text: string): boolean => {
  const read = readAugmenting(text)
  return typeof read !== 'string' && read.some(({ kind }) => augmentations[kind].of === 'batch')
}

/** "flipped horizontally with probability 0.5": what training images are, for a report. Of what cannot be read there is none. */
export function phrasesOfAugmenting(text: string): string[] {
  const read = readAugmenting(text)
  return typeof read === 'string' ? [] : read.map(({ kind, value }) => augmentations[kind].phrase(value))
}
