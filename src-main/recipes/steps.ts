/** A setting that is a text of steps, as targets and augmentation are: names with a space between them, and behind a name a colon and its number. */
import { readDecimal } from './decimal'

/** The one number that a step takes, such as the side of a resized image. */
export type StepNumber = {
  readonly label: string
  readonly minimum: number
  readonly maximum: number
  readonly isWhole: boolean
  readonly default: number
}

/** One step with its number; 0 for one that takes none. */
export type Step<Kind extends string> = { readonly kind: Kind; readonly value: number }

/** What steps are read by. */
export type StepWords<Kind extends string> = {
  readonly recipes: Readonly<Record<Kind, { readonly number: StepNumber | null }>>
  readonly kinds: readonly Kind[]
  /** What a step is called: "transform". */
  readonly noun: string
  /** What is wrong with a text of no step, in words that go on from the setting's name. */
  readonly missing: string
}

/** More are nothing that anybody trains; each takes time for every image. */
const mostSteps = 12

/**
 * @returns the steps, or what is wrong with them, in words that go on from the setting's name.
 */
export function readSteps<Kind extends string>(text: string, words: StepWords<Kind>): readonly Step<Kind>[] | string {
  const names = text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (names.length === 0) return words.missing
  if (names.length > mostSteps) return `has ${names.length} ${words.noun}s, and may have ${mostSteps}`
  const steps: Step<Kind>[] = []
  for (const name of names) {
    const step = readStep(name, words)
    if (typeof step === 'string') return step
    steps.push(step)
  }
  return steps
}

function readStep<Kind extends string>(word: string, { recipes, kinds, noun }: StepWords<Kind>): Step<Kind> | string {
  const colon = word.indexOf(':')
  const name = colon < 0 ? word : word.slice(0, colon)
  const kind = kinds.find((one) => one === name)
  if (kind === undefined) return `has no ${noun} named ${shown(name)}: there are ${kinds.join(', ')}`
  const { number } = recipes[kind]
  if (number === null) return colon < 0 ? { kind, value: 0 } : `gives ${kind} a number, and it takes none`
  if (colon < 0) return { kind, value: number.default }
  const typed = word.slice(colon + 1)
  const value = readDecimal(typed) ?? Number.NaN
  const isAllowed = value >= number.minimum && value <= number.maximum && (!number.isWhole || Number.isInteger(value))
  return isAllowed
    ? { kind, value: value === 0 ? 0 : value }
    : `needs ${number.isWhole ? 'a whole number' : 'a number'} from ${number.minimum} to ${number.maximum} after ${kind}:, not ${shown(typed)}`
}

/** As much of a word as a sentence has room for. */
const shown = (word: string): string => (word === '' ? 'nothing' : word.length > 24 ? `${word.slice(0, 24)}…` : word)

/** "resize:28 grey". */
export const writeSteps = <Kind extends string>(
  steps: readonly Step<Kind>[],
  { recipes }: Pick<StepWords<Kind>, 'recipes'>,
): string => steps.map(({ kind, value }) => (recipes[kind].number === null ? kind : `${kind}:${value}`)).join(' ')
