/** The proxy that the environment names for a host. */
export interface HttpProxy {
  /** As Node wants it, with user and password. */
  url: string
  /** Host and port, for messages. */
  address: string
  /** The environment variable that it comes from. */
  variable: string
  /** Whether the proxy itself is spoken to with TLS. */
  isTls: boolean
}

/** Why the value of a proxy variable cannot be used. It is never shown: it may hold a password. */
export interface InvalidHttpProxy {
  variable: string
  problem: string
}

/** A user and a password, in which other characters than these are written as % and two digits; a host; a port. */
const PROXY_URL =
  /^https?:\/\/(?:(?:[^/?#@\\%\s]|%[\da-f]{2})*@)?(?:\[[\da-f:.]+\]|[^/?#@\\:[\]\s]+)(?::\d{1,5})?\/?$/i

/**
 * The proxy for requests to a host over https:, as curl, the runner and its toolkit read the environment: `https_proxy`
 * before `HTTPS_PROXY`, and none for a host that `no_proxy` or `NO_PROXY` names.
 *
 * @param hostname in lower case
 * @returns undefined where no proxy is to be used
 */
export function proxyFor(
  hostname: string,
  port: number,
  env: Readonly<NodeJS.ProcessEnv>
): HttpProxy | InvalidHttpProxy | undefined {
  const variable = ['https_proxy', 'HTTPS_PROXY'].find((name) => env[name]?.trim())
  if (variable === undefined || isExempt(hostname, port, env.no_proxy?.trim() || env.NO_PROXY || ''))
    return undefined
  const value = env[variable]?.trim() ?? ''
  const text = value.includes('://') ? value : `http://${value}`
  const scheme = text.slice(0, text.indexOf(':')).toLowerCase()
  // Node knows no other proxies, and passes over them.
  if (scheme !== 'http' && scheme !== 'https') return undefined
  const url = PROXY_URL.test(text) ? URL.parse(text) : null
  if (url === null) return { variable, problem: NOT_A_URL }
  const isTls = url.protocol === 'https:'
  const address = `${url.hostname}:${url.port || (isTls ? 443 : 80)}`
  return { url: url.href, address, variable, isTls }
}

const NOT_A_URL =
  'it is not a valid URL, as in http://proxy.example.com:3128. In a user name or password, write %, #, /, ?, @, : and \\ percent-encoded: as %25, %23, %2F, %3F, %40, %3A and %5C.'

/** Whether a list such as `.example.com, 10.0.0.1, other.example:8443` names a host, or a domain that it is in. */
function isExempt(hostname: string, port: number, list: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '')
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const { name = '', only } =
        /^(?:\*?\.)?(?<name>\[.*\]|[^:]*|.*:.*:.*)(?::(?<only>\d+))?$/.exec(entry)?.groups ?? {}
      const bare = name.replace(/^\[|\]$/g, '')
      if (only !== undefined && Number(only) !== port) return false
      return entry === '*' || host === bare || (bare !== '' && host.endsWith(`.${bare}`))
    })
}
