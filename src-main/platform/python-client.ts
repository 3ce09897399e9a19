/** Where Plateau's own client for Python lies, so that a program finds it without installing anything. */
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ResultSource } from '../contract/programs'

/** Folders for PYTHONPATH: of `wandb` also that in which the client has that name. Empty for other sources, and where the client is not there. */
export function clientFolders(source: ResultSource): string[] {
  if (source !== 'client' && source !== 'wandb') return []
  let folder = dirname(fileURLToPath(import.meta.url))
  for (let level = 0; level < 6; level += 1) {
    const client = join(folder, 'clients', 'python')
    if (existsSync(join(client, 'plateau'))) return source === 'wandb' ? [join(client, 'as_wandb'), client] : [client]
    folder = dirname(folder)
  }
  return []
}

/** The variable with these folders before what is there. */
export function withClient(variables: NodeJS.ProcessEnv, source: ResultSource): NodeJS.ProcessEnv {
  const folders = [...clientFolders(source), ...(variables.PYTHONPATH ? [variables.PYTHONPATH] : [])]
  return folders.length === 0 ? variables : { ...variables, PYTHONPATH: folders.join(delimiter) }
}
