import { describe, expect, it } from 'vitest'
import { transforms } from '../../../src-main/recipes/registry/transforms'
import { addStep, moveStep, readSteps, removeStep, setNumber } from '../../../src-renderer/views/new-run/typed-steps'

describe('a chain that is edited', () => {
  it('gains a transform with its usual number, loses one, and changes their order within its ends', () => {
    expect(addStep('grey', 'blur', transforms.blur.number)).toBe('grey blur:1')
    expect(addStep('', 'edge', null)).toBe('edge')
    expect(removeStep('grey blur:2 edge', 1)).toBe('grey edge')
    expect(moveStep('grey blur:2 edge', 1, -1)).toBe('blur:2 grey edge')
    expect(moveStep('grey blur:2 edge', 2, 1)).toBe('grey blur:2 edge')
    expect(moveStep('grey blur:2 edge', 0, -1)).toBe('grey blur:2 edge')
  })

  it('keeps what is typed as it is typed, right or not, and never takes a space for two transforms', () => {
    expect(setNumber('resize:28 grey', 0, '')).toBe('resize: grey')
    expect(readSteps('resize: grey')[0]).toEqual({ kind: 'resize', number: '' })
    expect(setNumber('resize:28 grey', 0, '1 2')).toBe('resize:12 grey')
  })
})
