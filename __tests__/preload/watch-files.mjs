// Loaded before the action (node --import): reports on stderr, at exit, which files it accessed and which host names
// it resolved.
import dns from 'node:dns'
import fs from 'node:fs'

const seen = []
for (const name of [
  'openSync',
  'readFileSync',
  'existsSync',
  'statSync',
  'appendFileSync',
  'writeFileSync',
  'readdirSync'
]) {
  const real = fs[name]
  fs[name] = (path, ...rest) => {
    if (typeof path === 'string') seen.push(path)
    return real(path, ...rest)
  }
}
const { lookup } = dns
dns.lookup = (host, ...rest) => {
  seen.push(`lookup ${host}`)
  return lookup(host, ...rest)
}
process.on('exit', () => process.stderr.write(JSON.stringify([...new Set(seen)])))
