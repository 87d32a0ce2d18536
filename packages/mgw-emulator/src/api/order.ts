import { createHash } from 'node:crypto'
import type { Behavior } from '../protocol/behavior.ts'

/** Which of two keys comes first in a list: less than 0 for the left one. */
export type Compare = (left: string, right: string) => number

function byName(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}

function byNumber(left: string, right: string): number {
  return Number(left) - Number(right)
}

function backwards(compare: Compare): Compare {
  return (left, right) => compare(right, left)
}

function rank(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/** An order that means nothing, and is the same at each look. */
const shuffled: Compare = (left, right) => byName(rank(left), rank(right))

/** The orders of jobs, by their names. */
export const JOB_ORDERS: Record<Behavior['listOrder'], Compare> = {
  name: byName,
  reverse: backwards(byName),
  shuffled
}

/** The orders of history entries, by their commit IDs. */
export const HISTORY_ORDERS: Record<Behavior['historyOrder'], Compare> = {
  newest: backwards(byNumber),
  oldest: byNumber,
  shuffled
}
