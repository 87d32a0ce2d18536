import { request } from 'node:https'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from '@jest/globals'
import { createCertificateAuthority, startEmulator, startGithubTokens, startSts } from 'mgw-emulator'
import { signed } from './http.ts'

const authority = createCertificateAuthority()

/** Sends a GET request that trusts `ca` and expects `servername`. Returns status and body, or an error code. */
function get(url: string, path: string, ca?: string, servername?: string): Promise<string> {
  const { headers } = signed('GET', path)
  return new Promise((resolve) => {
    const outgoing = request(
      new URL(path, url),
      { headers, agent: false, ...(ca ? { ca } : {}), ...(servername ? { servername } : {}) },
      (incoming) =>
        text(incoming).then(
          (body) => resolve(`${incoming.statusCode} ${body}`),
          (error) => resolve(error.code)
        )
    )
    outgoing.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    outgoing.end()
  })
}

describe('https', () => {
  test('serves clients that trust the authority, by address and by name, and no others', async () => {
    const tls = authority.issue('127.0.0.1', '1234567890123456.cn-hangzhou.mgw.aliyuncs.com')
    const emulator = await startEmulator({ tls, jobs: [{ name: 'nightly-sync' }] })
    const path = '/job/nightly-sync'
    const outcomes = [
      await get(emulator.url, path, authority.cert),
      await get(emulator.url, path, authority.cert, '1234567890123456.cn-hangzhou.mgw.aliyuncs.com'),
      await get(emulator.url, path, authority.cert, 'other.example'),
      await get(emulator.url, path, createCertificateAuthority().cert),
      await get(emulator.url, path)
    ]
    await emulator.close()
    expect(emulator.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
    expect(outcomes).toEqual([
      expect.stringMatching(/^200 .*<Name>nightly-sync<\/Name>/s),
      expect.stringMatching(/^200 /),
      'ERR_TLS_CERT_ALTNAME_INVALID',
      expect.stringMatching(/^(UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_SIGNATURE_FAILURE)$/),
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE'
    ])
    expect(emulator.requests).toHaveLength(2)
  })

  test('supports the same faults as http, but closes the connection instead of resetting it', async () => {
    const emulator = await startEmulator({ tls: authority.issue('127.0.0.1') })
    emulator.fail({ fault: 'reset-before-headers' })
    emulator.fail({ fault: 'answer-lost' })
    emulator.fail({ fault: 'reset-mid-body' })
    emulator.fail({ fault: '503-empty' })
    const outcomes: string[] = []
    for (let number = 0; number < 4; number += 1) outcomes.push(await get(emulator.url, '/joblist', authority.cert))
    await emulator.close()
    expect(outcomes).toEqual(['ECONNRESET', 'ECONNRESET', 'ECONNRESET', '503 '])
  })

  test('serves STS and the token endpoint of GitHub', async () => {
    const tls = authority.issue('127.0.0.1')
    const servers = [await startSts({ tls }), await startGithubTokens({ tls })]
    const outcomes = await Promise.all(servers.map(({ url }) => get(url, '/', authority.cert)))
    await Promise.all(servers.map((server) => server.close()))
    expect(outcomes).toEqual([expect.stringMatching(/^400 .*UnsupportedHTTPMethod/), expect.stringMatching(/^404 /)])
  })
})
