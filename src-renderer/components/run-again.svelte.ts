/** Runs that are started again with other seeds: what that would queue, how long it may take, and the launch, which one undo takes back. */
import type { RunConfig } from '@contract/config'
import type { ProgramParameter, ProgramRun } from '@contract/programs'
import { can, type RunSummary } from '@contract/run'
import { mostRunAgain, nextSeeds, type UsedSeeds } from '@contract/run-again'
import { seedParameter } from '@model/programs/grid'
import type { App } from '../state/app.svelte'
import { offer } from '../state/taking-back'
import { countOf } from '@panels/words/format'

/** A setting that runs again: what it is started with but for the seed. */
export type Repeated = {
  /** The first of its runs, which the new ones are cloned from. */
  readonly run: RunSummary
  /** How many of the runs have it. */
  readonly count: number
  readonly used: readonly number[]
  readonly what:
    | { readonly kind: 'recipe'; readonly recipe: RunConfig }
    | { readonly kind: 'program'; readonly program: string; readonly started: ProgramRun; readonly seed: string }
}
export type Refused = { readonly run: RunSummary; readonly why: string }
type Time = {
  /** Null where it is not known. */
  readonly seconds: number | null
  readonly startsInSeconds: number
}

export class RunAgain {
  readonly #app: App
  settings = $state.raw<readonly Repeated[] | null>(null)
  refused = $state.raw<readonly Refused[]>([])
  time = $state.raw<Time | null>(null)
  isUnderWay = $state(false)
  #asked = 0

  constructor(app: App) {
    this.#app = app
  }

  /** Reads what the runs were started with, and which seeds they have had. */
  async read(runs: readonly RunSummary[]): Promise<void> {
    const { client } = this.#app
    const wholes = await this.#app.runs.summaries(runs.slice(0, mostRunAgain).map(({ id }) => id))
    const refused: Refused[] = runs.slice(mostRunAgain).map((run) => ({ run, why: `${mostRunAgain} runs at most` }))
    const able = wholes.filter((run) => run.recipe !== null || can(run, 'launch-again'))
    for (const run of wholes)
      if (!able.includes(run)) refused.push({ run, why: 'Plateau did not start it, or cannot read its settings' })
    const { settings: answered } =
      able.length === 0 ? { settings: [] } : await client.request('runs.used-seeds', { runs: able.map(({ id }) => id) })
    const programs = able.some(({ recipe }) => recipe === null)
      ? (await client.request('programs.list', {})).programs
      : []
    const settings: Repeated[] = []
    for (const used of answered) {
      const run = able.find(({ id }) => id === used.run)
      if (run === undefined) continue
      const found = run.recipe === null ? await this.#ofProgram(run, used, programs) : toRepeated(run, run.recipe, used)
      if ('why' in found) refused.push(found)
      else settings.push(found)
    }
    this.refused = refused
    this.settings = settings
  }

  async #ofProgram(
    run: RunSummary,
    { count, seeds }: UsedSeeds,
    programs: readonly { readonly id: string; readonly parameters: readonly ProgramParameter[] }[],
  ): Promise<Repeated | Refused> {
    const started = (await this.#app.client.request('programs.run', { run: run.id })).run
    const program = programs.find(({ id }) => id === started.program)
    if (program === undefined) return { run, why: 'its program is gone' }
    const seed = seedParameter(program.parameters, run.roles)
    if (seed === null) return { run, why: 'its program takes no seed' }
    return { run, count, used: seeds, what: { kind: 'program', program: program.id, started, seed: seed.name } }
  }

  /** Asks how long so many seeds of each would take. */
  async plan(count: number): Promise<void> {
    const asked = (this.#asked += 1)
    const { client, projects } = this.#app
    const settings = this.settings ?? []
    const configs = settings.flatMap((setting) => configsOf(setting, count))
    const recipes = configs.length === 0 ? null : await client.request('runs.plan', { configs, project: projects.id })
    const others = await Promise.all(
      settings.flatMap((setting) =>
        setting.what.kind === 'program' ? [client.request('programs.plan', programLaunch(setting, count))] : [],
      ),
    )
    if (asked !== this.#asked) return
    const seconds = [...(recipes === null ? [] : [recipes.totalSeconds]), ...others.map((plan) => plan.totalSeconds)]
    this.time = {
      seconds: seconds.some((one) => one === null) ? null : seconds.reduce<number>((sum, one) => sum + (one ?? 0), 0),
      startsInSeconds: recipes?.startsInSeconds ?? others[0]?.startsInSeconds ?? 0,
    }
  }

  /** Queues so many seeds of each. @returns false when it was refused, which is then said. */
  launch(count: number): Promise<boolean> {
    return this.#app.undo.making(this.#launch(count))
  }

  async #launch(count: number): Promise<boolean> {
    if (this.isUnderWay) return false
    this.isUnderWay = true
    const { app, settings } = { app: this.#app, settings: this.settings ?? [] }
    let queued: string[] = []
    const start = async () => {
      queued = []
      for (const setting of settings) {
        const { runs } = await this.#start(setting, count)
        queued.push(...runs.map(({ id }) => id))
        app.runs.adopt(runs)
      }
    }
    const stop = async () => app.runs.adopt((await app.client.request('runs.stop', { runs: queued })).runs)
    try {
      await start()
      return true
    } catch (error) {
      app.toasts.fail(error)
      return false
    } finally {
      this.isUnderWay = false
      // What is queued can be taken back, all of it at once, also where a later setting was refused.
      if (queued.length > 0) {
        const label = `${countOf(queued.length, 'run')} queued`
        void offer(app, app.undo.push({ scope: 'queue', of: [...queued], label, undo: stop, redo: start }))
      }
    }
  }

  #start(setting: Repeated, count: number): Promise<{ runs: RunSummary[] }> {
    const { client, projects } = this.#app
    const parentRun = setting.run.id
    return setting.what.kind === 'recipe'
      ? client.request('runs.launch', { configs: configsOf(setting, count), parentRun, project: projects.id })
      : client.request('programs.launch', { ...programLaunch(setting, count), parentRun, project: projects.id })
  }
}

const toRepeated = (run: RunSummary, recipe: RunConfig, { count, seeds }: UsedSeeds): Repeated => ({
  run,
  count,
  used: seeds,
  what: { kind: 'recipe', recipe },
})

const configsOf = ({ what, used }: Repeated, count: number): RunConfig[] =>
  what.kind === 'recipe' ? nextSeeds(used, count).map((seed) => ({ ...what.recipe, seed })) : []

function programLaunch({ what, used }: Repeated, count: number) {
  if (what.kind !== 'program') throw new TypeError('A recipe is launched as such.')
  const { program, started, seed } = what
  return {
    program,
    values: nextSeeds(used, count).map((value) => ({ ...started.values, [seed]: value })),
    earlyStopping: started.earlyStopping,
  }
}
