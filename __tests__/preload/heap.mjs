// Loaded before the action (node --import): tells on stderr, at the end, how much memory was in use after the 100th
// request and after the last hundred, garbage collected.
import http from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')
const { request } = http
const samples = []
let requests = 0

http.request = (...args) => {
  requests += 1
  if (requests % 100 === 0) {
    collect()
    samples.push(process.memoryUsage().heapUsed)
  }
  return request(...args)
}
process.on('exit', () => {
  process.stderr.write(JSON.stringify({ requests, first: samples[0], last: samples.at(-1) }))
})
