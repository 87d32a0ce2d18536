import { type Endpoint, OFFICIAL_REGIONS } from './endpoint.ts'
import { TransportError } from './errors.ts'

/** A host of MGW that does not exist has most likely a mistyped region: such an error is returned with a hint. */
export function withRegionHint(error: unknown, { isMgw, region }: Endpoint): unknown {
  if (!isMgw || !(error instanceof TransportError) || error.code !== 'ENOTFOUND') return error
  const isOfficial = (OFFICIAL_REGIONS as readonly string[]).includes(region)
  const guess = isOfficial
    ? 'The region is an official one, so it seems that this machine cannot resolve the name (DNS, private network).'
    : `Is the region ${region} mistyped?`
  const hint = `${guess} The official regions are ${OFFICIAL_REGIONS.join(', ')}.`
  return new TransportError(error.code, `${error.message}. ${hint}`, error.phase, error)
}
