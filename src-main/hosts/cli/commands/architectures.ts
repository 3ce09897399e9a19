/** `plateau architectures`: which there are, what they are made of, whether a file is one, and which are kept. */
import { buildLayers } from '@contract/architecture'
import { architectureJsonSchema, readArchitecture } from '@contract/architecture-file'
import { builtInArchitectures, requireRunConfig, type RunConfig } from '@contract/config'
import { shapesOf } from '@contract/run-data'
import { findMisfit, mistakeSentence, readLayersText } from '@recipes/check-layers'
import { inferLayers, type LayerRow } from '@recipes/infer-layers'
import type { LayerSpec } from '@recipes/layer'
import { layerWords } from '@recipes/registry/layers'
import { presetArchitecture } from '@recipes/registry/architectures'
import { formatCount, formatTable } from '../../format'
import { findArchitecture, readArchitectureFile } from '../architecture-files'
import { readJsonFile } from '../json-file'
import { savedArchitectures, withCore, type JsonOption, type Session } from '../session'
import { valuesFromFlags } from '../setting-flags'

/** Settings of data, as `--task` and `--targets` say them; the usual ones without. */
export type DataOptions = JsonOption & { readonly task?: string; readonly targets?: string }

/** The settings of a run of this architecture on this data. */
function configOf(architecture: string, { task, targets }: DataOptions): RunConfig {
  const given = Object.fromEntries(
    [...valuesFromFlags({ task, targets })].flatMap(([key, [value]]) => (value === undefined ? [] : [[key, value]])),
  )
  return requireRunConfig({ ...given, architecture })
}

function layersOf(text: string): readonly LayerSpec[] {
  const read = readLayersText(text)
  return read.ok ? read.layers : []
}

export async function listArchitectures(session: Session, options: DataOptions): Promise<number> {
  const { terminal } = session
  const { input } = shapesOf(configOf('plain', options))
  const row = (name: string, layers: readonly LayerSpec[], help: string) => {
    const { rows, parameters, mistake } = inferLayers(layers, input)
    return { name, layers: rows.length, parameters: mistake === null ? parameters : null, help }
  }
  const rows = [
    ...builtInArchitectures.map((name) =>
      row(name, buildLayers(configOf(name, options)), presetArchitecture(name)?.help ?? "The report's."),
    ),
    ...(await savedArchitectures(session)).map(({ name, layers }) => row(name, layersOf(layers), 'Your own.')),
  ]
  if (options.json === true) terminal.printDocument({ architectures: rows })
  else
    terminal.print(
      formatTable(
        [
          { header: 'architecture', text: ({ name }) => name },
          { header: 'layers', align: 'right', text: ({ layers }) => formatCount(layers) },
          {
            header: 'parameters',
            align: 'right',
            text: ({ parameters }) => (parameters === null ? '-' : formatCount(parameters)),
          },
          { header: 'what it is', text: ({ help }) => help },
        ],
        rows,
      ),
    )
  return 0
}

/** With `--json` a file of it, to be changed and trained. */
export async function showArchitecture(session: Session, reference: string, options: DataOptions): Promise<number> {
  const { terminal } = session
  const isBuiltIn = builtInArchitectures.includes(reference)
  const config = configOf(isBuiltIn ? reference : 'plain', options)
  const own = isBuiltIn ? null : await findArchitecture(reference, () => savedArchitectures(session))
  const layers = own === null ? buildLayers(config) : layersOf(own.layers)
  if (options.json === true) {
    terminal.printDocument({ name: own?.name ?? `my ${reference}`, layers })
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

/** Keeps that of a file under its name, whether it fits the usual data or not. */
export async function saveArchitecture(session: Session, file: string, { json = false }: JsonOption): Promise<number> {
  const { name, layers } = await readArchitectureFile(file)
  return withCore(session, async (client) => {
    const saved = await client.request('architectures.save', { name, layers: JSON.stringify(layers) })
    if (json) session.terminal.printDocument({ architecture: { name: saved.name, layers } })
    else session.terminal.print(`Saved ${saved.name}.`)
    return 0
  })
}

/** Its runs keep their layers. */
export async function removeArchitecture(session: Session, name: string, { json = false }: JsonOption) {
  const found = await findArchitecture(name, () => savedArchitectures(session))
  return withCore(session, async (client) => {
    await client.request('architectures.remove', { name: found.name })
    if (json) session.terminal.printDocument({ removed: found.name })
    else session.terminal.print(`Deleted ${found.name}. Runs that were trained with it keep their layers.`)
    return 0
  })
}

export function printSchema({ terminal }: Session): Promise<number> {
  terminal.printDocument(architectureJsonSchema())
  return Promise.resolve(0)
}
