/** `plateau report`: a report from a template, or one that was written in the window, as files. */
import { PlateauError } from '@contract/errors'
import { formatOfFile } from '@contract/exports'
import { reportFormats, reportTemplateNames, reportTemplates, type Report, type ReportTemplate } from '@contract/report'
import type { Client } from '@contract/transport'
import { formatTable, plural } from '../../format'
import { findStyle } from './figure'
import { interruptedExitCode } from '../interrupts'
import { projectInput, runsOrWholeProject, type ProjectOption } from '../projects'
import { withCore, type JsonOption, type Session } from '../session'
import { sizeWords, wasInterrupted, writeExport } from '../write-export'

export type ReportOptions = JsonOption &
  ProjectOption & {
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
  if (options.list === true) return listReports(session, options)
  if (name === undefined)
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
    const { made, isNew } = await findOrMake(client, name, runs, options)
    try {
      const target = { kind: 'report' as const, report: made.id, format }
      const written = await writeExport(session, client, { path, force: options.force === true, target })
      if (options.json === true) terminal.printDocument({ ...written, format, title: made.title, runs: made.runs })
      else
        terminal.remark(
          `Wrote “${made.title}” of ${plural(made.runs.length, 'run')} to ${written.path} (${sizeWords(written)})`,
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

/** A template is filled; any other name is a report's id or title. */
async function findOrMake(
  client: Client,
  name: string,
  runs: readonly string[],
  options: ReportOptions,
): Promise<{ made: Report; isNew: boolean }> {
  const { title, style } = options
  const template = reportTemplates.find((candidate) => candidate === name)
  if (template === undefined) {
    if (runs.length > 0 || title !== undefined || style !== undefined)
      throw new PlateauError(
        'invalid-input',
        `${name} is not a template (${reportTemplates.join(', ')}); a saved report already has its runs, title and style.`,
      )
    return { made: await client.request('reports.get', { report: name }), isNew: false }
  }
  const found = await runsOrWholeProject(client, runs, options)
  if (found.length === 0)
    throw new PlateauError('invalid-input', `Name the runs to report on: plateau report ${template} RUN...`)
  // Sizes stay the template's, which are made for its page.
  const chosen = style === undefined ? null : (await findStyle(client, style)).style
  const made = await client.request('reports.create', {
    template,
    runs: found,
    ...(title === undefined ? {} : { title }),
  })
  if (chosen === null) return { made, isNew: true }
  try {
    return { made: await client.request('reports.save', { report: { ...made, style: chosen } }), isNew: true }
  } catch (error) {
    await client.request('reports.remove', { report: made.id })
    throw error
  }
}

async function listReports(session: Session, options: ReportOptions): Promise<number> {
  const { terminal } = session
  const { json = false } = options
  const { reports } = await withCore(session, (client) => client.request('reports.list', projectInput(options)))
  const templates = reportTemplates.map((template) => ({ template, name: reportTemplateNames[template] }))
  if (json) {
    terminal.printDocument({ templates, reports })
    return 0
  }
  terminal.print(
    formatTable<{ template: ReportTemplate; name: string }>(
      [
        { header: 'template', text: ({ template }) => template },
        { header: 'about', text: ({ name }) => name },
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
