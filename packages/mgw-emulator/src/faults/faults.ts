import type { Fault } from '../http/exchange.ts'
import { BODY_FAULTS, type BodyFaultName } from './body-faults.ts'
import { CONNECTION_FAULTS } from './connection-faults.ts'
import { STATUS_FAULTS, type StatusFaultName } from './status-faults.ts'

export type FaultName = keyof typeof CONNECTION_FAULTS | StatusFaultName | BodyFaultName

export const FAULTS: Readonly<Record<FaultName, Fault>> = {
  ...CONNECTION_FAULTS,
  ...STATUS_FAULTS,
  ...BODY_FAULTS
}

export function isFaultName(text: string): text is FaultName {
  return Object.hasOwn(FAULTS, text)
}
