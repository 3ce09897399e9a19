/** Two of the architectures that there are, held against each other: which, and what came of it. */
import { memoryOfNetwork } from '@contract/architecture-memory'
import { isReportKey, type RunConfigInput } from '@contract/config'
import { diffLayers } from '@model/layer-diff'
import { checkArchitecture, type CheckedArchitecture } from '@panels/architecture/checking'
import { alignStrips } from '@panels/architecture/layer-comparison'
import { colourOfArchitecture, fewerBoxes, stripOf } from '@panels/architecture/strip'
import type { ArchitectureCard } from '../new-run/architecture-cards'
import type { ArchitectureDraft } from './architecture-draft.svelte'

/** An architecture that can be one of the two. */
export type Comparable = {
  readonly id: string
  readonly name: string
  /** In a list, where the draft and what is kept of it have one name. */
  readonly label: string
  readonly checked: CheckedArchitecture
  /** A run of it as the form stands; null where it is no network for the data. */
  readonly input: RunConfigInput | null
  /** Whether runs of its name are runs of it. */
  readonly isKept: boolean
}

const draftId = 'draft'
/** So many boxes stand beside each other. */
const mostBoxes = 80
/** The second of two that have one colour. */
const otherColour = 'var(--c8)'

export class Comparing {
  readonly #draft: () => ArchitectureDraft | null
  readonly #cards: () => readonly ArchitectureCard[]
  #leftId = $state('')
  #rightId = $state(draftId)

  constructor(draft: () => ArchitectureDraft | null, cards: () => readonly ArchitectureCard[]) {
    this.#draft = draft
    this.#cards = cards
  }

  /** The draft first, then built-in ones and one's own, as they are kept. */
  readonly all = $derived.by((): Comparable[] => {
    const draft = this.#draft()
    if (draft === null) return []
    const open: Comparable = {
      ...{ id: draftId, name: draft.name, label: draft.name, checked: draft.checked, input: draft.runInput },
      isKept: draft.isKept && !draft.isEdited,
    }
    const others = this.#cards().flatMap((card): Comparable[] => {
      if (open.isKept && card.own !== null && card.name === draft.name) return []
      const checked = checkArchitecture(card.layers, card.shapes)
      const label = card.name === draft.name && card.own !== null ? `${card.name} (saved)` : card.name
      return [{ id: `kept ${card.name}`, name: card.name, label, checked, input: inputOf(draft, card), isKept: true }]
    })
    return [open, ...others]
  })
  readonly right = $derived.by(() => this.all.find(({ id }) => id === this.#rightId) ?? this.all[0])
  readonly left = $derived.by(() => {
    const others = this.all.filter(({ id }) => id !== this.right?.id)
    return others.find(({ id }) => id === this.#leftId) ?? others.find(({ id }) => id === this.#usual) ?? others[0]
  })
  /** What the draft was begun from, and of a kept one how it was saved. */
  readonly #usual = $derived.by(() => {
    const draft = this.#draft()
    const kept = this.all.find(({ id }) => id === `kept ${draft?.name ?? ''}`)
    return kept?.id ?? `kept ${draft?.startedFrom ?? ''}`
  })
  readonly pairs = $derived.by(() =>
    this.left === undefined || this.right === undefined
      ? []
      : diffLayers(this.left.checked.inferred.rows, this.right.checked.inferred.rows),
  )
  readonly places = $derived.by(() => {
    const draft = this.#draft()
    const [left, right] = [this.left, this.right].map((side) =>
      side === undefined || draft === null ? [] : fewerBoxes(stripOf(side.checked, draft.shapes), mostBoxes),
    )
    return alignStrips(left ?? [], right ?? [], this.pairs)
  })
  readonly colours = $derived.by((): readonly [left: string, right: string] => {
    const [left, right] = [colourOfArchitecture(this.left?.name ?? ''), colourOfArchitecture(this.right?.name ?? '')]
    return [left, left === right ? otherColour : right]
  })
  readonly memory = $derived.by((): readonly [left: number, right: number] => [
    this.#memoryOf(this.left),
    this.#memoryOf(this.right),
  ])

  choose(side: 'left' | 'right', id: string): void {
    const [left, right] = [this.left?.id ?? '', this.right?.id ?? '']
    // The other one goes where this one was.
    if (side === 'left') [this.#leftId, this.#rightId] = [id, id === right ? left : right]
    else [this.#leftId, this.#rightId] = [id === left ? right : left, id]
  }
  swap(): void {
    this.choose('left', this.right?.id ?? '')
  }

  #memoryOf(side: Comparable | undefined): number {
    const config = this.#draft()?.config
    if (side === undefined || config === undefined) return 0
    const { rows, parameters } = side.checked.inferred
    return memoryOfNetwork(rows, parameters, config).batch
  }
}

/** Widths and the like of a built-in one are its own. */
function inputOf({ config }: ArchitectureDraft, { name, own, mistake }: ArchitectureCard): RunConfigInput | null {
  if (mistake !== null) return null
  const others = Object.entries(config).filter(([key]) => !isReportKey(key) && key !== 'layers')
  return { ...Object.fromEntries(others), architecture: name, ...(own === null ? {} : { layers: own }) }
}
