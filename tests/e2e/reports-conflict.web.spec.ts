/** Two windows that write in one report at once: nothing is overwritten without a word, and every choice keeps what it says. */
import type { Page } from '@playwright/test'
import { expectAccessible } from './support/axe'
import { expectSaved, report, writeComparison } from './support/reports'
import { expect, test } from './support/seeded'

type Held = { isHeld: boolean; release(): void }

const titleOf = (page: Page) => page.getByRole('textbox', { name: 'Title' })
const versions = (page: Page) => report(page).getByRole('group', { name: 'Two versions' })
const listed = (page: Page, title: string) =>
  page.getByRole('navigation', { name: 'Reports' }).getByRole('button', { name: title, exact: true })

async function retitle(page: Page, title: string): Promise<void> {
  await titleOf(page).fill(title)
  await titleOf(page).press('Enter')
}

/** A second window on the same report, whose messages to the core can be held back. */
async function openSecond(page: Page, url: string): Promise<Page> {
  const second = await page.context().newPage()
  await second.addInitScript(() => {
    // Called with the socket as its `this`.
    // oxlint-disable-next-line typescript/unbound-method
    const { send } = WebSocket.prototype
    const waiting: (() => void)[] = []
    const held: Held = {
      isHeld: false,
      release() {
        held.isHeld = false
        for (const go of waiting.splice(0)) go()
      },
    }
    Object.assign(globalThis, { held })
    WebSocket.prototype.send = function (data) {
      if (held.isHeld) waiting.push(() => send.call(this, data))
      else send.call(this, data)
    }
  })
  await second.goto(url)
  await second.getByRole('button', { name: 'Reports', exact: true }).click()
  await expect(titleOf(second)).toHaveValue(await titleOf(page).inputValue())
  return second
}

/** What is written in the second window reaches the core after what the first one writes. */
async function disagree(first: Page, theirs: string, second: Page, mine: string): Promise<void> {
  await second.evaluate(() => ((globalThis as unknown as { held: Held }).held.isHeld = true))
  await retitle(second, mine)
  await retitle(first, theirs)
  await expect(listed(first, theirs)).toBeVisible()
  await second.evaluate(() => (globalThis as unknown as { held: Held }).held.release())
  await expect(versions(second).getByRole('alert')).toHaveText(
    'This report was changed elsewhere. Your changes here are not saved yet.',
  )
  await expect(titleOf(second)).toHaveValue(mine)
  await expect(titleOf(first)).toHaveValue(theirs)
}

async function choose(page: Page, choice: string, said: string): Promise<void> {
  await versions(page).getByRole('button', { name: choice }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('status').filter({ hasText: said })).toBeVisible()
  await expect(versions(page)).toHaveCount(0)
  await expectSaved(page)
  await expect(report(page)).toBeFocused()
}

test('what another window wrote meanwhile is replaced, taken or kept beside, as is chosen', async ({ open }) => {
  test.slow()
  const { page: first, url, errors } = await open((home, { seedGroups, twoByTwo }) => seedGroups(home, twoByTwo))
  await writeComparison(first)
  const second = await openSecond(first, url)

  await test.step('without a conflict each shows what the other wrote', async () => {
    await retitle(first, 'Of the first')
    await expect(titleOf(second)).toHaveValue('Of the first')
    await retitle(second, 'Of the second')
    await expect(titleOf(first)).toHaveValue('Of the second')
    await expect(versions(first)).toHaveCount(0)
  })

  await test.step('keep mine', async () => {
    await disagree(first, 'Theirs 1', second, 'Mine 1')
    await expectAccessible(second, 'two versions')
    await choose(second, 'Keep mine', 'Your version replaced the other one')
    await expect(titleOf(first)).toHaveValue('Mine 1')
    await second.keyboard.press('Control+z')
    await expect(titleOf(first)).toHaveValue('Of the second')
  })

  await test.step('take the other one: what was written here is not taken back any more', async () => {
    await disagree(first, 'Theirs 2', second, 'Mine 2')
    await choose(second, 'Discard mine', 'Your changes were discarded')
    await expect(titleOf(second)).toHaveValue('Theirs 2')
    await second.keyboard.press('Control+z')
    await second.keyboard.press('Control+z')
    await expect(second.getByRole('alert')).toHaveCount(0)
    await expect(titleOf(second)).toHaveValue('Theirs 2')
  })

  await test.step('keep both, and go on writing until then', async () => {
    await disagree(first, 'Theirs 3', second, 'Mine 3')
    await retitle(second, 'Mine 3, at length')
    await expect(versions(second)).toBeVisible()
    await choose(second, 'Keep both', 'Your version was saved as Mine 3, at length, copy')
    await expect(titleOf(second)).toHaveValue('Mine 3, at length, copy')
    await expect(titleOf(first)).toHaveValue('Theirs 3')
    await listed(second, 'Theirs 3').click()
    await expect(titleOf(second)).toHaveValue('Theirs 3')
    await expect(versions(second)).toHaveCount(0)
  })

  await test.step('leaving the view keeps the question, leaving the window keeps both', async () => {
    await disagree(first, 'Theirs 4', second, 'Mine 4')
    await second.getByRole('button', { name: 'Export report' }).click()
    await second.getByRole('menuitem', { name: /^PDF/ }).click()
    await expect(
      second.getByText('The report was changed elsewhere. First choose which version to keep.'),
    ).toBeVisible()
    await second.getByRole('button', { name: 'Compare', exact: true }).click()
    await second.getByRole('button', { name: 'Reports', exact: true }).click()
    await listed(second, 'Theirs 4').click()
    await expect(titleOf(second)).toHaveValue('Mine 4')
    await expect(versions(second)).toBeVisible()
    await second.reload()
    await expect(listed(first, 'Mine 4, copy')).toBeVisible()
    await expect(titleOf(first)).toHaveValue('Theirs 4')
    await expect(titleOf(second)).toHaveValue('Theirs 4')
    await expect(versions(second)).toHaveCount(0)
  })
  expect(errors).toEqual([])
})
