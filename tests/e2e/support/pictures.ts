/** Images of the picture fixtures, brought to a page as a person brings them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JSHandle, Locator, Page } from '@playwright/test'

const folder = join(import.meta.dirname, '..', '..', 'oracle', 'fixtures', 'pictures')
export const picturePath = (name: string): string => join(folder, name)
export const pictureBytes = (name: string): Buffer => readFileSync(picturePath(name))

function transferOf(page: Page, name: string, bytes: Buffer): Promise<JSHandle<DataTransfer>> {
  return page.evaluateHandle(
    ([fileName, content]) => {
      const transfer = new DataTransfer()
      const type = `image/${fileName.split('.').at(-1) ?? ''}`
      transfer.items.add(new File([Uint8Array.from(atob(content), (part) => part.charCodeAt(0))], fileName, { type }))
      return transfer
    },
    [name, bytes.toString('base64')] as const,
  )
}

/** Pastes a file as what was copied elsewhere. */
export async function paste(page: Page, name: string, bytes: Buffer): Promise<void> {
  const data = await transferOf(page, name, bytes)
  await page.evaluate((clipboardData) => {
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, data)
}

/** Drops a file on a part of the page. */
export async function drop(onto: Locator, name: string, bytes: Buffer): Promise<void> {
  const dataTransfer = await transferOf(onto.page(), name, bytes)
  for (const event of ['dragenter', 'dragover', 'drop']) await onto.dispatchEvent(event, { dataTransfer })
}
