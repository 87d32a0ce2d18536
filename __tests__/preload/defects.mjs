// Loaded before the action (node --import): the first request triggers a defect, which DEFECT names.
import { EventEmitter } from 'node:events'
import http from 'node:http'

const { request } = http
const { setTimeout } = globalThis

http.request = (...args) => {
  if (process.env.DEFECT === 'nothing left') {
    // The promise never settles, and no timer keeps the process alive.
    globalThis.setTimeout = (...timer) => setTimeout(...timer).unref()
    return Object.assign(new EventEmitter(), { end() {}, destroy() {} })
  }
  const outgoing = request(...args)
  outgoing.on('socket', () => {
    const defect = new TypeError(`a defect ${process.env.DEFECT}`)
    if (process.env.DEFECT === 'in a callback') throw defect
    Promise.reject(defect)
  })
  return outgoing
}
