/**
 * Parts of the documentation that are made from the program: `<!-- made:NAME -->` ... `<!-- /made -->` in a file of Markdown.
 * `npm run docs` writes them, and a test fails while one of them is not what the program says.
 */
import { architectureTable, layerTable } from './doc-blocks/architectures'
import {
  allFlags,
  commandTable,
  exitCodes,
  figureFlags,
  globalFlags,
  homeSettings,
  launchFlags,
} from './doc-blocks/command-line'
import {
  exportFormats,
  figureKindTable,
  figureLooks,
  figureSizes,
  figureStyles,
  pointColumns,
} from './doc-blocks/figures'
import {
  activationTable,
  commonMetrics,
  lossTable,
  optimizerTable,
  scheduleTable,
  transformTable,
  augmentationTable,
  seriesKeys,
  settingFlags,
  trainSettings,
} from './doc-blocks/settings'
import { panelSettings } from './doc-blocks/panels'
import { queryFields, queryOperators } from './doc-blocks/query'
import { windowKeys } from './doc-blocks/window-keys'
import { laidOut } from './laid-out'

/** What each block holds, by its name. */
export const docBlocks: Readonly<Record<string, () => string | Promise<string>>> = {
  commands: commandTable,
  'global-flags': globalFlags,
  'all-flags': allFlags,
  'train-settings': trainSettings,
  activations: activationTable,
  architectures: architectureTable,
  layers: layerTable,
  losses: lossTable,
  optimizers: optimizerTable,
  schedules: scheduleTable,
  transforms: transformTable,
  augmentations: augmentationTable,
  'launch-flags': () => launchFlags(settingFlags),
  'figure-flags': figureFlags,
  'exit-codes': exitCodes,
  'home-settings': homeSettings,
  'common-metrics': commonMetrics,
  'series-keys': seriesKeys,
  'figure-kinds': figureKindTable,
  'figure-looks': figureLooks,
  'figure-sizes': figureSizes,
  'figure-styles': figureStyles,
  'export-formats': exportFormats,
  'panel-settings': panelSettings,
  'point-columns': pointColumns,
  'query-fields': queryFields,
  'query-operators': queryOperators,
  'window-keys': windowKeys,
}

const block = /(<!-- made:([a-z-]+) -->)[\s\S]*?(<!-- \/made -->)/g

/** Names of the blocks that a text has, in their order. */
export const blocksIn = (text: string): string[] => [...text.matchAll(block)].map(([, , name = '']) => name)

/**
 * The text with its blocks made again, laid out as the file's own path asks for.
 * @throws RangeError for a block that nothing makes, or a mark without its end
 */
export async function withBlocks(text: string, path: string): Promise<string> {
  const names = blocksIn(text)
  if (names.length !== text.split('<!-- made:').length - 1 || names.length !== text.split('<!-- /made -->').length - 1)
    throw new RangeError(`A made block of ${path} has no beginning or no end.`)
  const made = new Map<string, string>()
  for (const name of names) {
    const render = Object.hasOwn(docBlocks, name) ? docBlocks[name] : undefined
    if (render === undefined) throw new RangeError(`${path}: nothing makes the block ${name}.`)
    made.set(name, await render())
  }
  const filled = text.replaceAll(block, (_, start: string, name: string, end: string) =>
    [start, made.get(name) ?? '', end].join('\n\n'),
  )
  return laidOut(path, filled)
}
