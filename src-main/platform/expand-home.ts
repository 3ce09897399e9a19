/** A path as a shell reads it: `~` at its beginning is the person's own folder. */
import { homedir } from 'node:os'
import { join } from 'node:path'

export const expandHome = (path: string): string => (/^~(?=$|[\\/])/.test(path) ? join(homedir(), path.slice(1)) : path)
