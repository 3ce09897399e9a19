/** Runs that are done, one JSON line each: what an interruption leaves is what the next start begins with. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Cell, Engine, ParityRun } from './design'

export type FinishedRuns = {
  find(engine: Engine, cell: Cell, seed: number): ParityRun | undefined
  /** On the disk when it returns. */
  add(run: ParityRun): void
}

/**
 * Opens the file, making it when it is not there.
 * @param settings runs that were made with others are passed over.
 * @param fresh true: begin anew.
 */
export function openFinishedRuns(file: string, settings: object, fresh: boolean): FinishedRuns {
  if (fresh) rmSync(file, { force: true })
  mkdirSync(dirname(file), { recursive: true })
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  // The last line may be cut off in the middle: it has no newline after it, and the run is made again.
  const whole = lines.slice(0, -1).flatMap((line) => {
    const entry = parse(line)
    return entry && isDeepStrictEqual(entry.settings, settings) ? [entry.run] : []
  })
  if (lines.length > 0 && lines.at(-1) !== '') appendFileSync(file, '\n')
  return {
    find: (engine, { architecture, loss }, seed) =>
      whole.find(
        (run) => run.engine === engine && run.architecture === architecture && run.loss === loss && run.seed === seed,
      ),
    add(run) {
      whole.push(run)
      appendFileSync(file, `${JSON.stringify({ settings, run })}\n`)
    },
  }
}

function parse(line: string): { settings: unknown; run: ParityRun } | null {
  try {
    return JSON.parse(line) as { settings: unknown; run: ParityRun }
  } catch {
    return null
  }
}
