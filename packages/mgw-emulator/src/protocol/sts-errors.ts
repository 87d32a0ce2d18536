interface ErrorKind {
  status: number
  message: string
}

/** The error codes of STS that the emulator returns. */
export const STS_ERRORS = {
  'AuthenticationFail.NoPermission': {
    status: 401,
    message: 'This operation is forbidden by the permission system.'
  },
  'AuthenticationFail.OIDCToken.AudienceNotMatch': { status: 401, message: 'Invalid audience.' },
  'AuthenticationFail.OIDCToken.Expired': { status: 401, message: 'This JsonWebToken is expired.' },
  'AuthenticationFail.OIDCToken.Invalid': {
    status: 401,
    message: 'The OIDCToken is not a JsonWebToken that can be recognized.'
  },
  'AuthenticationFail.OIDCToken.InvalidSignature': {
    status: 401,
    message: 'The signature of the OIDCToken is invalid.'
  },
  'AuthenticationFail.OIDCToken.IssuerConfigurationBroken': {
    status: 401,
    message: 'Get public keys from OIDC Provider failed.'
  },
  'AuthenticationFail.OIDCToken.IssuerNotMatch': {
    status: 401,
    message: "The issuer in the OIDC Token doesn't match the OIDC Provider registered."
  },
  'AuthenticationFail.OIDCToken.PublicKeyFingerprintMismatch': {
    status: 401,
    message: "The fingerprint of the issuer's certificate doesn't match the OIDC Provider registered."
  },
  'EntityNotExist.Role': { status: 404, message: 'The role does not exist.' },
  IncompleteSignature: { status: 400, message: 'The request signature does not conform to the standards.' },
  'InvalidAccessKeyId.NotFound': { status: 404, message: 'Specified access key is not found.' },
  'InvalidAction.NotFound': { status: 404, message: 'Specified api is not found.' },
  'InvalidParameter.DurationSeconds': {
    status: 400,
    message: 'The parameter DurationSeconds is out of range.'
  },
  'InvalidParameter.Format': { status: 400, message: 'The emulator answers in JSON only.' },
  'InvalidParameter.RoleArn': { status: 400, message: 'The parameter RoleArn is wrongly formed.' },
  'InvalidParameter.RoleSessionName': {
    status: 400,
    message: 'The parameter RoleSessionName is wrongly formed.'
  },
  'InvalidSecurityToken.Expired': { status: 400, message: 'Specified SecurityToken is expired.' },
  'InvalidSecurityToken.MismatchWithAccessKey': {
    status: 400,
    message: 'Specified SecurityToken does not belong to the access key.'
  },
  'InvalidTimeStamp.Expired': { status: 400, message: 'Specified time stamp or date value is expired.' },
  'InvalidTimeStamp.Format': {
    status: 400,
    message: 'Specified time stamp or date value is not well formatted.'
  },
  InvalidVersion: { status: 400, message: 'Specified parameter Version is not valid.' },
  MissingParameter: { status: 400, message: 'A mandatory parameter is missing.' },
  MissingSecurityToken: { status: 400, message: 'SecurityToken is mandatory for this action.' },
  SignatureDoesNotMatch: { status: 400, message: 'Specified signature is not matched with our calculation.' },
  SignatureNonceUsed: { status: 400, message: 'Specified signature nonce was used already.' },
  UnsupportedHTTPMethod: { status: 400, message: 'This http method is not supported.' }
} as const satisfies Record<string, ErrorKind>

/** A code in `STS_ERRORS`. */
export type StsErrorCode = keyof typeof STS_ERRORS

/** An error response of STS. */
export class StsError extends Error {
  readonly code: StsErrorCode
  readonly status: number

  constructor(code: StsErrorCode, message: string = STS_ERRORS[code].message) {
    super(message)
    this.code = code
    this.status = STS_ERRORS[code].status
  }
}
