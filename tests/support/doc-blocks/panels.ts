/** What the documentation says of a panel's settings, read from the contract and the window's own words. */
import {
  panelSettingsSchema,
  smoothingMethods,
  bandKinds,
  groupLines,
  usualDensity,
  relativeKinds,
  type PanelSettings,
} from '@contract/workspace'
import { xAxisKinds } from '@contract/lines'
import { bandWords, groupLineWords } from '@panels/words/band-words'
import { relativeWords, smoothingWords } from '../../../src-renderer/views/workspace/settings-words'
import { xAxisWords } from '../../../src-renderer/state/lines.svelte'
import { table } from './table'

const limits = (key: 'outlierPercent' | 'lineWidth'): string => {
  const { minValue, maxValue } = panelSettingsSchema.shape[key]
  return `${minValue} to ${maxValue}`
}

/** A row for each setting, so that none can be added without a word on it here. */
export function panelSettings(): string {
  const rows: Record<keyof PanelSettings, readonly [setting: string, takes: string]> = {
    x: ['X axis', [...xAxisKinds.map((kind) => xAxisWords[kind]), 'any series'].join(', ')],
    xScale: ['X scale', 'linear, log; wall time is always linear, bars unless it is chosen for their panel'],
    axisScales: [
      'Axes',
      'Of parallel coordinates, each axis of numbers: linear, log; by default log where the values span decades',
    ],
    xRange: ['X range', 'Lowest and highest value, each optional'],
    yScale: ['Y scale', panelSettingsSchema.shape.yScale.options.join(', ')],
    yRange: ['Y range', 'Lowest and highest value, each optional'],
    outlierPercent: ['Outliers', `Clip ${limits('outlierPercent')}% of the points on each side`],
    relative: ['Values', relativeKinds.map((kind) => relativeWords[kind]).join(', ')],
    smoothing: ['Smoothing', smoothingMethods.map((method) => smoothingWords[method]).join('; ')],
    showsOriginal: ['Original', 'Whether the line without smoothing stays visible behind'],
    where: ['Runs', 'Those of the list, or which of them a [query](query.md) finds'],
    groupBy: ['Group by', 'Up to five settings; without any, as the run list'],
    band: ['Band', bandKinds.map((kind) => bandWords[kind]).join(', ')],
    groupLine: ['Line of a group', groupLines.map((kind) => groupLineWords[kind]).join(', ')],
    density: [
      'Density',
      `From ${usualDensity.from} lines on, or another number, or never; the best ${usualDensity.named}, or another number, stay lines`,
    ],
    colourBy: ['Colour by', "Any setting, the best of any metric in one hue, or each run's own colour"],
    dashBy: [
      'Style by',
      "Any setting, or each run's own dash; by default the loss where runs of the project differ in it",
    ],
    lineWidth: ['Width', `${limits('lineWidth')} px`],
    legend: ['Legend', 'Text with `${name}` and `${config.KEY}`'],
    references: ['Reference lines', "At a value, or at a run's best"],
  }
  return table(
    ['Setting', 'Choices'],
    Object.values(rows).map(([setting, takes]) => [setting, takes]),
  )
}
