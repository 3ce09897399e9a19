/** Parallel coordinates as data: one line a run over several axes, each a number or a choice. */
import type { ColourToken } from './panel'

export type ParallelAxis = {
  readonly id: string
  readonly label: string
} & (
  | { readonly kind: 'number'; readonly isLog: boolean; readonly format: (value: number) => string }
  /** Values are indices into the choices. */
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
)

export type ParallelLine = {
  readonly id: string
  readonly label: string
  readonly colour: ColourToken
  readonly dash: readonly number[]
  /** One for each axis; NaN for none, which the axis says at its foot. */
  readonly values: readonly number[]
}

export type ParallelSpec = {
  readonly title: string
  readonly axes: readonly ParallelAxis[]
  readonly lines: readonly ParallelLine[]
  readonly highlighted?: string
}

/** By axis id: the values between which lines are kept. */
export type Brushes = Readonly<Record<string, readonly [low: number, high: number]>>

/** Whether a line lies within every brush; a line without a value lies in none. */
export function isWithin(spec: ParallelSpec, line: ParallelLine, brushes: Brushes): boolean {
  return spec.axes.every(({ id }, index) => {
    const brush = brushes[id]
    if (brush === undefined) return true
    const value = line.values[index] ?? Number.NaN
    return value >= brush[0] && value <= brush[1]
  })
}
