/** The scales of a panel's axes: what each is, and its other one. */
import type { RunSummary } from '@contract/run'
import type { PanelDefinition, PanelSettings, Quantity, ScaleKind } from '@contract/workspace'
import { quantityId, quantityLabel, scaleOf } from '@panels/workspace/quantities'
import { settingsOf } from '@panels/workspace/panels'
import { isBarLog, isParallelLog, isScatterLogX } from '@panels/workspace/summary-specs'
import type { App } from '../../state/app.svelte'
import type { WorkspaceScreen } from './screen.svelte'

/** The chart that the pointer or the focus is in. */
export const chartAtHand = '[aria-roledescription=chart]:is(:hover, :focus)'

type Axis = 'xScale' | 'yScale'
type Of<Kind extends PanelDefinition['kind']> = Extract<PanelDefinition, { kind: Kind }>

const kindOf = (isLog: boolean): ScaleKind => (isLog ? 'log' : 'linear')
const other = (scale: ScaleKind | undefined): ScaleKind => kindOf(scale !== 'log')

/** The other scale of one axis of every panel. */
export const otherScale = (settings: Pick<PanelSettings, Axis>, axis: Axis): Partial<PanelSettings> => ({
  [axis]: other(settings[axis]),
})

/** One axis of parallel coordinates on a scale, the others as they are. */
export const axisScale = (
  { axisScales }: Pick<PanelSettings, 'axisScales'>,
  id: string,
  scale: ScaleKind,
): Pick<PanelSettings, 'axisScales'> => ({ axisScales: { ...axisScales, [id]: scale } })

/** What the x axis of a panel is; null where it has no scale to choose, as of names or of several axes. */
export function xScaleOf(
  panel: Of<'scatter'> | Of<'bar'>,
  settings: PanelSettings,
  runs: readonly RunSummary[],
): ScaleKind | null {
  if (panel.kind === 'bar') return kindOf(isBarLog(panel))
  const scale = scaleOf(panel.horizontal, runs)
  return scale.choices === null ? kindOf(isScatterLogX(panel, settings, scale)) : null
}

/** The axes of numbers of parallel coordinates, each once. */
export function axisScalesOf(
  { axes }: Of<'parallel'>,
  settings: PanelSettings,
  runs: readonly RunSummary[],
): readonly { readonly id: string; readonly label: string; readonly scale: ScaleKind }[] {
  const numbers = new Map<string, { readonly id: string; readonly label: string; readonly scale: ScaleKind }>()
  for (const quantity of axes) {
    const scale = scaleOf(quantity, runs)
    const id = quantityId(quantity)
    if (scale.choices !== null) continue
    numbers.set(id, { id, label: quantityLabel(quantity), scale: kindOf(isParallelLog(quantity, settings, scale)) })
  }
  return [...numbers.values()]
}

const hasNames = (quantity: Quantity): string => `${quantityLabel(quantity)} has names, which have no log scale`

/** A panel's other scale of an axis, as the keys L and Shift+L ask for it; or a sentence why there is none. */
export function otherScaleOf(
  panel: PanelDefinition,
  settings: PanelSettings,
  axis: Axis,
  runs: readonly RunSummary[],
): Partial<PanelSettings> | string {
  switch (panel.kind) {
    case 'line':
      return axis === 'xScale' && settings.x === 'wall' ? 'Wall time has no log scale' : otherScale(settings, axis)
    case 'bar':
      return axis === 'yScale'
        ? 'Bars have their values along x: press Shift+L'
        : { xScale: other(panel.settings.xScale) }
    case 'parallel':
      return 'Each axis has a scale of its own: press L on its name, or open the settings of the panel'
    case 'scatter': {
      if (axis === 'yScale')
        return scaleOf(panel.vertical, runs).choices === null ? otherScale(settings, axis) : hasNames(panel.vertical)
      const scale = xScaleOf(panel, settings, runs)
      return scale === null ? hasNames(panel.horizontal) : { xScale: other(scale) }
    }
  }
}

/** Gives a panel the other scale of an axis, or says why there is none. */
export function toggleScale(
  app: Pick<App, 'runs' | 'toasts'>,
  screen: Pick<WorkspaceScreen, 'layout' | 'changePanelSettings'>,
  panel: PanelDefinition,
  axis: Axis,
): void {
  const change = otherScaleOf(panel, settingsOf(panel, screen.layout), axis, app.runs.all)
  if (typeof change === 'string') app.toasts.say(change)
  else screen.changePanelSettings('Scale changed', panel.id, change)
}
