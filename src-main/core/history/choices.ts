/** What people and authors have said of keys: which way a metric gets better, and which setting is a seed or names the loss. */
import { z } from 'zod'
import {
  directionChoices,
  roleChoices,
  type ChoiceChanges,
  type DirectionChoice,
  type RoleChoice,
} from '../../contract/choices'
import type { RunSummary } from '../../contract/run'
import { readDescriptions, wordsOf, type MetricWords } from '../../model/described-metrics'
import type { Direction } from '../../model/directions'
import type { Role } from '../../model/roles'
import { flatRecord } from '../../protocol/config'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'

const settingsSchema = z.looseObject({
  directions: z.array(z.tuple([z.string(), z.enum(directionChoices)])).catch([]),
  roles: z.array(z.tuple([z.string(), z.enum(roleChoices)])).catch([]),
})

export type Choices = {
  readonly directions: readonly [key: string, direction: DirectionChoice][]
  readonly roles: readonly [key: string, role: RoleChoice][]
}

/** As they are stored with a project; none where they cannot be read. */
export function readChoices(settings: unknown): Choices {
  const read = settingsSchema.safeParse(typeof settings === 'object' && settings !== null ? settings : {})
  return read.success ? read.data : { directions: [], roles: [] }
}

/** What holds for a run: its project's choices, and for metrics without one what its author says. */
export type SaidOfRun = Pick<RunSummary, 'directions' | 'roles' | 'units' | 'hiddenKeys' | 'stepKeys' | 'goals'>

export type ChoiceService = ReturnType<typeof createChoiceService>

export function createChoiceService(store: Store) {
  const ofProjects = new Map<string, Choices>()
  let changes = 0

  function ofProject(id: string): Choices {
    const known = ofProjects.get(id)
    if (known) return known
    const read = readChoices(store.projects.get(id)?.settings)
    ofProjects.set(id, read)
    return read
  }

  return {
    ofProject,
    /** Another word once somebody has chosen anything. */
    version: (): number => changes,
    /** What projects have chosen for a metric, where they have. */
    directionsOf(key: string): [project: string, direction: DirectionChoice][] {
      return store.projects.list().flatMap(({ id }): [string, DirectionChoice][] => {
        const found = ofProject(id).directions.find(([one]) => one === key)
        return found === undefined ? [] : [[id, found[1]]]
      })
    },
    /** @param keys of its series */
    of(run: Pick<StoredRun, 'number' | 'project'>, keys: readonly string[]): SaidOfRun {
      const { directions, roles } = ofProject(run.project)
      const described = readDescriptions(store.metricDescriptions.list(run.number))
      const said = described.keysOf(keys).map((key) => [key, wordsOf(described.holdingFor(key))] as const)
      const wordOf = <Word extends keyof MetricWords>(word: Word) =>
        said.flatMap(([key, words]): [string, NonNullable<MetricWords[Word]>][] => {
          const value = words[word]
          return value === null ? [] : [[key, value]]
        })
      return {
        directions: flatRecord<Direction>([...wordOf('direction'), ...directions]),
        units: flatRecord<string>(wordOf('unit')),
        stepKeys: flatRecord<string>(wordOf('step')),
        goals: flatRecord<number>(wordOf('goal')),
        hiddenKeys: wordOf('hidden').flatMap(([key, isHidden]) => (isHidden ? [key] : [])),
        roles: flatRecord<Role | null>(roles.map(([key, role]) => [key, role === 'none' ? null : role])),
      }
    },
    /**
     * Changes what is given, null takes a choice back.
     * @returns all choices of the project, and what takes the change back
     */
    choose(
      project: string,
      { directions = [], roles = [] }: ChoiceChanges,
    ): Choices & { readonly back: ChoiceChanges } {
      const before = ofProject(project)
      const [chosenDirections, chosenRoles] = [new Map(before.directions), new Map(before.roles)]
      const back = {
        directions: directions.map(({ key }) => ({ key, direction: chosenDirections.get(key) ?? null })),
        roles: roles.map(({ key }) => ({ key, role: chosenRoles.get(key) ?? null })),
      }
      for (const { key, direction } of directions) set(chosenDirections, key, direction)
      for (const { key, role } of roles) set(chosenRoles, key, role)
      const made: Choices = { directions: [...chosenDirections], roles: [...chosenRoles] }
      const kept = store.projects.get(project)?.settings
      store.projects.change(project, { settings: { ...(typeof kept === 'object' ? kept : {}), ...made } })
      ofProjects.set(project, made)
      changes += 1
      return { ...made, back }
    },
  }
}

function set<Value>(values: Map<string, Value>, key: string, value: Value | null): void {
  if (value === null) values.delete(key)
  else values.set(key, value)
}
