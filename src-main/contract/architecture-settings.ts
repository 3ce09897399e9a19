/** The settings of a run that say what its network is: an architecture's name, and what it is made of. */
import { z } from 'zod'
import { checkLayers, mistakeSentence, readLayersText } from '../recipes/check-layers'
import type { LayerMistake } from '../recipes/infer-layers'
import { activationKinds } from '../recipes/registry/activations'
import { presetArchitecture, presetArchitectures } from '../recipes/registry/architectures'
import { architectureName } from './architecture-name'
import { findShapes, type DataSettings } from './run-data'

/** The report's, which have settings of their own. */
export const architectureKinds = ['plain', 'pooled'] as const
export type ArchitectureKind = (typeof architectureKinds)[number]
export const isReportArchitecture = (name: unknown): name is ArchitectureKind =>
  (architectureKinds as readonly unknown[]).includes(name)
/** All that are built in. Any other name is that of somebody's own, and comes with its layers. */
export const builtInArchitectures: readonly string[] = [...architectureKinds, ...presetArchitectures]

/** Characters of a list of layers. */
export const mostLayersText = 400_000

const haveMistake = (mistake: LayerMistake): string => `have a mistake. ${mistakeSentence(mistake).replace(/\.$/, '')}`

/** JSON of a list of layers. A text, as every setting is one value; a list in somebody's file is taken for its text. */
const layersText = z.preprocess(
  (value) => (Array.isArray(value) ? JSON.stringify(value) : value),
  z
    .string()
    .max(mostLayersText)
    .superRefine((text, context) => {
      const read = readLayersText(text)
      const mistake = read.ok ? undefined : read.mistakes[0]
      if (mistake !== undefined) context.addIssue({ code: 'custom', message: haveMistake(mistake) })
    }),
)

export const architectureShape = {
  architecture: architectureName,
  layers: layersText,
  filters: z.array(z.int().min(1).max(512)).min(1).max(5),
  kernelSizes: z
    .array(
      z
        .int()
        .min(1)
        .max(15)
        .refine((size) => size % 2 === 1, 'must be odd'),
    )
    .min(1)
    .max(5),
  hiddenUnits: z.int().min(1).max(8192),
  activation: z.enum(activationKinds),
  outputActivation: z.enum(activationKinds),
}

/** Settings of the report's architectures; any other has its layers instead. */
export const reportKeys = ['filters', 'kernelSizes', 'hiddenUnits', 'activation', 'outputActivation'] as const
export type ReportKey = (typeof reportKeys)[number]
export const isReportKey = (key: string): key is ReportKey => (reportKeys as readonly string[]).includes(key)
export const byReportKey = <Value>(value: Value): Record<ReportKey, Value> =>
  Object.fromEntries(reportKeys.map((key) => [key, value])) as Record<ReportKey, Value>

const reportDefaults = {
  plain: { filters: [16, 32], kernelSizes: [3, 3], hiddenUnits: 128 },
  pooled: { filters: [32, 64, 128], kernelSizes: [7, 3, 3], hiddenUnits: 1024 },
}

/** What a network is made of where nobody says (definitions: "Models"). @param settings that say what data it is for */
export const architectureDefaults = (architecture: string, settings: DataSettings) => ({
  architecture,
  layers: presetLayers(architecture, settings),
  ...reportDefaults[isReportArchitecture(architecture) ? architecture : 'plain'],
})

/** Layers of a built-in architecture as a run keeps them; '' of any other, and where there are no targets to make them for. */
function presetLayers(architecture: string, settings: DataSettings): string {
  const preset = presetArchitecture(architecture)
  if (preset === null) return ''
  // Not checked yet where it comes from a file.
  const shapes = findShapes({
    ...settings,
    targets: typeof settings.targets === 'string' ? settings.targets : undefined,
  })
  return typeof shapes === 'string' ? '' : JSON.stringify(preset.layers(shapes))
}

/** Says what is wrong between the settings of a network and those of its data. */
export function refuseArchitecture(
  config: DataSettings & {
    layers?: string | undefined
    filters?: number[] | undefined
    kernelSizes?: number[] | undefined
  },
  refuse: (key: 'layers' | 'kernelSizes', message: string) => void,
): void {
  const { layers, filters, kernelSizes } = config
  const shapes = findShapes(config)
  const mistake = layers === undefined || typeof shapes === 'string' ? null : checkLayers(layers, shapes)
  if (mistake !== null) refuse('layers', haveMistake(mistake))
  if (filters && kernelSizes && filters.length !== kernelSizes.length)
    refuse('kernelSizes', `needs one size for each of the ${filters.length} convolutions, not ${kernelSizes.length}`)
}

/** Of a run without what its architecture is made of. */
export const missingLayers = `must be one of ${builtInArchitectures.join(', ')}, or come with its layers`
