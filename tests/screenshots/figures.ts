/** Pictures of a figure on its way out: drawn, and as numbers. */
import { expect, type Page } from '@playwright/test'

/** Opens the dialog for a panel of the workspace, and leaves it closed. @param picture one in each theme and size. */
export async function figurePictures(
  page: Page,
  panel: string,
  picture: (page: Page, name: string) => Promise<void>,
): Promise<void> {
  await page.getByRole('article', { name: panel, exact: true }).hover()
  await page.keyboard.press('Control+e')
  const dialog = page.getByRole('dialog', { name: 'Export figure' })
  const drawn = () => expect(dialog.getByText(/^about \d+ KB$/)).toBeVisible()
  await drawn()
  await dialog.getByRole('textbox', { name: 'y axis label' }).fill('Validation MSE')
  await dialog.getByRole('combobox', { name: 'Legend', exact: true }).selectOption('Legend below')
  await dialog
    .getByRole('textbox', { name: 'Caption' })
    .fill('Validation MSE by epoch for both architectures and both losses.')
  await drawn()
  await picture(page, 'figure')
  await dialog.getByRole('radio', { name: 'CSV' }).click()
  await expect(dialog.getByText(/^\d+ rows$/)).toBeVisible()
  await picture(page, 'figure-numbers')
  await page.keyboard.press('Escape')
}
