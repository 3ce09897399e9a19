import { describe, expect, it } from 'vitest'
import { defaultPreferences, type Preferences, type PreferencesChange } from '@contract/preferences'
import { createClient } from '@contract/transport'
import { PreferencesState } from '../../../src-renderer/state/preferences.svelte'
import { settled } from '../../support/wait'
import { FakeCore } from '../hosts/fake-core'

describe('preferences', () => {
  it('keep what was changed before they had come', async () => {
    let kept: Preferences = defaultPreferences
    const core = new FakeCore({
      'preferences.get': () => kept,
      'preferences.set': async (change: PreferencesChange) => {
        await settled()
        return (kept = { ...kept, ...change } as Preferences)
      },
    })
    const preferences = new PreferencesState(createClient(core))
    const loading = preferences.load()
    const setting = preferences.set({ theme: 'light' })
    await loading
    expect(preferences.current.theme).toBe('light')
    await Promise.all([setting, preferences.set({ theme: 'dark' })])
    expect(preferences.current.theme).toBe('dark')
    expect(preferences.isLoaded).toBe(true)
  })
})
