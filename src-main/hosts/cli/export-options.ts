/** What `plateau export` takes, whatever it writes. */
import type { ProjectOption, WhereOption } from './projects'
import type { JsonOption } from './session'

export type ExportOptions = JsonOption &
  ProjectOption &
  WhereOption & {
    readonly format?: string
    readonly output?: string
    readonly force?: boolean
    readonly points?: string
    readonly series?: string
    readonly provenance?: boolean
    readonly media?: boolean
    readonly checkpoint?: string
  }
