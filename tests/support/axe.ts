/** What axe finds on a page. */
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/**
 * Each violation in a line: its rule, and the elements that break it.
 * @param rules these alone; without, every rule of axe.
 */
export async function violationsOn(page: Page, rules?: string[]): Promise<string[]> {
  // legacy: Electron's windows cannot open the blank page that axe would use for frames. What passes is not described: that took two thirds of the time.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'], selectors: false })
  if (rules !== undefined) axe.withRules(rules)
  const { violations } = await axe.analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}
