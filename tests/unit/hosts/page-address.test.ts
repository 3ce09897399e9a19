import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pageAddressSchema, readPageAddress } from '../../../src-main/hosts/page-address'
import { propertyCases } from '../../support/property'

it.each([
  ['app://plateau/p/a/runs?q=loss+%3D+l1', '/p/a/runs?q=loss+%3D+l1'],
  ['http://127.0.0.1:4000/p/a/run/x', '/p/a/run/x'],
  ['http://localhost/settings', '/settings'],
  ['/p/a/compare#?runs=a', '/p/a/compare#?runs=a'],
])('opens %s', (link, address) => {
  expect(readPageAddress(link)).toBe(address)
})

it.each([
  '',
  'settings',
  'https://example.org/p/a',
  '//example.org/p/a',
  '/\\example.org',
  'app://plateau',
  'app://other/p/a',
  'javascript:alert(1)',
  '/p/a b',
  'http://127.0.0.1:4000/#token=secret',
])('opens nothing for %j', (link) => {
  expect(() => readPageAddress(link)).toThrow('--at takes a link that was copied from Plateau')
})

it('is never an address of another origin', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const read = pageAddressSchema.safeParse(`/${text}`)
      if (read.success) expect(new URL(read.data, 'http://127.0.0.1').origin).toBe('http://127.0.0.1')
    }),
    { numRuns: propertyCases(300) },
  )
})
