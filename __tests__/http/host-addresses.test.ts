import { spawnSync } from 'node:child_process'
import dns from 'node:dns'
import { getDefaultAutoSelectFamilyAttemptTimeout, setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net'
import { join } from 'node:path'
import { GetJobRequest } from '@alicloud/hcs-mgw20240626'
import { afterEach, expect, test } from '@jest/globals'
import { testClient } from '../support/test-client.ts'

const { lookup } = dns
afterEach(() => {
  dns.lookup = lookup
  delete process.env.HTTPS_PROXY
})

/** Lets every name have these addresses. */
function resolveTo(...addresses: { address: string; family: 4 | 6 }[]): void {
  dns.lookup = ((_host: string, _options: object, callback: (error: null, found: object[]) => void) =>
    process.nextTick(callback, null, addresses)) as typeof dns.lookup
}

test('if every address of a host fails, the message has the error of each', async () => {
  resolveTo({ address: '127.0.0.2', family: 4 }, { address: '127.0.0.3', family: 4 })
  const client = testClient('mgw.example.com:1')
  await expect(client.getJob('', 'nightly-sync', new GetJobRequest())).rejects.toMatchObject({
    code: 'ECONNREFUSED',
    message:
      'connect ECONNREFUSED 127.0.0.2:1; connect ECONNREFUSED 127.0.0.3:1 (the migration service at mgw.example.com:1)',
    requestSent: false
  })
})

test('a proxy that refuses at its IPv4 and its IPv6 address is named as the proxy', async () => {
  resolveTo({ address: '127.0.0.2', family: 4 }, { address: '::1', family: 6 })
  process.env.HTTPS_PROXY = 'http://proxy.example.com:1'
  const client = testClient('mgw.example.com')
  await expect(client.getJob('', 'nightly-sync', new GetJobRequest())).rejects.toMatchObject({
    code: 'ECONNREFUSED',
    isProxyError: true,
    message: expect.stringMatching(/^The proxy proxy\.example\.com:1 can't be reached \(ECONNREFUSED\)\. /)
  })
})

test("each of a proxy's addresses gets as long as a host's: Node connects to a proxy with its default", async () => {
  setDefaultAutoSelectFamilyAttemptTimeout(250)
  const client = testClient('http://127.0.0.1:1')
  await expect(client.getJob('', 'nightly-sync', new GetJobRequest())).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  expect(getDefaultAutoSelectFamilyAttemptTimeout()).toBe(5000)
})

/** Runs a command in its own network namespace, where connecting takes longer than Node's default of 250 ms. */
function onSlowNetwork(...command: string[]) {
  const setUp = 'ip link set lo up && tc qdisc add dev lo root netem delay 150ms && exec "$@"'
  return spawnSync('unshare', ['-rn', 'sh', '-c', setUp, 'sh', ...command], { encoding: 'utf8', timeout: 50_000 })
}

// Not every machine allows network namespaces.
const testOnSlowNetwork = onSlowNetwork('true').status === 0 ? test : test.skip

testOnSlowNetwork('on a slow network, each address of a host and of a proxy has enough time to connect', () => {
  const { status, stdout, stderr } = onSlowNetwork(process.execPath, join(import.meta.dirname, 'slow-network.ts'))
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'IMPORT_JOB_DOING\n'.repeat(2), stderr: '' })
})
