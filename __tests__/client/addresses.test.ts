import { spawnSync } from 'node:child_process'
import dns from 'node:dns'
import { join } from 'node:path'
import { Client, GetJobRequest } from '@alicloud/hcs-mgw20240626'
import { afterEach, expect, test } from '@jest/globals'
import { EXAMPLE_CREDENTIALS } from 'mgw-emulator'

const { lookup } = dns
afterEach(() => {
  dns.lookup = lookup
})

test('when all addresses of a host fail, the message says what each of them answered', async () => {
  const addresses = [
    { address: '127.0.0.2', family: 4 },
    { address: '127.0.0.3', family: 4 }
  ]
  dns.lookup = ((_host: string, _options: object, callback: (error: null, found: object[]) => void) =>
    process.nextTick(callback, null, addresses)) as typeof dns.lookup
  const client = new Client({
    ...EXAMPLE_CREDENTIALS,
    endpoint: 'mgw.example.com:1',
    regionId: 'cn-hangzhou'
  })
  await expect(client.getJob('', 'nightly-sync', new GetJobRequest())).rejects.toMatchObject({
    code: 'ECONNREFUSED',
    message:
      'connect ECONNREFUSED 127.0.0.2:1; connect ECONNREFUSED 127.0.0.3:1 (the migration service at mgw.example.com:1)',
    requestSent: false
  })
})

test('on a slow road, every address gets the time that it needs', () => {
  // A network of its own, where a connection takes longer than the 250 ms that Node would give each address.
  const script = join(import.meta.dirname, 'slow-road.ts')
  const road = 'ip link set lo up && tc qdisc add dev lo root netem delay 150ms && exec "$@"'
  const shell = ['-rn', 'sh', '-c', road, 'sh', process.execPath, script]
  const { status, stdout, stderr, error } = spawnSync('unshare', shell, { encoding: 'utf8', timeout: 50_000 })
  if (error || /unshare|RTNETLINK|not permitted|not found|is unknown/.test(stderr)) {
    console.warn(`Not run: this machine lets no process have a network of its own (${stderr || error}).`)
    return
  }
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'IMPORT_JOB_DOING\n', stderr: '' })
})
