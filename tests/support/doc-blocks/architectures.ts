/** What the documentation says of architectures and their layers, read from the registries. */
import { buildLayers, countParameters } from '@contract/architecture'
import { requireRunConfig } from '@contract/config'
import { shapesOf } from '@contract/run-data'
import { presetArchitecture, presetArchitectures } from '@recipes/registry/architectures'
import { layerKinds, layers, settingsOfLayer } from '@recipes/registry/layers'
import { taskKinds } from '@recipes/registry/tasks'
import { code, table } from './table'

/** Every built-in architecture beyond the report's. */
export const architectureTable = (): string =>
  table(
    ['`--architecture`', 'Name', 'What it is', 'Parameters (image to image, classification)'],
    presetArchitectures.map((architecture) => {
      const counts = taskKinds.map((task) => {
        const config = requireRunConfig({ architecture, task })
        return countParameters(buildLayers(config), shapesOf(config).input).toLocaleString('en')
      })
      const preset = presetArchitecture(architecture)
      return [code(architecture), preset?.name ?? '', preset?.help ?? '', counts.join('; ')]
    }),
  )

/** Every kind of layer with its settings. */
export const layerTable = (): string =>
  table(
    ['Kind', 'What it does', 'Settings'],
    layerKinds.map((kind) => {
      const settings = settingsOfLayer(kind).map(([key, { default: usual }]) =>
        usual === undefined ? code(key) : `${code(key)} (${JSON.stringify(usual)})`,
      )
      return [code(kind), layers[kind].help, settings.join(', ')]
    }),
  )
