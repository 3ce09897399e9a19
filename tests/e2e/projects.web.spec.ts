/** Projects in the window: the switcher, the page of all, moves of runs, and what belongs to each. */
import type { Page } from '@playwright/test'
import type * as SeedProjects from '../support/seed-projects'
import { openPage } from './support/app'
import { expectAccessible } from './support/axe'
import { expect, loadSeeding, test } from './support/seeded'
import { pressInTurn } from './support/keys'

const switcher = (page: Page) => page.getByRole('button', { name: /^Project / })
const finder = (page: Page) => page.getByRole('combobox', { name: 'Find a project, or a run in any of them' })
const target = (page: Page) => page.getByRole('combobox', { name: 'Project to move to' })
const options = (page: Page, which: { selected?: boolean; name?: RegExp } = {}) =>
  page.getByRole('dialog', { name: 'Projects' }).getByRole('option', which)
const table = (page: Page) => page.getByRole('region', { name: 'Projects table' })
const rowOf = (page: Page, name: string) =>
  table(page)
    .getByRole('row')
    .filter({ has: page.getByRole('checkbox', { name: `Select ${name}`, exact: true }) })
const runNames = (page: Page) => page.getByRole('region', { name: 'Runs table' }).locator('tbody .name')
const said = (page: Page) => page.locator('.toast')

test.beforeEach(({ page }) => page.setDefaultTimeout(20_000))

test('the switcher opens any project or run by keyboard, and each project has its own workspace, views and runs', async ({
  open,
}) => {
  const seeding = await loadSeeding<typeof SeedProjects>('seed-projects')
  const { page, errors } = await open((home) => seeding.seedProjects(home))
  await expect(switcher(page)).toHaveAccessibleName('Project cifar10-flip-grey')
  await expect(page).toHaveTitle('Workspace · cifar10-flip-grey · Plateau')
  await expect(page).toHaveURL(/\/p\/cifar10-flip-grey\/workspace$/)

  // What is changed just before is saved, though nobody waited for it.
  await page.getByPlaceholder(/Search, or/).fill('bay-1')
  await page.keyboard.press('Control+p')
  await expect(finder(page)).toBeFocused()
  await expectAccessible(page, 'switcher')
  // The one used before is pointed at.
  await expect(options(page, { selected: true })).toContainText('resnet-finetune')
  await page.keyboard.press('Enter')
  await expect(switcher(page)).toHaveAccessibleName('Project resnet-finetune')
  await expect(switcher(page)).toBeFocused()
  await expect(page).toHaveTitle('Workspace · resnet-finetune · Plateau')
  await expect(page.getByPlaceholder(/Search, or/)).toHaveValue('')
  await pressInTurn(page, 'g', 'r')
  await expect(runNames(page)).toHaveText(['calm-bay-4', 'calm-bay-3', 'calm-bay-2', 'calm-bay-1'])
  await expect(page).toHaveTitle('Runs · resnet-finetune · Plateau')

  // By a few letters of its note, and back to where it was left.
  await page.keyboard.press('Control+p')
  await page.keyboard.type('report’s')
  await expect(options(page)).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(switcher(page)).toHaveAccessibleName('Project cifar10-flip-grey')
  await expect(runNames(page)).toHaveCount(12)
  await pressInTurn(page, 'g', 'w')
  await expect(page.getByPlaceholder(/Search, or/)).toHaveValue('bay-1')

  // A run of another project opens there.
  await page.keyboard.press('Control+p')
  await page.keyboard.type('calm-bay-14')
  await expect(options(page, { name: /calm-bay-14/ })).toContainText('lr-sweep')
  await page.keyboard.press('Enter')
  await expect(switcher(page)).toHaveAccessibleName('Project lr-sweep')
  await expect(page).toHaveTitle('calm-bay-14 · lr-sweep · Plateau')
  // A step back is one into the project that was open then; a reload stays where it is.
  await page.goBack()
  await expect(switcher(page)).toHaveAccessibleName('Project cifar10-flip-grey')
  await page.reload()
  await expect(switcher(page)).toHaveAccessibleName('Project cifar10-flip-grey')
  await expect(page.getByPlaceholder(/Search, or/)).toHaveValue('bay-1')

  // The palette finds projects, and runs of all of them.
  await page.keyboard.press('Control+k')
  await page.keyboard.type('calm-bay-14')
  await expect(page.getByRole('option', { name: /calm-bay-14 in lr-sweep/ })).toBeVisible()
  await page.getByRole('combobox', { name: 'Search or run a command' }).fill('thesis')
  await page.keyboard.press('Enter')
  await expect(switcher(page)).toHaveAccessibleName('Project thesis-figures')

  // Nothing is found: said so, and a project is made of what was typed.
  await page.keyboard.press('Control+p')
  await page.keyboard.type('--all')
  await expect(page.getByText('No project and no run has “--all” in its name.').first()).toBeVisible()
  await page.getByRole('button', { name: 'New project' }).click()
  await expect(page.getByRole('textbox', { name: 'Name of the project' })).toHaveValue('--all')
  await page.keyboard.press('Enter')
  await expect(switcher(page)).toHaveAccessibleName('Project --all')
  await expect(page).toHaveURL(/\/p\/--all\/workspace$/)
  await expect(page.getByRole('heading', { name: 'No runs yet' })).toBeVisible()
  await page.keyboard.press('Control+p')
  await page.getByRole('button', { name: 'New project' }).click()
  await page.keyboard.type('lr-sweep')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toHaveText('Another project is already called lr-sweep.')
  await page.keyboard.press('Escape')
  await expect(switcher(page)).toBeFocused()
  expect(errors).toEqual([])
})

test('the page of all projects sorts, renames, notes, deletes and restores, and every change is undone', async ({
  open,
}) => {
  const seeding = await loadSeeding<typeof SeedProjects>('seed-projects')
  const { page, errors } = await open((home) => seeding.seedProjects(home))
  const names = () => table(page).locator('tbody tr:not(.gone) .name')
  await pressInTurn(page, 'g', 'a')
  await expect(page).toHaveTitle('All projects · Plateau')
  const used = [
    'cifar10-flip-grey',
    'resnet-finetune',
    'beta-sweep',
    'lr-sweep',
    'thesis-figures',
    'old-mlflow',
    'course-2025',
  ]
  await expect(names()).toHaveText(used)
  await expect(rowOf(page, 'beta-sweep')).toContainText('318 MB')
  await expect(page.getByRole('complementary', { name: 'Storage' })).toContainText('2.61 GB')
  await expectAccessible(page, 'projects')

  await table(page).getByRole('button', { name: 'Size' }).click()
  await expect(names()).toHaveText([
    'cifar10-flip-grey',
    'thesis-figures',
    'beta-sweep',
    'lr-sweep',
    'course-2025',
    'old-mlflow',
    'resnet-finetune',
  ])
  await table(page).getByRole('button', { name: 'Name and note' }).click()
  await expect(names()).toHaveText([...used].sort())

  // By keyboard: the second row is renamed, and another name is refused where it stands.
  await page.keyboard.press('Tab')
  await page.locator('h1').click()
  await page.keyboard.press('r')
  const field = page.getByRole('textbox', { name: 'Name of beta-sweep' })
  await expect(field).toBeFocused()
  await field.fill('lr-sweep')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('Another project is already called lr-sweep.')
  await field.fill('Größe, β')
  await page.keyboard.press('Enter')
  await expect(names().first()).toHaveText('cifar10-flip-grey')
  await expect(rowOf(page, 'Größe, β')).toBeVisible()
  await expect(said(page).last()).toContainText('beta-sweep renamed to Größe, β')
  await page.keyboard.press('Control+z')
  await expect(rowOf(page, 'beta-sweep')).toBeVisible()

  await page.getByRole('button', { name: 'Actions for course-2025' }).click()
  await page.getByRole('menuitem', { name: 'Change the note' }).click()
  // Of several lines: Enter begins one, Ctrl+Enter keeps them all.
  await page.keyboard.type('Of last spring')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Ask Ada before deleting')
  await page.keyboard.press('Control+Enter')
  await expect(rowOf(page, 'course-2025').getByText('Of last spring')).toHaveAttribute('title', /spring\nAsk Ada/)

  // The open one goes with its runs: the one used before it is opened, and undo brings all of it back.
  await page.getByRole('button', { name: 'Actions for cifar10-flip-grey' }).click()
  await page.getByRole('menuitem', { name: /^Delete/ }).click()
  await expect(said(page).last()).toContainText('cifar10-flip-grey moved to the bin with 12 runs')
  await expect(rowOf(page, 'cifar10-flip-grey')).toHaveCount(0)
  await expect(table(page).getByRole('row', { name: /^Deleted cifar10-flip-grey/ })).toContainText('12')
  await expect(page.getByRole('complementary', { name: 'Storage' })).toContainText('12 runs')
  await expectAccessible(page, 'projects, with a deleted one')
  await page.keyboard.press('Control+z')
  await expect(rowOf(page, 'cifar10-flip-grey')).toContainText('12')

  // Several at once, and restored from the page itself.
  for (const name of ['lr-sweep', 'old-mlflow']) await page.getByRole('checkbox', { name: `Select ${name}` }).check()
  await expect(page.getByRole('toolbar', { name: 'Selected projects' })).toContainText('2 selected 20 runs, 246 MB')
  await page.keyboard.press('Delete')
  await expect(rowOf(page, 'lr-sweep')).toHaveCount(0)
  await page.getByRole('button', { name: 'Restore lr-sweep' }).click()
  await expect(rowOf(page, 'lr-sweep')).toContainText('14')

  // The bin is where its row leads; a run that is taken out of it brings its project back.
  await table(page).getByRole('button', { name: 'Bin', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Runs in the bin' }).locator('tbody tr')).toHaveCount(6)
  await page.getByRole('button', { name: 'Restore calm-bay-1', exact: true }).click()
  await pressInTurn(page, 'g', 'a')
  await expect(rowOf(page, 'old-mlflow')).toContainText('1')
  expect(errors).toEqual([])
})

test('runs move to another project with undo, and those whose names are taken there get another', async ({ open }) => {
  const seeding = await loadSeeding<typeof SeedProjects>('seed-projects')
  const { page, url, errors } = await open((home) => seeding.seedProjects(home))
  await pressInTurn(page, 'g', 'r')
  await expect(runNames(page)).toHaveCount(12)
  // Another window has the other project open, and sees what comes.
  const second = await page.context().newPage()
  second.setDefaultTimeout(20_000)
  await openPage(second, url)
  await expect(switcher(second)).toHaveAccessibleName('Project cifar10-flip-grey')
  await second.keyboard.press('Control+p')
  await expect(finder(second)).toBeFocused()
  await second.keyboard.type('course')
  await second.keyboard.press('Enter')
  await expect(switcher(second)).toHaveAccessibleName('Project course-2025')
  await pressInTurn(second, 'g', 'r')
  await expect(runNames(second)).toHaveText(['calm-bay-2', 'calm-bay-1'])

  for (const name of ['calm-bay-2', 'calm-bay-5'])
    await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check()
  await page.getByRole('button', { name: 'Move to another project' }).click()
  await expect(target(page)).toBeFocused()
  await page.keyboard.type('course')
  await expectAccessible(page, 'moving')
  await page.keyboard.press('Enter')
  await expect(said(page).last()).toContainText('2 runs moved to course-2025; calm-bay-2 is called calm-bay-3 there')
  await expect(runNames(page)).toHaveCount(10)
  await expect(page.getByRole('toolbar', { name: 'Selected runs' })).toHaveCount(0)
  await expect(runNames(second)).toHaveText(['calm-bay-5', 'calm-bay-3', 'calm-bay-2', 'calm-bay-1'])
  await page.keyboard.press('Control+z')
  await expect(runNames(page)).toHaveCount(12)
  await expect(runNames(page).getByText('calm-bay-2', { exact: true })).toBeVisible()
  await expect(runNames(second)).toHaveCount(2)
  await page.keyboard.press('Control+Shift+z')
  await expect(runNames(second)).toHaveText(['calm-bay-5', 'calm-bay-3', 'calm-bay-2', 'calm-bay-1'])

  // One run, to a project that is made for it.
  await page.getByRole('button', { name: 'Actions for calm-bay-1', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Move to a project…' }).click()
  await expect(target(page)).toBeFocused()
  // Wider than the menu that it takes the place of, and still within the window.
  await expect
    .poll(() => target(page).evaluate((field) => field.closest('[popover]')!.getBoundingClientRect().right))
    .toBeLessThanOrEqual(1280)
  await page.keyboard.type('Größe')
  await page.keyboard.press('Enter')
  await expect(said(page).last()).toContainText('calm-bay-1 moved to Größe')
  await expect(runNames(page)).toHaveCount(9)

  // All runs of a project from the page of all, which is then deleted as it is empty.
  await pressInTurn(page, 'g', 'a')
  await page.getByRole('button', { name: 'Actions for thesis-figures' }).click()
  await page.getByRole('menuitem', { name: 'Move its runs to…' }).click()
  await expect(target(page)).toBeFocused()
  await page.keyboard.type('größe')
  await page.keyboard.press('Enter')
  await expect(rowOf(page, 'Größe')).toContainText('4')
  await expect(rowOf(page, 'thesis-figures')).toContainText('no run yet')
  await page.getByRole('button', { name: 'Actions for thesis-figures' }).click()
  await expect(page.getByRole('menuitem', { name: /Move its runs to…/ })).toBeDisabled()
  await page.getByRole('menuitem', { name: /^Delete/ }).click()
  await expect(said(page).last()).toContainText('thesis-figures moved to the bin')
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')
  await expect(rowOf(page, 'thesis-figures')).toContainText('3')
  expect(errors).toEqual([])
})
