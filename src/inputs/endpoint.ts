import {
  type Address,
  ClientError,
  type Endpoint,
  isLoopback,
  parseAddress,
  resolveEndpoint
} from '@alicloud/hcs-mgw20240626'
import type { InputName } from '../runner/contract.ts'
import { environment, input } from '../runner/environment.ts'
import { quote } from '../text/words.ts'

/** @throws ClientError `EmptyDomain` when neither region nor endpoint is known, `InvalidArgument` when one is malformed */
export function readEndpoint(): Endpoint {
  const endpoint = input('endpoint')
  const region = input('region')
  refuseLookalike('endpoint', endpoint)
  const resolved = resolveEndpoint(endpoint, region || environment('ALIBABA_CLOUD_REGION_ID'))
  // The region that an endpoint of MGW names counts for more than one that merely stands in the environment.
  return resolved.isMgw && endpoint !== '' && region === '' ? resolveEndpoint(endpoint, '') : resolved
}

/** STS's address: the input, else that of the region, else the central one. */
export function readSts(endpoint: Endpoint): Address {
  const address = input('sts-endpoint')
  refuseLookalike('sts-endpoint', address)
  if (address !== '') return parseAddress('sts-endpoint', address)
  const region =
    input('region') || environment('ALIBABA_CLOUD_REGION_ID') || (endpoint.isMgw ? endpoint.region : '')
  return parseAddress('sts-endpoint', region === '' ? 'sts.aliyuncs.com' : `sts.${region}.aliyuncs.com`)
}

/** A warning for a region that the endpoint is not of. */
export function regionMismatch({ isMgw, hostname, region }: Endpoint): string[] {
  if (!isMgw || hostname.split('.').includes(region)) return []
  return [
    `region is ${quote(region)}, but the endpoint ${hostname} is of another region: the service will refuse the signature.`
  ]
}

/** A warning for a proxy that is passed over: only those of http: and https: are supported. */
export function unusedProxy(): string[] {
  const variable = ['https_proxy', 'HTTPS_PROXY'].find((name) => environment(name) !== '')
  if (variable === undefined || /^(https?:\/\/|(?!.*:\/\/))/i.test(environment(variable))) return []
  return [`${variable} is not a URL that begins with http:// or https://, so no proxy is used.`]
}

/**
 * A warning for each server that is neither one of the service's own, or of STS's, nor this machine: it is sent signed
 * requests, or keys. Other names in aliyuncs.com may be a customer's, such as that of an OSS bucket.
 */
export function foreignServers(endpoint: Endpoint, sts: Address): string[] {
  return [
    ...(endpoint.isMgw || isLoopback(endpoint.hostname)
      ? []
      : [`endpoint ${endpoint.hostname} is not a host of the migration service. ${IF_MEANT}`]),
    ...(STS_HOST.test(sts.hostname) || isLoopback(sts.hostname)
      ? []
      : [`sts-endpoint ${sts.hostname} is not a host of STS. ${IF_MEANT}`])
  ]
}

const STS_HOST = /^sts(-vpc)?(\.[a-z\d-]+)?\.aliyuncs\.com$/

const IF_MEANT = 'If you mean a private deployment, this is right; else correct it.'

/** @throws ClientError `InvalidArgument` for a host that only looks like one of Alibaba Cloud's */
function refuseLookalike(name: InputName, text: string): void {
  const { hostname = '' } = text === '' ? {} : parseAddress(name, text)
  if (!/aliyuncs/.test(hostname) || /\.aliyuncs\.com$/.test(hostname)) return
  throw new ClientError(
    'InvalidArgument',
    `${name} is ${quote(hostname)}, which looks like a host of Alibaba Cloud but is none: those end in .aliyuncs.com.`
  )
}
