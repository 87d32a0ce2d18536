export { type AttemptOptions, Client, type Config } from './client.ts'
export { type Endpoint, hostFor, isLoopback, OFFICIAL_REGIONS, resolveEndpoint } from './endpoint.ts'
export {
  ClientError,
  identifier,
  MgwError,
  type MgwErrorData,
  requestIdFrom,
  TransportError
} from './errors.ts'
export * from './models.ts'
export { type Credentials, type SignedRequest, sign, type UnsignedRequest } from './signer.ts'
