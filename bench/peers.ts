/** The same training in other frameworks: scripts under `peers/`, on the Pythons that were given. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findPython } from './pythons'
import type { TrainingWork } from './training-work'

const execute = promisify(execFile)

type Peer = {
  readonly name: string
  readonly module: string
  readonly script: string
  readonly flags: readonly string[]
  /** How far its losses may be from Plateau's after the first steps, of themselves. */
  readonly mostApart: number
}

const peers: readonly Peer[] = [
  { name: 'PyTorch, Adam', module: 'torch', script: 'torch_training.py', flags: [], mostApart: 1e-3 },
  { name: 'PyTorch, fused Adam', module: 'torch', script: 'torch_training.py', flags: ['--fused'], mostApart: 1e-3 },
  // Its Adam adds its epsilon before the correction of v, where PyTorch adds it after: of small gradients the first steps are shorter.
  { name: 'Keras, compiled graph', module: 'tensorflow', script: 'keras_training.py', flags: [], mostApart: 3e-2 },
]

export type PeerMeasurement = {
  readonly imagesPerSecond: readonly number[]
  readonly losses: readonly number[]
  readonly peakMemory: number | null
  readonly version: string
}

export type FoundPeer = Pick<Peer, 'name' | 'mostApart'> & {
  readonly measure: (work: TrainingWork) => Promise<PeerMeasurement>
}

/** Those peers that one of the Pythons has. */
export async function findPeers(pythons: readonly string[], threads: number): Promise<FoundPeer[]> {
  const found: FoundPeer[] = []
  for (const { name, module, script, flags, mostApart } of peers) {
    const python = await findPython(pythons, module)
    if (python === null) continue
    const path = join(import.meta.dirname, 'peers', script)
    found.push({
      name,
      mostApart,
      measure: ({ folder }) => run(python, [path, '--work', folder, '--threads', String(threads), ...flags]),
    })
  }
  return found
}

/** @throws Error with what the script said last. */
async function run(python: string, parameters: readonly string[]): Promise<PeerMeasurement> {
  const { stdout } = await execute(python, [...parameters], { maxBuffer: 2 ** 24 })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as PeerMeasurement
}
