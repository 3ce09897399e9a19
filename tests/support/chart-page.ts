/** One chart with everything that panels have, for a page of the browser and for Skia alike. */
import type { ChartConfiguration } from 'chart.js'
import { toConfiguration, viewOf } from '@charts/chart'
import { screenLook, type Look } from '@charts/look'
import type { PanelSpec } from '@charts/panel'
import { themePalette } from '@charts/themes'

const epochs = Float64Array.from({ length: 60 }, (_, index) => index + 1)
const curve = (floor: number, decay: number) =>
  epochs.map((epoch) => floor + 0.02 * decay ** epoch + 0.0004 * Math.sin(epoch))
const low = curve(0.0125, 0.88)

export const size = { width: 640, height: 360 } as const

export const spec: PanelSpec = {
  title: 'Validation MSE',
  xTitle: 'epoch',
  series: [
    { id: 'a', label: 'plain', colour: 'c1', x: epochs, y: curve(0.012, 0.93), directLabel: 'plain', width: 1.75 },
    {
      id: 'b',
      label: 'pooled',
      colour: 'c2',
      dash: [5, 3],
      x: epochs,
      y: low,
      band: { low: low.map((value) => value - 0.0006), high: low.map((value) => value + 0.0006) },
    },
  ],
  markers: [{ kind: 'best', x: 55, y: low[54] ?? 0, colour: 'c2', label: 'best 0.01206 at 55', side: 'above' }],
  references: [{ axis: 'x', at: 40, colour: 'text-2', dash: [4, 3], label: 'stop' }],
  zones: [{ from: 34.5, to: 40.5 }],
  format: String,
  labelRoom: 104,
}

/** The chart as the window configures it. */
export function configurationOf(
  drawn: PanelSpec = spec,
  look: Look = screenLook,
): ChartConfiguration<'lines' | 'bar', { x: number; y: number }[]> {
  const current = { spec: drawn, view: viewOf(drawn, null), below: 0 }
  return toConfiguration(() => current, themePalette('light'), look)
}
