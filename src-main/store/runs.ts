/** Runs and their configs. */
import { z } from 'zod'
import type { RunConfig } from '../contract/config'
import { dataNameOf, dataSourceOf, shapesOf, taskOf, type DataSettings } from '../contract/run-data'
import { visibleLine } from '../contract/text'
import type { Database } from './database'
import { createRunReading } from './run-reading'
import type { StoredRun } from './run-rows'
import { createRunStates } from './run-states'
import { parseStored } from './stored-json'

export type { RunTimes, StoredRun } from './run-rows'

export type NewRun = Pick<
  StoredRun,
  | 'id'
  | 'project'
  | 'name'
  | 'layers'
  | 'parameters'
  | 'colourSlot'
  | 'launchGroup'
  | 'parentRun'
  | 'detached'
  | 'verifies'
  | 'lastEpoch'
  | 'held'
  | 'createdAt'
> & {
  readonly config: RunConfig
  /** Names of the classes of its data; as its source has them unless given. */
  readonly classes?: readonly string[]
}

/** Prepared statements over `runs`. */
export function createRunRepository(database: Database) {
  const insert = database.prepare(`
    INSERT INTO runs (id, project, name, state, config, recipe, data_set, layers, parameters, colour_slot, launch_group, parent_run,
      detached, verifies, last_epoch, held, queue_position, created_at)
    SELECT @id, @project, @name, 'queued', @config, @config, @dataSet, @layers, @parameters, @colourSlot, @launchGroup, @parentRun,
      @detached, @verifies, @lastEpoch, @held, coalesce(max(queue_position), 0) + 1, @createdAt FROM runs`)

  const insertData = database.prepare(`
    INSERT INTO data_sets (id, name, task, input_shape, target_shape, classes, counts)
    VALUES (@name, @name, @task, @input, @target, @classes, @counts) ON CONFLICT (id) DO NOTHING`)

  /** @returns the id of what the run trains on, which is in the history from then on. */
  function keepData(config: RunConfig, classes = dataSourceOf(config).classes): string {
    const name = dataNameOf(config)
    const { counts } = dataSourceOf(config)
    const { input, target } = shapesOf(config)
    insertData.run({
      name,
      task: taskOf(config),
      input: JSON.stringify(input),
      target: JSON.stringify(target),
      classes: JSON.stringify(classes),
      counts: JSON.stringify({ train: counts.training, test: counts.validation }),
    })
    return name
  }

  const countOnData = database
    .prepare<[{ base: string }], number>('SELECT count(*) FROM runs WHERE substr(data_set, 1, length(:base)) = :base')
    .pluck()
  const classesOfData = database.prepare<[string], string | null>('SELECT classes FROM data_sets WHERE id = ?').pluck()

  return {
    ...createRunReading(database),
    ...createRunStates(database),
    /** Runs of this history, the bin's too, that were trained on a data set of one's own, whatever targets they had. */
    countOnData: (base: string): number => countOnData.get({ base: `${base}-` }) ?? 0,
    /** Names of the classes that a run's data had when it was launched. */
    classesOf(config: DataSettings): readonly string[] {
      const { own, classes } = dataSourceOf(config)
      if (own === null) return classes
      const read = z.array(z.string()).safeParse(parseStored(classesOfData.get(dataNameOf(config))))
      return read.data?.length === classes.length ? read.data.map(visibleLine) : classes
    },
    insert({ classes, ...run }: NewRun): void {
      insert.run({
        ...run,
        dataSet: keepData(run.config, classes),
        config: JSON.stringify(run.config),
        layers: JSON.stringify(run.layers),
        detached: run.detached ? 1 : 0,
        held: run.held ? 1 : 0,
      })
    },
  }
}
