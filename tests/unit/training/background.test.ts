import { expect, it } from 'vitest'
import { createBackground } from '../../../src-main/training/background'
import { settled } from '../../support/wait'

it('does one piece of work at a time, in order', async () => {
  const background = createBackground()
  const seen: string[] = []
  const work = (name: string) => async () => {
    seen.push(`${name} begins`)
    await settled()
    seen.push(`${name} ends`)
  }
  await background.begin(work('first'))
  expect(seen).toEqual(['first begins'])
  await background.begin(work('second'))
  await background.finish()
  expect(seen).toEqual(['first begins', 'first ends', 'second begins', 'second ends'])
})

it('hands a failure to whoever looks next, and keeps it', async () => {
  const background = createBackground()
  await background.begin(() => Promise.reject(new Error('The disk is full.')))
  await expect(background.finish()).rejects.toThrow('The disk is full.')
  expect(() => background.check()).toThrow('The disk is full.')
  await expect(background.begin(() => Promise.resolve())).rejects.toThrow('The disk is full.')
})
