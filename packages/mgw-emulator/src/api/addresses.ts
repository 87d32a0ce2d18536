import { ADDRESS_FIELDS, type AddressDetail, type AddressOptions, isAddressName } from '../addresses/address.ts'
import { verificationOf } from '../addresses/addresses.ts'
import { serviceError } from '../protocol/errors.ts'
import { elementsOf, parseRequestXml, requiredText, textOf, type XmlElements } from '../protocol/xml.ts'
import { ACCEPTED, type Call, type OperationResult, xmlResult } from './operations.ts'

function detailOf(elements: XmlElements): AddressDetail {
  const fields = ADDRESS_FIELDS.map((name) => [name, textOf(elements[name])] as const)
  const { AuthType, UserName } = elementsOf(elements.HdfsAuthConfig)
  return {
    ...Object.fromEntries(fields.filter(([, text]) => text !== undefined)),
    ...(elements.HdfsAuthConfig === undefined
      ? {}
      : { HdfsAuthConfig: { AuthType: textOf(AuthType) ?? '', UserName: textOf(UserName) ?? '' } })
  }
}

function optionsOf(elements: XmlElements): AddressOptions {
  const name = requiredText(elements, 'Name')
  if (!isAddressName(name)) throw serviceError('InvalidArgument', `The address name ${name} is invalid.`)
  const detail = elementsOf(elements.AddressDetail)
  requiredText(detail, 'AddressType')
  return { name, detail: detailOf(detail), tags: textOf(elements.Tags) ?? '' }
}

/** CreateAddress. @throws ServiceError */
export function createAddress({ service, body }: Call): OperationResult {
  service.addresses.create(optionsOf(parseRequestXml(body, 'ImportAddress')))
  return ACCEPTED
}

/** GetAddress. It never contains a secret. @throws ServiceError */
export function getAddress({ service, name }: Call): OperationResult {
  const { owner, formatTime, now, behavior } = service
  const address = service.addresses.read(name)
  const { status, time, problem } = verificationOf(address, now(), behavior)
  const detail = ADDRESS_FIELDS.map((field) => [field, address.detail[field] ?? ''] as const)
  return xmlResult('ImportAddress', {
    Name: address.name,
    AddressDetail: {
      ...Object.fromEntries(detail),
      HdfsAuthConfig: address.detail.HdfsAuthConfig,
      AccessSecret: '',
      InvAccessSecret: ''
    },
    CreateTime: formatTime(address.createTime),
    ModifyTime: formatTime(address.createTime),
    VerifyTime: time === undefined ? '' : formatTime(time),
    Status: status,
    VerifyResult: { HttpCode: '-1', ErrorCode: problem?.errorCode ?? '', ErrorMsg: problem?.errorMessage ?? '' },
    Tags: address.tags,
    Owner: owner,
    Version: address.version
  })
}

/** VerifyAddress. The first call starts the verification. @throws ServiceError */
export function verifyAddress({ service, name }: Call): OperationResult {
  const { formatTime, now, behavior } = service
  const address = service.addresses.read(name)
  address.verifiedAt ??= now()
  const { status, time, problem } = verificationOf(address, now(), behavior)
  return xmlResult('VerifyAddressResponse', {
    Status: status,
    VerifyTime: time === undefined ? '' : formatTime(time),
    ErrorCode: problem?.errorCode ?? '',
    ErrorMessage: problem?.errorMessage ?? ''
  })
}

/** DeleteAddress. @throws ServiceError */
export function deleteAddress({ service, name }: Call): OperationResult {
  const isOccupied = service.jobs
    .list()
    .some(({ options: { srcAddress, destAddress } }) => srcAddress === name || destAddress === name)
  if (isOccupied) throw serviceError('ImportAddressIsOccupied')
  service.addresses.remove(name)
  return ACCEPTED
}
