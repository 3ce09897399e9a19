/** `plateau list`: the history, newest first. */
import type { RunSummary } from '@contract/run'
import { visibleLine } from '@contract/text'
import { metricOf } from '@model/digests'
import { showSetting } from '@model/values'
import { formatCount, formatTable, formatTime, formatValue, type Column } from '../../format'
import { projectInput, readProjectNames, runDocuments, type ProjectOption } from '../projects'
import { stateText } from '../run-words'
import { withCore, type JsonOption, type Session } from '../session'
import { tellNotices } from '../notices'

/** Runs that cannot be read in full and whose reasons are given. */
const mostExplained = 5

/** '?' where the run has no such setting. */
const settingText = ({ config }: RunSummary, key: string): string =>
  config[key] === undefined ? '?' : visibleLine(showSetting(config[key]))

const columns: readonly Column<RunSummary>[] = [
  { header: 'run', text: (run) => (run.problems.length > 0 ? `${run.name} (!)` : run.name) },
  { header: 'id', text: (run) => run.id },
  { header: 'state', text: stateText },
  { header: 'architecture', text: (run) => settingText(run, 'architecture') },
  { header: 'loss', text: (run) => settingText(run, 'loss') },
  { header: 'seed', align: 'right', text: (run) => settingText(run, 'seed') },
  { header: 'epochs', align: 'right', text: (run) => `${run.epochs}/${run.plannedEpochs ?? '?'}` },
  { header: 'best val_mse', align: 'right', text: (run) => formatValue(metricOf(run, 'val_mse')?.best) },
  { header: 'at', align: 'right', text: (run) => String(metricOf(run, 'val_mse')?.bestEpoch ?? '-') },
  { header: 'last', align: 'right', text: (run) => formatValue(metricOf(run, 'val_mse')?.last) },
  { header: 'images/s', align: 'right', text: (run) => formatCount(run.imagesPerSecond) },
  { header: 'created', text: (run) => formatTime(run.createdAt) },
]

export async function list(session: Session, options: JsonOption & ProjectOption): Promise<number> {
  const { terminal } = session
  const { json = false } = options
  return withCore(session, async (client) => {
    const { runs } = await client.request('runs.list', projectInput(options))
    if (json) {
      terminal.printDocument({ runs: await runDocuments(client, runs) })
      return 0
    }
    tellNotices(terminal, await client.request('system.notices', {}))
    const names = await readProjectNames(client)
    // Where all are of one project, its name says nothing.
    const isMixed = new Set(runs.map(({ project }) => project)).size > 1
    const project: Column<RunSummary> = { header: 'project', text: (run) => names.get(run.project) ?? run.project }
    if (runs.length === 0)
      terminal.print(
        options.project === undefined
          ? 'No runs yet. Train one with: npm run -s plateau -- train'
          : `No runs in this project yet. Train one with: npm run -s plateau -- train --project ${options.project}`,
      )
    else terminal.print(formatTable(isMixed ? [...columns.slice(0, 2), project, ...columns.slice(2)] : columns, runs))
    const marked = runs.filter(({ problems }) => problems.length > 0)
    for (const { name, problems } of marked.slice(0, mostExplained))
      terminal.remark(`(!) ${name} cannot be read in full. ${problems.join(' ')}`)
    if (marked.length > mostExplained)
      terminal.remark(`(!) ${marked.length - mostExplained} more cannot be read in full; show RUN says why.`)
    return 0
  })
}
