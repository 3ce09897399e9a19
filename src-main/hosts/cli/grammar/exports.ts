/** Grammar of the commands that write files: numbers, figures and reports. */
import type { Command } from 'commander'
import { modelFormats } from '@contract/exports'
import { reportTemplates } from '@contract/report'
import { addProjectOption, whereHelp } from '../projects'
import { checkpointHelp } from './models'
import { type Act, jsonHelp, runsHelp } from './shared'

/** `export`: the numbers of runs. */
export function addExportCommand(program: Command, act: Act): void {
  addProjectOption(
    program
      .command('export')
      .description("export runs and their epochs, or every stored point, as CSV, JSON or Parquet; or one run's model")
      .argument('[runs...]', runsHelp),
    'all',
  )
    .option('--where <query>', whereHelp)
    .option(
      '--format <format>',
      `csv, json, parquet: numbers; ${modelFormats.join(', ')}: what one run has learnt (default: as -o ends, else csv)`,
    )
    .option('--checkpoint <epoch>', `of a model: ${checkpointHelp} (default: best)`)
    .option('--points <epochs|all>', 'all: one row for every stored point of every series')
    .option('--series <key,...>', 'every point of these series only; write a comma inside a key as \\,')
    .option('--provenance', 'every point as CSV, with a first line of run ids, config hashes and versions')
    .option('-o, --output <file>', 'write to this file instead of standard output')
    .option('--no-media', 'with -o: without the folder of images, texts, tables and files that the runs logged')
    .option('--force', 'overwrite an existing file')
    .option('--json', 'same as --format json; with -o, report in JSON what was written')
    .action((runs: string[], options: object) =>
      act(async (session) => (await import('../commands/export')).exportRuns(session, runs, options)),
    )
}

/** Figures and their styles. `parameters` tell whether the flags of a figure are needed. */
export async function addFigureCommands(program: Command, parameters: readonly string[], act: Act): Promise<void> {
  const figure = program
    .command('figure')
    .description('draw a figure and save it as PDF, SVG, PNG or TikZ, or save its numbers')
    .argument('[runs...]', runsHelp)
    .option('-o, --output <file>', 'file to write; its extension sets the format')
    .option('--force', 'overwrite an existing file')
    .option('--json', jsonHelp.document)
  if (parameters.includes('figure')) (await import('../figure-flags')).addFigureFlags(figure)
  figure.action((runs: string[], options: Record<string, unknown>) =>
    act(async (session) => (await import('../commands/figure')).figure(session, runs, options)),
  )

  program
    .command('figures')
    .description('draw every figure listed in a JSON file')
    .argument('<file>', 'JSON file, described in docs/exporting.md')
    .option('--output <folder>', 'write here instead of the folder named in the file')
    .option('--force', 'overwrite existing files')
    .option('--json', jsonHelp.document)
    .action((file: string, options: object) =>
      act(async (session) => (await import('../commands/figures')).figures(session, file, options)),
    )

  program
    .command('styles')
    .description('list the figure styles')
    .option('--json', jsonHelp.document)
    .action((options: object) =>
      act(async (session) => (await import('../commands/styles')).listStyles(session, options)),
    )
}

/** Reports, to hand on. */
export function addReportCommand(program: Command, act: Act): void {
  program
    .command('report')
    .description('export a report: from a template and runs, or one written in the window')
    .argument('[name]', `a template (${reportTemplates.join(', ')}), or the id or title of a report`)
    .argument('[runs...]', `for a template: ${runsHelp}`)
    .option('--template <name>', 'template to fill; every argument is then a run')
    .option('--list', 'list templates and saved reports; with runs, which templates fit them, and why others do not')
    .option(
      '--format <format>',
      'pdf; html: one page that works offline; latex or md: a folder, a .zip, or a file with a folder beside it (default: as -o ends)',
    )
    .option('-o, --output <path>', 'where to write it')
    .option('--metric <key>', 'groups: any metric with a direction to compare on (default: the usual one of the runs)')
    .option(
      '--group-by <keys>',
      'groups: one or two settings to group by, separated by a comma (default: what tells the runs apart)',
    )
    .option('--title <text>', "title to use instead of the template's")
    .option('--style <name>', 'figure style; plateau styles lists them')
    .option('--project <name>', 'look for runs in this project only; with --list, its reports only')
    .option('--keep', 'save the report so that you can edit it in the window')
    .option('--force', 'overwrite existing files')
    .option('--json', jsonHelp.document)
    .action((name: string | undefined, runs: string[], options: object) =>
      act(async (session) => (await import('../commands/report')).report(session, name, runs, options)),
    )
}
