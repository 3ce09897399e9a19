/** What opens where native TensorFlow, the display and Electron are all absent. */
import { endProcess, expect, startWebHost, test } from './support/app'

test('on WebAssembly it trains too, and says that it is slow, why, and what mends it', async ({ app, browser }) => {
  process.env.PLATEAU_BACKEND = 'wasm'
  const wasmHome = `${app.home}-wasm`
  const { child, url } = await startWebHost(wasmHome)
  delete process.env.PLATEAU_BACKEND
  try {
    const page = await browser.newPage()
    await page.goto(url)
    await expect(page.getByText('Training is about ten times slower than with native TensorFlow.')).toBeVisible()
    await expect(page.getByRole('status').getByText('unset PLATEAU_BACKEND')).toBeVisible()
    await page.getByRole('button', { name: /^New run/ }).click()
    await page.getByRole('textbox', { name: 'Training images' }).fill('128')
    await page.getByRole('textbox', { name: 'Validation images' }).fill('16')
    await page.getByRole('textbox', { name: 'Epochs' }).fill('1')
    await page.getByRole('button', { name: /^Start 1 run/ }).click()
    await expect(page.locator('.badge', { hasText: 'completed' })).toBeVisible({ timeout: 60_000 })
    await expect(page.getByText('wasm 4.22.0').first()).toBeVisible()
    await page.close()
  } finally {
    await endProcess(child)
  }
})
