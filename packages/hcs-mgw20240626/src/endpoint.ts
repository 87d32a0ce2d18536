import { ClientError } from './errors.ts'
import { quote } from './quote.ts'

/** The regions with an official endpoint (the API's endpoint list). New ones appear: this list is for advice only. */
export const OFFICIAL_REGIONS = [
  'cn-beijing',
  'cn-wulanchabu',
  'cn-hangzhou',
  'cn-shanghai',
  'cn-shenzhen',
  'cn-chengdu',
  'cn-hongkong',
  'ap-northeast-1',
  'ap-southeast-1',
  'eu-central-1',
  'us-east-1',
  'us-west-1'
] as const

/** A server by its host name, as people write it: with or without scheme and port. */
export interface Address {
  protocol: 'https:' | 'http:'
  /** Lower case, without port; an IPv6 address in its brackets. */
  hostname: string
  port: number | undefined
}

/** Where the service is, resolved from a region, or from an endpoint in any of the forms that people write. */
export interface Endpoint extends Address {
  /** The region in the credential scope of the signature. */
  region: string
  /** Whether this is a host of Alibaba Cloud's MGW, which wants the main account's ID in front. */
  isMgw: boolean
  /** The account's ID, where the endpoint already starts with it. */
  userId: string | undefined
}

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const REGION = new RegExp(`^(?=[a-z])${LABEL}$`)
const HOST_NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`)
const MGW_HOST = new RegExp(
  `^(?:(?<userId>\\d+)\\.)?(?<region>${LABEL})\\.mgw(?:-internal)?\\.aliyuncs\\.com$`
)
const OF_MGW = /(^|\.)mgw(-internal)?\.aliyuncs\.com$/
const PARTS =
  /^(?:(?<scheme>[a-z][a-z0-9+.-]*):\/\/)?(?<host>\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(?<port>\d{1,5}))?\/?$/

/**
 * Resolves where to send requests.
 *
 * - `region` alone gives `{region}.mgw.aliyuncs.com`.
 * - `endpoint` is a host name, with or without port, or a URL of one.
 * - Both: requests go to `endpoint` and are signed for `region`.
 *
 * @throws ClientError `EmptyDomain` when both are empty, `InvalidArgument` when one is malformed
 */
export function resolveEndpoint(endpoint: string, region: string): Endpoint {
  if (region !== '' && !REGION.test(region)) {
    throw new ClientError(
      'InvalidArgument',
      `region is ${quote(region)}, but a region is made of lower case letters, digits and hyphens, as in cn-hangzhou.`
    )
  }
  if (endpoint !== '') return parseEndpoint(endpoint, region)
  if (region !== '') return parseEndpoint(`${region}.mgw.aliyuncs.com`, region)
  throw new ClientError(
    'EmptyDomain',
    'Neither region nor endpoint is set. Set region, for example to cn-hangzhou.'
  )
}

/** The host name that a request goes to: MGW's own hosts get the account's ID in front, once. */
export function hostFor(endpoint: Endpoint, userId: string): string {
  return endpoint.isMgw && endpoint.userId === undefined
    ? `${userId}.${endpoint.hostname}`
    : endpoint.hostname
}

function parseEndpoint(text: string, region: string): Endpoint {
  const address = parseAddress('endpoint', text)
  const { hostname } = address
  const isOfMgw = OF_MGW.test(hostname)
  const mgw = isOfMgw ? MGW_HOST.exec(hostname)?.groups : undefined
  if (isOfMgw && !REGION.test(mgw?.region ?? '')) {
    const doubled = /^(\d+)\.\1\./.test(hostname) ? 'it carries the account ID twice: ' : ''
    throw new ClientError(
      'InvalidArgument',
      `endpoint is ${quote(text)}, but ${doubled}a host of MGW is {region}.mgw.aliyuncs.com or {user-id}.{region}.mgw.aliyuncs.com, as in cn-hangzhou.mgw.aliyuncs.com.`
    )
  }
  if (region === '' && (isLoopback(hostname) || /^[\d.]+$|^\[/.test(hostname))) {
    throw new ClientError(
      'InvalidArgument',
      `region is not set, and the endpoint ${hostname} names none. Set region, for example to cn-hangzhou.`
    )
  }
  return {
    ...address,
    // The official SDKs sign for the endpoint's first label unless they are given a region.
    region: region || mgw?.region || hostname.split('.', 1)[0] || hostname,
    isMgw: mgw !== undefined,
    userId: mgw?.userId
  }
}

/**
 * Reads a host name, or the URL of one without path.
 *
 * @param name what the user knows the value by, for the message
 * @throws ClientError `InvalidArgument` when it is malformed, or `http:` to anything but this machine
 */
export function parseAddress(name: string, text: string): Address {
  const { scheme = 'https', host = '', port } = PARTS.exec(text.toLowerCase())?.groups ?? {}
  const problem = findProblem(text, scheme, host, port)
  if (problem !== undefined) {
    throw new ClientError('InvalidArgument', `${name} is ${quote(withoutSecrets(text))}, but ${problem}`)
  }
  return {
    protocol: `${scheme as 'https' | 'http'}:`,
    hostname: host,
    port: port === undefined ? undefined : Number(port)
  }
}

function findProblem(
  text: string,
  scheme: string,
  host: string,
  port: string | undefined
): string | undefined {
  if (text.length > 300) return 'it is too long.'
  if (/^[^/]*(\/\/)?[^/]*@/.test(text)) return 'it must not hold a user name, a password or an @.'
  if (host === '' && /[/?#]/.test(text.replace(/^[a-z+.-]+:\/\//i, ''))) {
    return 'it must not hold a path, a query or a fragment: a host name is enough, as in cn-hangzhou.mgw.aliyuncs.com.'
  }
  const number = Number(port ?? 443)
  if (!isHost(host) || number > 65535 || number === 0) {
    return 'it must be a host name or the URL of one, as in cn-hangzhou.mgw.aliyuncs.com or https://mgw.example.com:8443.'
  }
  if (scheme !== 'https' && scheme !== 'http') return `${scheme}: is not supported: use https:.`
  if (scheme === 'http' && !isLoopback(host)) {
    return 'http: is for a server on this machine (127.0.0.1) only: use https:.'
  }
  return undefined
}

function isHost(host: string): boolean {
  return host.startsWith('[') ? URL.canParse(`https://${host}`) : host.length <= 253 && HOST_NAME.test(host)
}

/** Whether `host` is this machine itself, written so that nobody can doubt it. */
export function isLoopback(host: string): boolean {
  return (
    host === 'localhost' || host === '[::1]' || /^127(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/.test(host)
  )
}

/** A malformed endpoint as a message may show it: without user, password, path and query. */
function withoutSecrets(text: string): string {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/)?(.*)$/is.exec(text) ?? []
  const [authority = ''] = rest.split(/[/?#]/, 1)
  const hidden = rest.length > authority.length ? '/…' : ''
  // A password may itself hold a slash: then nothing tells where it ends.
  if (hidden !== '' && rest.slice(authority.length).includes('@')) return `${scheme}…`
  const user = authority.includes('@') ? '***@' : ''
  return `${scheme}${user}${authority.slice(authority.lastIndexOf('@') + 1)}${hidden}`.slice(0, 300)
}
