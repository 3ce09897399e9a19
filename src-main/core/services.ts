/** What a core consists of once it has its history: every service, made in the order in which they need each other. */
import { join } from 'node:path'
import { appVersion } from '../platform/app-version'
import { spawnNode } from '../platform/spawn-node'
import type { DataSettings } from '../contract/run-data'
import type { Store } from '../store/store'
import { createDataSetService } from './data-sets/service'
import { createEventBus } from './events'
import { createArchitectureReader, createModelReader } from './foreign/reader'
import { modelCard } from './exports/model-card'
import { createExportService } from './exports/service'
import { createChosenImages } from './figures/chosen-images'
import { describeProvenance } from './figures/provenance'
import { createFigureService } from './figures/service'
import { createStyleService } from './figures/styles'
import { createArchitectureService } from './architectures'
import { createHandlers } from './handlers/table'
import { createAnnotationService } from './history/annotations'
import { createRecordHealth } from './history/health'
import { createIndexing } from './history/indexing'
import { createLineService } from './history/lines/service'
import { contentPath, createMediaService } from './history/media'
import { packTails } from './history/packing'
import { createAuthorService } from './history/authors/service'
import { createImportanceService } from './importance/service'
import { createIngestService } from './ingest/service'
import { createAnnouncer } from './history/points'
import { createPointWriter } from './ingest/points'
import { createProjectService } from './history/projects/service'
import { createRunQueryService, type RunQueryService } from './history/queries'
import { createSummaryCache } from './history/summaries'
import { createCheckpointService } from './jobs/checkpoints'
import { createInitialWeights } from './jobs/initial-weights'
import { createInspectionService, type InspectionService } from './jobs/inspections'
import { createKeptWeights, type KeptWeights } from './jobs/kept-weights'
import { openPendingEnds } from './jobs/pending-ends'
import { createPredictionService } from './jobs/predictions'
import { createModelExports, type ModelExports } from './jobs/model-exports'
import { createProgramService } from './jobs/programs/service'
import { createThisMachine } from './jobs/programs/this-machine'
import { createPlanner } from './jobs/planner'
import { createResidualService } from './jobs/residuals'
import { createTrainerWork } from './jobs/trainer-work'
import { createRunService } from './jobs/service'
import { log } from './log'
import { createPreferences } from './preferences'
import { createLine } from './turns'
import { takeBackUnfinished } from './history/many-runs'
import { createFindRuns } from './reports/found-runs'
import { createReportService } from './reports/service'
import { createTypesetter } from './reports/typesetter'
import type { ClientSession } from './server'
import { createBackendService } from './system/backend'
import { createNotices } from './system/notices'
import { readResources } from './system/status'
import { createWorkspaceService } from './workspace'

type Options = {
  readonly home: string
  readonly store: Store
  /** Why nothing is stored any more; null while all is well. */
  readonly lost: () => string | null
  /** Ids of the sessions that are connected. */
  readonly presentSessions: () => ReadonlySet<number>
}

/** It finds the home's own data sets by the environment. */
const trainersOf = (home: string) => (threads: number) =>
  spawnNode('trainer', {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    environment: { PLATEAU_THREADS: String(threads), PLATEAU_HOME: home },
  })

/** All validation images through the largest networks, on one thread. */
const longestLook = 30 * 60_000

/** Reads a folder of pictures, with what other work leaves of the machine. */
const spawnReader = () => spawnNode('prepare-pictures', { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })

/** It outlives the core, and what it starts is none of the core's group. */
const spawnRunner = (run: string) =>
  spawnNode('runner', { parameters: [run], stdio: ['pipe', 'ignore', 'ignore'], detached: true })

/** Also takes over what an earlier core left behind: runs under way, files without a row. */
export function createServices({ home, store, lost, presentSessions }: Options) {
  const spawnTrainer = trainersOf(home)
  const events = createEventBus()
  const health = createRecordHealth(store)
  const summaries = createSummaryCache(store, health)
  const preferences = createPreferences(store, events)
  const checkpoints = createCheckpointService(store, join(home, 'runs'))
  const weights = createKeptWeights(store, checkpoints.directoryOf)
  const modelReader = createModelReader()
  const architectureReader = createArchitectureReader()
  const initialWeights = createInitialWeights({
    folder: join(home, 'weights'),
    store,
    kept: weights,
    models: modelReader,
  })
  const resources = readResources()
  const projects = createProjectService({ store, summaries, events })
  const points = createPointWriter(store)
  const announcer = createAnnouncer(events)
  const changing = createLine()
  const authors = createAuthorService({ store, events, summaries, projects, directoryOf: checkpoints.directoryOf })
  const dataSets = createDataSetService({ home, store, events, spawnReader })
  const runs = createRunService({
    classesOf: (config) => dataSets.classesOf(config),
    lost,
    home,
    points,
    announcer,
    authors,
    place: createThisMachine(spawnRunner),
    pendingEnds: openPendingEnds(join(home, 'pending-ends')),
    store,
    summaries,
    events,
    checkpoints,
    preferences,
    resources,
    spawnTrainer,
    pathOfWeights: initialWeights.pathOf,
  })
  const residuals = createResidualService({ store, events, weights, spawnTrainer })
  const work = createTrainerWork(spawnTrainer)
  const classesOf = (config: DataSettings) => store.runs.classesOf(config)
  const predictions = createPredictionService(weights, work, classesOf, dataSets.fitOf)
  // Beside the other work, and with more time: all validation images may go through a large network.
  const looking = createTrainerWork(spawnTrainer, longestLook)
  const inspections = createInspectionService({ events, weights, work: looking, classesOf })
  const models = createModelExports(weights, work)
  const backend = createBackendService({
    spawnProbe: () => spawnNode('trainer', { parameters: ['--probe'], stdio: ['ignore', 'pipe', 'ignore'] }),
    onChange: () => events.publish('system-changed', {}),
  })
  // What a program's own client writes is judged by the rule of its run as well.
  events.subscribe((event) => {
    if (event.event === 'points-appended') runs.hearPoints(event.payload.run, event.payload.key)
  })
  takeBackUnfinished(store)
  projects.sweep()
  runs.recover()
  sweep(store, checkpoints)
  packTails(store, ...store.batches.loose())
  const lines = createLineService(store)
  const indexing = createIndexing(store)
  const queries = createRunQueryService({ store, indexing, choices: summaries.choices })
  const drawing = createDrawing({ home, store, events, runs, residuals, queries, models, weights, inspections })
  const media = createMediaService({ home, store })
  const ingest = createIngestService({ home, store, authors, announcer, media, points })
  const programs = createProgramService({ store, events })
  const importance = createImportanceService(queries)
  const handlers = createHandlers({
    appVersion,
    home,
    store,
    runs,
    annotations: createAnnotationService({
      store,
      summaries,
      events,
      directoryOf: checkpoints.directoryOf,
      onPurge(runs) {
        const release = media.release(runs)
        const releaseWeights = initialWeights.release(runs)
        return () => {
          release()
          releaseWeights()
          ingest.remove(runs.filter((run) => store.runs.get(run) === null))
        }
      },
    }),
    projects,
    authors,
    media,
    ingest,
    programs,
    dataSets,
    residuals,
    predictions,
    inspections,
    initialWeights,
    workspace: createWorkspaceService(store, events),
    lines,
    ...drawing,
    styles: createStyleService(store, events),
    architectures: createArchitectureService(store, events, architectureReader),
    planner: createPlanner({ home, store, indexing, runs, backend, preferences, resources }),
    preferences,
    backend,
    notices: createNotices(store),
    changing,
    health,
    queries,
    importance,
    presentSessions,
  })
  return {
    events,
    runs,
    ingest,
    handlers,
    /** A client left: what was under way for it alone ends. */
    leave(session: ClientSession): void {
      drawing.exports.leave(session)
      lines.leave(session)
      importance.leave(session)
      inspections.leave(session)
      programs.leave(session)
    },
    /** Where the home is another's by now, its files are left as they are. */
    abandon: (): void => drawing.exports.close(),
    close(): void {
      changing.finish((error) => log.error('A change of runs could not be finished', error))
      for (const service of [
        ingest,
        announcer,
        runs,
        residuals,
        work,
        looking,
        modelReader,
        architectureReader,
        lines,
        importance,
        programs,
        dataSets,
        drawing.exports,
        drawing.figures,
        drawing.typesetter,
      ])
        service.close()
    },
  }
}

type DrawingParts = {
  readonly home: string
  readonly store: Store
  readonly events: ReturnType<typeof createEventBus>
  readonly runs: ReturnType<typeof createRunService>
  readonly residuals: ReturnType<typeof createResidualService>
  readonly queries: RunQueryService
  readonly models: ModelExports
  readonly weights: KeptWeights
  readonly inspections: InspectionService
}

/** What makes files of runs: figures, reports, exports. */
function createDrawing({ home, store, events, runs, residuals, queries, models, weights, inspections }: DrawingParts) {
  const figures = createFigureService({
    store,
    appVersion,
    summaries: (list) => runs.summaries(list),
    residualsOf: residuals.read,
    chosenImages: createChosenImages({ weights, look: (...asked) => inspections.forFigure(...asked) }),
  })
  const typesetter = createTypesetter()
  const reports = createReportService({
    store,
    events,
    figures,
    typesetter,
    summary: runs.summary,
    findRuns: createFindRuns(queries),
    appVersion,
  })
  const exports = createExportService({
    store,
    events,
    figures,
    contentPath: (sha256) => contentPath(home, sha256),
    provenanceOf: (made, source) => describeProvenance(runs.summaries(made), appVersion, source),
    reportFiles: (...request) => reports.files(...request),
    models,
    modelCard: (run, epoch) => modelCard({ store, weights, run, summary: runs.summary(run), epoch, appVersion }),
  })
  return { figures, typesetter, reports, exports }
}

function sweep(store: Store, checkpoints: ReturnType<typeof createCheckpointService>): void {
  checkpoints
    .sweep((run) => {
      const stored = store.runs.get(run)
      return stored?.state !== 'ended' || stored.problems.length > 0
    })
    .catch((error: unknown) => log.error('Left-over checkpoint files could not be removed', error))
}
