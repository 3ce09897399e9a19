/** Which of the Pythons that were given has a module. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** The first that can import it; null when none can. */
export async function findPython(pythons: readonly string[], module: string): Promise<string | null> {
  for (const python of pythons) {
    try {
      await execute(python, ['-c', `import ${module}`])
      return python
    } catch {
      // This one has not got it; the next may.
      continue
    }
  }
  return null
}
