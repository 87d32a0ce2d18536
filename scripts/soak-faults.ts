import type { FaultName } from 'mgw-emulator'

/** The faults of a soak test. A retry can succeed after each of them. */
export const SOAK_FAULTS: readonly FaultName[] = [
  'reset-before-headers',
  'reset-mid-body',
  'answer-lost',
  'content-length-too-large',
  '429-xml',
  '500-xml',
  '500-truncated-xml',
  '502-html',
  '503-xml',
  '503-empty',
  '503-retry-after-seconds',
  '504-html'
]
