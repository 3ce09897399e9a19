/** Projects: made, found, renamed, deleted and taken back; and runs that move between them. Told to every client. */
import type { ChoiceChanges } from '../../contract/choices'
import { PlateauError } from '../../contract/errors'
import { projectNameSchema, type FoundRun, type Project, type Moved, type RenamedRun } from '../../contract/projects'
import type { StoredProject } from '../../store/projects'
import type { PlacedRun } from '../../store/project-runs'
import type { Store } from '../../store/store'
import type { EventBus } from '../events'
import type { Steps } from '../turns'
import { createFreeNames } from './free-names'
import { changeRuns } from './many-runs'
import { refuseBinned } from './references'
import type { SummaryCache } from './summaries'

/** How long a deleted project without anything in it can be restored. */
const emptyKeptMilliseconds = 30 * 24 * 60 * 60 * 1_000

export type ProjectServiceOptions = {
  readonly store: Store
  readonly summaries: SummaryCache
  readonly events: EventBus
}

export type ProjectService = ReturnType<typeof createProjectService>

/** Where a run goes. `name`: what it should be called there; its own name without. */
export type Move = {
  readonly run: PlacedRun
  readonly project: string
  readonly name?: string | undefined
}

const foldCase = (text: string): string => text.normalize('NFC').toLowerCase()

/**
 * The one project that a reference means: by id, by name, by a name in another case, by a beginning. One in the bin is meant only where no other is.
 * @throws PlateauError `project-not-found`, or `project-ambiguous` naming what it could mean.
 */
export function findProject(store: Store, reference: string): StoredProject {
  const all = store.projects.list()
  const exact = exactProject(all, reference)
  if (exact !== null) return exact
  const folded = foldCase(reference)
  const tests: readonly ((name: string) => boolean)[] = [
    (name) => foldCase(name) === folded,
    (name) => name.startsWith(reference.normalize('NFC')),
    (name) => foldCase(name).startsWith(folded),
  ]
  for (const isMeant of tests) {
    const matches = all.filter(({ name }) => isMeant(name))
    const shown = matches.filter(({ binnedAt }) => binnedAt === null)
    const [first, ...others] = shown.length > 0 ? shown : matches
    if (first === undefined) continue
    if (others.length === 0) return first
    const names = [first, ...others].slice(0, 5).map(({ name, id }) => `${name} (${id})`)
    throw new PlateauError(
      'project-ambiguous',
      `${reference} could be ${names.join(', ')}${others.length > 4 ? ' and more' : ''}.`,
    )
  }
  throw new PlateauError('project-not-found', `There is no project ${reference}.`)
}

/** By id or by exactly this name: where a name may be a new one. */
function exactProject(all: readonly StoredProject[], reference: string): StoredProject | null {
  const name = reference.normalize('NFC').trim()
  return all.find(({ id }) => id === reference) ?? all.find((project) => project.name === name) ?? null
}

export function createProjectService({ store, summaries, events }: ProjectServiceOptions) {
  const now = () => new Date().toISOString()
  const tell = () => events.publish('projects-changed', {})

  const told = { store, summaries, events }

  function describe(): Project[] {
    const counts = store.projects.counts()
    const reports = store.projects.reportCounts()
    return store.projects.list().map(({ settings: _, ...project }) => ({
      ...project,
      ...(counts.get(project.id) ?? { runs: 0, binnedRuns: 0, running: 0, lastRunAt: null }),
      reports: reports.get(project.id) ?? 0,
    }))
  }

  function describeOne(id: string): Project {
    const found = describe().find((project) => project.id === id)
    if (found === undefined) throw new PlateauError('project-not-found', `There is no project ${id}.`)
    return found
  }

  /** @throws PlateauError `name-taken`; one in the bin that has nothing left gives its name up. */
  function freeName(name: string, except: string | null): void {
    const all = store.projects.list()
    const owner = all.find(({ id }) => id === name)
    if (owner !== undefined)
      throw new PlateauError(
        'name-taken',
        `${name} is the id of the project ${owner.name}; no other can have this name.`,
        {
          field: 'name',
        },
      )
    const holder = all.find((project) => project.name === name && project.id !== except)
    if (holder === undefined) return
    if (holder.binnedAt === null)
      throw new PlateauError('name-taken', `Another project is already called ${name}.`, { field: 'name' })
    const { binnedRuns, runs, reports } = describeOne(holder.id)
    if (binnedRuns + runs + reports > 0)
      throw new PlateauError(
        'name-taken',
        `A project in the bin is called ${name}. Restore it, or choose another name.`,
        { field: 'name' },
      )
    store.projects.remove(holder.id)
  }

  function insert(name: string, notes: string): string {
    const id = store.projects.create(name, now())
    if (notes !== '') store.projects.change(id, { notes })
    return id
  }

  /** Later than every other: two within a millisecond are two. */
  function touch(id: string): void {
    const latest = store.projects
      .list()
      .reduce((last, { usedAt }) => (usedAt !== null && usedAt > last ? usedAt : last), '')
    const after = Number.isNaN(Date.parse(latest)) ? 0 : Date.parse(latest) + 1
    store.projects.markUsed(id, new Date(Math.max(Date.now(), after)).toISOString())
  }

  /** @returns what was chosen, all of it, and what takes it back; told to every client as one fact, however many runs there are. */
  function choose(reference: string, changes: ChoiceChanges) {
    const { id } = findProject(store, reference)
    const chosen = summaries.choices.choose(id, changes)
    for (const run of store.projects.runsOf(id)) summaries.forget(run)
    events.publish('choices-changed', { project: id })
    return chosen
  }

  /** The id of the one used last; a home that has none gets its first. */
  const current = (): string => store.projects.usedLast()

  const find = (reference: string): StoredProject => findProject(store, reference)

  function requireThere(reference: string): StoredProject {
    const project = find(reference)
    if (project.binnedAt === null) return project
    throw new PlateauError('invalid-input', `The project ${project.name} is in the bin. Restore it first.`)
  }

  /** The names that are taken in a project, in the bin too, and the ids that no run may be named after. */
  const namesIn =
    (project: string) =>
    (name: string, run: string): boolean =>
      store.projects.hasName(project, name) || (name !== run && store.runs.get(name) !== null)

  return {
    find,
    current,
    /** One project with what its runs come to. @throws PlateauError as {@link findProject}. */
    describe: (reference: string): Project => describeOne(find(reference).id),
    choose,
    /** Used last first; those in the bin stand last. */
    list(): { projects: Project[]; current: string } {
      // First, as it may make one.
      const id = current()
      return { projects: describe(), current: id }
    },

    /** @throws PlateauError `name-taken`, `invalid-input`. */
    create(name: string, notes = ''): Project {
      const id = store.transaction(() => {
        freeName(name, null)
        return insert(name, notes)
      })
      tell()
      return describeOne(id)
    },

    /**
     * The project that new runs go to: the one of exactly this id or name, made if there is none; without a reference the one used last. It is the one
     * used last from then on.
     * @throws PlateauError `invalid-input` for what cannot be a name, or a project in the bin.
     */
    forNewRuns(reference: string | undefined): string {
      if (reference === undefined) return current()
      const known = exactProject(store.projects.list(), reference)
      if (known !== null) {
        const { id } = requireThere(known.id)
        if (current() !== id) {
          touch(id)
          tell()
        }
        return id
      }
      const name = projectNameSchema.safeParse(reference)
      if (!name.success)
        throw new PlateauError('invalid-input', `project: ${name.error.issues[0]?.message ?? 'is not valid'}.`, {
          field: 'project',
        })
      const id = store.transaction(() => {
        freeName(name.data, null)
        const made = insert(name.data, '')
        touch(made)
        return made
      })
      tell()
      return id
    },

    /** Where runs would go, without making it: null for one that is not there yet. @throws PlateauError `invalid-input` for one in the bin. */
    peek(reference: string | undefined): string | null {
      if (reference === undefined) return current()
      const known = exactProject(store.projects.list(), reference)
      return known === null ? null : requireThere(known.id).id
    },

    open(reference: string): Project {
      const { id } = requireThere(reference)
      if (current() !== id) {
        touch(id)
        tell()
      }
      return describeOne(id)
    },

    /** @throws PlateauError `name-taken`. */
    rename(reference: string, name: string): Project {
      const { id, name: before } = find(reference)
      if (before === name) return describeOne(id)
      store.transaction(() => {
        freeName(name, id)
        store.projects.change(id, { name })
      })
      tell()
      return describeOne(id)
    },

    annotate(reference: string, notes: string): Project {
      const { id } = find(reference)
      store.projects.change(id, { notes })
      tell()
      return describeOne(id)
    },

    /** @throws PlateauError `project-not-empty`, or `run-active` naming a run that has not ended; nothing is changed then. */
    *bin(reference: string, withRuns: boolean): Steps<Project> {
      const project = requireThere(reference)
      const runs = store.projects.runsOf(project.id)
      if (runs.length > 0 && !withRuns)
        throw new PlateauError(
          'project-not-empty',
          `${project.name} has ${runs.length === 1 ? 'a run' : `${runs.length.toLocaleString('en')} runs`}.`,
        )
      const refuseUnfinished = () => {
        const unfinished = store.projects.unfinishedRun(project.id)
        if (unfinished !== null)
          throw new PlateauError('run-active', `${unfinished} has not ended. Stop it before deleting ${project.name}.`)
      }
      refuseUnfinished()
      const at = now()
      let late: readonly string[] = []
      yield* changeRuns(told, runs, {
        idOf: (run) => run,
        write: (run) => store.annotations.bin(run, at),
        finish() {
          // One that has come meanwhile.
          refuseUnfinished()
          late = store.projects.runsOf(project.id)
          for (const run of late) store.annotations.bin(run, at)
          store.projects.bin(project.id, at)
        },
      })
      for (const run of late) {
        summaries.forget(run)
        events.publish('run-changed', { run })
      }
      // A home always has a project to go on in.
      current()
      tell()
      return describeOne(project.id)
    },

    /** Forgets projects of which nothing is left, no run and no report, a month after they were deleted: until then they can be restored. */
    sweep(now = Date.now()): void {
      const before = now - emptyKeptMilliseconds
      const gone = describe().filter(
        ({ binnedAt, runs, binnedRuns, reports }) =>
          binnedAt !== null && runs + binnedRuns + reports === 0 && Date.parse(binnedAt) < before,
      )
      if (gone.length === 0) return
      store.transaction(() => gone.forEach(({ id }) => store.projects.remove(id)))
      tell()
    },

    *restore(reference: string): Steps<Project> {
      const { id, binnedAt } = find(reference)
      if (binnedAt === null) return describeOne(id)
      yield* changeRuns(told, store.projects.runsBinnedAt(id, binnedAt), {
        idOf: (run) => run,
        write: (run) => store.annotations.restore(run),
        finish: () => store.projects.restore(id),
      })
      tell()
      return describeOne(id)
    },

    /**
     * Takes runs to other projects, all or none. A name that is taken there gets its next free number.
     * @throws PlateauError `invalid-input` for a run in the bin or a project there.
     */
    *move(moves: readonly Move[]): Steps<Moved> {
      refuseBinned(moves.map(({ run }) => run))
      const targets = new Map<string, StoredProject>()
      for (const { project } of moves) if (!targets.has(project)) targets.set(project, requireThere(project))
      yield
      const back: Moved['back'] = []
      const renamed: RenamedRun[] = []
      const namers = new Map<string, ReturnType<typeof createFreeNames>>()
      const placed = moves.flatMap(({ run, project: reference, name = run.name }) => {
        const project = targets.get(reference)?.id ?? reference
        return run.project === project && run.name === name ? [] : [{ run: run.id, project, name }]
      })
      yield* changeRuns(told, placed, {
        idOf: ({ run }) => run,
        write({ run, project, name: wanted }) {
          const before = store.projects.placeOf(run)
          if (before === null) return
          let namer = namers.get(project)
          if (namer === undefined) {
            namer = createFreeNames(namesIn(project))
            namers.set(project, namer)
          }
          const name = namer(wanted, run)
          store.projects.place(run, project, name)
          back.push({ run, project: before.project, name: before.name })
          if (name !== wanted) renamed.push({ run, from: wanted, to: name })
        },
      })
      if (back.length > 0) tell()
      return { back: back.reverse(), renamed }
    },

    /** Runs of any project whose id or name has a text, in any case: those that are called exactly so first, then newest first. */
    findRuns(text: string, limit: number): { runs: FoundRun[]; matched: number } {
      const wanted = foldCase(text.trim())
      const exact: FoundRun[] = []
      const runs: FoundRun[] = []
      let matched = 0
      for (const run of store.projects.searchable()) {
        const name = foldCase(run.name)
        if (!name.includes(wanted) && !run.id.startsWith(wanted)) continue
        matched += 1
        const kind = name === wanted ? exact : runs
        if (kind.length < limit) kind.push(run)
      }
      return { runs: [...exact, ...runs].slice(0, limit), matched }
    },
  }
}
