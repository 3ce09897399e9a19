/** A million points out of the window: how far it is, the way out of it, and the whole file. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, loadSeeding, test } from './support/seeded'
import type * as SeedSeries from '../support/seed-series'

const points = 1_000_000
const key = 'signal/wave'

/** Where the host writes what is downloaded: nobody else's files lie there. */
let temporary = ''
const before = process.env.TMPDIR
test.beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'plateau-large-'))
  process.env.TMPDIR = temporary
})
test.afterEach(async () => {
  if (before === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = before
  await rm(temporary, { recursive: true, force: true })
})
/** Every file beneath the folders of downloads. */
async function written(): Promise<string[]> {
  const folders = (await readdir(temporary)).filter((name) => name.startsWith('plateau-download-'))
  return (await Promise.all(folders.map((name) => readdir(join(temporary, name))))).flat()
}

test('a million points: progress is told, cancelling leaves nothing, and then the whole file comes', async ({
  open,
}) => {
  const { seedLongRuns, seedStepSeries } = await loadSeeding<typeof SeedSeries>('seed-series')
  const { page, errors } = await open((home) => {
    const [run = ''] = seedLongRuns(home, { runs: 1, epochs: 20 })
    seedStepSeries(home, run, key, points)
  })
  const downloads: string[] = []
  page.on('download', (download) => downloads.push(download.suggestedFilename()))
  await page.getByRole('article', { name: key, exact: true }).hover()
  await page.keyboard.press('Control+e')
  const dialog = page.getByRole('dialog', { name: 'Export figure' })
  await dialog.getByRole('radio', { name: 'CSV', exact: true }).click()
  await dialog.getByRole('radio', { name: 'All stored' }).click()
  const start = dialog.getByRole('button', { name: 'Export CSV' })
  const status = dialog.getByRole('status').filter({ hasText: 'Writing' })

  await start.click()
  // On its way: begun, and not at its end.
  await expect(status).toHaveText(/^Writing [1-9][\d,]* of 1,000,000$/)
  await dialog.getByRole('button', { name: 'Cancel export' }).click()
  await expect(status).toBeHidden()
  await expect(start).toBeEnabled()
  await expect(dialog.getByRole('alert')).toBeHidden()
  await expect.poll(written).toEqual([])
  expect(downloads).toEqual([])

  const coming = page.waitForEvent('download')
  await start.click()
  await expect(status).toBeVisible()
  // Seen before the file is read: the message closes by itself.
  await expect(page.getByText(/\.csv was saved to the browser’s downloads$/)).toBeVisible({ timeout: 60_000 })
  const bytes = await readFile(await (await coming).path())
  let lines = 0
  for (const byte of bytes) if (byte === 0x0a) lines += 1
  expect(lines).toBe(points + 1)
  expect(bytes.subarray(0, 7).toString()).toBe('run_id,')
  expect(bytes.subarray(-200).toString()).toMatch(new RegExp(`,${key},${points},[^\\n]*\\n$`))
  await expect(dialog).toBeHidden()
  await expect.poll(written).toEqual([])
  expect(downloads).toEqual(['signal-wave.csv'])
  expect(errors).toEqual([])
})
