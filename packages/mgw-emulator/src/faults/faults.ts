import type { Fault } from '../http/exchange.ts'
import { BODY_FAULTS, type BodyFaultName } from './body-faults.ts'
import { CONNECTION_FAULTS } from './connection-faults.ts'
import { STATUS_FAULTS, type StatusFaultName } from './status-faults.ts'

/** The name of a fault. */
export type FaultName = keyof typeof CONNECTION_FAULTS | StatusFaultName | BodyFaultName

/** Every fault by name. One that answers anything but 200 doesn't do what was asked. */
export const FAULTS: Readonly<Record<FaultName, Fault>> = {
  ...CONNECTION_FAULTS,
  ...STATUS_FAULTS,
  ...BODY_FAULTS
}

/** Whether a text is the name of a fault. */
export function isFaultName(text: string): text is FaultName {
  return Object.hasOwn(FAULTS, text)
}
