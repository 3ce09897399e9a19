/** A report on the desktop: from a template to a page where the dialog says. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from './support/app'
import { blocks, writeOneRun } from './support/reports'

test('a template is filled, shown and saved as one page where the dialog says', async ({ app }) => {
  const folder = await mkdtemp(join(tmpdir(), 'plateau-report-'))
  try {
    const { page } = app
    const small = '--epochs 2 --train-size 320 --validation-size 64 --filters 4,4'.split(' ')
    expect((await app.cli('train', ...small)).code).toBe(0)
    const { runs } = JSON.parse((await app.cli('list', '--json')).stdout) as { runs: { name: string }[] }
    await writeOneRun(page, runs[0]!.name)
    const chart = blocks(page, /^Chart, /).first()
    await chart.scrollIntoViewIfNeeded()
    await expect(chart.getByRole('application').first()).toHaveAccessibleName(/train_loss/)

    const exportTo = async (path: string) => {
      await app.electron!.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
      }, path)
      await page.getByRole('button', { name: 'Export report' }).click()
      await page.getByRole('menuitem', { name: /^One HTML file/ }).click()
    }
    await exportTo(join(folder, 'nowhere', 'run.html'))
    await expect(page.getByText('its folder does not exist. Choose another folder.')).toBeVisible()
    expect(await readdir(folder)).toEqual([])

    const path = join(folder, 'run.html')
    await exportTo(path)
    await expect(page.getByText(`Saved ${path}`)).toBeVisible()
    expect(await readFile(path, 'utf8')).toContain(`${runs[0]!.name}: one run on flipped grey CIFAR-10`)
    expect(await readdir(folder)).toEqual(['run.html'])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
