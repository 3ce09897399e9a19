/** `plateau list` as a person waits for it: from the launch of the process to its end. */
import { runCli } from '../../tests/e2e/support/app'
import { coreGone, withClient } from '../charts/homes'

export type ListTimes = { readonly withCore: number[]; readonly withoutCore: number[] }

async function timeList(home: string): Promise<number> {
  const began = performance.now()
  const { code, stderr } = await runCli(home, ['list'])
  if (code !== 0) throw new Error(`list ended with ${String(code)}: ${stderr}`)
  return performance.now() - began
}

export async function measureList(home: string, repetitions: number): Promise<ListTimes> {
  const withoutCore: number[] = []
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    await coreGone(home)
    withoutCore.push(await timeList(home))
  }
  const withCore = await withClient(home, async () => {
    const times: number[] = []
    // The first one fills what the core keeps, and is not counted.
    await timeList(home)
    for (let repetition = 0; repetition < repetitions; repetition += 1) times.push(await timeList(home))
    return times
  })
  await coreGone(home)
  return { withCore, withoutCore }
}
