import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { builtInArchitectures } from '../../../src-main/contract/config'
import { readTensorFlowRecord } from '../../../src-main/platform/tensorflow-record.mjs'
import { isSoak } from '../../support/property'

type Training = { readonly architecture: string; readonly losses: readonly number[]; readonly weights: string }

async function trainInOwnProcess(threads: number): Promise<readonly Training[]> {
  const script = join(import.meta.dirname, 'train-once.mjs')
  const environment = { ...process.env, PLATEAU_BACKEND: 'native' }
  const { stdout } = await promisify(execFile)(process.execPath, [script, String(threads)], { env: environment })
  return JSON.parse(stdout) as Training[]
}

describe.skipIf(readTensorFlowRecord() === null)('training natively', () => {
  // One thread is held to its bits by `resume.test` too.
  it.each(isSoak ? [1, 2] : [2])(
    'gives the same bits in every process, threads: %i',
    { timeout: 240_000 },
    async (threads) => {
      const [first, second] = await Promise.all([trainInOwnProcess(threads), trainInOwnProcess(threads)])
      expect(second).toEqual(first)
      for (const { losses } of first) {
        expect(losses).toHaveLength(6)
        expect(Math.min(...losses.slice(1))).toBeLessThan(losses[0]!)
      }
      expect(new Set(first.map(({ weights }) => weights)).size).toBe(builtInArchitectures.length)
    },
  )
})
