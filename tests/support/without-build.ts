/** Unit tests run the sources: one that would start a built program fails, as nobody has built it from what it tests. */
import { vi } from 'vitest'

vi.mock('../../src-main/platform/spawn-node', () => {
  const refuse = () => {
    throw new Error('A unit test does not run the built product. Move the test to tests/integration.')
  }
  return { entryPath: refuse, spawnNode: refuse }
})
