/** `plateau importance`: which settings mattered for a metric. */
import { importanceValues, type SettingImportance } from '@contract/importance'
import { PlateauError } from '@contract/errors'
import { usualMetric } from '@recipes/registry/metrics'
import { visibleLine } from '@contract/text'
import {
  importanceNotes,
  importanceMetric,
  importanceReason,
  importanceTold,
  importanceText,
  isImportanceQuiet,
  noCorrelation,
  signed,
} from '@panels/runs/importance-words'
import { formatTable, plural, type Column } from '../../format'
import { requireReadable } from '../../../client/listed-runs'
import { projectInput, runsInProject, type ProjectOption, type WhereOption } from '../projects'
import { withCore, type JsonOption, type Session } from '../session'

export type ImportanceOptions = JsonOption &
  ProjectOption &
  WhereOption & { readonly metric?: string; readonly value?: string }

const columns: readonly Column<SettingImportance>[] = [
  { header: 'setting', text: ({ key }) => visibleLine(key) },
  { header: 'importance', align: 'right', text: importanceText },
  { header: '', text: (setting) => (isImportanceQuiet(setting) ? 'may be chance' : '') },
  {
    header: 'rank correlation',
    text: (setting) => {
      const { correlation } = setting
      if (correlation === null) return noCorrelation(setting)
      return `${signed(correlation.value)} (${signed(correlation.low)} to ${signed(correlation.high)})`
    },
  },
]

export async function importance(
  session: Session,
  references: readonly string[],
  options: ImportanceOptions,
): Promise<number> {
  const { metric = usualMetric, where, value: asked = 'best', json = false } = options
  const value = importanceValues.find((one) => one === asked)
  if (value === undefined) throw new PlateauError('invalid-input', `--value is best or last, not ${asked}.`)
  if (references.length > 0 && where !== undefined)
    throw new PlateauError('invalid-input', 'Name runs or find them with --where, not both.')
  return withCore(session, async (client) => {
    const runs =
      references.length === 0
        ? undefined
        : (await client.request('runs.resolve', { runs: await runsInProject(client, references, options) })).runs
    const answer = await client.request('runs.importance', {
      ...projectInput(options),
      metric,
      value,
      ...(where === undefined ? {} : { where }),
      ...(runs === undefined ? {} : { runs: runs.map(({ id }) => id) }),
    })
    requireReadable(where, answer)
    const { terminal } = session
    if (json) {
      terminal.printDocument(answer)
      return 0
    }
    const words = visibleLine(importanceMetric(metric, value))
    const reason = importanceReason(answer, words)
    if (reason === null) {
      terminal.remark(`What mattered for ${words}, over ${plural(answer.used, 'run')}; ${importanceTold(answer)}`)
      terminal.print(formatTable(columns, answer.settings))
    } else terminal.print(reason)
    const notes = importanceNotes(answer)
    if (notes.length > 0) terminal.remark(`${notes.join('. ')}.`)
    return 0
  })
}
