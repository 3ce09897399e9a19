/** `programs`: lists saved programs; its commands add, start and remove them. */
import { resolve } from 'node:path'
import { PlateauError } from '@contract/errors'
import { programInputSchema, type Program } from '@contract/programs'
import { visibleLine } from '@contract/text'
import { readJsonFile } from '../json-file'
import { projectInput, type ProjectOption } from '../projects'
import { withCore, type JsonOption, type Session } from '../session'

const line = ({ name, command, folder }: Program): string =>
  `${visibleLine(name)}\t${visibleLine(command)}\tin ${visibleLine(folder)}`

export function listPrograms(session: Session, { json }: JsonOption): Promise<number> {
  return withCore(session, async (client) => {
    const { programs } = await client.request('programs.list', {})
    if (json === true) session.terminal.printDocument({ programs })
    else if (programs.length === 0)
      session.terminal.print('There are no saved programs. Add one with: plateau programs add FILE')
    else for (const program of programs) session.terminal.print(line(program))
    return 0
  })
}

/** Adds the program that a JSON file describes; one of the same name is changed. A folder in it is relative to where the command is typed. */
export async function addProgram(session: Session, file: string, { json }: JsonOption): Promise<number> {
  const read = programInputSchema.safeParse(await readJsonFile(file, 'The program'))
  if (!read.success) {
    const issue = read.error.issues[0]
    throw new PlateauError(
      'invalid-input',
      `${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not valid'}.`,
    )
  }
  const program = { ...read.data, folder: resolve(read.data.folder) }
  return withCore(session, async (client) => {
    const { programs } = await client.request('programs.list', {})
    const id = programs.find(({ name }) => name === program.name)?.id
    const saved = (await client.request('programs.save', { ...(id === undefined ? {} : { id }), program })).program
    if (json === true) session.terminal.printDocument({ program: saved })
    else session.terminal.print(`${id === undefined ? 'Added' : 'Changed'} ${line(saved)}`)
    return 0
  })
}

export function removeProgram(session: Session, name: string, { json }: JsonOption): Promise<number> {
  return withCore(session, async (client) => {
    await client.request('programs.remove', { program: name })
    if (json === true) session.terminal.printDocument({ removed: name })
    else session.terminal.print(`Removed ${visibleLine(name)}; its runs stay.`)
    return 0
  })
}

/** Reads the parameters of a program's script. */
export function readProgram(session: Session, name: string, { json }: JsonOption): Promise<number> {
  return withCore(session, async (client) => {
    const { program } = await client.request('programs.read-parameters', { program: name })
    if (json === true) session.terminal.printDocument({ program })
    else if (program.parameters.length === 0)
      session.terminal.print(`The script of ${visibleLine(program.name)} takes no parameters.`)
    else
      for (const { option, name: key, type, words } of program.parameters)
        session.terminal.print(`${option ?? key}\t${type}\t${visibleLine(words)}`)
    return 0
  })
}

type StartOptions = JsonOption & ProjectOption & { readonly param?: readonly string[] }

/** Queues a run of a saved program, in the background. */
export function startProgram(session: Session, name: string, options: StartOptions): Promise<number> {
  const values = Object.fromEntries((options.param ?? []).map(readValue))
  return withCore(session, async (client) => {
    const { runs } = await client.request('programs.launch', {
      program: name,
      values: [values],
      detached: true,
      ...projectInput(options),
    })
    if (options.json === true) session.terminal.printDocument({ runs })
    else for (const run of runs) session.terminal.print(`Queued ${run.name} (${run.id})`)
    return 0
  })
}

function readValue(text: string): [string, string | number | boolean] {
  const at = text.indexOf('=')
  if (at < 1)
    throw new PlateauError('invalid-input', `--param takes name=value, such as --param lr=0.1, and not ${text}.`)
  const [name, value] = [text.slice(0, at), text.slice(at + 1)]
  if (value === 'true' || value === 'false') return [name, value === 'true']
  return [name, value !== '' && Number.isFinite(Number(value)) ? Number(value) : value]
}
