import { describe, expect, it } from 'vitest'
import { baselineWords, classesInShort } from '../../../src-main/panels/run/class-counts'

const cat = { name: 'cat', training: 1_200, validation: 30, weight: null }
const dog = { name: 'dog', training: 800, validation: 70, weight: null }

describe('words on the classes of a run', () => {
  it('say how many images there are, and the weights where they count', () => {
    expect(classesInShort([])).toBe('')
    expect(classesInShort([cat, dog])).toBe('2 classes of 800 to 1,200 training images')
    expect(classesInShort([cat, cat])).toBe('2 classes of 1,200 training images')
    const weighted = [
      { ...cat, weight: 0.5 },
      { ...dog, weight: 2 },
    ]
    expect(classesInShort(weighted)).toBe('2 classes of 800 to 1,200 training images, weights from 0.5000 to 2.000')
    const alike = [cat, dog].map((one) => ({ ...one, weight: 1 }))
    expect(classesInShort(alike)).toBe('2 classes of 800 to 1,200 training images, each of weight 1.000')
  })

  it('say what the most frequent class of training would score', () => {
    expect(baselineWords([cat, dog])).toBe('Always saying cat would be right for 30.0 % of the validation images.')
    expect(baselineWords([])).toBeNull()
    expect(baselineWords([{ ...cat, validation: 0 }])).toBeNull()
  })
})
