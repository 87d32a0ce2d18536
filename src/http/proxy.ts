/** A proxy from the environment. */
export interface HttpProxy {
  /** For Node, including the user name and password. */
  url: string
  /** Host and port, for messages. */
  address: string
  /** The environment variable that sets it. */
  variable: string
}

/** The first one that is set applies. */
export const PROXY_VARIABLES = ['https_proxy', 'HTTPS_PROXY']

/** An optional user name and password, with special characters percent-encoded; a host; an optional port. */
const PROXY_URL = /^https?:\/\/(?:(?:[^/?#@\\%\s]|%[\da-f]{2})*@)?(?:\[[\da-f:.]+\]|[^/?#@\\:[\]\s]+)(?::\d{1,5})?\/?$/i

/**
 * Returns the proxy for HTTPS requests to a host, undefined if they need none, or the problem with an invalid variable. Like
 * curl, the runner and its toolkit, it prefers `https_proxy` to `HTTPS_PROXY`, and `no_proxy` to `NO_PROXY`.
 */
export function proxyFor(
  hostname: string,
  port: number,
  env: Readonly<NodeJS.ProcessEnv>
): HttpProxy | { variable: string; problem: string } | undefined {
  const variable = PROXY_VARIABLES.find((name) => env[name]?.trim())
  if (variable === undefined || isExempt(hostname, port, env.no_proxy?.trim() || env.NO_PROXY || '')) return undefined
  const value = env[variable]?.trim() ?? ''
  const text = value.includes('://') ? value : `http://${value}`
  // Like Node, ignore proxies of other types.
  if (!/^https?:/i.test(text)) return undefined
  const url = PROXY_URL.test(text) ? URL.parse(text) : null
  // The value can contain a password, so the problem doesn't show it.
  if (url === null) return { variable, problem: NOT_A_URL }
  const address = `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`
  return { url: url.href, address, variable }
}

const NOT_A_URL =
  "it isn't a URL, as in http://proxy.example.com:3128. In a user name or password, write %, #, /, ?, @, : and \\ as %25, %23, %2F, %3F, %40, %3A and %5C."

/** Whether a list such as `.example.com, 10.0.0.1, other.example:8443` contains a host, or its domain. */
function isExempt(hostname: string, port: number, list: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '')
  return (list.toLowerCase().match(/[^\s,]+/g) ?? []).some((entry) => {
    const { name = '', only } = /^(?:\*?\.)?(?<name>\[.*\]|[^:]*|.*:.*:.*)(?::(?<only>\d+))?$/.exec(entry)?.groups ?? {}
    const bare = name.replace(/^\[|\]$/g, '')
    if (only !== undefined && Number(only) !== port) return false
    return entry === '*' || host === bare || (bare !== '' && host.endsWith(`.${bare}`))
  })
}
