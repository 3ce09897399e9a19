/** Grammar of `projects` and its commands. */
import type { Command } from 'commander'
import { addProjectOption } from '../projects'
import { type Act, jsonHelp, optionsOf, runsHelp } from './shared'

/** `projects` by itself lists; its commands change one. */
export function addProjectCommands(program: Command, act: Act): void {
  const load = () => import('../commands/projects')
  const projects = program
    .command('projects')
    .description('list projects; subcommands create, rename, annotate, delete and restore them')
    .option('--json', jsonHelp.document)
    .action((options: object) => act(async (session) => (await load()).listProjects(session, options)))
  const add = (name: string, description: string) =>
    projects.command(name).description(description).option('--json', jsonHelp.document)
  const projectHelp = 'project name or id, or an unambiguous beginning'

  add('create', 'create a project')
    .argument('<name>', 'name of the new project')
    .option('--notes <text>', 'what it is for')
    .action((name: string, _options: object, command: Command) =>
      act(async (session) => (await load()).createProject(session, name, optionsOf(command))),
    )
  add('rename', 'rename a project; its runs stay as they are')
    .argument('<project>', projectHelp)
    .argument('<name>', 'its new name')
    .action((project: string, name: string, _options: object, command: Command) =>
      act(async (session) => (await load()).renameProject(session, project, name, optionsOf(command))),
    )
  add('notes', 'print or change the notes of a project')
    .argument('<project>', projectHelp)
    .argument('[text]', 'the new notes; an empty text clears them')
    .action((project: string, text: string | undefined, _options: object, command: Command) =>
      act(async (session) => (await load()).projectNotes(session, project, text, optionsOf(command))),
    )
  add('use', 'put new runs into this project from now on')
    .argument('<project>', projectHelp)
    .action((project: string, _options: object, command: Command) =>
      act(async (session) => (await load()).useProject(session, project, optionsOf(command))),
    )
  addProjectOption(add('move', 'move runs to another project').argument('<runs...>', runsHelp), 'search')
    .requiredOption('--to <project>', 'the project, which is created if there is none of this name')
    .action((runs: string[], _options: object, command: Command) =>
      act(async (session) => (await load()).moveRuns(session, runs, optionsOf(command))),
    )
  add('delete', 'move a project without runs to the bin')
    .argument('<project>', projectHelp)
    .option('--with-runs', 'also one with runs, which go to the bin with it')
    .action((project: string, _options: object, command: Command) =>
      act(async (session) => (await load()).deleteProject(session, project, optionsOf(command))),
    )
  add('restore', 'take a project out of the bin, with the runs that went there with it')
    .argument('<project>', projectHelp)
    .action((project: string, _options: object, command: Command) =>
      act(async (session) => (await load()).restoreProject(session, project, optionsOf(command))),
    )
}
