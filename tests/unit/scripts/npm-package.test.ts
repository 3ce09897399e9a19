import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fetchPackage } from '../../../scripts/lib/npm-package.mjs'
import { makeArchive, packageName, packageVersion, startRegistry } from './registry'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-package-'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

const specification = `${packageName}@${packageVersion}`

describe('a published package', () => {
  it('is fetched once and is what was pinned', async () => {
    const archive = await makeArchive('what was published')
    const registry = await startRegistry(archive)
    vi.stubEnv('npm_config_registry', registry.address)
    const path = await fetchPackage(specification, archive.integrity, folder)
    expect(readFileSync(path).equals(archive.bytes)).toBe(true)
    expect(registry.archivesAsked()).toBe(1)
    await registry.close()
  })

  it('that is not what was pinned is asked for once more, refused, and leaves nothing', async () => {
    const registry = await startRegistry(await makeArchive('something else'))
    vi.stubEnv('npm_config_registry', registry.address)
    const { integrity } = await makeArchive('what was published')
    await expect(fetchPackage(specification, integrity, folder)).rejects.toThrow(
      `The package ${specification} could not be fetched: what came is not what was published.`,
    )
    expect(registry.archivesAsked()).toBe(2)
    expect(readdirSync(folder)).toEqual([])
    await registry.close()
  })

  it('of a registry that is not there fails with the reason in one line', async () => {
    const registry = await startRegistry(await makeArchive(''))
    await registry.close()
    vi.stubEnv('npm_config_registry', registry.address)
    // Below npm, which says which registry it uses, nothing is started for it.
    vi.stubEnv('npm_lifecycle_event', 'start')
    await expect(fetchPackage(specification, 'sha512-', folder)).rejects.toThrow(
      /^127\.0\.0\.1 cannot be reached \(ECONNREFUSED\)\.$/,
    )
    vi.stubEnv('npm_lifecycle_event', undefined)
    await expect(fetchPackage(specification, 'sha512-', folder)).rejects.toThrow(
      new RegExp(`^The package ${specification} could not be fetched: .*ECONNREFUSED[^\\n]*\\.$`),
    )
  })
})
