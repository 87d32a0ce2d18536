import type { Duplex } from 'node:stream'

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

/** The largest answer to CONNECT, in bytes. */
const MAX_ANSWER = 64 * 1024
const TOO_LONG = `The proxy's answer is longer than ${MAX_ANSWER} bytes.`

/**
 * Passes a proxy's answer to CONNECT to Node in one chunk. Node doubles its listeners with each chunk, and has no limit. After
 * the answer comes TLS, which bypasses `push`, or an error page, which nobody needs.
 */
export function gatherAnswer(socket: Duplex): void {
  const push = socket.push.bind(socket)
  let answer = Buffer.alloc(0)
  let isComplete = false
  socket.push = (chunk: Buffer | null) => {
    if (chunk === null) return push(null)
    if (isComplete) {
      socket.destroy()
      return false
    }
    answer = Buffer.concat([answer, chunk])
    isComplete = answer.includes('\r\n\r\n')
    if (isComplete) return push(answer)
    if (answer.length > MAX_ANSWER) socket.destroy(Object.assign(new Error(TOO_LONG), { code: 'ERR_PROXY_TUNNEL' }))
    return true
  }
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
