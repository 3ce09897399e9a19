/** Losses and their gradients against the error of one element, as panel specifications. */
import { lossKinds, type LossKind } from '@contract/config'
import { lossNames } from '@contract/settings'
import { gradientOfError, lossOfError, type LossSettings } from '@maths/losses'
import type { PanelReference, PanelSeries, PanelSpec } from '@charts/panel'
import { colourToken, lossDashes } from '../words/run-look'
import { coarseBins } from './losses'

export type ShownLosses = {
  readonly kinds: ReadonlySet<LossKind>
  readonly beta: number
  readonly delta: number
}
/** Of the run whose errors lie behind the curves. */
export type MeasuredErrors = { readonly name: string; readonly colourSlot: number; readonly counts: ArrayLike<number> }

const x = Float64Array.from({ length: 401 }, (_, index) => (index - 200) / 200)
const xRange = [-1, 1] as const
/** Highest bin of the distribution, in units of the losses' axis: below their labels. */
const distributionHeight = 0.85
const decimals = (digits: number) => (value: number) => value.toFixed(digits).replace('-', '−')

/** The colour of a loss: the one that is explained stands out. */
export const lossColours: Readonly<Record<LossKind, string>> = {
  mse: 'text',
  'smooth-l1': 'accent',
  l1: 'text-2',
  huber: 'text-2',
}

function curves(
  { kinds, beta, delta }: ShownLosses,
  of: (settings: LossSettings, error: number) => number,
): PanelSeries[] {
  return lossKinds
    .filter((loss) => kinds.has(loss))
    .map((loss) => {
      const settings = { loss, ...(loss === 'smooth-l1' ? { beta } : {}), ...(loss === 'huber' ? { delta } : {}) }
      const parameter = loss === 'smooth-l1' ? `, ${beta}` : loss === 'huber' ? `, ${delta}` : ''
      return {
        id: loss,
        label: `${lossNames[loss]}${parameter}`,
        directLabel: `${lossNames[loss]}${parameter}`,
        colour: lossColours[loss],
        dash: lossDashes[loss],
        x,
        y: x.map((error) => of(settings, error)),
        width: loss === 'smooth-l1' ? 2.25 : 1.5,
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
  if (!kinds.has('smooth-l1') || beta > 1) return []
  return [-beta, beta].map((at) => ({
    axis: 'x',
    at,
    colour: 'accent',
    dash: [4, 3],
    ...(hasLabel && at > 0 && at < 0.9 ? { label: `beta = ${beta}` } : {}),
  }))
}

const shared = { xTitle: 'error', xKind: 'value', xRange, isEqualScale: true, labelRoom: 112 } as const

export function lossPanel(shown: ShownLosses, errors: MeasuredErrors | null): PanelSpec {
  return {
    ...shared,
    title: 'Loss',
    series: [...(errors ? [distribution(errors)] : []), ...curves(shown, lossOfError)],
    references: betaLines(shown, true),
    zones: shown.kinds.has('smooth-l1') && shown.beta < 1 ? [{ from: -shown.beta, to: shown.beta }] : [],
    yRange: [0, 1.12],
    format: decimals(4),
  }
}

export function gradientPanel(shown: ShownLosses): PanelSpec {
  return {
    ...shared,
    title: 'Gradient',
    series: curves(shown, gradientOfError),
    references: [{ axis: 'y', at: 0, colour: 'axis', dash: [] }, ...betaLines(shown, false)],
    yRange: [-2.05, 2.05],
    format: decimals(3),
  }
}
