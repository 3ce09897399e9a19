/** Steps of a setting while they are edited: its words one by one, right or not, so that a number can be typed digit by digit. */
import type { StepNumber } from '@recipes/steps'

export type TypedStep = {
  readonly kind: string
  /** As it was typed; null where there is none. */ readonly number: string | null
}

export const readSteps = (text: string): TypedStep[] =>
  text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const colon = word.indexOf(':')
      return colon < 0 ? { kind: word, number: null } : { kind: word.slice(0, colon), number: word.slice(colon + 1) }
    })

const write = (steps: readonly TypedStep[]): string =>
  steps.map(({ kind, number }) => (number === null ? kind : `${kind}:${number}`)).join(' ')

/** With another step behind the last; with its usual number where it takes one. */
export const addStep = (text: string, kind: string, number: StepNumber | null): string =>
  write([...readSteps(text), { kind, number: number === null ? null : String(number.default) }])

/** Without one of them. */
export const removeStep = (text: string, index: number): string => write(readSteps(text).toSpliced(index, 1))

/** With one of them before or behind its neighbour; at the ends it stays. */
export function moveStep(text: string, index: number, by: -1 | 1): string {
  const steps = readSteps(text)
  const step = steps[index]
  const to = index + by
  if (step === undefined || to < 0 || to >= steps.length) return text
  return write(steps.toSpliced(index, 1).toSpliced(to, 0, step))
}

/** With another number, without the spaces that would part it from its name. */
export const setNumber = (text: string, index: number, number: string): string =>
  write(readSteps(text).map((step, at) => (at === index ? { ...step, number: number.replaceAll(/\s/g, '') } : step)))
