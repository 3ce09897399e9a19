/** The architecture that the editor has open: what it began as, what it is now, and whether that is kept. */
import { buildLayers } from '@contract/architecture'
import { readArchitecture, readArchitectureName } from '@contract/architecture-file'
import { memoryOfNetwork } from '@contract/architecture-memory'
import { builtInArchitectures, requireRunConfig, type RunConfig, type RunConfigInput } from '@contract/config'
import { shapesOf } from '@contract/run-data'
import { checkArchitecture } from '@panels/architecture/checking'
import { edit, startEditing, type Editing, type EditingAction } from '@panels/architecture/editing'
import { treeOf } from '@panels/architecture/layer-tree'
import { editableLayers, readLayers } from '@recipes/check-layers'
import type { LayerSpec } from '@recipes/layer'
import { denseEnd } from '@recipes/architecture'
import type { ArchitecturesState } from '../../state/architectures.svelte'
import { resolveDraft, toDraft, withChanges } from '../new-run/draft'
import type { Unsaved } from './unsaved'

/** What a draft begins from. */
export type DraftStart = { readonly name: string | null; readonly layers?: string | undefined }

/** Settings of the form that the editor was opened from; the usual ones where those have a mistake. */
export function configFor(parent: RunConfigInput, changes: RunConfigInput): RunConfig {
  const resolved = resolveDraft(withChanges(toDraft(parent), changes))
  return resolved.ok ? resolved.config : requireRunConfig({})
}

export class ArchitectureDraft {
  readonly #kept: ArchitecturesState
  readonly config: RunConfig
  /** The architecture that it is a copy of, or that it is; null of a new one. */
  readonly startedFrom: string | null
  /** What it was opened with. */
  readonly #first: { readonly layers: readonly LayerSpec[]; readonly name: string }
  #editing: Editing = $state.raw(startEditing([]))
  /** As it was kept last, by the name of then; null where it never was. */
  #saved: { readonly layers: readonly LayerSpec[]; readonly name: string; readonly steps: number } | null =
    $state.raw(null)
  /** Layers that a window was closed with before they were saved. */
  #resumed: readonly LayerSpec[] | null = $state.raw(null)
  name = $state('')

  readonly shapes = $derived.by(() => shapesOf(this.config))
  readonly checked = $derived.by(() => checkArchitecture(this.#editing.layers, this.shapes))
  readonly rows = $derived.by(() => treeOf(this.#editing.layers, this.#editing.closed))
  readonly memory = $derived.by(() =>
    memoryOfNetwork(this.checked.inferred.rows, this.checked.inferred.parameters, this.config),
  )
  /** Why it cannot be kept under its name; null where it can. */
  readonly nameMistake = $derived.by((): string | null => {
    const read = readArchitectureName(this.name)
    if (!read.ok) return read.reason
    const isAnother = read.name !== this.#saved?.name && this.#kept.find(read.name) !== undefined
    return isAnother ? `There is an architecture called ${read.name}. Give this one another name.` : null
  })
  readonly isEdited = $derived.by(() => {
    const before = this.#saved ?? this.#first
    return this.#editing.layers !== before.layers || this.name !== before.name
  })
  /** Steps between now and what is kept. */
  readonly changes = $derived.by(() => Math.abs(this.#editing.past.length - (this.#saved?.steps ?? 0)))

  /** Settings of a run with layers of its own, some of which a built-in architecture has in their place. */
  readonly #runOfOwn = $derived.by((): RunConfigInput => {
    const changes = { architecture: 'network', layers: JSON.stringify(denseEnd(this.shapes)) }
    return configFor(this.config, changes)
  })

  constructor(kept: ArchitecturesState, config: RunConfig, { name, layers }: DraftStart) {
    this.#kept = kept
    this.config = config
    this.startedFrom = name
    const own = name === null || layers !== undefined ? undefined : kept.find(name)
    const first = editableLayers(layers ?? own?.layers ?? '') ?? begin(config, name)
    this.name = own?.name ?? kept.freeName(name ?? 'network')
    this.#first = { layers: first, name: this.name }
    this.#editing = startEditing(first)
    if (own !== undefined) this.#saved = { layers: first, name: own.name, steps: 0 }
  }

  get editing(): Editing {
    return this.#editing
  }
  /** Whether it stands as a window was closed with it, and nothing was changed or saved since. */
  get isResumed(): boolean {
    return this.isEdited && this.#editing.layers === this.#resumed
  }
  /** A run of it, as the form stands, whose layers are not checked anew; null where a layer has a mistake. */
  get runInput(): RunConfigInput | null {
    if (this.checked.mistakes.size > 0) return null
    const name = readArchitectureName(this.name)
    return { ...this.#runOfOwn, architecture: name.ok ? name.name : 'network', layers: this.text }
  }
  get isKept(): boolean {
    return this.#saved !== null
  }
  /** JSON of its layers, as a run has them. */
  get text(): string {
    return JSON.stringify(this.#editing.layers)
  }
  /** It as a file, which the command line takes too; null while something of it is not valid. */
  get filed(): string | null {
    const read = readArchitecture({ name: this.name, layers: this.#editing.layers })
    return read.ok ? `${JSON.stringify(read.architecture, null, 2)}\n` : null
  }
  /** Why it cannot be kept: a setting that no layer takes. What fits nowhere yet is kept as it is. */
  get keepingMistake(): string | null {
    const read = readLayers(this.#editing.layers)
    if (read.ok) return this.nameMistake
    const [mistake] = read.mistakes
    return `It can be saved once ${mistake?.at === '' ? 'its layers are' : `layer ${mistake?.at ?? ''} is`} valid.`
  }

  /** Goes on where a window was closed before it was saved; undoing leads back to what is kept. */
  resume({ name, layers }: Unsaved): void {
    const { layers: before, selected, closed } = this.#editing
    this.#editing = { ...startEditing(layers), past: [{ layers: before, selected, closed }] }
    this.#resumed = layers
    this.name = name
  }

  do(action: EditingAction): void {
    this.#editing = edit(this.#editing, action)
  }

  /** Keeps it by its name, and no longer by the one it had. @throws what kept it from being saved */
  async save(): Promise<string> {
    const mistake = this.keepingMistake
    if (mistake !== null) throw new Error(mistake)
    const read = readArchitectureName(this.name)
    const name = read.ok ? read.name : this.name
    const before = this.#saved
    const { layers, past } = this.#editing
    await this.#kept.save({ name, layers: this.text })
    this.#saved = { layers, name, steps: past.length }
    this.name = name
    if (before !== null && before.name !== name) await this.#kept.remove(before.name)
    return name
  }
}

/** Of a built-in one its layers for the data, else the least that is a network. */
function begin(config: RunConfig, name: string | null): readonly LayerSpec[] {
  if (name === null || !builtInArchitectures.includes(name)) return denseEnd(shapesOf(config))
  const { task, dataSet, targets } = config
  const data = { task, dataSet, ...(targets === undefined ? {} : { targets }) }
  return buildLayers(name === config.architecture ? config : requireRunConfig({ ...data, architecture: name }))
}
