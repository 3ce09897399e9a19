import { describe, expect, it } from 'vitest'
import { isAllowedHost, isOwnOrigin, isSameToken } from '../../../src-main/hosts/web/request-checks'

describe('the Host header', () => {
  it.each(['127.0.0.1', '127.0.0.1:8080', 'localhost:1', 'LOCALHOST:65535', '[::1]', '[::1]:9000'])(
    'takes %s',
    (host) => {
      expect(isAllowedHost(host)).toBe(true)
    },
  )
  it.each([
    undefined,
    '',
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example:80',
    'evil.example:80@127.0.0.1',
    '127.0.0.1:80/evil',
    '127.0.0.1:80\n',
    '127.0.0.1 ; script-src *',
    '0.0.0.0:80',
    '127.0.0.2',
    '::1',
    'localhost:123456',
  ])('refuses %j', (host) => {
    expect(isAllowedHost(host)).toBe(false)
  })
})

describe('the Origin header', () => {
  it('must be the page of the very host and port', () => {
    expect(isOwnOrigin('http://127.0.0.1:8080', '127.0.0.1:8080')).toBe(true)
    expect(isOwnOrigin('http://localhost:9000', 'LocalHost:9000')).toBe(true)
  })
  it.each([undefined, 'null', '', 'http://127.0.0.1:8081', 'https://127.0.0.1:8080', 'http://localhost:8080'])(
    'refuses %j',
    (origin) => {
      expect(isOwnOrigin(origin, '127.0.0.1:8080')).toBe(false)
    },
  )
})

describe('the token', () => {
  it('must be the same text', () => {
    expect(isSameToken('secret', 'secret')).toBe(true)
  })
  it.each([undefined, null, 7, '', 'secre', 'secret ', 'Secret', ['secret']])('refuses %j', (given) => {
    expect(isSameToken(given, 'secret')).toBe(false)
  })
})
