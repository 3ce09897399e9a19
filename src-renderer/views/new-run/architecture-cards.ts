/** The architectures that a form offers: built-in ones made for its data, and those of one's own as they are. */
import { buildLayers } from '@contract/architecture'
import type { SavedArchitecture } from '@contract/architecture-requests'
import { builtInArchitectures, requireRunConfig, type RunConfig } from '@contract/config'
import { shapesOf, type RunShapes } from '@contract/run-data'
import { countOf } from '@panels/words/format'
import { checkLayers, mistakeSentence, readLayersText } from '@recipes/check-layers'
import type { LayerSpec } from '@recipes/layer'
import { presetArchitecture } from '@recipes/registry/architectures'

export type ArchitectureCard = {
  readonly name: string
  readonly layers: readonly LayerSpec[]
  /** JSON of one's own; null of a built-in one, which is made anew for other data. */
  readonly own: string | null
  readonly shapes: RunShapes
  /** One line below it. */
  readonly note: string
  /** Why it is no network for this data, with one fix. */
  readonly mistake: string | null
}

/**
 * @param chosen the name that the form has
 * @param config its settings; null while one of them is wrong
 * @param own saved ones, and that of the run that the form is a copy of
 */
export function architectureCards(
  chosen: string,
  config: RunConfig | null,
  own: readonly SavedArchitecture[],
): ArchitectureCard[] {
  const data =
    config === null
      ? {}
      : {
          task: config.task,
          dataSet: config.dataSet,
          ...(config.targets === undefined ? {} : { targets: config.targets }),
        }
  const builtIn = builtInArchitectures.map((name): ArchitectureCard => {
    // The chosen card follows the form's widths, the others show their defaults.
    const shown = name === chosen && config !== null ? config : requireRunConfig({ ...data, architecture: name })
    return {
      name,
      layers: buildLayers(shown),
      own: null,
      shapes: shapesOf(shown),
      note: noteOf(name, shown),
      mistake: null,
    }
  })
  const shapes = shapesOf(config ?? {})
  const others = [...new Map(own.map((one) => [one.name, one])).values()]
  return [
    ...builtIn,
    ...others.map(({ name, layers: text }): ArchitectureCard => {
      const read = readLayersText(text)
      const layers = read.ok ? read.layers : []
      const mistake = checkLayers(text, shapes)
      const note = `${countOf(layers.length, 'layer')} of your own`
      return { name, layers, own: text, shapes, note, mistake: mistake === null ? null : mistakeSentence(mistake) }
    }),
  ]
}

function noteOf(name: string, { filters, kernelSizes }: RunConfig): string {
  if (!filters || !kernelSizes) return presetArchitecture(name)?.help ?? ''
  const kernels = kernelSizes.map((size) => `${size}×${size}`).join(', ')
  return `${filters.length} conv ${kernels}${name === 'pooled' ? ' with batch norm and pooling' : ''}, 2 dense`
}
