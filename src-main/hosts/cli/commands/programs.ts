/** `programs`: lists saved programs; its commands add, start and remove them. */
import { resolve } from 'node:path'
import { PlateauError } from '@contract/errors'
import { savedProgramSchema, type Program, type ProgramParameter } from '@contract/programs'
import { visibleLine } from '@contract/text'
import type { Client } from '@contract/transport'
import { misfitWords } from '@protocol/schema-words'
import { keptValues } from '@model/programs/parameters'
import { readSchema } from '@model/programs/schema-parameters'
import { readJsonFile } from '../json-file'
import { readPlace } from '../grid-flags'
import { mayLaunch } from '../plan'
import { programPlanText, programRuns, type ProgramRunOptions } from '../program-runs'
import { projectInput } from '../projects'
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
  const read = savedProgramSchema.safeParse(await readJsonFile(file, 'The program'))
  if (!read.success)
    throw new PlateauError('invalid-input', `${file}: ${visibleLine(misfitWords(read.error, 'The program'))}.`)
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

type ReadOptions = JsonOption & {
  /** A file with a JSON Schema, read in place of the script. */ readonly schema?: string
}

/** Reads the parameters of a program: of its script, which is run for that, or from a JSON Schema. */
export async function readProgram(session: Session, name: string, { json, schema }: ReadOptions): Promise<number> {
  const read = schema === undefined ? null : await readSchemaFile(schema)
  return withCore(session, async (client) => {
    const { program } =
      read === null
        ? await client.request('programs.read-parameters', { program: name })
        : await saveParameters(client, await findProgram(client, name), read.parameters)
    if (json === true)
      session.terminal.printDocument({ program, ...(read === null ? {} : { remarks: [...read.remarks] }) })
    else if (program.parameters.length === 0)
      session.terminal.print(
        `${read === null ? 'The script of' : 'The schema for'} ${visibleLine(program.name)} has no parameters.`,
      )
    else
      for (const { option, name: key, type, words } of program.parameters)
        session.terminal.print(`${option ?? key}\t${type}\t${visibleLine(words)}`)
    if (json !== true)
      for (const { key, message } of read?.remarks ?? [])
        session.terminal.remark(`${visibleLine(key === '' ? 'The schema' : key)}: ${visibleLine(message)}.`)
    return 0
  })
}

async function readSchemaFile(file: string) {
  const read = readSchema(await readJsonFile(file, 'The schema'))
  if (!read.ok) throw new PlateauError('invalid-input', `${file}: ${read.message}`)
  return read
}

function saveParameters(client: Client, program: Program, parameters: readonly ProgramParameter[]) {
  const { id, savedAt: _, parametersRead: __, ...settings } = program
  return client.request('programs.save', {
    id,
    program: { ...settings, parameters: [...parameters], values: keptValues(parameters, settings.values) },
  })
}

type StartOptions = JsonOption & ProgramRunOptions & { readonly place?: string; readonly yes?: boolean }

/** Queues runs of a saved program, in the background: one, or one for each combination of its values and seeds. */
export function startProgram(session: Session, name: string, options: StartOptions): Promise<number> {
  const { terminal } = session
  const { json = false, yes = false } = options
  return withCore(session, async (client) => {
    const program = await findProgram(client, name)
    const { values, chosenSeed } = await programRuns(client, program, options)
    const where = { program: program.id, values: [...values], ...projectInput(options) }
    if (!json && values.length > 1) {
      const plan = await client.request('programs.plan', where)
      // What stands in the way is for the launch to say.
      if (plan.problems.length === 0) {
        terminal.print(programPlanText(program, plan))
        if (!yes && !(await mayLaunch(terminal, values.length))) {
          terminal.remark('Nothing was launched.')
          return 1
        }
      }
    }
    const place = readPlace(options)
    const placed = place === undefined ? {} : { place }
    const { runs } = await client.request('programs.launch', { ...where, ...placed, detached: true })
    if (chosenSeed !== null && runs[0] !== undefined)
      await client.request('projects.choose', {
        project: runs[0].project,
        roles: [{ key: chosenSeed, role: 'seed' }],
      })
    if (json) terminal.printDocument({ runs })
    else for (const run of runs) terminal.print(`Queued ${run.name} (${run.id})`)
    return 0
  })
}

/** By id, else by name. @throws PlateauError `program-not-found` */
async function findProgram(client: Client, reference: string): Promise<Program> {
  const { programs } = await client.request('programs.list', {})
  const found = programs.find(({ id }) => id === reference) ?? programs.find(({ name }) => name === reference)
  if (found === undefined) throw new PlateauError('program-not-found', `There is no program ${reference}.`)
  return found
}
