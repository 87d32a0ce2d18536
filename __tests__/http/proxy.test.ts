import { expect, test } from '@jest/globals'
import { proxyFor } from '../../src/http/proxy.ts'

const PROXY = 'http://proxy.example.com:3128'

test.each([
  // NO_PROXY, host, port, whether it is exempt
  ['example.com', 'example.com', 443, true],
  ['example.com', 'a.example.com', 443, true],
  ['.example.com', 'a.example.com', 443, true],
  ['.example.com', 'example.com', 443, true],
  ['*.example.com', 'a.b.example.com', 443, true],
  ['example.com', 'notexample.com', 443, false],
  ['example.com', 'example.com.evil.example', 443, false],
  ['EXAMPLE.com', 'a.example.com', 443, true],
  ['*', 'anything.example', 443, true],
  ['other.example, example.com', 'example.com', 443, true],
  ['other.example example.com', 'example.com', 443, true],
  ['example.com:443', 'example.com', 443, true],
  ['example.com:8443', 'example.com', 443, false],
  ['example.com:8443', 'a.example.com', 8443, true],
  ['10.0.0.1', '10.0.0.1', 443, true],
  ['10.0.0.1', '10.0.0.10', 443, false],
  ['::1', '[::1]', 443, true],
  ['[::1]:8443', '[::1]', 8443, true],
  ['[::1]:8443', '[::1]', 443, false],
  ['', 'example.com', 443, false],
  [' , ', 'example.com', 443, false]
])('with NO_PROXY %j, %s:%i is exempt: %s', (list, host, port, exempt) => {
  for (const name of ['NO_PROXY', 'no_proxy']) {
    const proxy = proxyFor(host, port, { HTTPS_PROXY: PROXY, [name]: list })
    expect(proxy === undefined).toBe(exempt)
  }
})

test.each([
  // environment, the proxy's address, the variable that sets it
  [{ HTTPS_PROXY: PROXY }, 'proxy.example.com:3128', 'HTTPS_PROXY'],
  [{ https_proxy: PROXY, HTTPS_PROXY: 'http://other.example' }, 'proxy.example.com:3128', 'https_proxy'],
  [{ https_proxy: ' ', HTTPS_PROXY: PROXY }, 'proxy.example.com:3128', 'HTTPS_PROXY'],
  [{ HTTPS_PROXY: `  ${PROXY}\n` }, 'proxy.example.com:3128', 'HTTPS_PROXY'],
  [{ HTTPS_PROXY: 'HTTP://Proxy.Example.com:3128/' }, 'proxy.example.com:3128', 'HTTPS_PROXY'],
  [{ HTTPS_PROXY: 'proxy.example.com:3128' }, 'proxy.example.com:3128', 'HTTPS_PROXY'],
  [{ HTTPS_PROXY: 'http://proxy.example.com' }, 'proxy.example.com:80', 'HTTPS_PROXY'],
  [{ HTTPS_PROXY: 'https://proxy.example.com' }, 'proxy.example.com:443', 'HTTPS_PROXY'],
  [{ HTTPS_PROXY: 'http://[::1]:3128' }, '[::1]:3128', 'HTTPS_PROXY'],
  [{ HTTPS_PROXY: 'http://me:p%40ss%25@proxy.example.com:3128' }, 'proxy.example.com:3128', 'HTTPS_PROXY']
])('%j sets the proxy %s', (env, address, variable) => {
  expect(proxyFor('mgw.example.com', 443, env)).toMatchObject({ address, variable })
})

test.each([{}, { HTTPS_PROXY: '' }, { HTTP_PROXY: PROXY }, { HTTPS_PROXY: 'socks5://proxy.example.com' }])(
  '%j sets no proxy',
  (env) => {
    expect(proxyFor('mgw.example.com', 443, env)).toBeUndefined()
  }
)

test.each(['%', '#', '/', '?', '@', '\\', ' '])('explains how to write %s in a password', (character) => {
  const proxy = proxyFor('mgw.example.com', 443, {
    https_proxy: `http://me:a${character}b@proxy.example.com:1`
  })
  expect(proxy).toEqual({ variable: 'https_proxy', problem: expect.stringContaining('as %25, %23') })
})
