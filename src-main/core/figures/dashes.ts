/** What dashes of runs say in a figure, as in the window: their loss, where their project is to have it so and its runs differ in it. */
import type { FigureSource } from '../../contract/figure'
import type { RunSummary } from '../../contract/run'
import { visibleReviver } from '../../contract/text'
import { defaultLayout, workspaceLayoutSchema } from '../../contract/workspace'
import { readStored } from '../../store/stored-json'
import type { Store } from '../../store/store'
import { dashRule, type DashRule } from '@panels/words/run-look'
import { atOnce } from '../turns'
import { indexingOf } from './stable-runs'

/** A panel says itself what its dashes say; of it this is whether they can say the loss. */
export function readDashes(store: Store, source: FigureSource, runs: readonly RunSummary[]): DashRule {
  atOnce(indexingOf(store).complete())
  const rules = [...new Set(runs.map(({ project }) => project))].map((project) =>
    dashRule(source.kind === 'panel' ? 'loss' : dashByOf(store, project), store.runKeys.texts('loss', project)),
  )
  return rules.includes('loss') ? 'loss' : 'look'
}

function dashByOf(store: Store, project: string): string | null {
  const text = store.projects.workspace(project)
  const read = text === null ? null : readStored(text, workspaceLayoutSchema, visibleReviver)
  return (read?.ok === true ? read.value : defaultLayout).settings.dashBy
}
