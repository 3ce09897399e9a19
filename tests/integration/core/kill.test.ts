/** Trainer and core killed at random moments, again and again: what comes out is to the bit what an undisturbed run gives. */
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { epochMetricKeys } from '../../../src-main/contract/metrics'
import type { Client } from '../../../src-main/contract/transport'
import { createRandom } from '../../../src-main/maths/random'
import { ended, launch, processesOf, readRun, small, useCore, waitFor } from '../../support/core'
import { isSoak } from '../../support/property'

const core = useCore()
const kills = isSoak ? 200 : 4
const config = { ...small, epochs: 30 }
/** `PLATEAU_KILL_SEED` repeats the moments of another time. */
const seed = Number(process.env.PLATEAU_KILL_SEED ?? Date.now() % 2 ** 31)

/** Every epoch's values, by series. */
async function curveOf(client: Client, run: string) {
  const { runs } = await client.request('series.epochs', { runs: [run] })
  const [series] = runs
  return {
    epochs: [...series!.epochs],
    values: Object.fromEntries(epochMetricKeys.map((key) => [key, [...(series!.values[key] ?? [])]])),
  }
}

it(
  `${kills} kills of trainer and core, each followed by a resume, change no bit of any epoch`,
  { timeout: isSoak ? 3_600_000 : 240_000 },
  async () => {
    console.info(`Kills at the moments of PLATEAU_KILL_SEED=${seed}`)
    const random = createRandom(seed, 'kills')
    let client = await core.connect()
    // Threads change last digits.
    await client.request('preferences.set', { threadsPerRun: 1 })
    const undisturbed = await launch(client, config)
    await waitFor(() => ended(client, undisturbed.id))
    const expected = await curveOf(client, undisturbed.id)
    expect(expected.epochs).toHaveLength(30)

    const count = { 'core.js': 0, 'trainer.js': 0 }
    let { id } = await launch(client, config)
    let disturbed = 0

    async function expectUndisturbed() {
      const run = await readRun(client, id)
      expect(run, run.endMessage ?? '').toMatchObject({ endReason: 'completed', epochs: 30 })
      expect(await curveOf(client, id)).toEqual(expected)
      if (run.attempts > 1) disturbed += 1
    }

    while (count['core.js'] + count['trainer.js'] < kills) {
      const { epochs } = await readRun(client, id)
      // Three in ten while it starts; the others around an epoch's end, where it writes.
      // eslint-disable-next-line own/no-restricted-syntax -- a kill at any moment is what is tried
      if (random.uniform() < 0.3) await delay(random.uniform() * 800)
      else {
        await waitFor(async () => {
          const run = await readRun(client, id)
          return run.epochs > epochs || run.state === 'ended'
        })
        // eslint-disable-next-line own/no-restricted-syntax -- the same
        await delay(random.uniform() * 80)
      }
      const victim = random.uniform() < 0.5 ? 'core.js' : 'trainer.js'
      const processes = processesOf(victim, core.home())
      for (const pid of processes) process.kill(pid, 'SIGKILL')
      if (processes.length > 0) count[victim] += 1
      if (victim === 'core.js') {
        await waitFor(() => processesOf('core.js', core.home()).length === 0)
        client.close()
        client = await core.connect()
      } else {
        // It may have been the one that looks for the backend, or none yet: then the run's own is still to come.
        await waitFor(async () => (await ended(client, id)) || processesOf('trainer.js', core.home()).length > 0)
      }
      const run = await readRun(client, id)
      if (run.state !== 'ended') continue
      if (run.endReason === 'completed') {
        await expectUndisturbed()
        id = (await launch(client, config)).id
      } else {
        expect(['interrupted', 'failed']).toContain(run.endReason)
        await client.request('runs.resume', { runs: [id] })
      }
    }
    await waitFor(async () => {
      const run = await readRun(client, id)
      if (run.state === 'ended' && run.endReason !== 'completed') await client.request('runs.resume', { runs: [id] })
      return run.endReason === 'completed'
    })
    await expectUndisturbed()
    expect(disturbed).toBeGreaterThan(0)
    console.info(
      `Killed: trainer ${count['trainer.js']}, core ${count['core.js']}; runs that came through: ${disturbed}`,
    )
  },
)
