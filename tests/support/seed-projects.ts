/** A history of several projects, written as a core would have left it. */
import { openDatabase } from '../../src-main/store/open'
import { createStore, type Store } from '../../src-main/store/store'
import { seedGroups, twoByTwo } from './seed-groups'

type SeededProject = {
  readonly name: string
  readonly notes: string
  readonly runs: number
  /** When its newest run was made, in days before the others. */
  readonly daysBefore: number
  /** Of its weights and checkpoints. */
  readonly megabytes: number
}

/** Used last first; the first one has the runs of {@link twoByTwo}. */
export const seededProjects: readonly SeededProject[] = [
  {
    name: 'cifar10-flip-grey',
    notes: 'Flip and grey, the report’s experiment',
    runs: 12,
    daysBefore: 0,
    megabytes: 1390,
  },
  {
    name: 'resnet-finetune',
    notes: 'ResNet-18 on CIFAR-10, logged from gpu-box-2',
    runs: 4,
    daysBefore: 1,
    megabytes: 0,
  },
  { name: 'beta-sweep', notes: 'Smooth L1, beta from 0.05 to 2', runs: 9, daysBefore: 2, megabytes: 318 },
  { name: 'lr-sweep', notes: 'Learning rate and patience', runs: 14, daysBefore: 5, megabytes: 246 },
  {
    name: 'thesis-figures',
    notes: 'Only the runs that figures are made from',
    runs: 3,
    daysBefore: 10,
    megabytes: 612,
  },
  { name: 'old-mlflow', notes: 'Imported, nothing trains here', runs: 6, daysBefore: 27, megabytes: 0 },
  { name: 'course-2025', notes: '', runs: 2, daysBefore: 260, megabytes: 41 },
]

/**
 * Adds them to a home without a core, each with runs that are called `calm-bay-1`, `calm-bay-2` and so on.
 * @param now when the newest run was made
 */
export function seedProjects(home: string, now = new Date()): void {
  const [first, ...others] = seededProjects
  const short = { ...twoByTwo[0]!, epochs: 6 }
  seedGroups(home, [
    ...twoByTwo,
    ...others.map(({ runs }) => ({ ...short, seeds: Array.from({ length: runs }, (_, index) => index + 1) })),
  ])
  const database = openDatabase(home)
  const store = createStore(database)
  const all = store.runs.list().reverse()
  let from = first!.runs
  store.transaction(() => {
    const created = database.prepare('UPDATE runs SET created_at = ? WHERE id = ?')
    for (const project of [first!, ...others]) {
      const id = store.projects.findOrMake(project.name)
      const runs = project === first ? all.slice(0, from) : all.slice(from, (from += project.runs))
      runs.forEach((run, index) => {
        store.projects.place(run.id, id, `calm-bay-${index + 1}`)
        created.run(timeOf(now, project, runs.length - index), run.id)
        keepCheckpoint(store, run.id, (project.megabytes * 1e6) / runs.length)
      })
      store.projects.change(id, { notes: project.notes })
      store.projects.markUsed(id, timeOf(now, project, 0))
    }
    // What a new home begins with was never used.
    const unused = store.projects.withName('experiments')
    if (unused !== null) store.projects.remove(unused)
  })
  store.close()
}

const timeOf = (now: Date, { daysBefore }: SeededProject, minutes: number): string =>
  new Date(now.getTime() - daysBefore * 86_400_000 - minutes * 60_000).toISOString()

function keepCheckpoint(store: Store, run: string, bytes: number): void {
  if (bytes === 0) return
  const file = {
    kind: 'weights' as const,
    epoch: 6,
    file: '1/epoch-000006.safetensors',
    bytes: Math.round(bytes),
    sha256: '0'.repeat(64),
  }
  store.checkpoints.keep(run, file, '2026-01-01T00:00:00.000Z')
}
