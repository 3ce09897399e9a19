/** Which TensorFlow a trainer would use: asked of a trainer itself once on a machine, remembered while nothing changed. */
import type { ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { cpus, hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { backendProbeSchema, type BackendProbe } from '../../contract/trainer-protocol'
import { cacheDirectory } from '../../platform/paths.mjs'
import { addonDirectory, readTensorFlowFailure, readTensorFlowRecord } from '../../platform/tensorflow-record.mjs'
import { readStored } from '../../store/stored-json'
import { log } from '../log'

/** A probe has so long at first, and after one that took longer twice the time, up to ten minutes. */
const [firstMilliseconds, mostMilliseconds] = [60_000, 600_000]

export type BackendService = {
  /** What is known now; null while the first probe is under way. */
  current(): BackendProbe | null
  /** Probes anew and resolves with what was found. */
  refresh(): Promise<BackendProbe>
}

type Options = {
  readonly spawnProbe: () => ChildProcess
  /** Told when a probe has come back. */
  readonly onChange: () => void
  /** How long the first probe may take. */
  readonly patience?: number
}

/**
 * Changes when the addon, what set-up says of it, or the machine changes: a remembered probe counts only under the same. The cache
 * may lie in a home folder that several machines share.
 */
function fingerprint(): string {
  const forced = process.env.PLATEAU_BACKEND ?? ''
  const record = readTensorFlowRecord()
  const folder = addonDirectory()
  const stat = folder === null ? undefined : statSync(join(folder, 'tfjs_binding.node'), { throwIfNoEntry: false })
  const machine = [hostname(), cpus()[0]?.model ?? '', process.version]
  const failure = readTensorFlowFailure()?.reason ?? null
  return JSON.stringify([forced, record, failure, stat?.mtimeMs ?? 0, stat?.size ?? 0, ...machine])
}

/** One file for each installation and forced backend: a home that is opened for the first time need not ask again. */
function memoryFile(): string {
  const installation = createHash('sha256').update(`${addonDirectory() ?? ''} ${process.env.PLATEAU_BACKEND ?? ''}`)
  return join(cacheDirectory(), 'backend', `${installation.digest('hex').slice(0, 16)}.json`)
}

export function createBackendService({ spawnProbe, onChange, patience = firstMilliseconds }: Options): BackendService {
  let known = recall()
  let under: Promise<BackendProbe> | null = null
  let most = patience

  function probe(): Promise<BackendProbe> {
    under ??= runProbe(spawnProbe, most)
      .then(({ found, isLate }) => {
        // A busy machine says nothing of its TensorFlow: what was known stays, and who asks next has it looked for again.
        if (isLate) most = Math.min(mostMilliseconds, 2 * most)
        else known = found
        if (found.backend !== null) remember(found)
        return found
      })
      .finally(() => {
        under = null
        onChange()
      })
    return under
  }

  return {
    current() {
      if (known === null && under === null)
        probe().catch((error: unknown) => log.error('The backend could not be probed', error))
      return known
    },
    refresh: probe,
  }
}

function recall(): BackendProbe | null {
  let text
  try {
    text = readFileSync(memoryFile(), 'utf8')
  } catch {
    // Never asked on this machine, or not readable: the probe says it again.
    return null
  }
  const read = readStored(text, z.object({ fingerprint: z.string(), probe: backendProbeSchema }))
  return read.ok && read.value.fingerprint === fingerprint() ? read.value.probe : null
}

/** Several cores may do so at once: each file is moved to its place whole. */
function remember(probe: BackendProbe): void {
  const file = memoryFile()
  try {
    mkdirSync(dirname(file), { recursive: true })
    const beside = `${file}.${process.pid}`
    writeFileSync(beside, JSON.stringify({ fingerprint: fingerprint(), probe }))
    renameSync(beside, file)
  } catch (error) {
    log.error('What the trainer said of its TensorFlow could not be kept, and is asked again next time', error)
  }
}

const nothing = (reason: string): BackendProbe => ({
  backend: null,
  tensorflowVersion: '',
  tensorflowSource: '',
  oneDnn: false,
  reason,
})

/** Never rejects for what a probe finds: that it cannot run is a finding too, and that it was not given the time for it is none. */
async function runProbe(
  spawnProbe: () => ChildProcess,
  milliseconds: number,
): Promise<{ readonly found: BackendProbe; readonly isLate: boolean }> {
  let child: ChildProcess
  try {
    child = spawnProbe()
  } catch (error) {
    return { found: nothing(error instanceof Error ? error.message : String(error)), isLate: false }
  }
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text))
  const time = AbortSignal.timeout(milliseconds)
  time.addEventListener('abort', () => void child.kill('SIGKILL'), { once: true })
  const code = await new Promise<string>((done) => {
    child.once('error', (error) => done(error.message))
    child.once('close', (exitCode, signal) => done(signal ?? String(exitCode)))
  })
  const isLate = time.aborted
  const line = output.trim().split('\n').at(-1) ?? ''
  try {
    return { found: backendProbeSchema.parse(JSON.parse(line)), isLate: false }
  } catch {
    const why = isLate ? `it took longer than ${Math.round(milliseconds / 1_000)} s` : `it ended with ${code}`
    return { found: nothing(`The training process could not say which TensorFlow it has (${why}).`), isLate }
  }
}
