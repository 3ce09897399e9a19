/** From a program's last call to its points in the history of a running core, and what they take there. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { connectToCore } from '../../src-main/client/connect'
import { createClient } from '../../src-main/contract/transport'
import { coreGone } from '../charts/homes'
import { readStoredSize, seriesBytes } from '../history/stored-size'

export type Intake = { readonly points: number; readonly delay: number; readonly bytesPerPoint: number }

const packages = join(import.meta.dirname, '../../clients/python')
const run = 'benchintake1'
/** Values of a curve with noise: every bit of them differs. */
const script = (points: number) => `
import math, random, time, plateau
run = plateau.init(id="${run}", system=False, console=False)
for step in range(${points}): run.log({"loss": math.exp(-step / 2e4) + random.random() * 0.01})
print(time.time() * 1000, flush=True)
input()
`

/** @returns milliseconds, and bytes of all tables of series after the run has ended. */
export async function measureIntake(python: string, home: string, points: number): Promise<Intake> {
  const client = createClient(await connectToCore({ home, client: 'cli' }))
  const program = spawn(python, ['-c', script(points)], {
    env: { ...process.env, PLATEAU_HOME: home, PYTHONPATH: packages },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  try {
    const said = await createInterface({ input: program.stdout })[Symbol.asyncIterator]().next()
    const series = [{ run, key: 'loss' }]
    // The program says that it began before the core has read so.
    const isKnown = () =>
      client.request('runs.get', { run }).then(
        () => true,
        () => false,
      )
    while (!(await isKnown())) await wait(5)
    const count = async () => {
      const { lines } = await client.request('series.lines', { series, x: 'step', buckets: 1_000 })
      return lines[0]?.pointCount ?? 0
    }
    while ((await count()) < points) await wait(5)
    const delay = Date.now() - Number(said.value)
    program.stdin.write('\n')
    while ((await client.request('runs.get', { run })).run.state !== 'ended') await wait(20)
    client.close()
    await coreGone(home)
    return { points, delay, bytesPerPoint: seriesBytes(readStoredSize(home)) / points }
  } finally {
    program.kill('SIGKILL')
    client.close()
  }
}
