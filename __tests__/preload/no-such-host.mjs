// Loaded before the action (node --import): no host name resolves, and stderr shows how often one was requested.
// No test uses a real name server.
import dns from 'node:dns'

const code = process.env.DNS_ERROR ?? 'ENOTFOUND'
dns.lookup = (hostname, _options, callback) => {
  process.stderr.write(`lookup ${hostname}\n`)
  const error = Object.assign(new Error(`getaddrinfo ${code} ${hostname}`), {
    code,
    hostname,
    syscall: 'getaddrinfo'
  })
  process.nextTick(callback, error)
}
