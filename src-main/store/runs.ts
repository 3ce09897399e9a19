/** Runs and their configs. */
import type { RunConfig } from '../contract/config'
import { dataNameOf, dataSourceOf, shapesOf, taskOf } from '../contract/run-data'
import type { Database } from './database'
import { createRunReading } from './run-reading'
import type { StoredRun } from './run-rows'
import { createRunStates } from './run-states'

export type { StoredRun } from './run-rows'

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
> & { readonly config: RunConfig }

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
  function keepData(config: RunConfig): string {
    const name = dataNameOf(config)
    const { classes, counts } = dataSourceOf(config)
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

  return {
    ...createRunReading(database),
    ...createRunStates(database),
    insert(run: NewRun): void {
      insert.run({
        ...run,
        dataSet: keepData(run.config),
        config: JSON.stringify(run.config),
        layers: JSON.stringify(run.layers),
        detached: run.detached ? 1 : 0,
        held: run.held ? 1 : 0,
      })
    },
  }
}
