/** What a program logs beside numbers, on its run's page: pictures by step, texts, tables, histograms and files, while they come. */
import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectAccessible } from './support/axe'
import { expect, test } from './support/seeded'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
)
const sha256 = createHash('sha256').update(png).digest('hex')
const run = 'medialogged1'
const image = { type: 'image', key: 'predictions', sha256, format: 'png', width: 1, height: 1 }

test('media of a run are shown by step, in a browser as in the window', async ({ open }) => {
  let file = ''
  const write = (...records: object[]) =>
    appendFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  const { page, errors } = await open((home) => {
    const folder = join(home, 'journals', run)
    mkdirSync(join(folder, 'files'), { recursive: true })
    writeFileSync(join(folder, 'files', sha256), png)
    const begun = {
      protocol: 1,
      id: run,
      origin: { kind: 'logged' },
      begunAt: '2026-11-29T13:30:00.000Z',
      name: 'with media',
    }
    writeFileSync(join(folder, 'run.json'), JSON.stringify(begun))
    file = join(folder, 'elsewhere-7-00000001.jsonl')
    write(
      { type: 'attempt', attempt: 1, protocol: 1, writer: { host: 'elsewhere', process: 7 } },
      { type: 'points', step: 0, values: { loss: 1 } },
      { ...image, step: 10, caption: 'a digit' },
      { ...image, step: 20, caption: 'a better digit' },
      { type: 'text', key: 'sample', step: 20, text: 'Once upon a time <b>there</b>' },
      { type: 'histogram', key: 'weights', step: 20, edges: [-1, 0, 2], counts: [3, 4] },
      { type: 'table', key: 'errors', step: 20, columns: ['class', 'count'], rows: [['cat', 3]] },
      { type: 'file', name: 'weights.bin', size: 12, sha256, path: '/data/weights.bin', copied: false },
    )
  })
  await page.evaluate((id) => (location.hash = `#/run/${id}`), run)
  const panel = (name: string) => page.getByRole('article', { name, exact: true })
  await expect(panel('predictions').getByRole('img', { name: 'a better digit' })).toHaveJSProperty('naturalWidth', 1)
  await panel('predictions').getByRole('slider', { name: 'Step of predictions' }).press('Home')
  await expect(panel('predictions')).toContainText('step 10')
  await expect(panel('predictions').getByRole('img', { name: 'a digit' })).toHaveJSProperty('naturalWidth', 1)
  await expect(panel('sample')).toContainText('Once upon a time <b>there</b>')
  await expect(panel('weights').getByRole('img', { name: 'Histogram of 7 values from -1.000 to 2.000' })).toBeVisible()
  await expect(panel('errors').getByRole('table')).toContainText('cat')
  await expect(panel('weights.bin')).toContainText('12 B at /data/weights.bin')
  await expectAccessible(page, 'media of a run')

  // What comes while it is shown; the chosen step stays.
  write({ ...image, step: 30, caption: 'the best digit' }, { type: 'text', key: 'second', step: 1, text: 'new' })
  await expect(panel('second')).toContainText('new')
  await expect(panel('predictions')).toContainText('3 steps')
  await expect(panel('predictions')).toContainText('step 10')
  // Plays from the chosen step to the last, by the keyboard, and stops there.
  await panel('predictions').getByRole('button', { name: 'Play predictions' }).press('Enter')
  await expect(panel('predictions')).toContainText('step 30')
  await expect(panel('predictions').getByRole('button', { name: 'Play predictions' })).toBeVisible()
  await panel('predictions').getByRole('slider').press('Home')
  await expect(panel('predictions')).toContainText('step 10')
  await panel('predictions').getByRole('slider').press('End')
  await expect(panel('predictions').getByRole('img', { name: 'the best digit' })).toBeVisible()
  expect(errors).toEqual([])
})
