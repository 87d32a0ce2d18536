/** The regions on the API's endpoint list. New regions appear, so use this list for advice only. */
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

export interface Endpoint {
  protocol: 'https:' | 'http:'
  /** Lower case, without the port; an IPv6 address keeps its brackets. */
  hostname: string
  port: number | undefined
  /** The region in the credential scope of the signature. */
  region: string
}

/** The host name that a request goes to: MGW's own hosts get the account's ID in front, once. */
export function hostFor({ hostname }: Endpoint, account: string): string {
  const mgw = parseMgwHost(hostname)
  return mgw === undefined || mgw.userId !== undefined ? hostname : `${account}.${hostname}`
}

/** The region and the account's ID in the name of one of MGW's own hosts; undefined for any other host name. */
export function parseMgwHost(hostname: string): { region: string; userId: string | undefined } | undefined {
  const { region, userId } = (MGW_HOST.exec(hostname) ?? IDPT_HOST.exec(hostname))?.groups ?? {}
  return region === undefined ? undefined : { region, userId }
}

// OSS's regions begin with `oss-`, MGW's don't.
const MGW_HOST =
  /^(?:(?<userId>\d+)\.)?(?<region>(?!oss-)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\.mgw(?:-internal)?\.aliyuncs\.com$/
/** Jakarta's and Paris's endpoints. */
const IDPT_HOST =
  /^(?:(?<userId>\d+)\.)?mgw\.(?<region>(?!oss-)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\.mgw\.idptcloud03api\.alibaba$/
