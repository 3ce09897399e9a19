/** Keys as a person presses them. */
import type { Page } from '@playwright/test'

/** Presses keys that are one command together: sent at once, as on a busy machine an answer takes longer than the window waits for the second. */
export async function pressInTurn(page: Page, ...keys: readonly string[]): Promise<void> {
  await Promise.all(keys.map((key) => page.keyboard.press(key)))
}
