/** The same training in other frameworks: scripts under `peers/`, on the Pythons that were given. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ArchitectureKind } from '../src-main/contract/config'
import { loadRunData } from '../src-main/dataset/dataset'
import { findPython } from './pythons'

const execute = promisify(execFile)

type Peer = {
  readonly name: string
  readonly module: string
  readonly script: string
  readonly flags: readonly string[]
}

const peers: readonly Peer[] = [
  { name: 'PyTorch, Adam', module: 'torch', script: 'torch_training.py', flags: [] },
  { name: 'PyTorch, fused Adam', module: 'torch', script: 'torch_training.py', flags: ['--fused'] },
  { name: 'Keras, compiled graph', module: 'tensorflow', script: 'keras_training.py', flags: [] },
]

export type PeerMeasurement = {
  readonly imagesPerSecond: readonly number[]
  readonly losses: readonly number[]
  readonly peakMemory: number | null
  readonly version: string
}

export type FoundPeer = {
  readonly name: string
  readonly measure: (architecture: ArchitectureKind) => Promise<PeerMeasurement>
}

export type PeerOptions = {
  readonly pythons: readonly string[]
  readonly threads: number
  readonly trainSize: number
  /** The untimed first one included. */
  readonly epochs: number
}

/** Those peers that one of the Pythons has. Their images lie in a folder until `close` is called. */
export async function findPeers(options: PeerOptions): Promise<{ found: FoundPeer[]; close: () => void }> {
  const { pythons, threads, trainSize, epochs } = options
  const folder = mkdtempSync(join(tmpdir(), 'plateau-bench-'))
  const close = () => rmSync(folder, { recursive: true, force: true })
  try {
    const { training } = loadRunData({ trainSize, validationSize: 8, dataSeed: 1 })
    writeFileSync(join(folder, 'images.bin'), training.images)
    writeFileSync(join(folder, 'targets.bin'), training.targets)
    const found: FoundPeer[] = []
    for (const { name, module, script, flags } of peers) {
      const python = await findPython(pythons, module)
      if (python === null) continue
      found.push({
        name,
        measure: (architecture) =>
          run(python, [
            join(import.meta.dirname, 'peers', script),
            ...['--data', folder, '--images', String(trainSize), '--epochs', String(epochs)],
            ...['--architecture', architecture, '--threads', String(threads)],
            ...flags,
          ]),
      })
    }
    return { found, close }
  } catch (error) {
    close()
    throw error
  }
}

/** @throws Error with what the script said last. */
async function run(python: string, parameters: readonly string[]): Promise<PeerMeasurement> {
  const { stdout } = await execute(python, [...parameters], { maxBuffer: 2 ** 24 })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as PeerMeasurement
}
