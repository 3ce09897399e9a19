/** From a setting that mattered to the workspace: a scatter, parallel coordinates, or its groups, each one undoable change. */
import type { ImportanceInput } from '@contract/importance'
import type { PanelDefinition, Quantity } from '@contract/workspace'
import { seriesOf, titleOf, toSections } from '@panels/workspace/panels'
import type { App } from '../../state/app.svelte'
import { offer } from '../../state/taking-back'
import { addPanel, freeId } from '../workspace/layout-changes'

type Metric = Pick<ImportanceInput, 'metric' | 'value'>

/** Axes beside the metric: as many as can be read side by side. */
const mostAxes = 6

const shape = { title: null, section: 'own', isHidden: false, settings: {}, height: 300 } as const
const quantityOf = ({ metric, value }: Metric): Quantity => ({ kind: value, key: metric })

function show(app: App, kind: string, make: (id: string) => PanelDefinition): void {
  const { layout } = app.workspace
  const sections = toSections(seriesOf(app.runs.keys), layout, app.runs.said.hiddenKeys)
  const panel = make(freeId(sections, layout, kind))
  const change = app.workspace.change('Panel added', addPanel(sections, layout, panel))
  app.router.go({ view: 'workspace' })
  void offer(app, change, `${titleOf(panel, layout.groupBy)} added`)
  reveal(panel.id, mostFrames)
}

/** The view has to be there first, and then its cards, which are made a few a frame. */
const mostFrames = 120
function reveal(id: string, frames: number): void {
  const card = document.querySelector(`[data-panel="${CSS.escape(id)}"]`)
  if (card !== null) card.scrollIntoView({ block: 'nearest' })
  else if (frames > 0) requestAnimationFrame(() => reveal(id, frames - 1))
}

/** The metric over the setting. */
export const showScatter = (app: App, key: string, metric: Metric): void =>
  show(app, 'scatter', (id) => ({
    ...shape,
    id,
    kind: 'scatter',
    horizontal: { kind: 'config', key },
    vertical: quantityOf(metric),
    columns: 7,
  }))

/** The setting, the others that mattered most, and the metric. @param keys the most important first */
export const showParallel = (app: App, key: string, keys: readonly string[], metric: Metric): void =>
  show(app, 'parallel', (id) => ({
    ...shape,
    id,
    kind: 'parallel',
    axes: [
      ...[key, ...keys.filter((other) => other !== key)]
        .slice(0, mostAxes)
        .map((one): Quantity => ({ kind: 'config', key: one })),
      quantityOf(metric),
    ],
    columns: 12,
  }))

export function groupBySetting(app: App, key: string): void {
  const change = app.workspace.change('Runs grouped', { groupBy: [key] })
  app.router.go({ view: 'workspace' })
  void offer(app, change, 'Runs grouped')
}
