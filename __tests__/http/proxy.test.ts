import { once } from 'node:events'
import { type AddressInfo, createServer, Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, jest, test } from '@jest/globals'
import { proxyFor } from '../../src/http/proxy.ts'
import { send } from '../../src/http/send.ts'
import { withStep } from '../support/environment.ts'

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

/** The error of a request through a proxy that answers CONNECT this way. */
async function errorThrough(answer: (socket: Socket) => void): Promise<{ error: unknown; address: string }> {
  const server = createServer((socket) => {
    socket.setNoDelay().on('error', () => {})
    socket.once('data', () => answer(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const request = {
    method: 'GET',
    protocol: 'https:',
    hostname: 'mgw.example',
    port: undefined,
    target: '/',
    headers: {}
  } as const
  const response = withStep({}, { HTTPS_PROXY: `http://${address}` }, () => send({ ...request, service: 'a service' }))
  const error = await response.catch((error) => error)
  server.close()
  return { error, address }
}

test("a proxy's endless answer is an error after a few packets", async () => {
  let sent = 0
  const { error, address } = await errorThrough(async (socket) => {
    // Without a limit, Node needs seconds for these.
    for (; sent < 18 && !socket.destroyed; sent++) {
      socket.write(Buffer.alloc(16 * 1024, 'x'))
      await turn()
    }
    socket.end()
  })
  expect(error).toMatchObject({
    code: 'ERR_PROXY_TUNNEL',
    message: `The proxy ${address} did not connect to the host (no HTTP response). Correct HTTPS_PROXY, or exempt the host with NO_PROXY. (a service at mgw.example)`,
    cause: { message: "The proxy's answer is longer than 65536 bytes." }
  })
})

test.each([0, 200_000])(
  "a proxy's answer can come byte by byte, with a page of %i bytes, and adds no listener for each",
  async (size) => {
    const on = jest.spyOn(Socket.prototype, 'on')
    const { error } = await errorThrough(async (socket) => {
      for (const character of 'HTTP/1.1 403 N\r\n\r\n') {
        socket.write(character)
        await turn()
      }
      socket.end(Buffer.alloc(size, 'x'))
    })
    const added = on.mock.calls.filter(([event]) => (event as string) === 'readable')
    on.mockRestore()
    expect(error).toMatchObject({ code: 'ERR_PROXY_TUNNEL', cause: { statusCode: 403 } })
    expect(added.length).toBeLessThan(5)
  }
)
