/** Integration tests run the built product: this builds it where the sources have changed since, at the start and before each rerun. */
import type { TestProject } from 'vitest/node'
import { ensureBuild } from '../../scripts/lib/build.mjs'

export default async function setup(project: TestProject): Promise<void> {
  await ensureBuild(process.execPath)
  project.onTestsRerun(() => ensureBuild(process.execPath))
}
