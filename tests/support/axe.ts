/** What axe finds on a page. */
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

type Axe = { run(context: Document, options: object): Promise<{ violations: Violation[] }> }
type Violation = { readonly id: string; readonly nodes: readonly { readonly html: string }[] }

/** What passes is not described: that took two thirds of the time. */
const options = { resultTypes: ['violations' as const], selectors: false }

/**
 * Each violation in a line: its rule, and the elements that break it.
 * @param rules these alone; without, every rule of axe.
 */
export async function violationsOn(page: Page, rules?: string[]): Promise<string[]> {
  const violations = (await runAgain(page, rules)) ?? (await runFirst(page, rules))
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}

/** Brings axe into the page. Legacy: Electron's windows cannot open the blank page that axe would use for frames. */
async function runFirst(page: Page, rules: string[] | undefined): Promise<readonly Violation[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options(options)
  if (rules !== undefined) axe.withRules(rules)
  return (await axe.analyze()).violations
}

/** By the axe that an earlier look has brought: its half megabyte is not sent and read anew. @returns null where none has */
function runAgain(page: Page, rules: string[] | undefined): Promise<readonly Violation[] | null> {
  const asked = rules === undefined ? options : { ...options, runOnly: { type: 'rule', values: rules } }
  return page.evaluate(async (given) => {
    const { axe } = globalThis as { axe?: Axe }
    if (axe === undefined) return null
    const { violations } = await axe.run(document, given)
    return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => ({ html })) }))
  }, asked)
}
