/** Hostile files that somebody drops on the window: whoever else asks the core is answered before they are read. */
import { expect, it } from 'vitest'
import { useCore } from '../../support/core'
import { hostileFiles } from '../../support/hostile-files'

const core = useCore()

it('the core answers others while it reads hostile files of every format, and refuses each of them', async () => {
  const client = await core.connect()
  const other = await core.connect('cli')
  await other.request('system.status', {})
  const order: string[] = []
  const files = Object.values(hostileFiles).flatMap((ofFormat) =>
    Object.entries(ofFormat)
      .map(([fileName, make]) => ({ fileName, bytes: make() }))
      // The largest are read in a test of the thread alone.
      .filter(({ bytes }) => bytes.length < 16 * 1024 * 1024),
  )
  const read = files.map(async ({ fileName, bytes }) => {
    await expect(client.request('figures.provenance', { bytes, fileName })).rejects.toMatchObject({
      code: 'no-provenance',
    })
    order.push(fileName)
  })
  const status = other.request('system.status', {}).then(() => order.push('status'))
  await Promise.all([...read, status])
  expect(order).toHaveLength(files.length + 1)
  // Two dozen files take seconds, one after the other: this was not behind them.
  expect(order.indexOf('status')).toBeLessThan(files.length)
  await expect(other.request('queue.get', {})).resolves.toMatchObject({ paused: false })
})
