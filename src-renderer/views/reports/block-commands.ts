import type { Landing } from '../../components/sortable'

/** What can be done with a block from what lies around it. */
export type BlockCommands = {
  readonly select: () => void
  /** Enter: text is edited, of others the settings open. */
  readonly open: () => void
  /** By so many places; negative is up. */
  readonly move: (step: number) => void
  readonly drop: (id: string, landing: Landing) => void
  readonly focus: (step: number) => void
  readonly duplicate: () => void
  readonly remove: () => void
}
