import { secretOf, uuidOf } from '../protocol/ids.ts'

const SECRET_LENGTH = 30

/** The bucket and the key pair of the service's list of failed files at `path`. */
export interface InventoryKey {
  bucket: string
  accessId: string
  accessSecret: string
}

/** The key of the list at `path`. Each list has its own, so that a test notices if a client mixes them up. */
export function inventoryKey(path: string): InventoryKey {
  return {
    bucket: 'mgw-inventory',
    accessId: `LTAI5t${uuidOf('inventory', path).replaceAll('-', '').slice(0, 18)}`,
    accessSecret: secretOf('inventory', path).slice(0, SECRET_LENGTH)
  }
}
