/** `plateau report`: a report from a template, or one that was written in the window, as files. */
import { visibleLine } from '@contract/text'
import { PlateauError } from '@contract/errors'
import { formatOfFile } from '@contract/exports'
import {
  reportFormats,
  reportTemplates,
  type Report,
  type ReportTemplate,
  type TemplateChoices,
  type TemplateOffer,
} from '@contract/report'
import type { Client } from '@contract/transport'
import { formatTable, plural } from '../../format'
import { findStyle } from './figure'
import { interruptedExitCode } from '../interrupts'
import { splitKeys } from '../key-list'
import { projectInput, runsOrWholeProject, type ProjectOption } from '../projects'
import { withCore, type JsonOption, type Session } from '../session'
import { sizeWords, wasInterrupted, writeExport } from '../write-export'

export type ReportOptions = JsonOption &
  ProjectOption & {
    readonly template?: string
    readonly metric?: string
    readonly groupBy?: string
    readonly format?: string
    readonly output?: string
    readonly title?: string
    readonly style?: string
    readonly force?: boolean
    readonly keep?: boolean
    readonly list?: boolean
  }

export async function report(
  session: Session,
  name: string | undefined,
  runs: readonly string[],
  options: ReportOptions,
): Promise<number> {
  const named = name === undefined ? [] : [name]
  if (options.list === true) return listReports(session, [...named, ...runs], options)
  const template = templateOf(name, options)
  if (name === undefined && template === null)
    throw new PlateauError(
      'invalid-input',
      `Give a template (${reportTemplates.join(', ')}) or a saved report; --list shows them.`,
    )
  const chosen = reportFormats.find((candidate) => candidate === options.format)
  if (options.format !== undefined && chosen === undefined)
    throw new PlateauError(
      'invalid-input',
      `--format must be one of ${reportFormats.join(', ')}, not ${options.format}.`,
    )
  if (options.output === undefined) throw new PlateauError('invalid-input', 'Name the file to write with -o PATH.')
  const path = options.output
  const format = formatOfFile(path, chosen, reportFormats)
  const { terminal } = session
  return withCore(session, async (client) => {
    const { made, isNew } =
      template === null
        ? await findSaved(client, name ?? '', runs, options)
        : await fill(client, template, options.template === undefined ? runs : [...named, ...runs], options)
    try {
      const target = { kind: 'report' as const, report: made.id, format }
      const written = await writeExport(session, client, { path, force: options.force === true, target })
      if (options.json === true) terminal.printDocument({ ...written, format, title: made.title, runs: made.runs })
      else
        terminal.remark(
          `Wrote “${made.title}” of ${plural(made.runs.length, 'run')} to ${visibleLine(written.path)} (${sizeWords(written)})`,
        )
      return 0
    } catch (error) {
      if (wasInterrupted(session, error)) return interruptedExitCode
      throw error
    } finally {
      // Made for this file alone: the list of reports is the person's.
      if (isNew && options.keep !== true) await client.request('reports.remove', { report: made.id })
    }
  })
}

/** What the groups are compared on and grouped by, as far as it was said. */
const choicesOf = ({ metric, groupBy }: ReportOptions): TemplateChoices => ({
  ...(metric === undefined ? {} : { metric }),
  ...(groupBy === undefined ? {} : { keys: splitKeys(groupBy) }),
})

/** That of `--template`, else the first word; null where that is no template. */
function templateOf(name: string | undefined, { template }: ReportOptions): ReportTemplate | null {
  const found = reportTemplates.find((candidate) => candidate === (template ?? name)) ?? null
  if (template !== undefined && found === null)
    throw new PlateauError('invalid-input', `--template must be one of ${reportTemplates.join(', ')}, not ${template}.`)
  return found
}

/** One that was kept, by its id or title. */
async function findSaved(
  client: Client,
  name: string,
  runs: readonly string[],
  { title, style }: ReportOptions,
): Promise<{ made: Report; isNew: boolean }> {
  if (runs.length > 0 || title !== undefined || style !== undefined)
    throw new PlateauError(
      'invalid-input',
      `${name} is not a template (${reportTemplates.join(', ')}); a saved report already has its runs, title and style.`,
    )
  return { made: await client.request('reports.get', { report: name }), isNew: false }
}

/** A report from a template. */
async function fill(
  client: Client,
  template: ReportTemplate,
  runs: readonly string[],
  options: ReportOptions,
): Promise<{ made: Report; isNew: boolean }> {
  const { title, style } = options
  if (template !== 'groups' && (options.metric !== undefined || options.groupBy !== undefined))
    throw new PlateauError('invalid-input', '--metric and --group-by belong to the template groups.')
  const found = await runsOrWholeProject(client, runs, options)
  if (found.length === 0)
    throw new PlateauError('invalid-input', `Name the runs to report on: plateau report ${template} RUN...`)
  // Sizes stay the template's, which are made for its page.
  const chosen = style === undefined ? null : (await findStyle(client, style)).style
  const made = await client.request('reports.create', {
    template,
    runs: found,
    ...(title === undefined ? {} : { title }),
    ...choicesOf(options),
  })
  if (chosen === null) return { made, isNew: true }
  try {
    return { made: await client.request('reports.save', { report: { ...made, style: chosen } }), isNew: true }
  } catch (error) {
    await client.request('reports.remove', { report: made.id })
    throw error
  }
}

async function listReports(session: Session, runs: readonly string[], options: ReportOptions): Promise<number> {
  const { terminal } = session
  const { json = false } = options
  const { reports, templates } = await withCore(session, async (client) => {
    const found = runs.length === 0 ? [] : await runsOrWholeProject(client, runs, options)
    return {
      ...(await client.request('reports.list', projectInput(options))),
      templates: (await client.request('reports.templates', { runs: found, ...choicesOf(options) })).templates.map(
        (offer) =>
          // Without runs there is nothing to lack.
          runs.length === 0 ? { template: offer.template, name: offer.name } : offer,
      ),
    }
  })
  if (json) {
    terminal.printDocument({ templates, reports })
    return 0
  }
  terminal.print(
    formatTable<Omit<TemplateOffer, 'lacks'> & Partial<TemplateOffer>>(
      [
        { header: 'template', text: ({ template }) => template },
        { header: 'about', text: ({ name }) => name },
        ...(runs.length === 0
          ? []
          : [{ header: 'fits these runs', text: ({ lacks }: Partial<TemplateOffer>) => lacks ?? 'yes' }]),
      ],
      templates,
    ),
  )
  terminal.print('')
  terminal.print(
    reports.length === 0
      ? 'No reports yet.'
      : formatTable<(typeof reports)[number]>(
          [
            { header: 'report', text: ({ id }) => id },
            { header: 'title', text: ({ title }) => title },
            { header: 'saved', text: ({ savedAt }) => savedAt },
            { header: 'frozen', text: ({ frozenAt }) => frozenAt ?? '-' },
          ],
          reports,
        ),
  )
  return 0
}
