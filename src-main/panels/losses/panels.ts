/** Losses and their gradients against the error of one element, as panel specifications. */
import { lossNames } from '@contract/settings'
import type { ErrorLossKind, LossParameters } from '@recipes/loss'
import {
  bindLoss,
  errorLossKinds,
  parametersIn,
  parametersOfLoss,
  usualLoss,
  type BoundLoss,
} from '@recipes/registry/losses'
import type { PanelReference, PanelSeries, PanelSpec } from '@charts/panel'
import { colourToken, lossDashes } from '../words/run-look'
import { coarseBins } from './losses'

export type ShownLosses = { readonly kinds: ReadonlySet<ErrorLossKind> } & LossParameters
/** A parameter that is not there has its default. */
export type DrawnLosses = { readonly kinds: ReadonlySet<ErrorLossKind> } & Partial<LossParameters>

const filled = (drawn: DrawnLosses): ShownLosses => ({ kinds: drawn.kinds, ...parametersIn(drawn) })
/** Of the run whose errors lie behind the curves. */
export type MeasuredErrors = { readonly name: string; readonly colourSlot: number; readonly counts: ArrayLike<number> }

const x = Float64Array.from({ length: 401 }, (_, index) => (index - 200) / 200)
const xRange = [-1, 1] as const
/** Highest bin of the distribution, in units of the losses' axis: below their labels. */
const distributionHeight = 0.85
const decimals = (digits: number) => (value: number) => value.toFixed(digits).replace('-', '−')

/** The loss that the page explains, beside the usual one: it stands out. */
const explained: ErrorLossKind = 'smooth-l1'
const colourOf = (loss: ErrorLossKind): string =>
  loss === explained ? 'accent' : loss === usualLoss ? 'text' : 'text-2'

function curves(
  { kinds, ...parameters }: ShownLosses,
  of: (loss: BoundLoss) => (error: number) => number,
): PanelSeries[] {
  return errorLossKinds
    .filter((loss) => kinds.has(loss))
    .map((loss) => {
      const label = [lossNames[loss], ...parametersOfLoss(loss).map((key) => parameters[key])].join(', ')
      return {
        id: loss,
        label,
        directLabel: label,
        colour: colourOf(loss),
        dash: lossDashes[loss],
        x,
        y: x.map(of(bindLoss({ loss, ...parameters }))),
        width: loss === explained ? 2.25 : 1.5,
      }
    })
}

/** The distribution as steps under a line that is not drawn. */
function distribution({ name, colourSlot, counts }: MeasuredErrors): PanelSeries {
  const { edges, heights } = coarseBins(counts)
  const high = heights.flatMap((height) => [height * distributionHeight, height * distributionHeight])
  return {
    id: 'errors',
    label: `errors of ${name}`,
    colour: colourToken(colourSlot),
    // A bin ends at the very number that the next begins with: x must not fall by a rounding, or there is no band.
    x: edges.flatMap((edge, bin) => [edge, edges[bin + 1] ?? 1]),
    y: high.map(() => Number.NaN),
    band: { low: high.map(() => 0), high },
    isBackground: true,
  }
}

function betaLines({ kinds, beta }: ShownLosses, hasLabel: boolean): PanelReference[] {
  if (!kinds.has(explained) || beta > 1) return []
  return [-beta, beta].map((at) => ({
    axis: 'x',
    at,
    colour: 'accent',
    dash: [4, 3],
    ...(hasLabel && at > 0 && at < 0.9 ? { label: `beta = ${beta}` } : {}),
  }))
}

const shared = { xTitle: 'error', xKind: 'value', xRange, isEqualScale: true, labelRoom: 112 } as const

export function lossPanel(drawn: DrawnLosses, errors: MeasuredErrors | null): PanelSpec {
  const shown = filled(drawn)
  return {
    ...shared,
    title: 'Loss',
    series: [...(errors ? [distribution(errors)] : []), ...curves(shown, ({ value }) => value)],
    references: betaLines(shown, true),
    zones: shown.kinds.has(explained) && shown.beta < 1 ? [{ from: -shown.beta, to: shown.beta }] : [],
    yRange: [0, 1.12],
    format: decimals(4),
  }
}

export function gradientPanel(drawn: DrawnLosses): PanelSpec {
  const shown = filled(drawn)
  return {
    ...shared,
    title: 'Gradient',
    series: curves(shown, ({ derivative }) => derivative),
    references: [{ axis: 'y', at: 0, colour: 'axis', dash: [] }, ...betaLines(shown, false)],
    yRange: [-2.05, 2.05],
    format: decimals(3),
  }
}
