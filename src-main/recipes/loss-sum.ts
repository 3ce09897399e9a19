/** A sum of weighted losses as a loss of its own, `0.8*l1+0.2*ssim`: how it is read and written. */
import type { LossKind, LossSum } from './loss'

/** A loss and what it counts for in a sum. */
export type LossTerm = { readonly weight: number; readonly kind: LossKind }

/** As it is written where people are told of it. */
export const exampleSum = '0.8*l1+0.2*ssim' satisfies LossSum

const greatestWeight = 1000
/** So long a text is not looked at. */
const longestSum = 500
/** A weight, a star or a space, and a loss. */
const termForm = /^(\d+(?:\.\d*)?|\.\d+)(?:e(-?\d{1,2}))?(?:\s*\*\s*|\s+)([a-z][a-z0-9-]*)$/

export type ReadSum =
  | { readonly ok: true; readonly terms: readonly LossTerm[] }
  | { readonly ok: false; readonly message: string }

/** Whether a text is meant to be a sum, whatever is wrong with it. */
export const looksLikeSum = (text: string): boolean => /[+*]|^\s*[\d.]/.test(text)

/**
 * Reads a sum. Spaces do not matter, and a space does for a star.
 * @param kinds of losses, in the order in which a sum is written.
 * @returns its terms in that order, or what is wrong, in words that go on from the setting's name.
 */
export function readSum(text: string, kinds: readonly LossKind[]): ReadSum {
  const refuse = (message: string): ReadSum => ({ ok: false, message })
  if (text.length > longestSum) return refuse(`must have at most ${longestSum} characters`)
  const terms: LossTerm[] = []
  for (const part of text.split('+').map((one) => one.trim())) {
    const [, digits = '', exponent = '0', name] = termForm.exec(part) ?? []
    if (name === undefined) return refuse(`must be a sum such as ${exampleSum}: a weight and a loss for each term`)
    const kind = kinds.find((one) => one === name)
    if (kind === undefined) return refuse(`has a term of ${name}, which is not one of ${kinds.join(', ')}`)
    const weight = Number(`${digits}e${exponent}`)
    if (!(weight > 0 && weight <= greatestWeight))
      return refuse(`needs weights above 0 and at most ${greatestWeight}, and ${kind} has ${part.slice(0, 20)}`)
    if (terms.some((term) => term.kind === kind)) return refuse(`has two terms of ${kind}`)
    terms.push({ weight, kind })
  }
  if (terms.length < 2) return refuse('needs two terms or more, or a loss without a weight')
  return { ok: true, terms: terms.sort((left, right) => kinds.indexOf(left.kind) - kinds.indexOf(right.kind)) }
}

/** The one way in which a sum is written, so that equal sums are equal texts. */
export const writeSum = (terms: readonly LossTerm[]): LossSum =>
  terms.map(({ weight, kind }) => `${weight}*${kind}`).join('+') as LossSum

/** How lines of runs on a sum are drawn, whatever it is a sum of: there are more sums than dashes. */
export const sumDash: readonly number[] = [12, 2, 1, 2, 1, 2]
export const sumDashWord = 'long dashes and two dots'
