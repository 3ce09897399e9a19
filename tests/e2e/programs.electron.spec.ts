/** Adding and changing a program in the desktop's window: asked about in Electron's own dialog, and saved only on a yes. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication } from '@playwright/test'
import { expect, test } from './support/app'

type Asked = { message: string; detail: string; buttons: string[]; defaultId: number; cancelId: number }

/**
 * Answers the dialog in the place of a person: it is the system's, so that no page can draw or press it, and for the same reason a test cannot.
 * What would be shown is kept to be looked at.
 */
const answer = (electron: ElectronApplication, response: number) =>
  electron.evaluate(({ dialog }, chosen) => {
    const witness = globalThis as unknown as { asked?: unknown[] }
    witness.asked ??= []
    const asked = witness.asked
    dialog.showMessageBox = ((_window: unknown, options: unknown) => {
      asked.push(options)
      return Promise.resolve({ response: chosen, checkboxChecked: false })
    }) as typeof dialog.showMessageBox
  }, response)
const lastAsked = (electron: ElectronApplication) =>
  electron.evaluate(() => (globalThis as unknown as { asked: unknown[] }).asked.at(-1)) as Promise<Asked>

test('a program is added and changed once a person says yes, and its script read when it is asked for', async ({
  app,
}) => {
  const { page } = app
  const electron = app.electron!
  const folder = mkdtempSync(join(tmpdir(), 'plateau-program-window-'))
  writeFileSync(
    join(folder, 'train.py'),
    "import argparse\np = argparse.ArgumentParser()\np.add_argument('--lr', type=float, default=0.1)\np.parse_args()\n",
  )
  try {
    await page
      .getByRole('button', { name: /^New run/ })
      .first()
      .click()
    await page.getByRole('radio', { name: 'Your program' }).click()
    await page.getByRole('button', { name: 'Add a program' }).click()
    await page.getByLabel('Name').fill('tiny')
    await page.getByRole('textbox', { name: 'Command' }).fill('python3 train.py {parameters}')
    await page.getByLabel('Working folder').fill(folder)
    const form = page.getByRole('region', { name: 'Program' })

    await answer(electron, 1)
    await form.getByRole('button', { name: 'Add program' }).click()
    await expect(page.getByRole('alert')).toHaveText('The program was not saved.')
    const asked = await lastAsked(electron)
    expect(asked).toMatchObject({
      message: 'Add the program tiny?',
      buttons: ['Add', 'Cancel'],
      defaultId: 1,
      cancelId: 1,
    })
    expect(asked.detail).toContain('Command: python3 train.py {parameters}')
    expect(asked.detail).toContain(`Folder: ${folder}`)

    await answer(electron, 0)
    await form.getByRole('button', { name: 'Add program' }).click()
    await expect(page.getByRole('navigation', { name: 'Programs' }).getByRole('button', { name: 'tiny' })).toBeVisible()
    await form.getByRole('button', { name: 'Read the script' }).click()
    await page.getByLabel('--lr').fill('0.05')
    const command = page.getByRole('complementary', { name: 'Summary' }).locator('code')
    await expect(command).toHaveText('python3 train.py --lr 0.05')

    await page.getByText('Variables', { exact: true }).click()
    await form.getByRole('button', { name: 'Add variable' }).click()
    await page.getByLabel('Name of the variable').fill('DEVICE')
    await page.getByLabel('Value of DEVICE').fill('0')
    await expect(page.getByRole('button', { name: /^Start 1 run/ })).toBeDisabled()
    await form.getByRole('button', { name: 'Save program' }).click()
    await expect(page.getByRole('complementary', { name: 'Summary' }).getByText('DEVICE')).toBeVisible()
    const changed = await lastAsked(electron)
    expect(changed.message).toBe('Change the program tiny?')
    expect(changed.detail).toContain('Variables: DEVICE=0')
    await expect(page.getByLabel('--lr')).toHaveValue('0.05')
    await expect(page.getByRole('button', { name: /^Start 1 run/ })).toBeEnabled()

    // Values to begin with, and another name.
    await form.getByRole('button', { name: 'Save these values' }).click()
    await expect(page.getByRole('button', { name: 'Save these values' })).toHaveCount(0)
    expect((await lastAsked(electron)).detail).toContain('Values to begin with: lr 0.05')
    await page.getByLabel('Name', { exact: true }).fill('small')
    await form.getByRole('button', { name: 'Save program' }).click()
    await page.getByRole('navigation', { name: 'Programs' }).getByRole('button', { name: 'Add program' }).click()
    await page.getByRole('navigation', { name: 'Programs' }).getByRole('button', { name: 'small' }).click()
    await expect(page.getByLabel('--lr')).toHaveValue('0.05')

    // A script that was moved is said at its field, with the change that puts it right.
    mkdirSync(join(folder, 'src'))
    renameSync(join(folder, 'train.py'), join(folder, 'src', 'train.py'))
    await page.getByLabel('--lr').fill('0.2')
    await expect(page.getByRole('textbox', { name: 'Command' })).toHaveAccessibleDescription(/There is no train\.py in/)
    await page.getByRole('button', { name: 'Use src/train.py' }).click()
    await expect(command).toHaveText('python3 src/train.py --lr 0.2')
    await expect(page.getByRole('alert')).toHaveCount(0)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
