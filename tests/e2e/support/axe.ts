/** What axe finds in a view, light and dark. */
import { expect, type Page } from '@playwright/test'
import { violationsOn } from '../../support/axe'

/** Each violation fails the test softly, so that all are told at once. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((value) => (document.documentElement.dataset.theme = value), theme)
    // The other theme has the same elements, names and order: what can differ is what depends on colours.
    const found = await violationsOn(page, theme === 'dark' ? ['color-contrast', 'link-in-text-block'] : undefined)
    expect.soft(found.map((violation) => `${what}, ${theme}: ${violation}`)).toEqual([])
  }
}
