/** `plateau architectures`: which there are, what they are made of, and whether a file is one. */
import { buildLayers } from '@contract/architecture'
import { architectureJsonSchema, readArchitecture, type Architecture } from '@contract/architecture-file'
import { builtInArchitectures, requireRunConfig, type RunConfig } from '@contract/config'
import { shapesOf } from '@contract/run-data'
import { findMisfit, mistakeSentence } from '@recipes/check-layers'
import { inferLayers, type LayerRow } from '@recipes/infer-layers'
import { layerWords } from '@recipes/registry/layers'
import { presetArchitecture } from '@recipes/registry/architectures'
import { formatCount, formatTable } from '../../format'
import { readArchitectureFile } from '../architecture-files'
import { readJsonFile } from '../json-file'
import type { JsonOption, Session } from '../session'
import { valuesFromFlags } from '../setting-flags'

/** Settings of data, as `--task` and `--targets` say them; the usual ones without. */
export type DataOptions = JsonOption & { readonly task?: string; readonly targets?: string }

const isFile = (text: string): boolean => !builtInArchitectures.includes(text)

/** The settings of a run of this architecture on this data. */
function configOf(architecture: string, { task, targets }: DataOptions): RunConfig {
  const given = Object.fromEntries(
    [...valuesFromFlags({ task, targets })].flatMap(([key, [value]]) => (value === undefined ? [] : [[key, value]])),
  )
  return requireRunConfig({ ...given, architecture })
}

export async function listArchitectures({ terminal }: Session, options: DataOptions): Promise<number> {
  const rows = builtInArchitectures.map((name) => {
    const config = configOf(name, options)
    const { rows: layers, parameters } = inferLayers(buildLayers(config), shapesOf(config).input)
    return { name, layers: layers.length, parameters, help: presetArchitecture(name)?.help ?? "The report's." }
  })
  if (options.json === true) terminal.printDocument({ architectures: rows })
  else
    terminal.print(
      formatTable(
        [
          { header: 'architecture', text: ({ name }) => name },
          { header: 'layers', align: 'right', text: ({ layers }) => formatCount(layers) },
          { header: 'parameters', align: 'right', text: ({ parameters }) => formatCount(parameters) },
          { header: 'what it is', text: ({ help }) => help },
        ],
        rows,
      ),
    )
  return Promise.resolve(0)
}

/** A built-in one, or that of a file. With `--json` a file of it, to be changed and trained. */
export async function showArchitecture({ terminal }: Session, reference: string, options: DataOptions) {
  const config = configOf(isFile(reference) ? 'plain' : reference, options)
  const { name, layers }: Architecture = isFile(reference)
    ? await readArchitectureFile(reference)
    : { name: reference, layers: buildLayers(config) }
  if (options.json === true) {
    terminal.printDocument({ name: isFile(reference) ? name : `my ${name}`, layers })
    return 0
  }
  const shapes = shapesOf(config)
  const { rows, parameters } = inferLayers(layers, shapes.input)
  const mistake = findMisfit(layers, shapes)
  terminal.print(layerTable(rows))
  terminal.print(`${formatCount(parameters)} parameters from ${shapes.input.join(' x ')}.`)
  if (mistake !== null) terminal.remark(mistakeSentence(mistake))
  return mistake === null ? 0 : 2
}

const layerTable = (rows: readonly LayerRow[]): string =>
  formatTable<LayerRow>(
    [
      { header: 'layer', text: ({ at }) => at },
      { header: 'what it is', text: ({ depth, layer }) => `${'  '.repeat(depth)}${layerWords(layer)}` },
      { header: 'gives', text: ({ outputShape }) => outputShape.join(' x ') },
      { header: 'parameters', align: 'right', text: ({ parameters }) => formatCount(parameters) },
    ],
    rows,
  )

/** Every mistake of a file, a line each. */
export async function checkArchitecture({ terminal }: Session, file: string, options: DataOptions): Promise<number> {
  const read = readArchitecture(await readJsonFile(file, 'The architecture'))
  const shapes = shapesOf(configOf('plain', options))
  const misfit = read.ok ? findMisfit(read.architecture.layers, shapes) : null
  const mistakes = read.ok ? (misfit === null ? [] : [mistakeSentence(misfit)]) : read.reasons
  if (options.json === true) terminal.printDocument({ ok: mistakes.length === 0, mistakes })
  else if (mistakes.length === 0) terminal.print(`${file} is an architecture for this data.`)
  else terminal.print(mistakes.join('\n'))
  return mistakes.length === 0 ? 0 : 2
}

export function printSchema({ terminal }: Session): Promise<number> {
  terminal.printDocument(architectureJsonSchema())
  return Promise.resolve(0)
}
