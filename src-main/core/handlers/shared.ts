/** What the files of handlers share: the services they answer from, and the types that keep each of them complete. */
import type { Store } from '../../store/store'
import type { DataSetService } from '../data-sets/service'
import type { RecordHealth } from '../history/health'
import type { RunQueryService } from '../history/queries'
import type { IngestService } from '../ingest/service'
import type { ImportanceService } from '../importance/service'
import type { MediaService } from '../history/media'
import type { AuthorService } from '../history/authors/service'
import type { PreferenceService } from '../preferences'
import type { AnnotationService } from '../history/annotations'
import type { Planner } from '../jobs/planner'
import type { ProgramService } from '../jobs/programs/service'
import type { ProjectService } from '../history/projects/service'
import type { RunService } from '../jobs/service'
import type { LineService } from '../history/lines/service'
import type { InitialWeights } from '../jobs/initial-weights'
import type { InspectionService } from '../jobs/inspections'
import type { PredictionService } from '../jobs/predictions'
import type { ResidualService } from '../jobs/residuals'
import type { BackendService } from '../system/backend'
import type { Notices } from '../system/notices'
import type { WorkspaceService } from '../workspace'
import type { ExportService } from '../exports/service'
import type { FigureService } from '../figures/service'
import type { StyleService } from '../figures/styles'
import type { ArchitectureService } from '../architectures'
import type { ReportService } from '../reports/service'
import type { Handlers, RequestName } from '../../contract/api'
import type { authorRequests } from '../../contract/authors'
import type { projectRequests } from '../../contract/project-requests'
import { findRun } from '../history/references'
import type { StoredRun } from '../../store/runs'
import type { ClientSession } from '../server'
import type { createLine, Steps } from '../turns'

/** The services of the core that requests are answered from. */
export type HandlerOptions = {
  readonly appVersion: string
  readonly home: string
  readonly store: Store
  readonly runs: RunService
  readonly annotations: AnnotationService
  readonly projects: ProjectService
  readonly programs: ProgramService
  readonly dataSets: DataSetService
  readonly authors: AuthorService
  readonly media: MediaService
  readonly ingest: IngestService
  readonly residuals: ResidualService
  readonly predictions: PredictionService
  readonly inspections: InspectionService
  readonly initialWeights: InitialWeights
  readonly workspace: WorkspaceService
  readonly lines: LineService
  readonly figures: FigureService
  readonly styles: StyleService
  readonly architectures: ArchitectureService
  readonly exports: ExportService
  readonly reports: ReportService
  readonly planner: Planner
  readonly preferences: PreferenceService
  readonly backend: BackendService
  readonly notices: Notices
  /** Changes of many runs are made one after the other. */
  readonly changing: ReturnType<typeof createLine>
  readonly health: RecordHealth
  readonly queries: RunQueryService
  readonly importance: ImportanceService
  /** Ids of the sessions that are connected. */
  readonly presentSessions: () => ReadonlySet<number>
}

/**
 * A handler for every request of one area: a file of handlers that lacks one of them, or has one of another area, does not compile. `Pattern` is a union of
 * names, or of beginnings such as `queue.${string}`.
 */
export type HandlersOf<Pattern extends string> = Pick<Handlers<ClientSession>, Extract<RequestName, Pattern>>

/** What has runs train, wait and stop. */
export type RunWork =
  | 'runs.plan'
  | 'runs.launch'
  | 'runs.stop'
  | 'runs.resume'
  | 'runs.continue'
  | 'runs.verify'
  | 'runs.verification'
  | 'runs.hold'
  | 'runs.release'

/** What changes what is kept of runs. */
export type RunChange = 'runs.annotate' | 'runs.bin' | 'runs.restore' | 'runs.purge'

/** Every other request about runs that is neither an author's nor a project's. */
export type RunReading = Exclude<
  Extract<RequestName, `runs.${string}`>,
  RunWork | RunChange | keyof typeof authorRequests | keyof typeof projectRequests
>

/** Undefined where no project was named. */
export const idOfProject = (projects: ProjectService, project: string | undefined): string | undefined =>
  project === undefined ? undefined : projects.find(project).id

/** Runs as they are now, without those that are gone. */
export const refetch = (store: Store, runs: readonly StoredRun[]): StoredRun[] =>
  runs.flatMap((run) => store.runs.get(run.id) ?? [])

/** Runs that one step looks for. */
export const foundAtOnce = 20

/** Ids of the runs that are named: a window names thousands, by id. @throws PlateauError as findRun does */
export function* idsOfRuns(store: Store, references: readonly string[]): Steps<string[]> {
  const ids: string[] = []
  for (const reference of references) {
    ids.push((store.projects.placeOf(reference) ?? findRun(store, reference)).id)
    if (ids.length % foundAtOnce === 0) yield
  }
  return ids
}
