/** A path as a shell reads it: `~` at its beginning is the person's own folder. */
import { join } from 'node:path'
import { userFolder } from './paths.mjs'

export const expandHome = (path: string): string =>
  /^~(?=$|[\\/])/.test(path) ? join(userFolder(), path.slice(1)) : path
