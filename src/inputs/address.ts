import { isIPv4 } from 'node:net'
import { type Endpoint, parseMgwHost } from '@alicloud/hcs-mgw20240626'
import { ActionError, invalid } from '../action-error.ts'
import { PROXY_VARIABLES } from '../http/proxy.ts'
import { redact } from '../redact.ts'
import { environment, input } from '../runner/environment.ts'
import { ELLIPSIS, quote } from '../text.ts'

export type Address = Pick<Endpoint, 'protocol' | 'hostname' | 'port'>

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const REGION = new RegExp(`^(?=[a-z])${LABEL}$`)
const HOST_NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`)
const STS_HOST = /^sts(-vpc)?(\.(?!oss-)[a-z\d]+-[a-z\d-]+)?\.aliyuncs\.com$/
const MGW_DOMAIN = /(^|\.)mgw(-internal)?\.(aliyuncs\.com|idptcloud03api\.alibaba)$/
const ADDRESS = /^(?:(?<scheme>[a-z][a-z0-9+.-]*):\/\/)?(?<host>\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(?<port>\d{1,5}))?\/?$/

/** @throws ActionError `EmptyDomain` if neither region nor endpoint is known */
export function readEndpoint(): Endpoint {
  const endpoint = input('endpoint')
  const region = input('region')
  // Rejects an invalid endpoint before an invalid region.
  readAddress('endpoint')
  const name = region === '' ? 'ALIBABA_CLOUD_REGION_ID' : 'region'
  const resolved = resolveEndpoint(endpoint, region || environment('ALIBABA_CLOUD_REGION_ID'), name)
  // An MGW endpoint's own region takes precedence over the environment's.
  return parseMgwHost(resolved.hostname) && endpoint !== '' && region === '' ? resolveEndpoint(endpoint, '') : resolved
}

/** STS's address: the input, or the region's endpoint. */
export function readSts(endpoint: Endpoint): Address {
  const region = input('region') || environment('ALIBABA_CLOUD_REGION_ID') || endpoint.region
  return readAddress('sts-endpoint') ?? parseAddress('sts-endpoint', `sts.${region}.aliyuncs.com`)
}

/** Undefined if the input is empty. Rejects a host that imitates one of Alibaba Cloud's. */
function readAddress(name: 'endpoint' | 'sts-endpoint'): Address | undefined {
  if (input(name) === '') return undefined
  const address = parseAddress(name, input(name))
  const { hostname } = address
  if (!hostname.includes('aliyuncs') || hostname.endsWith('.aliyuncs.com')) return address
  throw invalid(`${name} is ${quote(hostname)}, but Alibaba Cloud's hosts end in .aliyuncs.com.`)
}

/**
 * Resolves where to send requests. `region` alone gives the region's public endpoint. With both, requests go to
 * `endpoint`, a host name or URL, and are signed for `region`.
 *
 * @param name what the region is set by, for messages
 * @throws ActionError `EmptyDomain` if both are empty
 */
export function resolveEndpoint(endpoint: string, region: string, name = 'region'): Endpoint {
  if (region !== '' && !REGION.test(region)) {
    throw invalid(`${name} is ${quote(region)}, but a region has lowercase letters, digits and -, as in cn-hangzhou.`)
  }
  if (region.startsWith('oss-')) {
    throw invalid(`${name} is ${quote(region)}, which is OSS's name. Write ${region.slice(4)}.`)
  }
  if (endpoint === '' && region === '') {
    throw new ActionError('EmptyDomain', 'Neither region nor endpoint is set. Set region, as in cn-hangzhou.')
  }
  const address = parseAddress('endpoint', endpoint || `${region}.mgw.aliyuncs.com`)
  const { hostname } = address
  const mgw = parseMgwHost(hostname)
  if (MGW_DOMAIN.test(hostname) && !REGION.test(mgw?.region ?? '')) {
    const doubled = /^(\d+)\.\1\./.test(hostname) ? 'it contains the account ID twice: ' : ''
    throw invalid(
      `endpoint is ${quote(endpoint)}, but ${doubled}MGW's hosts are {region}.mgw.aliyuncs.com and {user-id}.{region}.mgw.aliyuncs.com.`
    )
  }
  const scope = region || mgw?.region
  if (scope === undefined) {
    throw invalid(`region is not set, and endpoint ${hostname} contains none. Set region, as in cn-hangzhou.`)
  }
  return { ...address, region: scope }
}

/** Parses a host name, or a URL without a path. Rejects `http:` to anything but loopback. */
export function parseAddress(name: string, text: string): Address {
  const { scheme = 'https', host = '', port } = ADDRESS.exec(text.toLowerCase())?.groups ?? {}
  const problem = findProblem(text, scheme, host, port)
  if (problem !== undefined) throw invalid(`${name} is ${quote(withoutSecrets(redact(text)))}, but ${problem}`)
  const protocol = scheme === 'http' ? 'http:' : 'https:'
  return { protocol, hostname: host, port: port === undefined ? undefined : Number(port) }
}

function findProblem(text: string, scheme: string, host: string, port = '443'): string | undefined {
  if (text.length > 300) return 'it is too long.'
  if (text.includes('@')) return 'it must not contain a user name, a password or an @.'
  const isHost = host.startsWith('[') ? URL.canParse(`https://${host}`) : host.length <= 253 && HOST_NAME.test(host)
  if (!isHost || Number(port) > 65535 || Number(port) === 0) {
    return 'it must be a host name, or a URL without a path, as in cn-hangzhou.mgw.aliyuncs.com or https://mgw.example.com:8443.'
  }
  if (scheme !== 'https' && scheme !== 'http') return `${scheme}: is not supported: use https:.`
  return scheme === 'http' && !isLoopback(host) ? 'http: is only for this machine (127.0.0.1): use https:.' : undefined
}

/** Whether a server is Alibaba Cloud's, or this machine's. */
export function isOwnHost({ hostname }: Address): boolean {
  return parseMgwHost(hostname) !== undefined || STS_HOST.test(hostname) || isLoopback(hostname)
}

function isLoopback(host: string): boolean {
  return (host.startsWith('127.') && isIPv4(host)) || host === 'localhost' || host === '[::1]'
}

/** A malformed endpoint for a message: without user, password, path and query. */
function withoutSecrets(text: string): string {
  const parts = /^([a-z][a-z0-9+.-]*:\/\/)?([^/?#]*@)?([^/?#@]*)(.*)$/is.exec(text) ?? []
  const [, scheme = '', user = '', host = '', path = ''] = parts
  // A password may contain a slash, so nothing after the scheme is safe to show.
  if (path.includes('@')) return scheme + ELLIPSIS
  return `${scheme}${user && '***@'}${host}${path && `/${ELLIPSIS}`}`
}

export function warnAboutAddresses({ hostname, region }: Endpoint, sts: Address): string[] {
  const isMgw = parseMgwHost(hostname) !== undefined
  const proxy = PROXY_VARIABLES.find((name) => environment(name) !== '')
  const advice = 'Correct it, unless this is a private deployment.'
  return [
    isMgw &&
      !hostname.split('.').includes(region) &&
      `region is ${quote(region)}, but endpoint ${hostname} is in another region: the service will reject the signature.`,
    // Other names in aliyuncs.com can belong to a customer, such as an OSS bucket's.
    !isMgw && !isLoopback(hostname) && `endpoint ${hostname} isn't a host of the migration service. ${advice}`,
    !STS_HOST.test(sts.hostname) &&
      !isLoopback(sts.hostname) &&
      `sts-endpoint ${sts.hostname} isn't a host of STS. ${advice}`,
    proxy !== undefined &&
      !/^(https?:\/\/|(?!.*:\/\/))/i.test(environment(proxy)) &&
      `${proxy} doesn't start with http:// or https://, so no proxy is used.`
  ].filter((warning) => warning !== false)
}
