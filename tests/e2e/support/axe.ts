/** What axe finds in a view, light and dark. */
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** Each violation fails the test softly, so that all are told at once. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((value) => (document.documentElement.dataset.theme = value), theme)
    // legacy: Electron's windows cannot open the blank page that axe would use for frames.
    // What passes is not described: that took two thirds of the time.
    const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'], selectors: false })
    // The other theme has the same elements, names and order: what can differ is what depends on colours.
    if (theme === 'dark') axe.withRules(['color-contrast', 'link-in-text-block'])
    const { violations } = await axe.analyze()
    expect
      .soft(violations.map(({ id, nodes }) => `${what}, ${theme}: ${id}: ${nodes.map(({ html }) => html).join(' | ')}`))
      .toEqual([])
  }
}
