import { expect, test } from '@jest/globals'
import { Semaphore } from '../../src/retry/semaphore.ts'

const NEVER = new AbortController().signal

test('hands out slots first come, first served', async () => {
  const semaphore = new Semaphore(2)
  const order: string[] = []
  const acquire = (name: string) => semaphore.acquire(NEVER).then(() => void order.push(name))
  const all = [acquire('a'), acquire('b'), acquire('c'), acquire('d')]
  await all[1]
  expect(order).toEqual(['a', 'b'])
  semaphore.release()
  await all[2]
  semaphore.release()
  await all[3]
  expect(order).toEqual(['a', 'b', 'c', 'd'])
})

test('does not block if the signal is already aborted', async () => {
  const semaphore = new Semaphore(1)
  await semaphore.acquire(NEVER)
  await semaphore.acquire(AbortSignal.abort())
})

test('stops waiting when the signal is aborted, and has as many slots as before afterwards', async () => {
  const controller = new AbortController()
  const semaphore = new Semaphore(1)
  await semaphore.acquire(NEVER)
  const waiting = semaphore.acquire(controller.signal)
  controller.abort()
  await waiting
  semaphore.release()
  semaphore.release()
  await semaphore.acquire(NEVER)
  let isAcquired = false
  void semaphore.acquire(NEVER).then(() => {
    isAcquired = true
  })
  await Promise.resolve()
  expect(isAcquired).toBe(false)
})

test('an aborted signal takes no slot from others, whether it had a slot or was waiting for one', async () => {
  const semaphore = new Semaphore(1)
  const order: string[] = []
  const [early, late] = [new AbortController(), new AbortController()]
  const acquire = (name: string, signal: AbortSignal) => semaphore.acquire(signal).then(() => void order.push(name))
  await acquire('a', NEVER)
  const early1 = acquire('b', early.signal)
  const others = [acquire('c', NEVER), acquire('d', late.signal), acquire('e', NEVER)]
  semaphore.release()
  await early1
  early.abort()
  late.abort()
  await others[1]
  expect(order).toEqual(['a', 'b', 'd'])
  semaphore.release()
  await others[0]
  semaphore.release()
  semaphore.release()
  await others[2]
  expect(order).toEqual(['a', 'b', 'd', 'c', 'e'])
})
