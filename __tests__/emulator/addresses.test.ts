import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type Behavior, type Emulator, STILL, startEmulator } from 'mgw-emulator'
import { call, element, elements, type RawResponse } from './http.ts'

const START = Date.UTC(2026, 0, 16, 22)
const SECRET = 'secret of the source'

let now = START
let emulator: Emulator

beforeEach(async () => {
  now = START
  emulator = await startEmulator({ now: () => now, durations: STILL })
})
afterEach(() => emulator.close())

function send(method: string, target: string, body = ''): Promise<RawResponse> {
  return call(emulator, method, target, { body, time: now })
}

async function codeOf(method: string, target: string, body = ''): Promise<string> {
  const response = await send(method, target, body)
  return element(response.body, 'Code') ?? String(response.status)
}

function addressXml(name: string, detail: Record<string, string>): string {
  const fields = Object.entries(detail).map(([field, text]) => `<${field}>${text}</${field}>`)
  return `<ImportAddress><Name>${name}</Name><AddressDetail>${fields.join('')}</AddressDetail></ImportAddress>`
}

const S3 = { AddressType: 's3', Bucket: 'a &amp; b', AccessId: 'AKIAEXAMPLE', AccessSecret: SECRET }
const KEYS = { InvAccessId: 'inventory key', InvAccessSecret: 'inventory secret' }

/** Verifies an address and returns its Status, ErrorCode and VerifyTime. */
async function verify(name: string): Promise<(string | undefined)[]> {
  const { body } = await send('GET', `/address/${name}?verify`)
  return ['Status', 'ErrorCode', 'VerifyTime'].map((field) => element(body, field))
}

async function verifyLater(name: string): Promise<(string | undefined)[]> {
  await verify(name)
  now += 1000
  return verify(name)
}

describe('CreateAddress', () => {
  test('creates an address, whose secrets are never returned', async () => {
    const hdfs = '<AuthType>kerberos</AuthType><UserName>me</UserName>'
    const xml = addressXml('photos', { ...S3, ...KEYS, HdfsAuthConfig: hdfs })
    expect(await codeOf('POST', '/address', xml)).toBe('200')
    expect(emulator.address('photos')).toMatchObject({ AccessSecret: SECRET, InvAccessSecret: 'inventory secret' })
    const { body } = await send('GET', '/address/photos')
    expect(elements(body, 'Bucket')).toEqual(['a &amp; b'])
    expect(body).toContain(`<HdfsAuthConfig>${hdfs}</HdfsAuthConfig>`)
    expect([element(body, 'AccessSecret'), element(body, 'InvAccessSecret')]).toEqual(['', ''])
    expect(body).not.toContain('secret of')
    expect([element(body, 'Status'), element(body, 'HttpCode')]).toEqual(['notVerify', '-1'])
  })

  test.each([
    ['an existing name', addressXml('source', S3), 'ImportAddressAlreadyExist'],
    ['an upper-case letter', addressXml('Photos', S3), 'InvalidArgument'],
    ['a short name', addressXml('ab', S3), 'InvalidArgument'],
    ['no name', addressXml('', S3), 'MissingArgument'],
    ['no type', addressXml('photos', { Bucket: 'b' }), 'MissingArgument'],
    ['another root', '<Address></Address>', 'InvalidArgument']
  ])('rejects %s', async (_, body, code) => {
    expect(await codeOf('POST', '/address', body)).toBe(code)
    expect(emulator.addressNames()).toEqual(['source', 'destination'])
  })

  test('decodes numeric character references', async () => {
    await send('POST', '/address', addressXml('photos', { ...S3, Prefix: '&#252;&#x3c;&#38;amp;' }))
    expect(emulator.address('photos')?.Prefix).toBe('ü<&amp;')
  })
})

describe('VerifyAddress', () => {
  test('has no status at first, and then keeps its result', async () => {
    expect(await verify('source')).toEqual(['', '', ''])
    expect(element((await send('GET', '/address/source')).body, 'Status')).toBe('')
    now += 999
    expect(await verify('source')).toEqual(['', '', ''])
    now += 1
    expect(await verify('source')).toEqual(['available', '', '2026-01-16T22:00:01.000Z'])
    now += 60_000
    expect(await verify('source')).toEqual(['available', '', '2026-01-16T22:00:01.000Z'])
    expect(element((await send('GET', '/address/source')).body, 'Status')).toBe('available')
  })

  test.each<[string, Record<string, string>, string]>([
    ['S3 with a secret', S3, 'available'],
    ['S3 with a role', { AddressType: 's3', Role: 'r' }, 'available'],
    ['S3 without a secret', { AddressType: 's3' }, 'unavailable'],
    ['OSS without a secret', { AddressType: 'oss', AccessId: 'LTAI' }, 'available'],
    ['Local', { AddressType: 'local' }, 'available'],
    ['a list of OSS files', { AddressType: 'ossinv' }, 'available'],
    ['a list of S3 files, without a secret', { AddressType: 'ossinv', DataType: 's3' }, 'unavailable'],
    [
      'a list of failed files, with another key',
      { AddressType: 'ossinv', InvBucket: 'mgw-inventory', ...KEYS },
      'unavailable'
    ],
    ["a list of one's own", { AddressType: 'ossinv', InvBucket: 'mine', ...KEYS }, 'available']
  ])('%s', async (_, detail, status) => {
    await send('POST', '/address', addressXml('photos', detail))
    const errorCode = status === 'available' ? '' : 'AccessDenied'
    expect(await verifyLater('photos')).toEqual([status, errorCode, '2026-01-16T22:00:01.000Z'])
  })

  test.each<[Partial<Behavior>, string[]]>([
    [{ verifyMs: Number.POSITIVE_INFINITY }, ['', '', '']],
    [{ availableStatus: 'avaliable' }, ['avaliable', '', '2026-01-16T22:00:01.000Z']],
    [{ verificationError: 'NoSuchBucket' }, ['unavailable', 'NoSuchBucket', '2026-01-16T22:00:01.000Z']],
    [
      { verificationError: 'NoSuchBucket', failedAddressStatus: 'rejected', verifyMs: 500 },
      ['rejected', 'NoSuchBucket', '2026-01-16T22:00:00.000Z']
    ]
  ])('%j', async (behavior, expected) => {
    Object.assign(emulator.behavior, behavior)
    expect(await verifyLater('source')).toEqual(expected)
  })
})

describe('DeleteAddress', () => {
  test('deletes an address that no job uses', async () => {
    expect(await codeOf('DELETE', '/address/source')).toBe('200')
    expect(emulator.addressNames()).toEqual(['destination'])
    for (const target of ['/address/source', '/address/source?verify']) {
      expect(await codeOf('GET', target)).toBe('NoSuchImportAddress')
    }
    expect(await codeOf('DELETE', '/address/source')).toBe('NoSuchImportAddress')
  })

  test.each(['source', 'destination'])('rejects the %s of a job', async (name) => {
    emulator.addJob({ name: 'nightly-sync' })
    expect(await codeOf('DELETE', `/address/${name}`)).toBe('ImportAddressIsOccupied')
  })
})

test('reads find a new address after createLagMs, and a second CreateAddress is rejected at once', async () => {
  emulator.behavior.createLagMs = 2000
  await send('POST', '/address', addressXml('photos', S3))
  expect(await codeOf('POST', '/address', addressXml('photos', S3))).toBe('ImportAddressAlreadyExist')
  now += 1999
  expect(await codeOf('GET', '/address/photos')).toBe('NoSuchImportAddress')
  expect(await codeOf('GET', '/address/photos?verify')).toBe('NoSuchImportAddress')
  expect(await codeOf('GET', '/address/source')).toBe('200')
  now += 1
  expect(await codeOf('GET', '/address/photos')).toBe('200')
})

test.each([
  ['POST', '/address', 'mgw:CreateImportAddress'],
  ['GET', '/address/source', 'mgw:GetImportAddress'],
  ['GET', '/address/source?verify', 'mgw:VerifyImportAddress'],
  ['DELETE', '/address/source', 'mgw:DeleteImportAddress'],
  ['POST', '/report', 'mgw:CreateImportReport'],
  ['GET', '/report', 'mgw:GetImportReport'],
  ['GET', '/job/nightly-sync?jobResult&runtimeId=1', 'mgw:GetImportJobResult'],
  ['POST', '/job', 'mgw:CreateImportJob']
])('%s %s needs %s', async (method, target, action) => {
  emulator.behavior.allowedActions = []
  const { body } = await send(method, target)
  expect(element(body, 'Code')).toBe('AccessDenied')
  expect(element(body, 'Message')).toContain(action)
  emulator.behavior.allowedActions = [action]
  expect(await codeOf(method, target)).not.toBe('AccessDenied')
})

test('a failure can name its operation', async () => {
  emulator.fail({ code: 'InternalError', operation: 'VerifyAddress' })
  expect(await codeOf('GET', '/address/source')).toBe('200')
  expect(await codeOf('GET', '/address/source?verify')).toBe('InternalError')
  expect(await codeOf('GET', '/address/source?verify')).toBe('200')
  expect(emulator.requests.map(({ operation }) => operation)).toEqual(['GetAddress', 'VerifyAddress', 'VerifyAddress'])
})
