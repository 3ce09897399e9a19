/** What a program is started with: variables, and the commands of its environment before all others. */
import { join } from 'node:path'
import type { ProgramEnvironment } from '../contract/programs'

const windows = process.platform === 'win32'

/** Folders in which the commands of an environment lie. */
export function commandFolders(environment: ProgramEnvironment): string[] {
  if (environment.kind === 'system') return []
  const { path } = environment
  if (!windows) return [join(path, 'bin')]
  return environment.kind === 'venv'
    ? [join(path, 'Scripts')]
    : [path, join(path, 'Library', 'bin'), join(path, 'Scripts')]
}

export type Surroundings = {
  readonly home: string
  readonly run: string
  readonly project: string
  readonly attempt: number
  readonly environment: ProgramEnvironment
  readonly variables: Readonly<Record<string, string>>
}

/** Plateau's own variables, and Electron's, which no program of a person's is to see. */
const ownVariables = ['ELECTRON_RUN_AS_NODE', 'PLATEAU_THREADS', 'PLATEAU_OUT_DIRECTORY']

export function surroundingVariables(
  given: Surroundings,
  inherited: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const { environment } = given
  const variables: NodeJS.ProcessEnv = { ...inherited }
  for (const name of ownVariables) Reflect.deleteProperty(variables, name)
  const pathName = Object.keys(variables).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  const folders = [...commandFolders(environment), ...(variables[pathName] ? [variables[pathName]] : [])]
  variables[pathName] = folders.join(windows ? ';' : ':')
  if (environment.kind === 'venv') {
    variables.VIRTUAL_ENV = environment.path
    // Another one would win over the environment's own.
    delete variables.PYTHONHOME
  }
  if (environment.kind === 'conda') variables.CONDA_PREFIX = environment.path
  return {
    ...variables,
    // Lines come when they are printed, and not when a buffer is full.
    PYTHONUNBUFFERED: '1',
    ...given.variables,
    PLATEAU_HOME: given.home,
    PLATEAU_RUN: given.run,
    PLATEAU_PROJECT: given.project,
    PLATEAU_ATTEMPT: String(given.attempt),
  }
}

/** The environment that a command without one of its own runs in, by the variables that a shell has set. */
export function activeEnvironment(variables: NodeJS.ProcessEnv = process.env): ProgramEnvironment {
  if (variables.VIRTUAL_ENV) return { kind: 'venv', path: variables.VIRTUAL_ENV }
  if (variables.CONDA_PREFIX) return { kind: 'conda', path: variables.CONDA_PREFIX }
  return { kind: 'system' }
}
