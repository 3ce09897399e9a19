/** Every request of the contract, answered. */
import type { Handlers } from '../contract/api'
import { PlateauError } from '../contract/errors'
import { toSentLines } from '../contract/lines'
import { requireRunConfig } from '../contract/config'
import { reproductionConfigs } from '../contract/reproduction'
import type { RunSummary } from '../contract/run'
import type { StoredRun } from '../store/runs'
import type { Store } from '../store/store'
import { compareStored } from './history/comparisons'
import { toCsv, toJson, type ExportedRun } from './exports/run-documents'
import type { RecordHealth } from './history/health'
import type { RunQueryService } from './history/queries'
import { canBeAsked } from './history/summaries'
import type { IngestService } from './ingest/service'
import type { MediaService } from './history/media'
import type { AuthorService } from './history/authors'
import type { PreferenceService } from './preferences'
import type { AnnotationService } from './history/annotations'
import type { Planner } from './jobs/planner'
import { createListingService } from './history/listing'
import { findRun, findRuns } from './history/references'
import { readProgramRun } from './jobs/programs/earlier-runs'
import type { ProgramService } from './jobs/programs/service'
import type { ProjectService } from './history/projects'
import type { RunService } from './jobs/service'
import type { LineService } from './history/lines/service'
import { readStorage } from './history/storage'
import { readBatchSeries, readEpochSeries } from './history/series'
import type { ResidualService } from './jobs/residuals'
import type { ClientSession } from './server'
import type { BackendService } from './system/backend'
import type { Notices } from './system/notices'
import { describeVerification } from './jobs/verification'
import { readSystemStatus } from './system/status'
import type { Unreadable } from './system/unreadable'
import type { WorkspaceService } from './workspace'
import type { ExportService } from './exports/service'
import { readSamples } from './figures/read'
import type { FigureService } from './figures/service'
import type { StyleService } from './figures/styles'
import type { ReportService } from './reports/service'

export type HandlerOptions = {
  readonly appVersion: string
  readonly home: string
  readonly store: Store
  readonly runs: RunService
  readonly annotations: AnnotationService
  readonly projects: ProjectService
  readonly programs: ProgramService
  readonly authors: AuthorService
  readonly media: MediaService
  readonly ingest: IngestService
  readonly residuals: ResidualService
  readonly workspace: WorkspaceService
  readonly lines: LineService
  readonly figures: FigureService
  readonly styles: StyleService
  readonly exports: ExportService
  readonly reports: ReportService
  readonly planner: Planner
  readonly preferences: PreferenceService
  readonly backend: BackendService
  readonly notices: Notices
  readonly health: RecordHealth
  readonly queries: RunQueryService
  /** Ids of the sessions that are connected. */
  readonly presentSessions: () => ReadonlySet<number>
}

/** Composes the core's services into the contract's table. */
export function createHandlers(options: HandlerOptions): Handlers<ClientSession> {
  const { store, runs, annotations, authors, residuals, workspace, planner, preferences, backend } = options
  const { lines, figures, styles, exports, reports, projects, programs } = options
  const listing = createListingService(store, (list) => runs.summaries(list))
  const summarize = (list: readonly StoredRun[]): RunSummary[] => runs.summaries(list)
  const idOf = (project: string | undefined) => (project === undefined ? undefined : projects.find(project).id)
  const answerOne = (id: string) => ({ run: runs.summary(findRun(store, id)) })
  const refetch = (list: readonly StoredRun[]) => list.flatMap((run) => store.runs.get(run.id) ?? [])

  function findUnreadable(): Unreadable {
    const { checked, runs: troubled } = options.health.known()
    const { views, layouts } = workspace.unreadable()
    return {
      runCount: store.runs.count(),
      checkedCount: checked,
      runs: troubled,
      others: {
        view: views,
        report: reports.unreadable(),
        'figure style': styles.unreadable(),
        preference: preferences.unreadable(),
        'workspace layout': layouts.map((name) => `the last one of ${name}; a new one took its place`),
      },
    }
  }

  function readForExport(run: StoredRun): ExportedRun {
    const values = new Map([...store.epochs.values(run.id)].map(([key, points]) => [key, new Map(points)] as const))
    const project = store.projects.get(run.project)?.name ?? run.project
    return { summary: { ...runs.summary(run), project }, layers: run.layers, epochs: store.epochs.list(run.id), values }
  }

  return {
    'system.status': async ({ refresh }, session) => {
      if (refresh === true) await options.health.complete()
      const drawing = await figures.check()
      const probe = refresh === true ? await backend.refresh() : backend.current()
      return readSystemStatus({
        appVersion: options.appVersion,
        home: options.home,
        databaseBytes: store.sizeInBytes(),
        runCount: store.runs.count(),
        probe,
        drawing,
        notices: options.notices.read(session),
        unreadable: findUnreadable(),
        preferences: preferences.get(),
      })
    },

    'system.notices': (_, session) => ({ notices: options.notices.read(session).map(({ sentence }) => sentence) }),

    'runs.list': async ({ limit, bin: isBin = false, project }) => ({
      runs: await listing.list({ project: idOf(project), isBin, limit }),
    }),
    'runs.query': (input) => options.queries.query({ ...input, project: idOf(input.project) }),
    'runs.columns': (input) => options.queries.columns({ ...input, project: idOf(input.project) }),
    'runs.keys': ({ project }) => options.queries.keys(idOf(project)),
    'runs.get': async ({ run: reference }) => {
      const run = findRun(store, reference)
      // Only for one run is it looked whether its checkpoints are what their rows say.
      const resumableFrom = await runs.intactResumption(run)
      return {
        run: { ...runs.summary(run), resumableFrom },
        progress: runs.progressOf(run.id),
        layers: [...run.layers],
        attempts: store.attempts.list(run.id).map(({ freshOptimizer: _, ...attempt }) => attempt),
        checkpoints: store.checkpoints.list(run.id),
        calledLikeIt: store.runs.named(run.id).flatMap(({ id }) => (id === run.id ? [] : [id])),
      }
    },
    'runs.resolve': async ({ runs: references, project }) => ({
      runs: await listing.resolve(references, idOf(project)),
    }),
    'runs.plan': ({ configs, project }) => planner.plan(configs, projects.peek(project)),
    'runs.launch': ({ configs, place = 'end', detached = false, parentRun, project }, session) => {
      // What cannot be trained makes no project.
      for (const config of configs) requireRunConfig(config)
      const parent = parentRun === undefined ? null : findRun(store, parentRun).id
      const launched = runs.launch({
        configs,
        detached,
        place,
        owner: session,
        parentRun: parent,
        project: projects.forNewRuns(project),
      })
      return { runs: summarize(launched) }
    },
    'runs.stop': ({ runs: references }) => {
      const found = findRuns(store, references)
      const asked = found.filter((run) => canBeAsked(store, run))
      options.ingest.askToStop(asked.map(({ id }) => id))
      if (asked.length < found.length) runs.stop(found.filter((run) => !asked.includes(run)))
      return { runs: summarize(refetch(found)) }
    },
    'runs.resume': ({ runs: references, detached = false }, session) => ({
      runs: summarize(runs.resume(findRuns(store, references), session, detached)),
    }),
    'runs.continue': ({ run: reference, epochs, earlyStopping = {}, detached = false }, session) => {
      const run = findRun(store, reference)
      return { run: runs.summary(runs.continue({ run, epochs, earlyStopping }, session, detached)) }
    },
    'runs.verify': ({ run, detached = false }, session) => ({
      run: runs.summary(runs.verify(findRun(store, run), session, detached)),
    }),
    'runs.verification': ({ run: reference }) => {
      const anew = findRun(store, reference)
      const original = anew.verifies === null ? null : store.runs.get(anew.verifies)
      if (original === null)
        throw new PlateauError('invalid-input', `${anew.name} is not a verification of another run.`)
      const withValues = (run: StoredRun) => ({ run, values: store.epochs.values(run.id) })
      return describeVerification(withValues(anew), withValues(original))
    },
    'runs.hold': ({ runs: references }) => {
      const found = findRuns(store, references)
      runs.hold(found)
      return { runs: summarize(refetch(found)) }
    },
    'runs.release': ({ runs: references, detached = false }, session) => {
      const found = findRuns(store, references)
      runs.release(found, session, detached)
      return { runs: summarize(refetch(found)) }
    },
    'runs.annotate': ({ changes }) => {
      const found = changes.map(({ run, change }) => ({ run: findRun(store, run), change }))
      annotations.change(found)
      return { runs: summarize(refetch(found.map(({ run }) => run))) }
    },
    'runs.bin': ({ runs: references }) => {
      const found = findRuns(store, references)
      annotations.bin(found)
      return { runs: summarize(refetch(found)) }
    },
    'runs.restore': ({ runs: references }) => {
      const found = findRuns(store, references)
      annotations.restore(found)
      return { runs: summarize(refetch(found)) }
    },
    'runs.purge': async ({ runs: references }) => {
      const answer = await annotations.purge(findRuns(store, references))
      projects.sweep()
      return answer
    },
    'runs.log': ({ run, after, limit }) => ({ entries: store.journal.after(findRun(store, run).id, after, limit) }),
    'runs.progress': () => ({ progress: runs.allProgress() }),

    'series.epochs': ({ runs: references }) => ({
      runs: findRuns(store, references).map((run) => readEpochSeries(store, run.id)),
    }),
    'series.batches': ({ run: reference, key, buckets }) => {
      const run = findRun(store, reference)
      return readBatchSeries(store, run, key, buckets)
    },
    'series.lines': async (input, session) => ({ lines: toSentLines(await lines.read(input, session)) }),
    'runs.begin': (given) => answerOne(authors.begin(given)),
    'runs.describe': ({ run: reference, ...given }) => {
      const run = findRun(store, reference)
      authors.describe(run, given)
      return answerOne(run.id)
    },
    'runs.log-lines': ({ run, lines }) => ({ entries: authors.logLines(findRun(store, run), lines) }),
    'runs.finish': ({ run: reference, ...given }) => {
      const run = findRun(store, reference)
      authors.finish(run, given)
      return answerOne(run.id)
    },
    'points.append': ({ run, series }) => ({ counts: options.ingest.appendPoints(findRun(store, run), series) }),
    'residuals.get': ({ run }) => ({ residuals: residuals.read(findRun(store, run)) }),
    'residuals.measure': async ({ run }) => ({ residuals: await residuals.measure(findRun(store, run)) }),
    'residuals.cancel': ({ run }) => {
      residuals.cancel(findRun(store, run).id)
      return {}
    },
    'samples.get': ({ run }) => readSamples(store, findRun(store, run)),
    'samples.at': ({ run: reference, epoch }) => {
      const run = findRun(store, reference)
      const outputs = store.samples.getOutputs(run.id, epoch)
      if (outputs === null) throw new PlateauError('invalid-input', `${run.name} has no outputs of epoch ${epoch}.`)
      return outputs
    },

    'records.append': ({ run, records }) => options.ingest.append(findRun(store, run), records),
    'media.list': ({ run }) => ({ keys: options.media.list(findRun(store, run).id) }),
    'media.at': ({ run, kind, key, step }) => ({ items: options.media.at(findRun(store, run).id, kind, key, step) }),
    'media.content': ({ sha256 }) => ({ bytes: options.media.content(sha256) }),

    'queue.get': () => planner.readQueue(),
    'queue.pause': ({ paused }, session) => {
      runs.pauseQueue(paused, session)
      return planner.readQueue()
    },
    'queue.move': ({ run, before }) => {
      runs.move(findRun(store, run), before === null ? null : findRun(store, before))
      return planner.readQueue()
    },

    'comparison.get': ({ runs: references, ...choices }) =>
      compareStored(store, summarize(findRuns(store, references)), choices),
    'reproduction.plan': ({ preset, seeds, trainSize, project }) =>
      planner.plan(reproductionConfigs({ preset, seeds, trainSize }), projects.peek(project)),

    'export.runs': ({ runs: references, format }) => {
      const found = findRuns(store, references)
      const exported = found.map(readForExport)
      const name = found.length === 1 ? (found[0]?.name ?? 'run') : `${found.length}-runs`
      return format === 'csv'
        ? { fileName: `${name}.csv`, mediaType: 'text/csv', text: toCsv(exported) }
        : { fileName: `${name}.json`, mediaType: 'application/json', text: toJson(exported) }
    },

    'figures.render': (drawing) => figures.render(drawing),
    'figures.data': async ({ source }) => {
      await figures.prepare(source)
      return { data: figures.read(source) }
    },
    'figures.table': async ({ source, format }) => {
      await figures.prepare(source)
      return figures.table(source, format)
    },
    'figures.provenance': ({ bytes, fileName }) => figures.readProvenance(bytes, fileName),
    'styles.list': () => ({ styles: styles.list() }),
    'styles.save': ({ name, style }) => styles.save(name, style),
    'styles.remove': ({ id }) => {
      styles.remove(id)
      return {}
    },
    'exports.write': (input, session) => exports.write(input, session),
    'exports.cancel': ({ id }) => {
      exports.cancel(id)
      return {}
    },
    'reports.list': ({ project }) => ({
      reports: reports.list(idOf(project)),
    }),
    'reports.get': ({ report }) => reports.get(report),
    'reports.templates': ({ runs: references, ...choices }) => reports.templates(references, choices),
    'reports.create': ({ template, runs: references, title, metric, keys, project }) =>
      reports.create(template, references, {
        title,
        metric,
        keys,
        project: idOf(project),
      }),
    'reports.save': ({ report, project }) => reports.save(report, idOf(project)),
    'reports.remove': ({ report }) => {
      reports.remove(report)
      return {}
    },
    'reports.freeze': async ({ report, frozen }) => {
      if (frozen) await reports.prepare(report)
      return reports.freeze(report, frozen)
    },
    'reports.data': async ({ report, block }) => {
      await reports.prepare(report)
      return { data: reports.data(report, block) }
    },
    'reports.figure': ({ report, block, format, theme }) => reports.figure(report, block, format, theme),
    'reports.resolve': async ({ report }) => ({ blocks: await reports.resolve(report) }),

    'projects.list': () => projects.list(),
    'projects.create': ({ name, notes }) => projects.create(name, notes),
    'projects.find': ({ project }) => projects.describe(project),
    'projects.open': ({ project }) => projects.open(project),
    'projects.rename': ({ project, name }) => projects.rename(project, name),
    'projects.choose': ({ project, directions, roles }) => projects.choose(project, { directions, roles }),
    'projects.annotate': ({ project, notes }) => projects.annotate(project, notes),
    'projects.bin': ({ project, withRuns = false }) => projects.bin(project, withRuns),
    'projects.restore': ({ project }) => projects.restore(project),
    'projects.storage': () => readStorage(store, options.home),
    'runs.move': ({ moves }) =>
      projects.move(
        moves.map(({ run, project, name }) => ({
          // A window names thousands, by id.
          run: store.projects.placeOf(run) ?? findRun(store, run),
          project,
          name,
        })),
      ),
    'projects.empty': ({ projects: from, to }) => {
      const runs = new Set(from.flatMap((reference) => store.projects.runsOf(projects.find(reference).id)))
      return projects.move(
        [...runs].flatMap((id) => store.projects.placeOf(id) ?? []).map((run) => ({ run, project: to })),
      )
    },
    'runs.find': ({ text, limit = 20 }) => projects.findRuns(text, limit),

    'programs.list': () => ({ programs: programs.list() }),
    'programs.save': ({ id, program }) => ({ program: programs.save(id, program) }),
    'programs.remove': ({ program }) => {
      programs.remove(program)
      return {}
    },
    'programs.read-parameters': async ({ program }, session) => ({
      program: await programs.readParameters(program, options.home, session),
    }),
    'programs.stop-reading': ({ program }) => {
      programs.stopReading(program)
      return {}
    },
    'programs.environments': async ({ folder }) => ({ environments: await programs.environments(folder) }),
    'programs.plan': async (input) => {
      const planned = await programs.plan(input, projects.peek(input.project))
      return { ...planned, ...(await planner.placeOf(planned.runs.length, planned.lastSeconds)) }
    },
    'programs.runs': ({ program, project, limit = 20 }) => ({
      runs: programs.runs(program, projects.peek(project), limit),
    }),
    'programs.run': ({ run }) => ({ run: readProgramRun(store, findRun(store, run)) }),
    'programs.launch': async (input, session) => {
      const { values, earlyStopping, place = 'end', detached = false, parentRun, project } = input
      const program = programs.find(input.program)
      const parent = parentRun === undefined ? null : findRun(store, parentRun).id
      await programs.refuseUnready(program, values)
      const launched = runs.launchProgram({
        program,
        values,
        stopping: earlyStopping === undefined ? program.earlyStopping : earlyStopping,
        place,
        detached,
        owner: session,
        parentRun: parent,
        project: projects.forNewRuns(project),
      })
      return { runs: summarize(launched) }
    },

    'workspace.get': ({ project }) => workspace.read(projects.find(project ?? projects.current()).id),
    'workspace.set': ({ project, layout }) => {
      workspace.keep(projects.find(project).id, layout)
      return {}
    },
    'views.save': ({ project, ...view }) => workspace.saveView(projects.find(project).id, view),
    'views.remove': ({ id }) => {
      workspace.removeView(id)
      return {}
    },

    'preferences.get': () => preferences.get(),
    'preferences.set': (change) => preferences.set(change),

    'session.runs': (_, session) => ({ runs: summarize(runs.attendedBy(session, options.presentSessions())) }),
    'session.leave': ({ runs: choice }, session) => {
      runs.leave(session, choice, options.presentSessions())
      return {}
    },
  }
}
