/** Which TensorFlow a trainer would use: asked of a trainer itself once, remembered while nothing changed. */
import type { ChildProcess } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { backendProbeSchema, type BackendProbe } from '../../contract/trainer-protocol'
import { addonDirectory, readTensorFlowFailure, readTensorFlowRecord } from '../../platform/tensorflow-record.mjs'
import { readStored } from '../../store/stored-json'
import type { SettingsRepository } from '../../store/settings'
import { log } from '../log'

const settingKey = 'core.backend-probe'
const probeMilliseconds = 60_000

export type BackendService = {
  /** What is known now; null while the first probe is under way. */
  current(): BackendProbe | null
  /** Probes anew and resolves with what was found. */
  refresh(): Promise<BackendProbe>
}

type Options = {
  readonly settings: SettingsRepository
  readonly spawnProbe: () => ChildProcess
  /** Told when a probe has come back. */
  readonly onChange: () => void
}

/** Changes when the addon or what set-up says of it changes: a remembered probe counts only under the same. */
function fingerprint(): string {
  const forced = process.env.PLATEAU_BACKEND ?? ''
  const record = readTensorFlowRecord()
  const folder = addonDirectory()
  const stat = folder === null ? undefined : statSync(join(folder, 'tfjs_binding.node'), { throwIfNoEntry: false })
  return JSON.stringify([forced, record, readTensorFlowFailure()?.reason ?? null, stat?.mtimeMs ?? 0, stat?.size ?? 0])
}

export function createBackendService({ settings, spawnProbe, onChange }: Options): BackendService {
  let known = recall(settings)
  let under: Promise<BackendProbe> | null = null

  function probe(): Promise<BackendProbe> {
    under ??= runProbe(spawnProbe)
      .then((found) => {
        known = found
        if (found.backend !== null)
          settings.set(settingKey, JSON.stringify({ fingerprint: fingerprint(), probe: found }))
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

function recall(settings: SettingsRepository): BackendProbe | null {
  const text = settings.get(settingKey)
  if (text === null) return null
  const read = readStored(text, z.object({ fingerprint: z.string(), probe: backendProbeSchema }))
  return read.ok && read.value.fingerprint === fingerprint() ? read.value.probe : null
}

/** Never rejects for what a probe finds: that it cannot run is a finding too. */
async function runProbe(spawnProbe: () => ChildProcess): Promise<BackendProbe> {
  const nothing = (reason: string): BackendProbe => ({
    backend: null,
    tensorflowVersion: '',
    tensorflowSource: '',
    oneDnn: false,
    reason,
  })
  let child: ChildProcess
  try {
    child = spawnProbe()
  } catch (error) {
    return nothing(error instanceof Error ? error.message : String(error))
  }
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text))
  const timer = setTimeout(() => child.kill('SIGKILL'), probeMilliseconds)
  const code = await new Promise<string>((done) => {
    child.once('error', (error) => done(error.message))
    child.once('close', (exitCode, signal) => done(signal ?? String(exitCode)))
  })
  clearTimeout(timer)
  const line = output.trim().split('\n').at(-1) ?? ''
  try {
    return backendProbeSchema.parse(JSON.parse(line))
  } catch {
    return nothing(`The training process could not say which TensorFlow it has (it ended with ${code}).`)
  }
}
