import { createHash } from 'node:crypto'
import type { Behavior } from '../protocol/behavior.ts'

/** Compares two keys, like the argument of Array.sort. */
export type Compare = (left: string, right: string) => number

function byName(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}

function byNumber(left: string, right: string): number {
  return Number(left) - Number(right)
}

function descending(compare: Compare): Compare {
  return (left, right) => compare(right, left)
}

function rank(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/** A random-looking order that is the same for every request. */
const shuffled: Compare = (left, right) => byName(rank(left), rank(right))

/** Orders of jobs by name. */
export const JOB_ORDERS: Record<Behavior['listOrder'], Compare> = {
  name: byName,
  reverse: descending(byName),
  shuffled
}

/** Orders of history entries by commit ID. */
export const HISTORY_ORDERS: Record<Behavior['historyOrder'], Compare> = {
  newest: descending(byNumber),
  oldest: byNumber,
  shuffled
}
