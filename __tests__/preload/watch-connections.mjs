// Loaded before the action (node --import): reports on stderr, at exit, to which hosts it opened connections.
import net from 'node:net'

const seen = []
const { connect } = net.Socket.prototype
net.Socket.prototype.connect = function (...args) {
  const [{ host = '', port = '', path }] = Array.isArray(args[0]) ? args[0] : args
  seen.push(path ?? `${host}:${port}`)
  return connect.apply(this, args)
}
process.on('exit', () => process.stderr.write(JSON.stringify(seen)))
