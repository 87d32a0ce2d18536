/******/ (() => { // webpackBootstrap
/******/ 	"use strict";
/******/ 	// The require scope
/******/ 	var __nccwpck_require__ = {};
/******/ 	
/************************************************************************/
/******/ 	/* webpack/runtime/compat get default export */
/******/ 	(() => {
/******/ 		// getDefaultExport function for compatibility with non-harmony modules
/******/ 		__nccwpck_require__.n = (module) => {
/******/ 			var getter = module && module.__esModule ?
/******/ 				() => (module['default']) :
/******/ 				() => (module);
/******/ 			__nccwpck_require__.d(getter, { a: getter });
/******/ 			return getter;
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/define property getters */
/******/ 	(() => {
/******/ 		// define getter functions for harmony exports
/******/ 		__nccwpck_require__.d = (exports, definition) => {
/******/ 			for(var key in definition) {
/******/ 				if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 					Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 				}
/******/ 			}
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/hasOwnProperty shorthand */
/******/ 	(() => {
/******/ 		__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ 	})();
/******/ 	
/************************************************************************/
var __webpack_exports__ = {};

;// CONCATENATED MODULE: external "os"
const external_os_namespaceObject = require("os");
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/utils.js
function utils_toCommandValue(input) {
	if (input === null || input === undefined) {
		return ''
	} else if (typeof input === 'string' || input instanceof String) {
		return input
	}
	return JSON.stringify(input)
}
function toCommandProperties(annotationProperties) {
	if (!Object.keys(annotationProperties).length) {
		return {}
	}
	return {
		title: annotationProperties.title,
		file: annotationProperties.file,
		line: annotationProperties.startLine,
		endLine: annotationProperties.endLine,
		col: annotationProperties.startColumn,
		endColumn: annotationProperties.endColumn
	}
}

;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/command.js


function command_issueCommand(command, properties, message) {
	const cmd = new Command(command, properties, message)
	process.stdout.write(cmd.toString() + external_os_namespaceObject.EOL)
}
function command_issue(name, message = '') {
	command_issueCommand(name, {}, message)
}
const CMD_STRING = '::'
class Command {
	constructor(command, properties, message) {
		if (!command) {
			command = 'missing.command'
		}
		this.command = command
		this.properties = properties
		this.message = message
	}
	toString() {
		let cmdStr = CMD_STRING + this.command
		if (this.properties && Object.keys(this.properties).length > 0) {
			cmdStr += ' '
			let first = true
			for (const key in this.properties) {
				if (this.properties.hasOwnProperty(key)) {
					const val = this.properties[key]
					if (val) {
						if (first) {
							first = false
						} else {
							cmdStr += ','
						}
						cmdStr += `${key}=${escapeProperty(val)}`
					}
				}
			}
		}
		cmdStr += `${CMD_STRING}${escapeData(this.message)}`
		return cmdStr
	}
}
function escapeData(s) {
	return utils_toCommandValue(s).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')
}
function escapeProperty(s) {
	return utils_toCommandValue(s).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A').replace(/:/g, '%3A').replace(/,/g, '%2C')
}

;// CONCATENATED MODULE: external "path"
const external_path_namespaceObject = require("path");
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/core.js
var __awaiter =
	(undefined && undefined.__awaiter) ||
	function (thisArg, _arguments, P, generator) {
		function adopt(value) {
			return value instanceof P
				? value
				: new P(function (resolve) {
						resolve(value)
					})
		}
		return new (P || (P = Promise))(function (resolve, reject) {
			function fulfilled(value) {
				try {
					step(generator.next(value))
				} catch (e) {
					reject(e)
				}
			}
			function rejected(value) {
				try {
					step(generator['throw'](value))
				} catch (e) {
					reject(e)
				}
			}
			function step(result) {
				result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected)
			}
			step((generator = generator.apply(thisArg, _arguments || [])).next())
		})
	}
;





var ExitCode
;(function (ExitCode) {
	ExitCode[(ExitCode['Success'] = 0)] = 'Success'
	ExitCode[(ExitCode['Failure'] = 1)] = 'Failure'
})(ExitCode || (ExitCode = {}))
function exportVariable(name, val) {
	const convertedVal = toCommandValue(val)
	process.env[name] = convertedVal
	const filePath = process.env['GITHUB_ENV'] || ''
	if (filePath) {
		return issueFileCommand('ENV', prepareKeyValueMessage(name, val))
	}
	issueCommand('set-env', { name }, convertedVal)
}
function setSecret(secret) {
	command_issueCommand('add-mask', {}, secret)
}
function addPath(inputPath) {
	const filePath = process.env['GITHUB_PATH'] || ''
	if (filePath) {
		issueFileCommand('PATH', inputPath)
	} else {
		issueCommand('add-path', {}, inputPath)
	}
	process.env['PATH'] = `${inputPath}${path.delimiter}${process.env['PATH']}`
}
function getInput(name, options) {
	const val = process.env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] || ''
	if (options && options.required && !val) {
		throw new Error(`Input required and not supplied: ${name}`)
	}
	if (options && options.trimWhitespace === false) {
		return val
	}
	return val.trim()
}
function getMultilineInput(name, options) {
	const inputs = getInput(name, options)
		.split('\n')
		.filter((x) => x !== '')
	if (options && options.trimWhitespace === false) {
		return inputs
	}
	return inputs.map((input) => input.trim())
}
function getBooleanInput(name, options) {
	const trueValue = ['true', 'True', 'TRUE']
	const falseValue = ['false', 'False', 'FALSE']
	const val = getInput(name, options)
	if (trueValue.includes(val)) return true
	if (falseValue.includes(val)) return false
	throw new TypeError(`Input does not meet YAML 1.2 "Core Schema" specification: ${name}\n` + `Support boolean input list: \`true | True | TRUE | false | False | FALSE\``)
}
function setOutput(name, value) {
	const filePath = process.env['GITHUB_OUTPUT'] || ''
	if (filePath) {
		return issueFileCommand('OUTPUT', prepareKeyValueMessage(name, value))
	}
	process.stdout.write(os.EOL)
	issueCommand('set-output', { name }, toCommandValue(value))
}
function setCommandEcho(enabled) {
	issue('echo', enabled ? 'on' : 'off')
}
function setFailed(message) {
	process.exitCode = ExitCode.Failure
	error(message)
}
function isDebug() {
	return process.env['RUNNER_DEBUG'] === '1'
}
function debug(message) {
	command_issueCommand('debug', {}, message)
}
function error(message, properties = {}) {
	command_issueCommand('error', toCommandProperties(properties), message instanceof Error ? message.toString() : message)
}
function warning(message, properties = {}) {
	command_issueCommand('warning', toCommandProperties(properties), message instanceof Error ? message.toString() : message)
}
function notice(message, properties = {}) {
	command_issueCommand('notice', toCommandProperties(properties), message instanceof Error ? message.toString() : message)
}
function info(message) {
	process.stdout.write(message + external_os_namespaceObject.EOL)
}
function startGroup(name) {
	command_issue('group', name)
}
function endGroup() {
	command_issue('endgroup')
}
function group(name, fn) {
	return __awaiter(this, void 0, void 0, function* () {
		startGroup(name)
		let result
		try {
			result = yield fn()
		} finally {
			endGroup()
		}
		return result
	})
}
function saveState(name, value) {
	const filePath = process.env['GITHUB_STATE'] || ''
	if (filePath) {
		return issueFileCommand('STATE', prepareKeyValueMessage(name, value))
	}
	issueCommand('save-state', { name }, toCommandValue(value))
}
function getState(name) {
	return process.env[`STATE_${name}`] || ''
}
function getIDToken(aud) {
	return __awaiter(this, void 0, void 0, function* () {
		return yield OidcClient.getIDToken(aud)
	})
}





;// CONCATENATED MODULE: ./node_modules/@alicloud/hcs-mgw20240626/src/endpoint.js
const OFFICIAL_REGIONS = ['cn-beijing', 'cn-wulanchabu', 'cn-hangzhou', 'cn-shanghai', 'cn-shenzhen', 'cn-chengdu', 'cn-hongkong', 'ap-northeast-1', 'ap-southeast-1', 'eu-central-1', 'us-east-1', 'us-west-1']
function hostFor({ hostname }, account) {
	const mgw = parseMgwHost(hostname)
	return mgw === undefined || mgw.userId !== undefined ? hostname : `${account}.${hostname}`
}
function parseMgwHost(hostname) {
	const { region, userId } = (MGW_HOST.exec(hostname) ?? IDPT_HOST.exec(hostname))?.groups ?? {}
	return region === undefined ? undefined : { region, userId }
}
const MGW_HOST = /^(?:(?<userId>\d+)\.)?(?<region>(?!oss-)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\.mgw(?:-internal)?\.aliyuncs\.com$/
const IDPT_HOST = /^(?:(?<userId>\d+)\.)?mgw\.(?<region>(?!oss-)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\.mgw\.idptcloud03api\.alibaba$/

;// CONCATENATED MODULE: ./node_modules/@alicloud/hcs-mgw20240626/src/models.js
class Model {
	constructor(fields = {}) {
		Object.assign(this, fields)
	}
}
class ImportQos extends Model {}
class UpdateJobInfo extends Model {}
class UpdateJobRequest extends Model {}
class CreateJobInfo extends (/* unused pure expression or super */ null && (Model)) {}
class CreateJobRequest extends Model {}
class GetJobRequest extends Model {}
class ListJobRequest extends Model {}
class ListJobHistoryRequest extends Model {}
class GetJobResultRequest extends Model {}
class CreateReportInfo extends (/* unused pure expression or super */ null && (Model)) {}
class CreateReportRequest extends Model {}
class GetReportRequest extends Model {}
class AddressDetail extends (/* unused pure expression or super */ null && (Model)) {}
class CreateAddressInfo extends (/* unused pure expression or super */ null && (Model)) {}
class CreateAddressRequest extends Model {}
function toMap(value) {
	if (Array.isArray(value)) return value.map(toMap)
	if (typeof value !== 'object' || value === null) return value
	return Object.fromEntries(Object.entries(value).map(([name, field]) => [name.charAt(0).toUpperCase() + name.slice(1), toMap(field)]))
}

;// CONCATENATED MODULE: ./node_modules/@rgrove/parse-xml/src/lib/StringScanner.js
const emptyString = ''
const surrogatePair = /[\uD800-\uDBFF][\uDC00-\uDFFF]/g
class StringScanner {
	charIndex
	string
	charCount
	charsToBytes
	length
	multiByteMode
	constructor(string) {
		this.charCount = this.charLength(string, true)
		this.charIndex = 0
		this.length = string.length
		this.multiByteMode = this.charCount !== this.length
		this.string = string
		if (this.multiByteMode) {
			let charsToBytes = []
			for (let byteIndex = 0, charIndex = 0; charIndex < this.charCount; ++charIndex) {
				charsToBytes[charIndex] = byteIndex
				byteIndex += string.codePointAt(byteIndex) > 65535 ? 2 : 1
			}
			this.charsToBytes = charsToBytes
		}
	}
	get isEnd() {
		return this.charIndex >= this.charCount
	}
	charLength(string, multiByteSafe = this.multiByteMode) {
		return multiByteSafe ? string.replace(surrogatePair, '_').length : string.length
	}
	advance(count = 1) {
		this.charIndex = Math.min(this.charCount, this.charIndex + count)
	}
	charIndexToByteIndex(charIndex = this.charIndex) {
		return this.multiByteMode ? (this.charsToBytes[charIndex] ?? Infinity) : charIndex
	}
	consume(charCount = 1) {
		let chars = this.peek(charCount)
		this.advance(charCount)
		return chars
	}
	consumeBytes(byteCount) {
		let byteIndex = this.charIndexToByteIndex()
		let result = this.string.slice(byteIndex, byteIndex + byteCount)
		this.advance(this.charLength(result))
		return result
	}
	consumeMatchFn(fn) {
		let { length, multiByteMode, string } = this
		let startByteIndex = this.charIndexToByteIndex()
		let endByteIndex = startByteIndex
		if (multiByteMode) {
			while (endByteIndex < length) {
				let char = string[endByteIndex]
				let isSurrogatePair = char >= '\uD800' && char <= '\uDBFF'
				if (isSurrogatePair) {
					char += string[endByteIndex + 1]
				}
				if (!fn(char)) {
					break
				}
				endByteIndex += isSurrogatePair ? 2 : 1
			}
		} else {
			while (endByteIndex < length && fn(string[endByteIndex])) {
				++endByteIndex
			}
		}
		return this.consumeBytes(endByteIndex - startByteIndex)
	}
	consumeString(stringToConsume) {
		let { length } = stringToConsume
		let byteIndex = this.charIndexToByteIndex()
		if (stringToConsume === this.string.slice(byteIndex, byteIndex + length)) {
			this.advance(length === 1 ? 1 : this.charLength(stringToConsume))
			return stringToConsume
		}
		return emptyString
	}
	consumeUntilMatch(regex) {
		let matchByteIndex = this.string.slice(this.charIndexToByteIndex()).search(regex)
		return matchByteIndex > 0 ? this.consumeBytes(matchByteIndex) : emptyString
	}
	consumeUntilString(searchString) {
		let byteIndex = this.charIndexToByteIndex()
		let matchByteIndex = this.string.indexOf(searchString, byteIndex)
		return matchByteIndex > 0 ? this.consumeBytes(matchByteIndex - byteIndex) : emptyString
	}
	peek(count = 1) {
		let { charIndex, string } = this
		return this.multiByteMode ? string.slice(this.charIndexToByteIndex(charIndex), this.charIndexToByteIndex(charIndex + count)) : string.slice(charIndex, charIndex + count)
	}
	reset(index = 0) {
		this.charIndex = index >= 0 ? Math.min(this.charCount, index) : Math.max(0, this.charIndex + index)
	}
}

;// CONCATENATED MODULE: ./node_modules/@rgrove/parse-xml/src/lib/syntax.js
const attValueCharDoubleQuote = /["&<]/
const attValueCharSingleQuote = /['&<]/
const attValueNormalizedWhitespace = /\r\n|[\n\r\t]/g
const endCharData = /<|&|]]>/
const predefinedEntities = Object.freeze(
	Object.assign(Object.create(null), {
		amp: '&',
		apos: "'",
		gt: '>',
		lt: '<',
		quot: '"'
	})
)
function isNameChar(char) {
	let cp = char.codePointAt(0)
	return (cp >= 0x61 && cp <= 0x7a) || (cp >= 0x41 && cp <= 0x5a) || (cp >= 0x30 && cp <= 0x39) || cp === 0x2d || cp === 0x2e || cp === 0xb7 || (cp >= 0x300 && cp <= 0x36f) || cp === 0x203f || cp === 0x2040 || isNameStartChar(char, cp)
}
function isNameStartChar(char, cp = char.codePointAt(0)) {
	return (
		(cp >= 0x61 && cp <= 0x7a) ||
		(cp >= 0x41 && cp <= 0x5a) ||
		cp === 0x3a ||
		cp === 0x5f ||
		(cp >= 0xc0 && cp <= 0xd6) ||
		(cp >= 0xd8 && cp <= 0xf6) ||
		(cp >= 0xf8 && cp <= 0x2ff) ||
		(cp >= 0x370 && cp <= 0x37d) ||
		(cp >= 0x37f && cp <= 0x1fff) ||
		cp === 0x200c ||
		cp === 0x200d ||
		(cp >= 0x2070 && cp <= 0x218f) ||
		(cp >= 0x2c00 && cp <= 0x2fef) ||
		(cp >= 0x3001 && cp <= 0xd7ff) ||
		(cp >= 0xf900 && cp <= 0xfdcf) ||
		(cp >= 0xfdf0 && cp <= 0xfffd) ||
		(cp >= 0x10000 && cp <= 0xeffff)
	)
}
function isReferenceChar(char) {
	return char === '#' || isNameChar(char)
}
function isWhitespace(char) {
	let cp = char.codePointAt(0)
	return cp === 0x20 || cp === 0x9 || cp === 0xa || cp === 0xd
}
function isXmlCodePoint(cp) {
	return (cp >= 0x20 && cp <= 0xd7ff) || cp === 0xa || cp === 0x9 || cp === 0xd || (cp >= 0xe000 && cp <= 0xfffd) || (cp >= 0x10000 && cp <= 0x10ffff)
}

;// CONCATENATED MODULE: ./node_modules/@rgrove/parse-xml/src/lib/XmlNode.js
class XmlNode {
	static TYPE_CDATA = 'cdata'
	static TYPE_COMMENT = 'comment'
	static TYPE_DOCUMENT = 'document'
	static TYPE_DOCUMENT_TYPE = 'doctype'
	static TYPE_ELEMENT = 'element'
	static TYPE_PROCESSING_INSTRUCTION = 'pi'
	static TYPE_TEXT = 'text'
	static TYPE_XML_DECLARATION = 'xmldecl'
	parent = null
	start = -1
	end = -1
	get document() {
		return this.parent?.document ?? null
	}
	get isRootNode() {
		return this.parent !== null && this.parent === this.document && this.type === XmlNode.TYPE_ELEMENT
	}
	get preserveWhitespace() {
		return !!this.parent?.preserveWhitespace
	}
	get type() {
		return ''
	}
	toJSON() {
		let json = {
			type: this.type
		}
		if (this.isRootNode) {
			json.isRootNode = true
		}
		if (this.preserveWhitespace) {
			json.preserveWhitespace = true
		}
		if (this.start !== -1) {
			json.start = this.start
			json.end = this.end
		}
		return json
	}
}

;// CONCATENATED MODULE: ./node_modules/@rgrove/parse-xml/src/lib/XmlText.js

class XmlText extends XmlNode {
	text
	constructor(text = '') {
		super()
		this.text = text
	}
	get type() {
		return XmlNode.TYPE_TEXT
	}
	toJSON() {
		return Object.assign(XmlNode.prototype.toJSON.call(this), {
			text: this.text
		})
	}
}

;// CONCATENATED MODULE: ./node_modules/@rgrove/parse-xml/src/lib/XmlCdata.js


class XmlCdata extends XmlText {
	get type() {
		return XmlNode.TYPE_CDATA
	}
}

;// CONCATENATED MODULE: ./node_modules/@rgrove/parse-xml/src/lib/XmlComment.js

class XmlComment extends XmlNode {
	content
	constructor(content = '') {
		super()
		this.content = content
	}
	get type() {
		return XmlNode.TYPE_COMMENT
	}
	toJSON() {
		return Object.assign(XmlNode.prototype.toJSON.call(this), {
			content: this.content
		})
	}
}

;// CONCATENATED MODULE: ./node_modules/@rgrove/parse-xml/src/lib/XmlDeclaration.js

class XmlDeclaration extends XmlNode {
	encoding
	standalone
	version
	constructor(version, encoding, standalone) {
		super()
		this.version = version
		this.encoding = encoding ?? null
		this.standalone = standalone ?? null
	}
	get type() {
		return XmlNode.TYPE_XML_DECLARATION
	}
	toJSON() {
		let json = XmlNode.prototype.toJSON.call(this)
		json.version = this.version
		for (let key of ['encoding', 'standalone']) {
			if (this[key] !== null) {
				json[key] = this[key]
			}
		}
		return json
	}
}

;// CONCATENATED MODULE: ./node_modules/@rgrove/parse-xml/src/lib/XmlElement.js

class XmlElement extends XmlNode {
	attributes
	children
	name
	constructor(name, attributes = Object.create(null), children = []) {
		super()
		this.name = name
		this.attributes = attributes
		this.children = children
	}
	get isEmpty() {
		return this.children.length === 0
	}
	get preserveWhitespace() {
		let node = this
		while (node instanceof XmlElement) {
			if ('xml:space' in node.attributes) {
				return node.attributes['xml:space'] === 'preserve'
			}
			node = node.parent
		}
		return false
	}
	get text() {
		return this.children.map((child) => ('text' in child ? child.text : '')).join('')
	}
	get type() {
		return XmlNode.TYPE_ELEMENT
	}
	toJSON() {
		return Object.assign(XmlNode.prototype.toJSON.call(this), {
			name: this.name,
			attributes: this.attributes,
			children: this.children.map((child) => child.toJSON())
		})
	}
}

;// CONCATENATED MODULE: ./node_modules/@rgrove/parse-xml/src/lib/XmlDocument.js


class XmlDocument extends XmlNode {
	children
	constructor(children = []) {
		super()
		this.children = children
	}
	get document() {
		return this
	}
	get root() {
		for (let child of this.children) {
			if (child instanceof XmlElement) {
				return child
			}
		}
		return null
	}
	get text() {
		return this.children.map((child) => ('text' in child ? child.text : '')).join('')
	}
	get type() {
		return XmlNode.TYPE_DOCUMENT
	}
	toJSON() {
		return Object.assign(XmlNode.prototype.toJSON.call(this), {
			children: this.children.map((child) => child.toJSON())
		})
	}
}

;// CONCATENATED MODULE: ./node_modules/@rgrove/parse-xml/src/lib/XmlDocumentType.js

class XmlDocumentType extends XmlNode {
	name
	publicId
	systemId
	internalSubset
	constructor(name, publicId, systemId, internalSubset) {
		super()
		this.name = name
		this.publicId = publicId ?? null
		this.systemId = systemId ?? null
		this.internalSubset = internalSubset ?? null
	}
	get type() {
		return XmlNode.TYPE_DOCUMENT_TYPE
	}
	toJSON() {
		let json = XmlNode.prototype.toJSON.call(this)
		json.name = this.name
		for (let key of ['publicId', 'systemId', 'internalSubset']) {
			if (this[key] !== null) {
				json[key] = this[key]
			}
		}
		return json
	}
}

;// CONCATENATED MODULE: ./node_modules/@rgrove/parse-xml/src/lib/XmlError.js
class XmlError extends Error {
	column
	excerpt
	line
	pos
	constructor(message, charIndex, xml) {
		let column = 1
		let excerpt = ''
		let line = 1
		for (let i = 0; i < charIndex; ++i) {
			let char = xml[i]
			if (char === '\n') {
				column = 1
				excerpt = ''
				line += 1
			} else {
				column += 1
				excerpt += char
			}
		}
		let eol = xml.indexOf('\n', charIndex)
		excerpt += eol === -1 ? xml.slice(charIndex) : xml.slice(charIndex, eol)
		let excerptStart = 0
		if (excerpt.length > 50) {
			if (column < 40) {
				excerpt = excerpt.slice(0, 50)
			} else {
				excerptStart = column - 20
				excerpt = excerpt.slice(excerptStart, column + 30)
			}
		}
		super(`${message} (line ${line}, column ${column})\n` + `  ${excerpt}\n` + ' '.repeat(column - excerptStart + 1) + '^\n')
		this.column = column
		this.excerpt = excerpt
		this.line = line
		this.name = 'XmlError'
		this.pos = charIndex
	}
}

;// CONCATENATED MODULE: ./node_modules/@rgrove/parse-xml/src/lib/XmlProcessingInstruction.js

class XmlProcessingInstruction extends XmlNode {
	content
	name
	constructor(name, content = '') {
		super()
		this.name = name
		this.content = content
	}
	get type() {
		return XmlNode.TYPE_PROCESSING_INSTRUCTION
	}
	toJSON() {
		return Object.assign(XmlNode.prototype.toJSON.call(this), {
			name: this.name,
			content: this.content
		})
	}
}

;// CONCATENATED MODULE: ./node_modules/@rgrove/parse-xml/src/lib/Parser.js












const Parser_emptyString = ''
class Parser {
	document
	currentNode
	options
	scanner
	constructor(xml, options = {}) {
		let doc = (this.document = new XmlDocument())
		this.currentNode = doc
		this.options = options
		this.scanner = new StringScanner(xml)
		if (this.options.includeOffsets) {
			doc.start = 0
			doc.end = xml.length
		}
		this.parse()
	}
	addNode(node, charIndex) {
		node.parent = this.currentNode
		if (this.options.includeOffsets) {
			node.start = this.scanner.charIndexToByteIndex(charIndex)
			node.end = this.scanner.charIndexToByteIndex()
		}
		this.currentNode.children.push(node)
		return true
	}
	addText(text, charIndex, normalize = true) {
		let { children } = this.currentNode
		let { length } = children
		if (normalize) {
			text = normalizeLineBreaks(text)
		}
		if (length > 0) {
			let prevNode = children[length - 1]
			if (prevNode?.type === XmlNode.TYPE_TEXT) {
				let textNode = prevNode
				textNode.text += text
				if (this.options.includeOffsets) {
					textNode.end = this.scanner.charIndexToByteIndex()
				}
				return true
			}
		}
		return this.addNode(new XmlText(text), charIndex)
	}
	consumeAttributes() {
		let attributes = Object.create(null)
		while (this.consumeWhitespace()) {
			let attrName = this.consumeName()
			if (!attrName) {
				break
			}
			let attrValue = this.consumeEqual() && this.consumeAttributeValue()
			if (attrValue === false) {
				throw this.error('Attribute value expected')
			}
			if (attrName in attributes) {
				throw this.error(`Duplicate attribute: ${attrName}`)
			}
			if (attrName === 'xml:space' && attrValue !== 'default' && attrValue !== 'preserve') {
				throw this.error('Value of the `xml:space` attribute must be "default" or "preserve"')
			}
			attributes[attrName] = attrValue
		}
		if (this.options.sortAttributes) {
			let attrNames = Object.keys(attributes).sort()
			let sortedAttributes = Object.create(null)
			for (let i = 0; i < attrNames.length; ++i) {
				let attrName = attrNames[i]
				sortedAttributes[attrName] = attributes[attrName]
			}
			attributes = sortedAttributes
		}
		return attributes
	}
	consumeAttributeValue() {
		let { scanner } = this
		let quote = scanner.peek()
		if (quote !== '"' && quote !== "'") {
			return false
		}
		scanner.advance()
		let chars
		let isClosed = false
		let value = Parser_emptyString
		let regex = quote === '"' ? attValueCharDoubleQuote : attValueCharSingleQuote
		matchLoop: while (!scanner.isEnd) {
			chars = scanner.consumeUntilMatch(regex)
			if (chars) {
				this.validateChars(chars)
				value += chars.replace(attValueNormalizedWhitespace, ' ')
			}
			switch (scanner.peek()) {
				case quote:
					isClosed = true
					break matchLoop
				case '&':
					value += this.consumeReference()
					continue
				case '<':
					throw this.error('Unescaped `<` is not allowed in an attribute value')
				default:
					break matchLoop
			}
		}
		if (!isClosed) {
			throw this.error('Unclosed attribute')
		}
		scanner.advance()
		return value
	}
	consumeCdataSection() {
		let { scanner } = this
		let startIndex = scanner.charIndex
		if (!scanner.consumeString('<![CDATA[')) {
			return false
		}
		let text = scanner.consumeUntilString(']]>')
		this.validateChars(text)
		if (!scanner.consumeString(']]>')) {
			throw this.error('Unclosed CDATA section')
		}
		return this.options.preserveCdata ? this.addNode(new XmlCdata(normalizeLineBreaks(text)), startIndex) : this.addText(text, startIndex)
	}
	consumeCharData() {
		let { scanner } = this
		let startIndex = scanner.charIndex
		let charData = scanner.consumeUntilMatch(endCharData)
		if (!charData) {
			return false
		}
		this.validateChars(charData)
		if (scanner.peek(3) === ']]>') {
			throw this.error('Element content may not contain the CDATA section close delimiter `]]>`')
		}
		return this.addText(charData, startIndex)
	}
	consumeComment() {
		let { scanner } = this
		let startIndex = scanner.charIndex
		if (!scanner.consumeString('<!--')) {
			return false
		}
		let content = scanner.consumeUntilString('--')
		this.validateChars(content)
		if (!scanner.consumeString('-->')) {
			if (scanner.peek(2) === '--') {
				throw this.error("The string `--` isn't allowed inside a comment")
			}
			throw this.error('Unclosed comment')
		}
		return this.options.preserveComments ? this.addNode(new XmlComment(normalizeLineBreaks(content)), startIndex) : true
	}
	consumeContentReference() {
		let startIndex = this.scanner.charIndex
		let ref = this.consumeReference()
		return ref ? this.addText(ref, startIndex, false) : false
	}
	consumeDoctypeDeclaration() {
		let { scanner } = this
		let startIndex = scanner.charIndex
		if (!scanner.consumeString('<!DOCTYPE')) {
			return false
		}
		let name = this.consumeWhitespace() && this.consumeName()
		if (!name) {
			throw this.error('Expected a name')
		}
		let publicId
		let systemId
		if (this.consumeWhitespace()) {
			if (scanner.consumeString('PUBLIC')) {
				publicId = this.consumeWhitespace() && this.consumePubidLiteral()
				if (publicId === false) {
					throw this.error('Expected a public identifier')
				}
				this.consumeWhitespace()
			}
			if (publicId !== undefined || scanner.consumeString('SYSTEM')) {
				this.consumeWhitespace()
				systemId = this.consumeSystemLiteral()
				if (systemId === false) {
					throw this.error('Expected a system identifier')
				}
				this.consumeWhitespace()
			}
		}
		let internalSubset
		if (scanner.consumeString('[')) {
			internalSubset = scanner.consumeUntilMatch(/\][\x20\t\r\n]*>/)
			if (!scanner.consumeString(']')) {
				throw this.error('Unclosed internal subset')
			}
			this.consumeWhitespace()
		}
		if (!scanner.consumeString('>')) {
			throw this.error('Unclosed doctype declaration')
		}
		return this.options.preserveDocumentType ? this.addNode(new XmlDocumentType(name, publicId, systemId, internalSubset), startIndex) : true
	}
	consumeElement() {
		let { scanner } = this
		let startIndex = scanner.charIndex
		if (!scanner.consumeString('<')) {
			return false
		}
		let name = this.consumeName()
		if (!name) {
			scanner.reset(startIndex)
			return false
		}
		let attributes = this.consumeAttributes()
		let isEmpty = !!scanner.consumeString('/>')
		let element = new XmlElement(name, attributes)
		element.parent = this.currentNode
		if (!isEmpty) {
			if (!scanner.consumeString('>')) {
				throw this.error(`Unclosed start tag for element \`${name}\``)
			}
			this.currentNode = element
			do {
				this.consumeCharData()
			} while (this.consumeElement() || this.consumeContentReference() || this.consumeCdataSection() || this.consumeProcessingInstruction() || this.consumeComment())
			let endTagMark = scanner.charIndex
			let endTagName
			if (!scanner.consumeString('</') || !(endTagName = this.consumeName()) || endTagName !== name) {
				scanner.reset(endTagMark)
				throw this.error(`Missing end tag for element ${name}`)
			}
			this.consumeWhitespace()
			if (!scanner.consumeString('>')) {
				throw this.error(`Unclosed end tag for element ${name}`)
			}
			this.currentNode = element.parent
		}
		return this.addNode(element, startIndex)
	}
	consumeEqual() {
		this.consumeWhitespace()
		if (this.scanner.consumeString('=')) {
			this.consumeWhitespace()
			return true
		}
		return false
	}
	consumeMisc() {
		return this.consumeComment() || this.consumeProcessingInstruction() || this.consumeWhitespace()
	}
	consumeName() {
		return isNameStartChar(this.scanner.peek()) ? this.scanner.consumeMatchFn(isNameChar) : Parser_emptyString
	}
	consumeProcessingInstruction() {
		let { scanner } = this
		let startIndex = scanner.charIndex
		if (!scanner.consumeString('<?')) {
			return false
		}
		let name = this.consumeName()
		if (name) {
			if (name.toLowerCase() === 'xml') {
				scanner.reset(startIndex)
				throw this.error("XML declaration isn't allowed here")
			}
		} else {
			throw this.error('Invalid processing instruction')
		}
		if (!this.consumeWhitespace()) {
			if (scanner.consumeString('?>')) {
				return this.addNode(new XmlProcessingInstruction(name), startIndex)
			}
			throw this.error('Whitespace is required after a processing instruction name')
		}
		let content = scanner.consumeUntilString('?>')
		this.validateChars(content)
		if (!scanner.consumeString('?>')) {
			throw this.error('Unterminated processing instruction')
		}
		return this.addNode(new XmlProcessingInstruction(name, normalizeLineBreaks(content)), startIndex)
	}
	consumeProlog() {
		let { scanner } = this
		let startIndex = scanner.charIndex
		this.consumeXmlDeclaration()
		while (this.consumeMisc()) {}
		if (this.consumeDoctypeDeclaration()) {
			while (this.consumeMisc()) {}
		}
		return startIndex < scanner.charIndex
	}
	consumePubidLiteral() {
		let startIndex = this.scanner.charIndex
		let value = this.consumeSystemLiteral()
		if (value !== false && !/^[-\x20\r\na-zA-Z0-9'()+,./:=?;!*#@$_%]*$/.test(value)) {
			this.scanner.reset(startIndex)
			throw this.error('Invalid character in public identifier')
		}
		return value
	}
	consumeReference() {
		let { scanner } = this
		if (!scanner.consumeString('&')) {
			return false
		}
		let ref = scanner.consumeMatchFn(isReferenceChar)
		if (scanner.consume() !== ';') {
			throw this.error('Unterminated reference (a reference must end with `;`)')
		}
		let parsedValue
		if (ref[0] === '#') {
			let codePoint = ref[1] === 'x' ? parseInt(ref.slice(2), 16) : parseInt(ref.slice(1), 10)
			if (isNaN(codePoint) || !/^#(?:x[0-9A-Fa-f]+|[0-9]+)$/.test(ref)) {
				throw this.error('Invalid character reference')
			}
			if (!isXmlCodePoint(codePoint)) {
				throw this.error('Character reference resolves to an invalid character')
			}
			parsedValue = String.fromCodePoint(codePoint)
		} else {
			parsedValue = predefinedEntities[ref]
			if (parsedValue === undefined) {
				let { ignoreUndefinedEntities, resolveUndefinedEntity } = this.options
				let wrappedRef = `&${ref};`
				if (resolveUndefinedEntity) {
					let resolvedValue = resolveUndefinedEntity(wrappedRef)
					if (resolvedValue !== null && resolvedValue !== undefined) {
						let type = typeof resolvedValue
						if (type !== 'string') {
							throw new TypeError(`\`resolveUndefinedEntity()\` must return a string, \`null\`, or \`undefined\`, but returned a value of type ${type}`)
						}
						return resolvedValue
					}
				}
				if (ignoreUndefinedEntities) {
					return wrappedRef
				}
				scanner.reset(-wrappedRef.length)
				throw this.error(`Named entity isn't defined: ${wrappedRef}`)
			}
		}
		return parsedValue
	}
	consumeSystemLiteral() {
		let { scanner } = this
		let quote = scanner.consumeString('"') || scanner.consumeString("'")
		if (!quote) {
			return false
		}
		let value = scanner.consumeUntilString(quote)
		this.validateChars(value)
		if (!scanner.consumeString(quote)) {
			throw this.error('Missing end quote')
		}
		return value
	}
	consumeWhitespace() {
		return !!this.scanner.consumeMatchFn(isWhitespace)
	}
	consumeXmlDeclaration() {
		let { scanner } = this
		let startIndex = scanner.charIndex
		if (!scanner.consumeString('<?xml')) {
			return false
		}
		if (isNameChar(scanner.peek())) {
			scanner.reset(startIndex)
			return false
		}
		if (!this.consumeWhitespace()) {
			throw this.error('Invalid XML declaration')
		}
		let version = !!scanner.consumeString('version') && this.consumeEqual() && this.consumeSystemLiteral()
		if (version === false) {
			throw this.error('XML version is missing or invalid')
		} else if (!/^1\.[0-9]+$/.test(version)) {
			throw this.error('Invalid character in version number')
		}
		let encoding
		let standalone
		if (this.consumeWhitespace()) {
			encoding = !!scanner.consumeString('encoding') && this.consumeEqual() && this.consumeSystemLiteral()
			if (encoding) {
				if (!/^[A-Za-z][\w.-]*$/.test(encoding)) {
					throw this.error('Invalid character in encoding name')
				}
				this.consumeWhitespace()
			}
			standalone = !!scanner.consumeString('standalone') && this.consumeEqual() && this.consumeSystemLiteral()
			if (standalone) {
				if (standalone !== 'yes' && standalone !== 'no') {
					throw this.error('Only "yes" and "no" are permitted as values of `standalone`')
				}
				this.consumeWhitespace()
			}
		}
		if (!scanner.consumeString('?>')) {
			throw this.error('Invalid or unclosed XML declaration')
		}
		return this.options.preserveXmlDeclaration ? this.addNode(new XmlDeclaration(version, encoding || undefined, standalone || undefined), startIndex) : true
	}
	error(message) {
		let { scanner } = this
		return new XmlError(message, scanner.charIndex, scanner.string)
	}
	parse() {
		this.scanner.consumeString('\uFEFF')
		this.consumeProlog()
		if (!this.consumeElement()) {
			throw this.error('Root element is missing or invalid')
		}
		while (this.consumeMisc()) {}
		if (!this.scanner.isEnd) {
			throw this.error('Extra content at the end of the document')
		}
	}
	validateChars(string) {
		let { length } = string
		for (let i = 0; i < length; ++i) {
			let cp = string.codePointAt(i)
			if (!isXmlCodePoint(cp)) {
				this.scanner.reset(-([...string].length - i))
				throw this.error('Invalid character')
			}
			if (cp > 65535) {
				i += 1
			}
		}
	}
}
function normalizeLineBreaks(text) {
	let i = 0
	while ((i = text.indexOf('\r', i)) !== -1) {
		text = text[i + 1] === '\n' ? text.slice(0, i) + text.slice(i + 1) : text.slice(0, i) + '\n' + text.slice(i + 1)
	}
	return text
}

;// CONCATENATED MODULE: ./node_modules/@rgrove/parse-xml/src/index.js












function parseXml(xml, options) {
	return new Parser(xml, options).document
}

;// CONCATENATED MODULE: ./node_modules/@alicloud/hcs-mgw20240626/src/errors.js
class MgwError extends Error {
	name = 'MgwError'
	code
	data
	headers
	serverTime
	constructor(code, message, data, details = {}) {
		super(message)
		this.code = code
		this.data = data
		this.headers = details.headers ?? {}
		this.serverTime = details.serverTime
	}
	get statusCode() {
		return this.data.statusCode
	}
	get requestId() {
		return identifier(this.data.requestId) ?? requestIdFrom(this.headers)
	}
}
function invalidResponse(message, response = {}) {
	const { statusCode, headers = {} } = response
	const requestId = requestIdFrom(headers) ?? null
	return new MgwError('InvalidResponse', message, { statusCode, requestId }, { headers })
}
function requestIdFrom(headers) {
	return identifier(headers['x-oss-request-id'])
}
function identifier(text) {
	const trimmed = typeof text === 'string' ? text.trim() : ''
	return /^[\w.-]{1,128}$/.test(trimmed) ? trimmed : undefined
}

;// CONCATENATED MODULE: ./node_modules/@alicloud/hcs-mgw20240626/src/xml.js

function readXml(body, root, jobs = 1) {
	const factor = Math.ceil(jobs / 5)
	const max = { length: MAX.length * factor, tags: MAX.tags * factor, others: MAX.others * factor }
	if (body.length > max.length) throw new Error('it is too long')
	const text = new TextDecoder('utf-8', { fatal: true }).decode(body).trim()
	if (/<!DOCTYPE/i.test(text)) throw new Error('it has a document type declaration')
	if (text.split('<', max.tags + 2).length > max.tags + 1) throw new Error('it has too many elements')
	if (text.split(/[=&\r]/, max.others + 2).length > max.others + 1) throw new Error('it has too many references')
	const element = parseXml(text.replace(/\r\n?/g, '\n')).root
	if (element?.name !== root) throw new Error(`its root is not ${root}`)
	const content = readContent(element, 1)
	return typeof content === 'string' ? {} : content
}
const MAX = { length: 128 * 1024, tags: 2048, others: 8192 }
const MAX_DEPTH = 20
function readContent(element, depth) {
	if (depth > MAX_DEPTH) throw new Error('its elements are nested too deeply')
	const children = element.children.filter((child) => child instanceof XmlElement)
	const hasText = element.children.some((child) => child instanceof XmlText && child.text.trim() !== '')
	if (children.length === 0 || hasText) return element.text.trim()
	const fields = new Map()
	for (const child of children) {
		const value = readContent(child, depth + 1)
		const before = fields.get(child.name)
		if (Array.isArray(before)) before.push(value)
		else fields.set(child.name, before === undefined ? value : [before, value])
	}
	return Object.fromEntries(fields)
}
function writeXml(value) {
	if (typeof value !== 'object' || value === null) return String(value).replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
	const fields = Object.entries(value)
		.flatMap(([name, field]) => [field].flat().map((item) => [name, item]))
		.filter(([, field]) => field !== undefined)
	return fields.map(([name, field]) => `<${name}>${writeXml(field)}</${name}>`).join('')
}
const INTEGERS = /^(Max(BandWidth|ImportTaskQps|ScheduleCount)|(Total|Copied|Failed|Skipped)(Object)?(Count|Size))$/
const BOOLEANS = /^(AppendableToNormal|ConvertSymlinkTarget|CreateReport|EnableMultiVersioning|ExcludeDir|ExcludeSymlink|With(LastModifyTime|StorageClass))$/
const TEXTS = new RegExp(
	`^(${[
		'Name|Status|CreateTime|ModifyTime|RuntimeId|CommitId|StartTime|EndTime|Operator|NextMarker|ListStatus|Message',
		'StartCronExpression|SuspendCronExpression|Version|ParentName|ParentVersion|SrcAddress|DestAddress',
		'OverwriteMode|TransferMode|TargetStorageClass|LogMode|ReadyRetry|(Total|Failed|Skipped)ListPrefix',
		'(Job|Report)(Create|End|Execute)Time|ErrorCode|ErrorMessage|AddressType|DataType|Bucket|Prefix|Domain',
		'RegionId|Role|AccessId|AgentList|AuthType|UserName|Inv\\w+'
	].join('|')})$`
)
const GROUPS = /^(ImportQos|ScheduleRule|FilterRule|KeyFilters|LastModifiedFilters|FileTypeFilters|Includes|Excludes|Audit|AddressDetail|HdfsAuthConfig|VerifyResult)$/
const LISTS = /^(ImportJob|JobHistory|Regex|TimeFilter)$/
function toModel(map) {
	const fields = Object.entries(map)
		.filter(([name]) => name !== uncapitalize(name))
		.map(([name, value]) => [uncapitalize(name), typedValue(name, value)])
		.filter(([, value]) => value !== undefined)
	return Object.fromEntries(fields)
}
function uncapitalize(name) {
	return name.charAt(0).toLowerCase() + name.slice(1)
}
function typedValue(name, value) {
	if (INTEGERS.test(name)) return typeof value === 'string' ? integer(value) : undefined
	if (TEXTS.test(name)) return typeof value === 'string' ? value : undefined
	if (GROUPS.test(name)) return groupOf(value)
	if (BOOLEANS.test(name) && (value === 'true' || value === 'false')) return value === 'true'
	return modelOf(LISTS.test(name) && !Array.isArray(value) ? [value] : value)
}
function groupOf(value) {
	if (typeof value === 'string') return value === '' ? {} : undefined
	return Array.isArray(value) ? undefined : toModel(value)
}
function modelOf(value) {
	if (Array.isArray(value)) return value.map(modelOf)
	return typeof value === 'object' ? toModel(value) : value
}
function integer(text) {
	if (!/^-?\d{1,19}$/.test(text)) return undefined
	const number = Number(text)
	return Number.isSafeInteger(number) ? number : BigInt(text)
}

;// CONCATENATED MODULE: ./node_modules/@alicloud/hcs-mgw20240626/src/responses.js



function readBody(response, root, jobs) {
	const content = parse(response, root, jobs)
	if (content instanceof MgwError) throw content
	const model = toModel(content)
	if (root.endsWith('List')) {
		const name = uncapitalize(root.slice(0, -4))
		model[name] = [model[name] ?? []].flat().filter((item) => typeof item === 'object')
	}
	if (root === 'ImportJobList' && model.truncated !== undefined) model.truncated = /^true$/i.test(String(model.truncated))
	return { [uncapitalize(root)]: model }
}
function isSuccess({ statusCode, headers, body }) {
	const start = body.toString('utf8', 0, 4096)
	const type = headers['content-type'] ?? ''
	const isPage = type.toLowerCase().startsWith('text/html') || /^\s*<(!doctype\s+)?html[\s>]/.test(start.toLowerCase())
	return statusCode >= 200 && statusCode < 300 && !ERROR_ROOT.test(start) && !isPage
}
const ERROR_ROOT = /^(?:\s|<\?[^>]*>|<!--(?:(?!-->).)*-->)*<Error[\s/>]/s
function readError(response) {
	const { statusCode, headers, body } = response
	if (statusCode < 200 || (statusCode >= 300 && statusCode < 400)) {
		const kind = statusCode < 200 ? 'no final response' : 'a redirect, which was not followed'
		return invalidResponse(`The response with HTTP ${statusCode} is not MGW's: it is ${kind}.`, response)
	}
	if (body.length === 0) {
		const [requestId, ecCode] = [headers['x-oss-request-id'] ?? '', headers['x-oss-ec-code'] ?? '']
		return new MgwError(String(statusCode), '', { statusCode, requestId, ecCode }, { headers })
	}
	const error = parse(response, 'Error')
	if (error instanceof MgwError) return error
	const code = responses_text(error.Code)
	if (!code) return notMgw(response, 'it has no error code')
	const data = {
		statusCode,
		requestId: responses_text(error.RequestId),
		hostId: responses_text(error.HostId),
		ecCode: responses_text(error.EC),
		Recommend: responses_text(error.RecommendDoc),
		AccessDeniedDetail: error.AccessDeniedDetail ?? null
	}
	const serverTime = responses_text(error.ServerTime) || undefined
	return new MgwError(code, responses_text(error.Message) ?? '', data, { headers, serverTime })
}
function parse(response, root, jobs) {
	try {
		return readXml(response.body, root, jobs)
	} catch (error) {
		return notMgw(response, error.message)
	}
}
const EXCERPT = 200
const MAX_SHOWN = 128 * 1024
function notMgw(response, reason) {
	const { statusCode, headers, body, isSecret, redact = (text) => text } = response
	const type = headers['content-type'] ?? 'no content type'
	const known = `HTTP ${statusCode}, ${type}, ${body.length} bytes`
	if (isSecret) return invalidResponse(`The response isn't MGW's XML (${known}). It isn't shown because it can contain a secret.`, response)
	const problem = `The response isn't MGW's XML (${known}; ${reason.split('\n', 1)[0]}).`
	if (body.length > MAX_SHOWN) return invalidResponse(problem, response)
	const excerpt = JSON.stringify(redact(body.toString('utf8')).slice(0, EXCERPT))
	return invalidResponse(`${problem} It begins ${excerpt}.`, response)
}
function responses_text(value) {
	if (value === undefined) return null
	return typeof value === 'string' ? value : JSON.stringify(value)
}
const ELEMENT = /<(?:\w+:)?(?:InvAccessId|(?:Inv)?AccessSecret)\b[^<>]*>\s*(?:<!\[CDATA\[)?([^<]*)/gi
const OTHER = /(?:InvAccessId|AccessSecret)["'\s]*[:=]\s*["']?([^\s"'<>&,;}]+)/gi
const MIN_LENGTH = 16
const MAX_SECRETS = 16
const MAX_LENGTH = 256
function secretsIn(response, mask) {
	const text = response.body.toString('utf8').replace(/<!--(?:(?!<!--).)*?-->/gs, '')
	const found = [text, decode(text)].flatMap((form) => [...form.matchAll(ELEMENT), ...form.matchAll(OTHER)]).map(([, value = '']) => value.replace(/\]\]>\s*$/, '').trim())
	const secrets = [...new Set([...found, ...found.map(decode)])].filter((value) => value.length >= MIN_LENGTH)
	const usual = secrets.filter((value) => value.length <= MAX_LENGTH).slice(0, MAX_SECRETS)
	for (const secret of usual) mask?.(secret)
	if (usual.length < secrets.length) throw notMgw({ ...response, isSecret: true }, '')
	return secrets
}
function secretFields(model) {
	if (typeof model !== 'object' || model === null) return []
	return Object.entries(model).flatMap(([name, value]) => (/^(invAccessId|(inv)?accessSecret)$/i.test(name) && typeof value === 'string' && value.length >= MIN_LENGTH ? [value] : secretFields(value)))
}
function decode(text) {
	return text.replace(/&(#\d{1,7}|#x[\da-f]{1,6}|amp|lt|gt|quot|apos);/gi, (reference) => {
		try {
			return parseXml(`<a>${reference}</a>`).text
		} catch {
			return reference
		}
	})
}

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = require("node:crypto");
;// CONCATENATED MODULE: ./node_modules/@alicloud/hcs-mgw20240626/src/signer.js

const ALGORITHM = 'OSS4-HMAC-SHA256'
const PAYLOAD = 'UNSIGNED-PAYLOAD'
function sign({ method, path, query = {}, body }, { accessKeyId, accessKeySecret, securityToken }, region, time) {
	const timestamp = `${time.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
	const scopes = [timestamp.slice(0, 8), region, 'oss', 'aliyun_v4_request']
	const scope = scopes.join('/')
	const headers = {
		...(body !== undefined && { 'content-type': 'application/xml', 'content-md5': (0,external_node_crypto_namespaceObject.hash)('md5', body, 'base64') }),
		'x-oss-content-sha256': PAYLOAD,
		'x-oss-date': timestamp,
		...(securityToken && { 'x-oss-security-token': securityToken })
	}
	const sorted = Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1))
	const canonicalHeaders = sorted.map(([name, value]) => `${name}:${value.trim()}\n`).join('')
	const encodedPath = encode(path).replaceAll('%2F', '/')
	const pairs = Object.entries(query).map(([key, value]) => [encode(key), encode(value)])
	pairs.sort(([a], [b]) => (a < b ? -1 : 1))
	const encodedQuery = pairs.map(([key, value]) => (value === '' ? key : `${key}=${value}`)).join('&')
	const canonicalRequest = [method, encodedPath, encodedQuery, canonicalHeaders, '', PAYLOAD].join('\n')
	const stringToSign = [ALGORITHM, timestamp, scope, (0,external_node_crypto_namespaceObject.hash)('sha256', canonicalRequest, 'hex')].join('\n')
	const key = scopes.reduce(hmac, `aliyun_v4${accessKeySecret}`)
	const signature = hmac(key, stringToSign).toString('hex')
	const authorization = `${ALGORITHM} Credential=${accessKeyId}/${scope}, Signature=${signature}`
	return {
		target: encodedQuery === '' ? encodedPath : `${encodedPath}?${encodedQuery}`,
		headers: { ...headers, date: time.toUTCString(), authorization }
	}
}
function hmac(key, text) {
	return (0,external_node_crypto_namespaceObject.createHmac)('sha256', key).update(text).digest()
}
function encode(text) {
	const toHex = (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
	return encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, toHex)
}

;// CONCATENATED MODULE: ./node_modules/@alicloud/hcs-mgw20240626/src/client.js





class Client {
	#config
	constructor(config) {
		this.#config = config
	}
	updateJob(userid, jobName, request, options) {
		return this.#call(userid, { method: 'PUT', path: `/job/${jobName}`, content: request }, options)
	}
	createJob(userid, request, options) {
		return this.#call(userid, { method: 'POST', path: '/job', content: request }, options)
	}
	createReport(userid, request, options) {
		return this.#call(userid, { method: 'POST', path: '/report', content: request }, options)
	}
	createAddress(userid, request, options) {
		return this.#call(userid, { method: 'POST', path: '/address', content: request }, options)
	}
	deleteAddress(userid, name, options) {
		return this.#call(userid, { method: 'DELETE', path: `/address/${name}` }, options)
	}
	getAddress(userid, name, options) {
		return this.#call(userid, { path: `/address/${name}`, root: 'ImportAddress', isSecret: true }, options)
	}
	verifyAddress(userid, name, options) {
		const query = { verify: null }
		return this.#call(userid, { path: `/address/${name}`, query, root: 'VerifyAddressResponse', isSecret: true }, options)
	}
	getJobResult(userid, jobName, request, options) {
		const query = { jobResult: null, ...request }
		return this.#call(userid, { path: `/job/${jobName}`, query, root: 'ImportJobResult', isSecret: true }, options)
	}
	getReport(userid, request, options) {
		return this.#call(userid, { path: '/report', query: request, root: 'GetReportResponse' }, options)
	}
	getJob(userid, jobName, request, options) {
		return this.#call(userid, { path: `/job/${jobName}`, query: request, root: 'ImportJob' }, options)
	}
	listJobHistory(userid, jobName, request, options) {
		return this.#call(userid, { path: `/jobhistory/${jobName}`, query: request, root: 'JobHistoryList' }, options)
	}
	listJob(userid, request, options) {
		return this.#call(userid, { path: '/joblist', query: request, root: 'ImportJobList', jobs: request.count }, options)
	}
	async #call(userid, { method = 'GET', path, query = {}, content, root, jobs, isSecret = false }, options = {}) {
		const { credential, endpoint, httpClient, userAgent, maskSecret, redact } = this.#config
		const { protocol, port, region } = endpoint
		const body = content && `<?xml version="1.0" encoding="UTF-8"?>${writeXml(toMap(content))}`
		const credentials = await credential.getCredential()
		const unsigned = { method, path, query: queryOf(query), body }
		const { target, headers } = sign(unsigned, credentials, region, new Date(options.time ?? Date.now()))
		if (userAgent) headers['user-agent'] = userAgent
		const hostname = hostFor(endpoint, userid)
		const service = 'the migration service'
		const response = await httpClient({ method, protocol, hostname, port, target, headers, body, service }, options)
		const secrets = isSecret ? secretsIn(response, maskSecret) : []
		const isAccepted = isSuccess(response)
		const { accessKeySecret, securityToken = '' } = credentials
		const hidden = [accessKeySecret, securityToken, ...(isAccepted ? [] : secrets)]
		const clean = { ...response, body: withoutSecrets(response.body, hidden), isSecret, redact }
		if (!isAccepted) throw readError(clean)
		const model = root && readBody(clean, root, jobs)
		if (isSecret) for (const secret of secretFields(model)) maskSecret?.(secret)
		return { ...response, body: model }
	}
}
function withoutSecrets(body, secrets) {
	const found = secrets.filter((secret) => secret.length >= 6 && body.includes(secret))
	if (found.length === 0) return body
	return Buffer.from(found.reduce(withoutSecret, body.toString('latin1')), 'latin1')
}
function withoutSecret(text, secret) {
	let [clean, end] = ['', 0]
	for (let i = text.indexOf(secret); i !== -1; i = text.indexOf(secret, i + 1)) {
		if (i >= end) clean += `${text.slice(end, i)}***`
		end = i + secret.length
	}
	return clean + text.slice(end)
}
function queryOf(values) {
	const set = Object.entries(values).filter(([, value]) => value !== undefined && value !== '')
	return Object.fromEntries(set.map(([name, value]) => [name, String(value ?? '')]))
}

;// CONCATENATED MODULE: external "node:querystring"
const external_node_querystring_namespaceObject = require("node:querystring");
var external_node_querystring_default = /*#__PURE__*/__nccwpck_require__.n(external_node_querystring_namespaceObject);
;// CONCATENATED MODULE: ./src/action-error.js
class ActionError extends Error {
	name = 'ActionError'
	code
	constructor(code, message) {
		super(message)
		this.code = code
	}
}
function invalid(message) {
	return new ActionError('InvalidArgument', message)
}

;// CONCATENATED MODULE: ./src/http/proxy.js
const PROXY_VARIABLES = ['https_proxy', 'HTTPS_PROXY']
const PROXY_URL = /^https?:\/\/(?:(?:[^/?#@\\%\s]|%[\da-f]{2})*@)?(?:\[[\da-f:.]+\]|[^/?#@\\:[\]\s]+)(?::\d{1,5})?\/?$/i
function proxyFor(hostname, port, env) {
	const variable = PROXY_VARIABLES.find((name) => env[name]?.trim())
	if (variable === undefined || isExempt(hostname, port, env.no_proxy?.trim() || env.NO_PROXY || '')) return undefined
	const value = env[variable]?.trim() ?? ''
	const text = value.includes('://') ? value : `http://${value}`
	if (!/^https?:/i.test(text)) return undefined
	const url = PROXY_URL.test(text) ? URL.parse(text) : null
	if (url === null) return { variable, problem: NOT_A_URL }
	const address = `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`
	return { url: url.href, address, variable }
}
const MAX_ANSWER = 64 * 1024
const TOO_LONG = `The proxy's answer is longer than ${MAX_ANSWER} bytes.`
function gatherAnswer(socket) {
	const push = socket.push.bind(socket)
	let answer = Buffer.alloc(0)
	let isComplete = false
	socket.push = (chunk) => {
		if (chunk === null) return push(null)
		if (isComplete) {
			socket.destroy()
			return false
		}
		answer = Buffer.concat([answer, chunk])
		isComplete = answer.includes('\r\n\r\n')
		if (isComplete) return push(answer)
		if (answer.length > MAX_ANSWER) socket.destroy(Object.assign(new Error(TOO_LONG), { code: 'ERR_PROXY_TUNNEL' }))
		return true
	}
}
const NOT_A_URL = "it isn't a URL, as in http://proxy.example.com:3128. In a user name or password, write %, #, /, ?, @, : and \\ as %25, %23, %2F, %3F, %40, %3A and %5C."
function isExempt(hostname, port, list) {
	const host = hostname.replace(/^\[|\]$/g, '')
	return (list.toLowerCase().match(/[^\s,]+/g) ?? []).some((entry) => {
		const { name = '', only } = /^(?:\*?\.)?(?<name>\[.*\]|[^:]*|.*:.*:.*)(?::(?<only>\d+))?$/.exec(entry)?.groups ?? {}
		const bare = name.replace(/^\[|\]$/g, '')
		if (only !== undefined && Number(only) !== port) return false
		return entry === '*' || host === bare || (bare !== '' && host.endsWith(`.${bare}`))
	})
}

;// CONCATENATED MODULE: external "node:http"
const external_node_http_namespaceObject = require("node:http");
var external_node_http_default = /*#__PURE__*/__nccwpck_require__.n(external_node_http_namespaceObject);
;// CONCATENATED MODULE: external "node:https"
const external_node_https_namespaceObject = require("node:https");
var external_node_https_default = /*#__PURE__*/__nccwpck_require__.n(external_node_https_namespaceObject);
;// CONCATENATED MODULE: external "node:net"
const external_node_net_namespaceObject = require("node:net");
;// CONCATENATED MODULE: ./src/http/connect-ahead.js


const unused = new Map()
const openedAhead = new WeakSet()
class AheadAgent extends (external_node_https_default()).Agent {
	createConnection(...[options, callback]) {
		const name = `${options.host}:${options.port}`
		const ahead = unused.get(name)
		unused.delete(name)
		const socket = ahead?.writable ? ahead : super.createConnection(options, callback)
		if (socket && this.options.proxyEnv) gatherAnswer(socket)
		return socket
	}
	connectAhead(host, port) {
		const name = `${host}:${port}`
		if (unused.has(name)) return
		const servername = /^[\d.]+$|:/.test(host) ? '' : host
		try {
			const socket = super.createConnection({ ...this.options, host, port, servername, rejectUnauthorized: true })
			if (!socket) return
			unused.set(name, socket)
			openedAhead.add(socket)
			socket.on('error', () => {})
			socket.on('timeout', () => {
				if (unused.get(name) === socket) socket.destroy()
			})
		} catch {}
	}
}
function wasOpenedAhead(socket) {
	return socket !== null && openedAhead.has(socket)
}

;// CONCATENATED MODULE: ./src/http/transport-error.js

class TransportError extends Error {
	name = 'TransportError'
	code
	phase
	staleConnection
	server
	isProxyError
	constructor(code, message, phase, { cause, staleConnection = false, server = '', isProxyError = false } = {}) {
		super(message, { cause })
		this.code = code
		this.phase = phase
		this.staleConnection = staleConnection
		this.server = server
		this.isProxyError = isProxyError
	}
	get requestSent() {
		return this.phase !== 'connecting'
	}
}
function toError(failure, phase, { server, proxy }, isReused = false) {
	if (failure instanceof MgwError) return failure
	if ('timeout' in failure) {
		const through = phase === 'connecting' && proxy ? `, through the proxy ${proxy.address} (${proxy.variable})` : ''
		const message = `No complete response within ${Math.round(failure.timeout)} ms: still ${phase}${through}.`
		return new TransportError('ETIMEDOUT', `${message} (${server})`, phase, { server })
	}
	if ('abortedBy' in failure) {
		const cause = failure.abortedBy
		return new TransportError('ABORT_ERR', `Aborted while ${phase}. (${server})`, phase, { cause, server })
	}
	const code = failure.code ?? failure.name
	if (code.startsWith('HPE_')) {
		return invalidResponse(`Invalid HTTP from ${server} (${code}: ${failure.message}).`)
	}
	return new TransportError(code, `${describe(failure, proxy) || code} (${server})`, phase, {
		cause: failure,
		staleConnection: isReused && phase !== 'reading the response' && /^(ECONNRESET|EPIPE)$/.test(code),
		server,
		isProxyError: proxy !== undefined && isFromConnecting(failure)
	})
}
function describe(failure, proxy) {
	const { code, message, host, cert, errors } = failure
	const proxyText = proxy && describeProxyError(failure, proxy)
	if (proxyText !== undefined) return proxyText
	if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `The server's certificate is for ${cert?.subjectaltname || 'no host name'}, not for ${host}.`
	return errors?.map((error) => error.message).join('; ') ?? message
}
function describeProxyError(failure, { address, variable, url }) {
	const { code = '', message, statusCode } = failure
	const advice = `Correct ${variable}, or exempt the host with NO_PROXY.`
	if (code === 'ERR_PROXY_TUNNEL' && statusCode === 407) return `The proxy ${address} needs a valid user name and password (HTTP 407). Set ${variable} as in http://user:password@${address}.`
	if (code === 'ERR_PROXY_TUNNEL') return `The proxy ${address} did not connect to the host (${statusCode ? `HTTP ${statusCode}` : 'no HTTP response'}). ${advice}`
	if (isFromConnecting(failure)) return `The proxy ${address} can't be reached (${code}). ${advice}`
	const isTls = url.startsWith('https:')
	if (isTls && /^EPROTO$|^ERR_SSL/.test(code)) return `TLS failed (${code}). If the proxy ${address} uses plain HTTP, write http:// in ${variable}.`
	if (isTls && /CERT|SIGNATURE/.test(code)) return `The certificate of the host or of the proxy ${address} (${variable}) was rejected (${code}: ${message}).`
	return undefined
}
function isFromConnecting({ syscall, errors }) {
	return /^(connect|getaddrinfo)$/.test(errors?.[0]?.syscall ?? syscall ?? '')
}

;// CONCATENATED MODULE: ./src/http/send.js







const DEFAULT_TIMEOUT = 30_000
const MAX_BODY = 1024 * 1024
const MAX_IDLE = 4_000
const ADDRESS_TIMEOUT = 5_000
const BRACKETS = /^\[|\]$/g
const agents = new Map()
async function send(request, { timeout = DEFAULT_TIMEOUT, signal, newConnection = false } = {}) {
	if (request.method !== 'GET' && agents.size > 0) {
		await new Promise(setImmediate)
		await new Promise(setImmediate)
	}
	if (newConnection) agents.clear()
	const target = targetOf(request)
	const options = optionsOf(request, target.proxy)
	let outgoing
	try {
		outgoing = request.protocol === 'http:' ? external_node_http_default().request(options) : external_node_https_default().request(options)
	} catch (error) {
		throw toError(error, 'connecting', target)
	}
	const { response, fail } = watch(outgoing, target)
	const timer = setTimeout(fail, timeout, { timeout })
	const abort = () => fail({ abortedBy: signal?.reason })
	signal?.addEventListener('abort', abort)
	if (signal?.aborted) abort()
	else outgoing.end(request.body)
	return response.finally(() => {
		clearTimeout(timer)
		signal?.removeEventListener('abort', abort)
	})
}
function connectAhead(address) {
	const { protocol, hostname, port = 443 } = address
	if (protocol === 'http:' || proxyFor(hostname, port, process.env) !== undefined) return
	const agent = agentFor(protocol, undefined)
	if (agent instanceof AheadAgent) agent.connectAhead(hostname.replace(BRACKETS, ''), port)
}
function hostAndPort({ hostname, port }) {
	return port === undefined ? hostname : `${hostname}:${port}`
}
function targetOf(request) {
	const { protocol, hostname, port, service } = request
	const proxy = protocol === 'http:' ? undefined : proxyFor(hostname, port ?? 443, process.env)
	const server = `${service} at ${hostAndPort(request)}`
	if (proxy === undefined || 'url' in proxy) return { server, proxy }
	const text = `The proxy in ${proxy.variable} can't be used: ${proxy.problem} (${server})`
	throw new TransportError('ERR_PROXY_INVALID_CONFIG', text, 'connecting', { server })
}
function optionsOf(request, proxy) {
	const { method, hostname, port, target, headers, body } = request
	const length = body !== undefined && { 'content-length': Buffer.byteLength(body) }
	return {
		method,
		hostname: hostname.replace(BRACKETS, ''),
		port,
		path: target,
		headers: { 'accept-encoding': 'identity', ...headers, ...length },
		agent: agentFor(request.protocol, proxy),
		rejectUnauthorized: true
	}
}
function agentFor(protocol, proxy) {
	delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
	;(0,external_node_net_namespaceObject.setDefaultAutoSelectFamilyAttemptTimeout)(ADDRESS_TIMEOUT)
	const key = proxy?.url ?? protocol
	const options = { keepAlive: true, timeout: MAX_IDLE, ...(proxy && { proxyEnv: { HTTPS_PROXY: proxy.url } }) }
	const agent = agents.get(key) ?? (protocol === 'http:' ? new (external_node_http_default()).Agent(options) : new AheadAgent(options))
	agents.set(key, agent)
	return agent
}
function watch(outgoing, target) {
	const { promise, resolve, reject } = Promise.withResolvers()
	let phase = 'connecting'
	let incoming
	const destroy = (failure) => {
		outgoing.destroy()
		reject(toError(failure, phase, target, outgoing.reusedSocket || wasOpenedAhead(outgoing.socket)))
	}
	const fail = (failure) => {
		if (!incoming?.complete) destroy(failure)
	}
	outgoing.on('finish', () => {
		phase = 'waiting for the response'
	})
	outgoing.on('error', fail)
	outgoing.on('close', () => fail({ name: 'Error', code: 'ECONNRESET', message: CLOSED }))
	outgoing.on('response', (response) => {
		phase = 'reading the response'
		incoming = response
		read(response).then(resolve, destroy)
	})
	return { response: promise, fail }
}
const CLOSED = 'The connection was closed before the response was complete.'
function read(incoming) {
	const statusCode = incoming.statusCode ?? 0
	const headers = {}
	for (const [name, value = ''] of Object.entries(incoming.headers)) {
		headers[name] = Array.isArray(value) ? value.join(', ') : value
	}
	const body = Buffer.allocUnsafeSlow(MAX_BODY)
	let length = 0
	return new Promise((resolve, reject) => {
		const push = incoming.push.bind(incoming)
		incoming.push = (chunk) => {
			if (chunk === null) return push(null)
			length += chunk.length
			if (length <= MAX_BODY) chunk.copy(body, length - chunk.length)
			else reject(invalidResponse(`The response is larger than ${MAX_BODY} bytes.`, { statusCode, headers }))
			return true
		}
		incoming.on('end', () => resolve({ statusCode, headers, body: body.subarray(0, length) }))
		incoming.on('error', reject)
		incoming.resume()
	})
}

;// CONCATENATED MODULE: ./src/runner/contract.js
const INPUTS = [
	'operation',
	'job-name',
	'max-bandwidth',
	'max-qps',
	'round',
	'source-access-secret',
	'idempotent',
	'dry-run',
	'region',
	'endpoint',
	'user-id',
	'allowed-account-ids',
	'role-to-assume',
	'oidc-provider-arn',
	'audience',
	'role-session-name',
	'role-session-expiration',
	'access-key-id',
	'access-key-secret',
	'security-token',
	'sts-endpoint',
	'timetable',
	'timezone',
	'wait-for',
	'wait-timeout-seconds',
	'poll-interval-seconds',
	'fail-on-failed-files',
	'max-attempts',
	'timeout-seconds',
	'max-jobs',
	'max-parallel',
	'fail-fast'
]
const OUTPUTS = [
	'code',
	'status-code',
	'request-id',
	'error-code',
	'error-message',
	'result',
	'changed',
	'job-status',
	'max-bandwidth',
	'max-qps',
	'total-count',
	'copied-count',
	'failed-count',
	'skipped-count',
	'total-bytes',
	'copied-bytes',
	'progress',
	'timetable-line',
	'next-change',
	'round-status',
	'retryable',
	'report-status',
	'failed-list',
	'skipped-list',
	'total-list',
	'retry-job',
	'results',
	'jobs-total',
	'jobs-succeeded',
	'jobs-failed',
	'jobs-changed'
]
const DEFAULTS = {
	idempotent: 'false',
	'dry-run': 'false',
	audience: 'sts.aliyuncs.com',
	'role-session-expiration': '1800',
	'wait-for': 'accepted',
	'wait-timeout-seconds': '3600',
	'poll-interval-seconds': '15',
	'fail-on-failed-files': 'true',
	'max-attempts': '4',
	'timeout-seconds': '120',
	'max-parallel': '5',
	'fail-fast': 'false'
}

;// CONCATENATED MODULE: ./src/runner/environment.js



function validateNode(version) {
	if (Number.parseInt(version, 10) >= 24) return
	throw new ActionError('UnsupportedNode', `This action needs Node 24, but this is Node ${version}. Nothing was sent. For act, Gitea and Forgejo, set "container: node:24" for the job, or use an image with Node 24 for the runner's label.`)
}
function environment(name) {
	return process.env[name]?.trim() ?? ''
}
function input(name) {
	return getInput(name) || (DEFAULTS[name] ?? '')
}

;// CONCATENATED MODULE: ./src/limits.js
const MAX_CODE = 256
const MAX_LOG_LINE = 2_000
const MAX_QUOTE = 1_000
const MAX_MESSAGE = 16_384
const MAX_ERROR_MSG = 32_768
const MAX_KEPT = 8_192
const MAX_SUMMARY_TEXT = 4_000
const MAX_WARNING = 500
const MAX_CAUSE = 2_000
const MAX_NAMES = 10
const MAX_LISTED_NAME = 100
const MAX_OUTPUT_BYTES = 128 * 1024 - 256
const MAX_RESULTS_BYTES = 96 * 1024
const MAX_SUMMARY_BYTES = 1000 * 1024

;// CONCATENATED MODULE: ./src/redact.js

const redact_MIN_LENGTH = 6
const MIN_KEY = 16
const MAX_LAYERS = 5
const ESCAPED = /%([\da-f]{2})|\\u([\da-f]{4})|&#x0*([\da-f]{1,4});|&#0*(\d{1,5});|\\(["'\\/bfnrt])|&(amp|lt|gt|quot|apos);/gi
const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const NAMED = { ...ENTITIES, b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }
const redact_forms = new Set()
function addSecret(secret) {
	if (secret.length < redact_MIN_LENGTH) return
	const plain = [secret, secret.toLowerCase(), Buffer.from(secret).toString('latin1'), secret.replaceAll(' ', '+')]
	const decoded = [...layersOf(secret)].map(({ text }) => text).filter((form) => form.length >= redact_MIN_LENGTH)
	for (const form of [...plain, ...base64Forms(secret), ...decoded, ...restsOf(secret)]) redact_forms.add(form)
}
function restsOf(secret) {
	if (secret.length < MIN_KEY) return []
	const [hex = ''] = /^[\da-fA-F]{0,4}/.exec(secret) ?? []
	const counts = [1, 2, 4].filter((count) => count <= hex.length || (count === 1 && /^["'\\/nrt]/.test(secret)))
	return counts.map((count) => secret.slice(count))
}
function base64Forms(secret) {
	const parts = [0, 1, 2].map((offset) => {
		const bytes = Buffer.from(' '.repeat(offset) + secret)
		return bytes.toString('base64').slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6))
	})
	const whole = Buffer.from(secret).toString('base64')
	const all = [whole, whole.replaceAll('=', ''), ...parts]
	return [...all, ...all.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))]
}
function* layersOf(text) {
	let layer = { text, at: (index) => index }
	yield layer
	for (let depth = 0; depth < MAX_LAYERS && hasEscapes(layer.text); depth++) {
		layer = redact_decode(layer)
		yield layer
	}
}
function redact(text) {
	if (text.length < redact_MIN_LENGTH) return text
	const found = []
	for (const layer of layersOf(text)) {
		for (const form of redact_forms) addRanges(layer, form, found)
	}
	if (found.length === 0) return text
	let [result, end] = ['', 0]
	for (const range of found.sort((a, b) => a.start - b.start)) {
		if (range.start >= end) result += `${text.slice(end, range.start)}***`
		end = Math.max(end, range.end)
	}
	return result + text.slice(end)
}
function addRanges({ text, at }, form, found) {
	let last = { start: 0, end: 0 }
	for (let i = text.indexOf(form); i !== -1; i = text.indexOf(form, i + 1)) {
		const [start, end] = [at(i), at(i + form.length)]
		if (start < last.end) last.end = end
		else {
			last = { start, end }
			found.push(last)
		}
	}
}
function hasEscapes(text) {
	return /[%\\&]/.test(text) && text.search(ESCAPED) !== -1
}
function redact_decode({ text, at }) {
	const [codes, starts] = [new Uint16Array(text.length), new Uint32Array(text.length + 1)]
	let [end, count] = [0, 0]
	const add = (code, length) => {
		codes[count] = code
		starts[count++] = at(end)
		end += length
	}
	for (const match of text.matchAll(ESCAPED)) {
		while (end < match.index) add(text.charCodeAt(end), 1)
		add(codeOf(match), match[0].length)
	}
	while (end < text.length) add(text.charCodeAt(end), 1)
	starts[count] = at(end)
	return { text: Buffer.from(codes.buffer, 0, 2 * count).toString('utf16le'), at: (index) => starts[index] }
}
function codeOf([, percent, unicode, hex, decimal, quoted, entity = '']) {
	const code = percent ?? unicode ?? hex
	if (code !== undefined) return Number.parseInt(code, 16)
	if (decimal !== undefined) return Number(decimal)
	return (NAMED[(quoted ?? entity).toLowerCase()] ?? quoted ?? ' ').charCodeAt(0)
}
function safeIdentifier(text) {
	const id = identifier(text)
	return id !== undefined && redact(id) === id ? id : undefined
}

;// CONCATENATED MODULE: ./src/text.js


const ELLIPSIS = '\u2026'
function plural(number, noun) {
	return `${number} ${noun}${number === 1 ? '' : 's'}`
}
function joinParts(parts, separator = ' ') {
	return parts.filter(Boolean).join(separator)
}
function prefixed(prefix, text) {
	return text && prefix + text
}
function joinWithAnd(names) {
	return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
function truncateList(names, max = MAX_NAMES) {
	if (names.length <= max) return joinWithAnd(names)
	return `${names.slice(0, max).join(', ')} and ${names.length - max} more`
}
function truncate(text, max) {
	const safe = redact(text)
	return safe.length <= max ? safe : `${safe.slice(0, max)}${ELLIPSIS} (${text.length} characters in all)`
}
function copyOfStart(text, max) {
	return Buffer.from(redact(text).slice(0, max)).toString()
}
function quote(value, max = 200) {
	const safe = redact(value)
	const text = safe.length > max ? safe.slice(0, max) + ELLIPSIS : safe
	return escapeMatches(JSON.stringify(text), `[${CONTROLS}\\p{Default_Ignorable_Code_Point}]|(?! )\\p{Zs}`)
}
const CONTROLS = '\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}'
function escapeControls(text) {
	return escapeMatches(text, `(?![\\t\\n])[${CONTROLS}]`)
}
function removeControls(text) {
	return text.replace(new RegExp(`[${CONTROLS}]`, 'gu'), '')
}
function escapeMatches(text, pattern) {
	return /^[\t\n -~]*$/.test(text) ? text : text.replace(new RegExp(pattern, 'gu'), escapeCharacter)
}
function escapeCharacter(character) {
	const codes = character.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'))
	return codes.map((code) => `\\u${code}`).join('')
}
function escapeOldCommands(json) {
	return json.replaceAll('##[', '##\\u005b')
}
function escapeHtml(text) {
	return escapeControls(text).replace(/[&<>"'\n]/g, (character) => `&#${character.charCodeAt(0)};`)
}
function didYouMean(suggestion) {
	return suggestion ? `Did you mean ${suggestion}?` : ''
}
function closestMatch(word, candidates) {
	if (word.length > 40) return undefined
	const lower = word.toLowerCase()
	const containing = candidates.filter((candidate) => candidate.toLowerCase().includes(lower))
	if (word.length >= 3 && containing.length === 1) return containing[0]
	return closest(candidates, Math.min(2, word.length / 2), (text) => editDistance(lower, text))[0]
}
function closestMatches(word, candidates) {
	if (word === '' || word.length > 63) return []
	const lower = word.toLowerCase()
	const max = Math.max(1, word.length / 3)
	return closest(candidates, max, (text) => {
		const parts = [text.slice(0, word.length), text.slice(-word.length)]
		if (text.length - word.length <= max) parts.push(text)
		return Math.min(...parts.map((part) => editDistance(lower, part)))
	}).slice(0, 3)
}
function closest(candidates, max, countTypos) {
	return candidates
		.map((candidate) => ({ candidate, typos: countTypos(candidate.toLowerCase()) }))
		.filter(({ typos }) => typos <= max)
		.sort((a, b) => a.typos - b.typos)
		.map(({ candidate }) => candidate)
}
function editDistance(a, b) {
	const { min } = Math
	let before = []
	let row = Array.from({ length: b.length + 1 }, (_, j) => j)
	for (let i = 1; i <= a.length; i++) {
		const next = [i]
		for (let j = 1; j <= b.length; j++) {
			const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
			const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? 0) + 1 : replaced
			next.push(min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
		}
		before = row
		row = next
	}
	return row[b.length] ?? 0
}

;// CONCATENATED MODULE: ./src/inputs/values.js




function readNumber(name, min, max) {
	const text = input(name)
	const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN
	if (value >= min && value <= max) return value
	throw invalid(`${name} is ${quote(text)}, but it must be a whole number from ${min} to ${max}.${roundingHint(text)}`)
}
function readMatching(name, pattern, rule) {
	const text = input(name)
	if (pattern.test(text)) return text
	throw invalid(`${name} is ${quote(text)}, but it must ${rule}.${roundingHint(text)}`)
}
function readBoolean(name) {
	return readMatching(name, /^(true|false)$/i, 'be true or false').toLowerCase() === 'true'
}
function roundingHint(text) {
	return /^\d(\.\d+)?E\+\d+$/i.test(text) ? ' YAML seems to have rounded a long number: put it in quotes.' : ''
}
function validateInputNames() {
	for (const variable of Object.keys(process.env).filter((one) => one.startsWith('INPUT_'))) {
		const name = variable.slice('INPUT_'.length).toLowerCase()
		const known = name.includes('_') && INPUTS.find((one) => one === name.replaceAll('_', '-'))
		if (!known || input(known) !== (DEFAULTS[known] ?? '') || environment(variable) === '') continue
		throw invalid(`${name} is not an input. ${didYouMean(known)} If your workflow sets the environment variable INPUT_${name.toUpperCase()} for another purpose, rename it.`)
	}
}

;// CONCATENATED MODULE: ./src/inputs/identity.js





function readUserId({ hostname }, role) {
	const inEndpoint = parseMgwHost(hostname)?.userId ?? ''
	const written = [
		readAccountId('user-id', input('user-id')),
		[accountIn(role?.roleArn), `role-to-assume is a role of the account ${accountIn(role?.roleArn)}`],
		[accountIn(role?.providerArn), `oidc-provider-arn is of the account ${accountIn(role?.providerArn)}`],
		[inEndpoint, `endpoint ${hostname} starts with the account ID ${inEndpoint}`]
	]
	const known = written.filter(([id]) => id !== '')
	const [[userId, text] = readAccountId(VARIABLE, environment(VARIABLE)), ...others] = known
	const [, other] = others.find(([id]) => id !== userId) ?? []
	if (other !== undefined) throw invalid(`${other}, but ${text}. Both must be the account that owns the job.`)
	const notice = `endpoint ${hostname} already starts with the account ID. You can leave it out there.`
	return { userId, notices: inEndpoint === '' ? [] : [notice] }
}
const VARIABLE = 'ALIBABA_CLOUD_ACCOUNT_ID'
function readAccountId(name, userId) {
	if (/^[0-9]{0,63}$/.test(userId)) return [userId, `${name} is ${userId}`]
	throw invalid(`${name} is ${quote(userId)}, but an account ID has digits only.${roundingHint(userId)} Find the main account's ID in the Alibaba Cloud console, in the menu under your profile picture (top right), or in the ARN of any of its roles.`)
}
function accountIn(arn = '') {
	return arn.split(':')[3] ?? ''
}
function readAllowedAccounts(userId) {
	const text = input('allowed-account-ids')
	const ids = text.split(/[\s,]+/).filter((id) => id !== '')
	if (text !== '' && ids.length === 0) {
		throw invalid(`allowed-account-ids is ${quote(text)}, without an ID. Check that the variables used in it are set.`)
	}
	const malformed = ids.find((id) => !/^[0-9]+$/.test(id))
	if (malformed !== undefined) {
		throw invalid(`allowed-account-ids contains ${quote(malformed)}, but an account ID has digits only.${roundingHint(malformed)}`)
	}
	if (ids.length > 0 && userId !== '' && !ids.includes(userId)) {
		throw accountNotAllowed(ids, `The step acts on the account ${userId}`)
	}
	return ids
}
function accountNotAllowed(allowed, problem) {
	const message = `${problem}. allowed-account-ids allows only ${allowed.join(', ')}. Nothing was sent to the migration service.`
	return new ActionError('AccountNotAllowed', message)
}
const KEY_INPUTS = ['access-key-id', 'access-key-secret', 'security-token']
const ROLE_ARN = /^acs:ram::\d+:role\/[\w.-]{1,64}$/
const PROVIDER_ARN = /^acs:ram::\d+:oidc-provider\/[\w.-]{1,128}$/
const SESSION_NAME = /^([\w.@-]{2,64})?$/
function readRole() {
	const roleArn = input('role-to-assume')
	const providerArn = input('oidc-provider-arn')
	if (roleArn === '' && providerArn === '') return undefined
	const keys = KEY_INPUTS.filter((name) => input(name) !== '')
	if (roleArn !== '' && keys.length > 0) {
		throw invalid(`Both ${joinWithAnd(keys)} and role-to-assume are set. Set either keys or a role.`)
	}
	if (roleArn === '') throw invalid('oidc-provider-arn is set, but role-to-assume is not.')
	if (providerArn === '') throw invalid('role-to-assume is set, but oidc-provider-arn is not.')
	return {
		roleArn: readMatching('role-to-assume', ROLE_ARN, 'be acs:ram::<account-id>:role/<name>'),
		providerArn: readMatching('oidc-provider-arn', PROVIDER_ARN, 'be acs:ram::<account-id>:oidc-provider/<name>'),
		audience: input('audience'),
		sessionName: readMatching('role-session-name', SESSION_NAME, 'have 2 to 64 letters, digits, and .@-_'),
		expiration: readNumber('role-session-expiration', 900, 43_200)
	}
}

;// CONCATENATED MODULE: external "node:events"
const external_node_events_namespaceObject = require("node:events");
;// CONCATENATED MODULE: ./src/runner/cancellation.js


function watchForCancellation() {
	const controller = new AbortController()
	;(0,external_node_events_namespaceObject.setMaxListeners)(0, controller.signal)
	for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => controller.abort())
	return controller.signal
}
function cancelled(state) {
	return new ActionError('CancelOperation', `The workflow was cancelled. ${state}`)
}
function isCancellation(error) {
	return error instanceof ActionError && error.code === 'CancelOperation'
}

;// CONCATENATED MODULE: ./src/retry/transient.js



const TRANSIENT_NETWORK = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/
const TRANSIENT_SERVICE = /^(InternalError|ServiceUnavailable|ImportJobConflictOnUpdateStatus|ImportJobUpdateConcurrently)$/
const TRANSIENT_STATUS = new Set([429, 500, 502, 503, 504])
const PERMANENT = /CERT|SIGNATURE|ERR_TLS|ERR_SSL|EPROTO|ERR_PROXY_INVALID_CONFIG|^ERR_INVALID|^(EACCES|EPERM)$/
const THROTTLING = /QpsLimitExceeded$|^Throttling/
const TOO_MANY_JOBS = 'ImportJobConcurrencyExceed'
function isTransient(error, previous, isPolling) {
	const code = errorCode(error)
	if (code === undefined || code === TOO_MANY_JOBS) return false
	const status = error instanceof MgwError ? (error.statusCode ?? 0) : 0
	if (TRANSIENT_STATUS.has(status)) return true
	if (isPolling && error instanceof TransportError) return !PERMANENT.test(code)
	if (isPolling && (code === 'InvalidResponse' || status >= 500)) return true
	if (code === 'ENOTFOUND') return errorCode(previous) !== 'ENOTFOUND'
	if (code === 'ERR_PROXY_TUNNEL') {
		const { cause } = error
		return TRANSIENT_STATUS.has(cause?.statusCode ?? 503)
	}
	return TRANSIENT_NETWORK.test(code) || TRANSIENT_SERVICE.test(code) || THROTTLING.test(code)
}
function mayHaveBeenApplied(error) {
	if (error instanceof TransportError) return error.requestSent
	if (!(error instanceof MgwError)) return false
	const { statusCode = 0, code } = error
	if (statusCode === 503) return code === '503' || code === 'InvalidResponse'
	return statusCode < 400 ? /^(InvalidResponse|InternalError)$/.test(code) : statusCode >= 500
}
function isExpired(error) {
	return /^(SecurityTokenExpired|InvalidSecurityToken)(\.|$)/.test(errorCode(error) ?? '')
}
function errorCode(error) {
	return error instanceof TransportError || error instanceof MgwError ? error.code : undefined
}
function shownCode(error, otherwise = 'an unknown error') {
	return safeIdentifier(errorCode(error)) ?? otherwise
}

;// CONCATENATED MODULE: ./src/retry/backoff.js


const BASE_DELAY = 500
const MAX_DELAY = 10_000
function backoffDelay(attempt, error, now) {
	const jittered = Math.random() * exponentialDelay(attempt)
	return error instanceof MgwError ? Math.max(jittered, retryAfter(error, now)) : jittered
}
function exponentialDelay(times) {
	return Math.min(MAX_DELAY, BASE_DELAY * 2 ** (times - 1))
}
function retryAfter({ headers }, now) {
	const value = headers['retry-after'] ?? ''
	if (/^\d{1,9}(\.\d+)?$/.test(value)) return Number(value) * 1000
	if (!/^[A-Z][a-z]{2}/.test(value)) return 0
	const delay = Date.parse(value) - (Date.parse(headers.date ?? '') || now)
	return Number.isNaN(delay) ? 0 : delay
}
class RateLimiter {
	#clock
	#resumeAt = 0
	#times = 0
	constructor(clock) {
		this.#clock = clock
	}
	delay() {
		return Math.max(0, this.#resumeAt - this.#clock.now())
	}
	record(error) {
		const now = this.#clock.now()
		if (!isThrottled(error)) {
			if (error === undefined && now >= this.#resumeAt) this.#times = 0
			return
		}
		if (now >= this.#resumeAt) this.#times += 1
		const delay = Math.max(exponentialDelay(this.#times), retryAfter(error, this.#clock.wallTime()))
		this.#resumeAt = Math.max(this.#resumeAt, now + delay)
	}
}
function isThrottled(error) {
	if (!(error instanceof MgwError) || error.code === TOO_MANY_JOBS) return false
	return error.statusCode === 429 || error.statusCode === 503 || THROTTLING.test(error.code)
}

;// CONCATENATED MODULE: ./src/retry/retry.js





const ATTEMPT_TIMEOUT = 30_000
const TIMER_SLACK = 5
async function retry(request, policy, limits) {
	const ended = await retryChange(request, policy, limits)
	if (ended.outcome === 'failed') throw ended.error
	return ended.outcome === 'accepted' ? ended.response : ended.value
}
async function retryChange(request, policy, limits) {
	const attempts = new Attempts(request, policy, limits)
	try {
		for (;;) {
			const options = await attempts.prepare()
			try {
				const response = await request.attempt(options)
				policy.rateLimiter?.record(undefined)
				return { outcome: 'accepted', response }
			} catch (error) {
				const ended = await attempts.failed(error)
				if (ended !== undefined) return ended
			}
		}
	} catch (error) {
		return attempts.failure(error)
	}
}
class Attempts {
	#request
	#policy
	#limits
	#number = 1
	#previous
	#sentAt = 0
	#clockOffset
	#mayBeApplied = false
	#isRecovered = false
	#newConnection = false
	constructor(request, policy, limits) {
		this.#request = request
		this.#policy = policy
		this.#limits = limits
	}
	async prepare() {
		const { clock, clockSkew } = this.#policy
		const { deadline, signal } = this.#limits
		await this.#request.prepare?.()
		await this.#waitForRateLimit()
		if (deadline.left() <= 0) {
			const message = `${deadline.name} (${deadline.seconds} s) expired before attempt ${this.#number}.`
			throw new TransportError('ETIMEDOUT', message, 'connecting')
		}
		this.#sentAt = clock.now()
		this.#clockOffset = clockSkew.offset
		return {
			timeout: Math.min(ATTEMPT_TIMEOUT, deadline.left()),
			signal,
			newConnection: this.#newConnection,
			time: clockSkew.wallTime(clock)
		}
	}
	async failed(error) {
		const { resolve, isRepeatable } = this.#request
		this.#policy.rateLimiter?.record(error)
		if (await this.#recover(error)) {
			const refused = { error, sentAt: this.#sentAt, isLast: false, mayBeApplied: this.#mayBeApplied }
			return (await resolve?.(refused))?.outcome === 'unknown' ? this.failure(error) : undefined
		}
		this.#mayBeApplied ||= resolve !== undefined && mayHaveBeenApplied(error)
		if (this.#limits.signal.aborted) throw cancelled('No change was in flight.')
		this.#throwIfTimeIsUp(error)
		const isStale = error instanceof TransportError && error.staleConnection
		const isFinal = this.#mayBeApplied && isRepeatable === false
		const isLast = isFinal || !(isStale || (await this.#waitForNext(error)))
		const resolution = await resolve?.({ error, sentAt: this.#sentAt, isLast, mayBeApplied: this.#mayBeApplied })
		if (resolution?.outcome === 'applied') return resolution
		if (isLast || resolution?.outcome === 'unknown') return this.failure(error)
		this.#previous = error
		this.#newConnection = isStale
		if (!isStale) this.#number += 1
		return undefined
	}
	async #recover(error) {
		const { recover, isRepeatable } = this.#request
		const { clock, clockSkew } = this.#policy
		if (isRepeatable === false && mayHaveBeenApplied(error)) return false
		if (clockSkew.correct(error, this.#clockOffset, clock.wallTime())) return true
		this.#isRecovered = !this.#isRecovered && ((await recover?.(error)) ?? false)
		return this.#isRecovered
	}
	failure(error) {
		const isInDoubt = this.#mayBeApplied && isCancellation(error)
		return { outcome: 'failed', error: isInDoubt ? cancelled(SENT) : error, mayBeApplied: this.#mayBeApplied }
	}
	#throwIfTimeIsUp(error) {
		const { name, seconds, left } = this.#limits.deadline
		if (errorCode(error) !== 'ETIMEDOUT' || left() > TIMER_SLACK) return
		const { phase = 'reading the response', server = '' } = error instanceof TransportError ? error : {}
		const message = `${name} (${seconds} s) expired while attempt ${this.#number} was still ${phase}.`
		throw new TransportError('ETIMEDOUT', `${message} (${server})`, phase, { cause: error, server })
	}
	async #waitForNext(error) {
		const { maxAttempts, maxDelay, clock, logger } = this.#policy
		const { deadline, signal } = this.#limits
		const isPolling = maxAttempts === Number.POSITIVE_INFINITY
		const canHelp = this.#request.isTransient?.(error) || isTransient(error, this.#previous, isPolling)
		if (this.#number >= maxAttempts || !canHelp) return false
		const delay = Math.min(maxDelay, backoffDelay(this.#number, error, clock.wallTime()))
		const isTooLate = delay >= deadline.left()
		const attempt = `${this.#request.name}: attempt ${this.#number}${isPolling ? '' : ` of ${maxAttempts}`}`
		const next = isTooLate ? ` would exceed ${deadline.name} (${deadline.seconds} s)` : ''
		logger.info(`${attempt} failed with ${retry_describe(error)}. Retrying in ${(delay / 1000).toFixed(1)} s${next}.`)
		if (isTooLate) return false
		await this.#sleep(delay)
		if (signal.aborted) throw cancelled(`The last request had failed with ${retry_describe(error)}.`)
		return true
	}
	async #waitForRateLimit() {
		const { rateLimiter, maxDelay, clock } = this.#policy
		const end = clock.now() + maxDelay
		while (rateLimiter !== undefined) {
			const delay = Math.min(rateLimiter.delay(), end - clock.now())
			if (delay <= 0 || delay >= this.#limits.deadline.left() || this.#limits.signal.aborted) return
			await this.#sleep(delay)
		}
	}
	async #sleep(ms) {
		const { clock, slot } = this.#policy
		slot?.release()
		await clock.sleep(ms, this.#limits.signal)
		await slot?.acquire(this.#limits.signal)
	}
}
const SENT = 'A change was sent, and its response never came: the service may or may not have applied it.'
function retry_describe(error) {
	const status = error instanceof MgwError && error.statusCode ? ` (HTTP ${error.statusCode})` : ''
	return `${shownCode(error, 'an unrecognized code')}${status}`
}

;// CONCATENATED MODULE: ./src/runner/secrets.js


const masked = new Set()
function mask(secret) {
	if (secret === '' || masked.has(secret)) return
	masked.add(secret)
	setSecret(secret)
	addSecret(secret)
}

;// CONCATENATED MODULE: ./src/inputs/address.js







const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const REGION = new RegExp(`^(?=[a-z])${LABEL}$`)
const HOST_NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`)
const STS_HOST = /^sts(-vpc)?(\.(?!oss-)[a-z\d]+-[a-z\d-]+)?\.aliyuncs\.com$/
const MGW_DOMAIN = /(^|\.)mgw(-internal)?\.(aliyuncs\.com|idptcloud03api\.alibaba)$/
const ADDRESS = /^(?:(?<scheme>[a-z][a-z0-9+.-]*):\/\/)?(?<host>\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(?<port>\d{1,5}))?\/?$/
function readEndpoint() {
	const endpoint = input('endpoint')
	const region = input('region')
	readAddress('endpoint')
	const name = region === '' ? 'ALIBABA_CLOUD_REGION_ID' : 'region'
	const resolved = resolveEndpoint(endpoint, region || environment('ALIBABA_CLOUD_REGION_ID'), name)
	return parseMgwHost(resolved.hostname) && endpoint !== '' && region === '' ? resolveEndpoint(endpoint, '') : resolved
}
function readSts(endpoint) {
	const region = input('region') || environment('ALIBABA_CLOUD_REGION_ID') || endpoint.region
	return readAddress('sts-endpoint') ?? parseAddress('sts-endpoint', `sts.${region}.aliyuncs.com`)
}
function readAddress(name) {
	if (input(name) === '') return undefined
	const address = parseAddress(name, input(name))
	const { hostname } = address
	if (!hostname.includes('aliyuncs') || hostname.endsWith('.aliyuncs.com')) return address
	throw invalid(`${name} is ${quote(hostname)}, but Alibaba Cloud's hosts end in .aliyuncs.com.`)
}
function resolveEndpoint(endpoint, region, name = 'region') {
	if (region !== '' && !REGION.test(region)) {
		throw invalid(`${name} is ${quote(region)}, but a region has lowercase letters, digits and -, as in cn-hangzhou.`)
	}
	if (region.startsWith('oss-')) {
		throw invalid(`${name} is ${quote(region)}, which is OSS's name. Write ${region.slice(4)}.`)
	}
	if (endpoint === '' && region === '') {
		throw new ActionError('EmptyDomain', 'Neither region nor endpoint is set. Set region, as in cn-hangzhou.')
	}
	const address = parseAddress('endpoint', endpoint || `${region}.mgw.aliyuncs.com`)
	const { hostname } = address
	const mgw = parseMgwHost(hostname)
	if (MGW_DOMAIN.test(hostname) && !REGION.test(mgw?.region ?? '')) {
		const doubled = /^(\d+)\.\1\./.test(hostname) ? 'it contains the account ID twice: ' : ''
		throw invalid(`endpoint is ${quote(endpoint)}, but ${doubled}MGW's hosts are {region}.mgw.aliyuncs.com and {user-id}.{region}.mgw.aliyuncs.com.`)
	}
	const scope = region || mgw?.region
	if (scope === undefined) {
		throw invalid(`region is not set, and endpoint ${hostname} contains none. Set region, as in cn-hangzhou.`)
	}
	return { ...address, region: scope }
}
function parseAddress(name, text) {
	const { scheme = 'https', host = '', port } = ADDRESS.exec(text.toLowerCase())?.groups ?? {}
	const problem = findProblem(text, scheme, host, port)
	if (problem !== undefined) throw invalid(`${name} is ${quote(address_withoutSecrets(redact(text)))}, but ${problem}`)
	const protocol = scheme === 'http' ? 'http:' : 'https:'
	return { protocol, hostname: host, port: port === undefined ? undefined : Number(port) }
}
function findProblem(text, scheme, host, port = '443') {
	if (text.length > 300) return 'it is too long.'
	if (text.includes('@')) return 'it must not contain a user name, a password or an @.'
	const isHost = host.startsWith('[') ? URL.canParse(`https://${host}`) : host.length <= 253 && HOST_NAME.test(host)
	if (!isHost || Number(port) > 65535 || Number(port) === 0) {
		return 'it must be a host name, or a URL without a path, as in cn-hangzhou.mgw.aliyuncs.com or https://mgw.example.com:8443.'
	}
	if (scheme !== 'https' && scheme !== 'http') return `${scheme}: is not supported: use https:.`
	return scheme === 'http' && !isLoopback(host) ? 'http: is only for this machine (127.0.0.1): use https:.' : undefined
}
function isOwnHost({ hostname }) {
	return parseMgwHost(hostname) !== undefined || STS_HOST.test(hostname) || isLoopback(hostname)
}
function isLoopback(host) {
	return (host.startsWith('127.') && (0,external_node_net_namespaceObject.isIPv4)(host)) || host === 'localhost' || host === '[::1]'
}
function address_withoutSecrets(text) {
	const parts = /^([a-z][a-z0-9+.-]*:\/\/)?([^/?#]*@)?([^/?#@]*)(.*)$/is.exec(text) ?? []
	const [, scheme = '', user = '', host = '', path = ''] = parts
	if (path.includes('@')) return scheme + ELLIPSIS
	return `${scheme}${user && '***@'}${host}${path && `/${ELLIPSIS}`}`
}
function warnAboutAddresses({ hostname, region }, sts) {
	const isMgw = parseMgwHost(hostname) !== undefined
	const proxy = PROXY_VARIABLES.find((name) => environment(name) !== '')
	const advice = 'Correct it, unless this is a private deployment.'
	return [
		isMgw && !hostname.split('.').includes(region) && `region is ${quote(region)}, but endpoint ${hostname} is in another region: the service will reject the signature.`,
		!isMgw && !isLoopback(hostname) && `endpoint ${hostname} isn't a host of the migration service. ${advice}`,
		!STS_HOST.test(sts.hostname) && !isLoopback(sts.hostname) && `sts-endpoint ${sts.hostname} isn't a host of STS. ${advice}`,
		proxy !== undefined && !/^(https?:\/\/|(?!.*:\/\/))/i.test(environment(proxy)) && `${proxy} doesn't start with http:// or https://, so no proxy is used.`
	].filter((warning) => warning !== false)
}

;// CONCATENATED MODULE: ./src/runner/no-event-payload.js
delete process.env.GITHUB_EVENT_PATH


;// CONCATENATED MODULE: external "fs"
const external_fs_namespaceObject = require("fs");
;// CONCATENATED MODULE: ./node_modules/@actions/github/lib/context.js


class Context {
	constructor() {
		var _a, _b, _c
		this.payload = {}
		if (process.env.GITHUB_EVENT_PATH) {
			if ((0,external_fs_namespaceObject.existsSync)(process.env.GITHUB_EVENT_PATH)) {
				this.payload = JSON.parse((0,external_fs_namespaceObject.readFileSync)(process.env.GITHUB_EVENT_PATH, { encoding: 'utf8' }))
			} else {
				const path = process.env.GITHUB_EVENT_PATH
				process.stdout.write(`GITHUB_EVENT_PATH ${path} does not exist${external_os_namespaceObject.EOL}`)
			}
		}
		this.eventName = process.env.GITHUB_EVENT_NAME
		this.sha = process.env.GITHUB_SHA
		this.ref = process.env.GITHUB_REF
		this.workflow = process.env.GITHUB_WORKFLOW
		this.action = process.env.GITHUB_ACTION
		this.actor = process.env.GITHUB_ACTOR
		this.job = process.env.GITHUB_JOB
		this.runAttempt = parseInt(process.env.GITHUB_RUN_ATTEMPT, 10)
		this.runNumber = parseInt(process.env.GITHUB_RUN_NUMBER, 10)
		this.runId = parseInt(process.env.GITHUB_RUN_ID, 10)
		this.apiUrl = (_a = process.env.GITHUB_API_URL) !== null && _a !== void 0 ? _a : `https://api.github.com`
		this.serverUrl = (_b = process.env.GITHUB_SERVER_URL) !== null && _b !== void 0 ? _b : `https://github.com`
		this.graphqlUrl = (_c = process.env.GITHUB_GRAPHQL_URL) !== null && _c !== void 0 ? _c : `https://api.github.com/graphql`
	}
	get issue() {
		const payload = this.payload
		return Object.assign(Object.assign({}, this.repo), { number: (payload.issue || payload.pull_request || payload).number })
	}
	get repo() {
		if (process.env.GITHUB_REPOSITORY) {
			const [owner, repo] = process.env.GITHUB_REPOSITORY.split('/')
			return { owner, repo }
		}
		if (this.payload.repository) {
			return {
				owner: this.payload.repository.owner.login,
				repo: this.payload.repository.name
			}
		}
		throw new Error("context.repo requires a GITHUB_REPOSITORY environment variable like 'owner/repo'")
	}
}

;// CONCATENATED MODULE: ./node_modules/@actions/github/lib/github.js


const context = new Context()
function getOctokit(token, options, ...additionalPlugins) {
	const GitHubWithPlugins = GitHub.plugin(...additionalPlugins)
	return new GitHubWithPlugins(getOctokitOptions(token, options))
}

;// CONCATENATED MODULE: ./package.json
const package_namespaceObject = {"rE":"1.0.0"};
;// CONCATENATED MODULE: ./src/runner/workflow-run.js



function runUrl() {
	const [server, repository] = [githubUrl(), repositoryName()]
	if (!server || process.env.ACT || repository === undefined || !(context.runId > 0)) return undefined
	return `${server}/${repository}/actions/runs/${context.runId}`
}
function actionFileUrl(path) {
	const { GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref } = process.env
	const server = githubUrl()
	if (!server || !repository || !ref) return undefined
	return `${server}/${repository}/blob/${ref.split('/').map(encodeURIComponent).join('/')}/${path}`
}
function githubUrl() {
	const { GITHUB_SERVER_URL: server = '', GITEA_ACTIONS, FORGEJO_ACTIONS } = process.env
	return GITEA_ACTIONS || FORGEJO_ACTIONS || !/^https?:/.test(server) ? undefined : server.replace(/\/+$/, '')
}
function userAgent() {
	const repository = repositoryName()
	const run = context.runId > 0 ? `; run ${context.runId}` : ''
	const attempt = context.runAttempt > 0 ? `; attempt ${context.runAttempt}` : ''
	const comment = repository && ` (${repository}${run}${attempt})`
	const agent = `mgw-job-action/${package_namespaceObject.rE}${comment ?? ''} Node.js/${process.versions.node}`
	return agent.replace(/[^\x20-\x7e]/g, '')
}
function defaultSessionName() {
	const repository = (repositoryName() ?? 'mgw-job-action').replace(/[^\w.@-]/g, '-')
	const run = context.runId > 0 ? `-${context.runId}` : ''
	return `${repository.slice(0, 64 - run.length)}${run}`
}
function repositoryName() {
	const { GITHUB_REPOSITORY: name = '' } = process.env
	return /^[^/]+\/[^/]+$/.test(name) ? name : undefined
}

;// CONCATENATED MODULE: ./src/auth/sts.js




const STS_VERSION = '2015-04-01'
async function callSts(request, options) {
	const headers = { ...request.headers, 'user-agent': userAgent() }
	const response = await send({ ...request, method: 'POST', headers, service: 'STS (sts-endpoint)' }, options)
	const fields = parseFields(response.body.toString('utf8'))
	const { statusCode } = response
	if (fields === undefined) throw invalidResponse(`STS's response (HTTP ${statusCode}) isn't JSON.`, response)
	if (statusCode >= 200 && statusCode < 300) return { fields, date: Date.parse(response.headers.date ?? '') }
	const code = identifier(fields.Code)
	if (code === undefined) throw invalidResponse(`STS's response (HTTP ${statusCode}) contains no error code.`, { statusCode })
	const data = {
		statusCode,
		requestId: identifier(fields.RequestId) ?? null,
		hostId: sts_text(fields.HostId) || null,
		Recommend: sts_text(fields.Recommend) || null
	}
	throw new MgwError(code, sts_text(fields.Message), data, { headers: response.headers })
}
function parseFields(json) {
	try {
		const fields = JSON.parse(json)
		return typeof fields === 'object' && fields !== null ? fields : undefined
	} catch {
		return undefined
	}
}
function sts_text(value) {
	return typeof value === 'string' ? value : ''
}
function signAcs3({ action, host, time, nonce }, { accessKeyId, accessKeySecret, securityToken }) {
	const bodyHash = (0,external_node_crypto_namespaceObject.hash)('sha256', '')
	const headers = {
		host,
		...(securityToken && { 'x-acs-accesskey-id': accessKeyId }),
		'x-acs-action': action,
		'x-acs-content-sha256': bodyHash,
		'x-acs-date': `${time.toISOString().slice(0, 19)}Z`,
		...(securityToken && { 'x-acs-security-token': securityToken }),
		'x-acs-signature-nonce': nonce,
		'x-acs-version': STS_VERSION
	}
	const names = Object.keys(headers).sort()
	const canonicalHeaders = names.map((name) => `${name}:${headers[name]?.trim()}\n`).join('')
	const canonicalRequest = ['POST', '/', '', canonicalHeaders, names.join(';'), bodyHash].join('\n')
	const stringToSign = `ACS3-HMAC-SHA256\n${(0,external_node_crypto_namespaceObject.hash)('sha256', canonicalRequest)}`
	const signature = (0,external_node_crypto_namespaceObject.createHmac)('sha256', accessKeySecret).update(stringToSign).digest('hex')
	return {
		...headers,
		authorization: `ACS3-HMAC-SHA256 Credential=${accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`
	}
}

;// CONCATENATED MODULE: ./src/auth/github-token.js









function readTokenEndpoint() {
	const url = environment('ACTIONS_ID_TOKEN_REQUEST_URL')
	const bearer = environment('ACTIONS_ID_TOKEN_REQUEST_TOKEN')
	if (url !== '' && bearer !== '') return { url, bearer }
	throw invalid("role-to-assume needs a GitHub OIDC token, which this job isn't allowed to get (for a pull request from a fork, none is). Add to the job's permissions:\npermissions:\n  id-token: write")
}
const MAX_TOKEN = 16_384
async function getGitHubToken(audience, options) {
	const { url, bearer } = readTokenEndpoint()
	const { protocol = '', host = '', pathname, search = '' } = URL.parse(url) ?? {}
	const response = await send(
		{
			...parseAddress('ACTIONS_ID_TOKEN_REQUEST_URL', `${protocol}//${host}`),
			method: 'GET',
			target: `${pathname}${search}${search === '' ? '?' : '&'}audience=${encodeURIComponent(audience)}`,
			headers: { authorization: `Bearer ${bearer}`, accept: 'application/json', 'user-agent': userAgent() },
			service: 'GitHub'
		},
		options
	)
	const { statusCode } = response
	const body = response.body.toString('utf8')
	const given = sts_text(parseFields(body)?.value)
	const value = given.length > MAX_TOKEN ? '' : given
	mask(value)
	const isPending = statusCode === 403 && /\bpending\b/i.test(body)
	if (statusCode >= 400 && statusCode <= 404 && !isPending) {
		const message = `GitHub refused a token for this run (HTTP ${statusCode}): ${quote(body, 300)}. Check that the job has id-token: write, and that this isn't a re-run of an old job whose permission has expired.`
		throw new ActionError('InvalidResponse', message)
	}
	if (statusCode < 200 || statusCode >= 300) throw noToken(`GitHub responded with HTTP ${statusCode}: ${quote(body, 300)}.`, response)
	if (value === '') throw noToken(`GitHub's response contains no token (HTTP ${statusCode}).`, response)
	return value
}
const TEMPORARY_STATUS = /^(2..|403|408)$/
function noToken(message, { statusCode, headers }) {
	const isTemporary = TEMPORARY_STATUS.test(String(statusCode))
	return invalidResponse(message, { statusCode, headers: isTemporary ? { 'retry-after': '1', ...headers } : headers })
}
function isTemporary(error) {
	if (!(error instanceof MgwError) || error.code !== 'InvalidResponse') return false
	return TEMPORARY_STATUS.test(String(error.statusCode)) && error.headers['retry-after'] !== undefined
}

;// CONCATENATED MODULE: ./src/auth/refused-token.js



const OTHER_REASON = /\.(PublicKeyFingerprintMismatch|IssuerConfigurationBroken|Expired)$/
const CLAIM_REFUSED = /^(AuthenticationFail\.)?NoPermission$|^AuthenticationFail\.OIDCToken\b/
const UNKNOWN_PROVIDER = /^No such OIDC Provider/i
const NO_PUBLIC_KEYS = /^Get public keys/i
function explainRefusal(error, token) {
	if (!(error instanceof MgwError)) return error
	const { code, message, data } = error
	const headers = isTemporaryRefusal(error, token) ? { 'retry-after': '1', ...error.headers } : error.headers
	const isClaimRefused = CLAIM_REFUSED.test(code) && !OTHER_REASON.test(code) && !UNKNOWN_PROVIDER.test(message)
	const texts = isClaimRefused ? [message, ...describeClaims(readClaims(token))] : [message]
	return new MgwError(code, texts.join(' '), data, { headers })
}
function isTemporaryRefusal(error, token) {
	if (!(error instanceof MgwError) || !error.code.startsWith('AuthenticationFail.OIDCToken')) return false
	if (NO_PUBLIC_KEYS.test(error.message)) return true
	if (OTHER_REASON.test(error.code) || /NotMatch$/.test(error.code)) return false
	return Number(readClaims(token).iat) * 1000 >= Date.parse(error.headers.date ?? '')
}
function describeClaims(claims) {
	const known = ['iss', 'sub', 'aud'].filter((name) => claims[name] !== undefined)
	if (known.length === 0) return []
	return [
		`GitHub's token for this run has ${joinWithAnd(known.map((name) => `${name} ${JSON.stringify(claims[name])}`))}.`,
		"In RAM, the OIDC provider must have this iss and this aud, and the role's trust policy must accept this iss, sub and aud.",
		`sub has two forms: ${subjectForms(claims).join(', and for repositories created or renamed since July 2026 ')}.`
	]
}
function subjectForms(claims) {
	const { sub, repository, repository_id, repository_owner_id } = claims
	const [owner, name] = sts_text(repository).split('/')
	const [, rest] = /^repo:[^:]*(:.*)$/s.exec(sts_text(sub)) ?? []
	const isKnown = [rest, owner, name, repository_id, repository_owner_id].every(Boolean)
	if (!isKnown) return [`repo:owner/name:${ELLIPSIS}`, `repo:owner@id/name@id:${ELLIPSIS}`]
	return [`repo:${owner}/${name}${rest}`, `repo:${owner}@${repository_owner_id}/${name}@${repository_id}${rest}`]
}
function readClaims(token) {
	const claims = parseFields(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) ?? {}
	return Object.fromEntries(Object.entries(claims).filter(([, value]) => typeof value !== 'object'))
}

;// CONCATENATED MODULE: ./src/auth/session.js










const RENEW_BEFORE = 5 * 60_000
const RENEWAL_RETRY_DELAY = 60_000
const MAX_TOKEN_AGE = 4 * 60_000
async function signIn(role, sts, policy, limits) {
	const { clock, logger } = policy
	let session = await openSession(role, sts, policy, limits)
	let renewAt = session.expiresAt - RENEW_BEFORE
	let pending
	const signInAgain = async (limits, isRefused) => {
		const now = clock.now()
		try {
			session = await openSession(role, sts, policy, limits)
			renewAt = Math.max(session.expiresAt - RENEW_BEFORE, now + RENEWAL_RETRY_DELAY)
			return true
		} catch (error) {
			if (now >= session.expiresAt || isRefused || isCancellation(error)) throw error
			renewAt = now + RENEWAL_RETRY_DELAY
			logger.info(`The session could not be renewed yet (${shownCode(error, 'no new token')}).`)
			return false
		}
	}
	return {
		isTemporary: false,
		getCredential: async () => session.credentials,
		async renew(limits, isRefused = false) {
			if (clock.now() < renewAt && !isRefused) return false
			pending ??= signInAgain(limits, isRefused).finally(() => {
				pending = undefined
			})
			return pending
		}
	}
}
async function openSession(role, sts, policy, limits) {
	const { clock, logger } = policy
	logger.info(`Signing in as ${role.roleArn}`)
	const attempt = (options) => getGitHubToken(role.audience, options)
	const getToken = async () => ({
		value: await retry({ name: "GitHub's token", attempt, isTransient: isTemporary }, policy, limits),
		since: clock.now()
	})
	let token = await getToken()
	const request = {
		name: 'AssumeRoleWithOIDC',
		async prepare() {
			if (clock.now() - token.since > MAX_TOKEN_AGE) token = await getToken()
		},
		async attempt(options) {
			const requestedAt = clock.now()
			return readSession(role, await assumeRole(role, sts, token.value, options), requestedAt)
		},
		async recover(error) {
			if (errorCode(error) !== 'AuthenticationFail.OIDCToken.Expired') return false
			token = await getToken()
			return true
		},
		isTransient: (error) => isTemporaryRefusal(error, token.value)
	}
	return retry(request, policy, limits)
}
const MAX_KEY = 16_384
async function assumeRole(role, sts, token, options) {
	const query = new URLSearchParams({
		Action: 'AssumeRoleWithOIDC',
		Version: STS_VERSION,
		Format: 'JSON',
		Timestamp: `${new Date(options.time ?? Date.now()).toISOString().slice(0, 19)}Z`,
		SignatureNonce: (0,external_node_crypto_namespaceObject.randomUUID)()
	})
	const form = new URLSearchParams({
		RoleArn: role.roleArn,
		OIDCProviderArn: role.providerArn,
		OIDCToken: token,
		RoleSessionName: role.sessionName || defaultSessionName(),
		DurationSeconds: String(role.expiration)
	})
	const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
	try {
		return await callSts({ ...sts, target: `/?${query}`, headers, body: form.toString() }, options)
	} catch (error) {
		throw explainRefusal(error, token)
	}
}
function readSession(role, { fields, date }, requestedAt) {
	const session = fields.Credentials ?? {}
	const keys = ['AccessKeyId', 'AccessKeySecret', 'SecurityToken'].map((name) => sts_text(session[name]))
	const isUsual = keys.every((part) => part.length <= MAX_KEY)
	if (isUsual) keys.forEach(mask)
	if (!isUsual || !keys.every((part) => /^[!-~]+$/.test(part))) throw invalidResponse("STS's response contains no credentials.")
	const [accessKeyId = '', accessKeySecret = '', securityToken] = keys
	const lifetime = Date.parse(sts_text(session.Expiration)) - date
	return {
		credentials: { accessKeyId, accessKeySecret, securityToken },
		expiresAt: requestedAt + (lifetime > 0 ? lifetime : role.expiration * 1000)
	}
}

;// CONCATENATED MODULE: ./src/auth/credentials.js
















async function resolveCredentials({ role, sts, endpoint, userId }, sources, policy, limits) {
	if (role !== undefined) {
		readTokenEndpoint()
		for (const address of [sts, { ...endpoint, hostname: hostFor(endpoint, userId) }]) connectAhead(address)
		return signIn(role, sts, policy, limits)
	}
	const credentials = chooseCredentials(sources, policy.logger)
	return {
		getCredential: async () => credentials,
		renew: async () => false,
		isTemporary: credentials.securityToken !== undefined
	}
}
const USUAL_SESSION = 1800
function warnIfCredentialsMayExpire(wait, { isTemporary }, logger) {
	if (!isTemporary || wait.until === 'accepted' || wait.timeoutSeconds <= USUAL_SESSION) return
	const minutes = Math.round(wait.timeoutSeconds / 60)
	logger.warning(`The credentials are temporary, and this step can't renew them if they expire during the wait of ${minutes} min. Use role-to-assume in this step, or set role-session-expiration of aliyun/configure-aliyun-credentials-action (default: 30 min).`)
}
const VARIABLES = [
	['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'ALIBABA_CLOUD_SECURITY_TOKEN'],
	['ALIBABACLOUD_ACCESS_KEY_ID', 'ALIBABACLOUD_ACCESS_KEY_SECRET', 'ALIBABACLOUD_SECURITY_TOKEN'],
	['ALICLOUD_ACCESS_KEY', 'ALICLOUD_SECRET_KEY', 'ALICLOUD_SECURITY_TOKEN']
]
function readCredentialSources() {
	const sources = [{ names: KEY_INPUTS, values: KEY_INPUTS.map(input) }, ...VARIABLES.map((names) => ({ names, values: names.map(environment) }))]
	for (const { values } of sources) values.forEach(mask)
	mask(input('source-access-secret'))
	mask(environment('ACTIONS_ID_TOKEN_REQUEST_TOKEN'))
	for (const proxy of PROXY_VARIABLES.map(environment).filter(Boolean)) {
		const [, password = ''] = /^(?:[a-z]+:\/\/)?[^:@]*:(.*)@/is.exec(proxy) ?? []
		for (const form of [password, external_node_querystring_default().unescape(password)]) if (!isInOwnInput(form)) mask(form)
	}
	return sources
}
const SECRET_INPUTS = [...KEY_INPUTS, 'source-access-secret']
function isInOwnInput(password) {
	const names = INPUTS.filter((name) => !SECRET_INPUTS.includes(name))
	return names.some((name) => name.includes(password) || input(name).includes(password))
}
function chooseCredentials(sources, logger) {
	const source = chooseSource(sources)
	if (source === undefined) {
		const message = `No credentials found. Set access-key-id and access-key-secret; or set role-to-assume and oidc-provider-arn, which needs no stored key; or run aliyun/configure-aliyun-credentials-action in an earlier step. ${EMPTY_SECRETS}`
		throw new ActionError('EmptyAccessId', message)
	}
	const { names, values } = source
	const [accessKeyId = '', accessKeySecret = '', securityToken] = values
	const given = names.find((_, index) => values[index] !== '')
	const isMissing = (name) => `${given} is set, but ${name} is not. ${EMPTY_SECRETS}`
	if (accessKeyId === '') throw new ActionError('EmptyAccessId', isMissing(names[0]))
	if (accessKeySecret === '') throw new ActionError('EmptyAccessSecret', isMissing(names[1]))
	for (const [index, value] of values.entries()) {
		const [, mistake] = MISTAKES.find(([form]) => form.test(value)) ?? []
		if (mistake !== undefined) throw invalid(`${names[index]} ${mistake}.`)
	}
	if (accessKeyId.startsWith('LTAI') && securityToken) {
		const text = `${names[2]} is set, but ${names[0]} is a long-lived key (LTAI${ELLIPSIS}), which has no token.`
		logger.warning(`${text} Unset it: another step seems to have set it.`)
	}
	return { accessKeyId, accessKeySecret, securityToken: securityToken || undefined }
}
function chooseSource([inputs, ...variables]) {
	const isSet = ({ values }) => values.some((value) => value !== '')
	const isComplete = ({ values: [id, secret] }) => id !== '' && secret !== ''
	return isSet(inputs) ? inputs : (variables.find(isComplete) ?? variables.find(isSet))
}
const EMPTY_SECRETS = "Secrets are empty if they don't exist, and in runs for pull requests from forks and for Dependabot, which has its own."
const MISTAKES = [
	[/^(["'`]).*\1$/s, 'is in quotation marks. Remove them from the secret'],
	[/^\*+$/, 'is made of asterisks: it was masked where it was copied. Copy it from its source'],
	[/^(\$\{?\w+\}?|\$\{\{.*\}\}|%\w+%)$/, 'is the name of a variable. Pass its value, as an expression with secrets'],
	[/^(undefined|null|none|nil|nan)$/i, 'is not a key. Check where the value comes from'],
	[/[^!-~]/, 'contains a space, a line break or another character that no key has. Copy it again']
]
async function resolveAccount({ endpoint, userId, allowedAccountIds, sts }, credentials, policy, limits) {
	const isKnown = userId !== '' || hostFor(endpoint, '') === endpoint.hostname
	if (isKnown && allowedAccountIds.length === 0) return userId
	policy.logger.info(`Asking STS (${sts.hostname}) which account the credentials belong to`)
	const owner = await getCallerIdentity(sts, credentials, policy, limits)
	const account = userId || owner
	const belong = `The credentials belong to the account ${owner}`
	if (allowedAccountIds.length > 0 && !(allowedAccountIds.includes(owner) && account === owner)) {
		throw accountNotAllowed(allowedAccountIds, account === owner ? belong : `${belong}, but user-id is ${account}`)
	}
	if (!isKnown) policy.logger.notice(`${belong}. Set user-id to "${owner}" to save the request that asks for it.`)
	return account
}
async function getCallerIdentity(sts, credentials, policy, limits) {
	const attempt = async (options) => {
		const time = new Date(options.time ?? Date.now())
		const call = { action: 'GetCallerIdentity', host: hostAndPort(sts), time, nonce: (0,external_node_crypto_namespaceObject.randomUUID)() }
		const headers = { ...signAcs3(call, await credentials.getCredential()), accept: 'application/json' }
		return callSts({ ...sts, target: '/', headers, body: '' }, options)
	}
	const recover = async (error) => isExpired(error) && credentials.renew(limits, true)
	const { fields } = await retry({ name: 'GetCallerIdentity', attempt, recover }, policy, limits)
	const { AccountId } = fields
	if (typeof AccountId === 'string' && /^[0-9]{1,63}$/.test(AccountId)) return AccountId
	throw invalidResponse("STS's response contains no account ID.")
}

;// CONCATENATED MODULE: external "node:util"
const external_node_util_namespaceObject = require("node:util");
;// CONCATENATED MODULE: ./src/units.js


function formatDuration(ms) {
	const seconds = Math.round(ms / 1000)
	const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)]
	const parts = [`${Math.floor(hours / 24)} d`, `${hours % 24} h`, `${minutes % 60} min`, `${seconds % 60} s`]
	const first = parts.findIndex((part) => !part.startsWith('0 '))
	const [large = '0 s', small = ''] = first < 0 ? [] : parts.slice(first, first + 2)
	return small === '' || small.startsWith('0 ') ? large : `${large} ${small}`
}
function formatNumber(number) {
	return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',')
}
function formatBytes(bytes) {
	const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB']
	const exponent = bytes < 1024n ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(Number(bytes)) / 10))
	return `${exponent === 0 ? bytes : (Number(bytes) / 1024 ** exponent).toFixed(1)} ${units[exponent]}`
}
function formatPercent(percent) {
	return percent === undefined ? '' : `${percent.toFixed(1)} %`
}
function formatCount(count, noun) {
	return count === undefined ? '' : `${formatNumber(count)} ${noun}`
}
function partOf(part, total, format) {
	if (part === undefined) return ''
	return total === undefined ? format(part) : `${format(part)} of ${format(total)}`
}
const MAX_INT64 = 2n ** 63n - 1n
function parseBandwidth(name, text) {
	const bits = bitsIn(text)
	const start = `${name} is ${quote(text)},`
	if (bits === undefined) throw invalid(`${start} which isn't a bandwidth in whole bit/s. ${suggestBandwidths(text)}`)
	if (bits > MAX_INT64) throw invalid(`${start} but it must be at most ${MAX_INT64} bit/s.`)
	return bits
}
const DECIMAL = { '': 1n, k: 1000n, M: 1000000n, G: 1000000000n }
const FACTORS = new Map(Object.entries({ ...DECIMAL, Ki: 2n ** 10n, Mi: 2n ** 20n, Gi: 2n ** 30n }))
const BANDWIDTH = /^(\d{1,40})(?:\.(\d{1,40}))? ?([kMG]?|[KMG]i(?=B))(bit\/s|bps|b\/s|B\/s)$/
function bitsIn(text) {
	if (/^\d{1,40}$/.test(text)) return BigInt(text)
	const [, whole = '', decimals = '', prefix = '', unit] = BANDWIDTH.exec(text) ?? []
	const factor = FACTORS.get(prefix)
	if (unit === undefined || factor === undefined) return undefined
	const dividend = BigInt(whole + decimals) * factor * (unit === 'B/s' ? 8n : 1n)
	const divisor = 10n ** BigInt(decimals.length)
	return dividend % divisor === 0n ? dividend / divisor : undefined
}
function suggestBandwidths(text) {
	const [, digits = '', prefix = '', binary = '', unit = ''] = /^([0-9]{1,12}(?:[.,][0-9]{1,6})?) *([kmg]?)(i?)(bits?|bytes?|b|o|)(?:ps|\/s|\/sec)?$/i.exec(text) ?? []
	const canBeBits = binary === '' && unit !== 'B' && /^(bits?|b|)$/i.test(unit)
	const canBeBytes = /^(bytes?|b|o|)$/i.test(unit) && !(unit === 'b' && /[MG]/.test(prefix))
	const canBeBinary = binary !== '' || (prefix === 'K' && unit === 'B')
	const decimal = prefix.toLowerCase() === 'k' ? 'k' : prefix.toUpperCase()
	const units = [canBeBits && `${decimal}bit/s`, canBeBytes && binary === '' && `${decimal}B/s`, canBeBytes && canBeBinary && `${prefix.toUpperCase()}iB/s`].filter((one) => one !== false)
	const suggestions = units.flatMap((possible) => {
		const suggestion = digits.replace(',', '.') + possible
		const bits = bitsIn(suggestion)
		return bits === undefined ? [] : `${suggestion} (${formatScaled(bits, possible.endsWith('B/s') ? 'bit/s' : 'B/s')})`
	})
	return didYouMean(suggestions.join(' or ')) || 'Write it as in 100Mbit/s or 12.5MB/s; plain digits are bit/s.'
}
function warnAboutPlainDigits(name, text) {
	const bits = /^\d{1,6}$/.test(text) ? BigInt(text) : 0n
	if (bits === 0n) return []
	const meant = ['kbit/s', 'Mbit/s', 'MB/s'].filter((unit) => {
		const value = bitsIn(`${bits}${unit}`) ?? 0n
		return value >= 1000000n && value <= 10000000000n
	})
	const readings = meant.map((unit) => `${bits}${unit}`).join(' or ')
	return [`${name} is ${text}, which is ${formatBandwidth(bits)}: plain digits are bit/s. Write ${readings}, or ${bits}bit/s if you mean so little.`]
}
function formatBandwidth(value) {
	const bits = BigInt(value)
	const scaled = formatScaled(bits, 'bit/s')
	const exactly = bitsIn(scaled.replaceAll(',', '')) === bits ? '' : `${formatNumber(bits)} bit/s, `
	return `${exactly}${scaled} (${formatScaled(bits, 'B/s')})`
}
function formatScaled(bits, unit) {
	const value = unit === 'B/s' ? Number(bits) / 8 : Number(bits)
	const [prefix, factor] = Object.entries(DECIMAL).findLast(([, size]) => Number(size) <= value) ?? ['', 1n]
	const number = value / Number(factor)
	const shown = Number(number.toFixed(3)) === number ? number : Number(number.toPrecision(3))
	return `${shown < 1000 ? shown : formatNumber(Math.round(shown))} ${prefix}${unit}`
}

;// CONCATENATED MODULE: ./src/timetable/calendar.js
const MINUTES_PER_DAY = 1440
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
function dayOf(moment) {
	return Math.floor(moment / MINUTES_PER_DAY)
}
function weekdayOf(day) {
	return (((day + 3) % 7) + 7) % 7
}
function dayOfDate(date) {
	const day = Date.parse(`${date}T00:00:00Z`) / 86_400_000
	return formatDate(day) === date ? day : undefined
}
function formatDate(day) {
	return Number.isNaN(day) ? '' : new Date(day * 86_400_000).toISOString().slice(0, 10)
}
function formatTime(moment) {
	return new Date(moment * 60_000).toISOString().slice(11, 16)
}
function formatOffset(offset) {
	return `${offset < 0 ? '-' : '+'}${formatTime(Math.abs(offset))}`
}
function formatWeekday(day) {
	return WEEKDAYS[weekdayOf(day)] ?? ''
}
function parseOffset(text) {
	const [hours = 0, minutes = 0] = text.replace(/^[-+]/, '').split(':').map(Number)
	return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

;// CONCATENATED MODULE: ./src/timetable/parse-timetable.js





const MAX_LINES = 200
const parse_timetable_MAX_LENGTH = 500
function parseTimetable(text) {
	try {
		const entries = splitLines(text).map(parseEntry)
		const timetable = {
			weekly: entries.filter((entry) => entry.kind === 'weekly'),
			dated: entries.filter((entry) => entry.kind === 'dated'),
			overrides: entries.filter((entry) => entry.kind === 'override')
		}
		if (timetable.weekly.length === 0) throw invalid('timetable: it has no weekly line, such as "Mon-Fri 08:00 pause".')
		validatePairs(timetable)
		validateRates(entries)
		return timetable
	} catch (error) {
		if (!(error instanceof ActionError) || !isFolded(text)) throw error
		throw invalid(`${error.message} ${FOLDED}`)
	}
}
const FOLDED = 'Is there a | after "timetable:"? Without it, YAML joins all lines.'
function warnIfFolded(text) {
	return isFolded(text) ? [`timetable is one line, but its comment seems to contain more. ${FOLDED}`] : []
}
function warnAboutRates({ weekly, dated }) {
	const rates = [...weekly, ...dated].flatMap(({ text }) => /\srun\s+(\d+)(?!\S)/.exec(text)?.[1] ?? [])
	return [...new Set(rates)].flatMap((rate) => warnAboutPlainDigits('a bandwidth of the timetable', rate))
}
function isFolded(text) {
	const [line = '', ...others] = text.trim().split(/[\r\n]+/)
	return others.length === 0 && (line.startsWith('#') || (line.match(/\b(run|pause|as)\b/g) ?? []).length > 1)
}
function splitLines(text) {
	const lines = text.replace(/(\r\n|\r|\n)[ \t]*$/, '').split(/\r\n|\r|\n/)
	if (lines.length > MAX_LINES) throw invalid(`timetable: it has ${lines.length} lines; ${MAX_LINES} are allowed.`)
	const entries = lines.map((line, index) => ({ number: index + 1, text: line.replace(/#.*/s, '') }))
	const long = entries.find(({ text }) => text.length > parse_timetable_MAX_LENGTH)
	if (long) throw timetableError([long], `it has ${long.text.length} characters; ${parse_timetable_MAX_LENGTH} are allowed.`)
	return entries.map((entry) => ({ ...entry, text: entry.text.replace(/^[ \t]+|[ \t]+$/g, '') })).filter((entry) => entry.text !== '')
}
function parseEntry(line) {
	try {
		validateCharacters(line.text)
		const words = line.text.split(/[ \t]+/)
		return /^\d{4}\D/.test(line.text) ? parseDated(line, words) : parseWeekly(line, words)
	} catch (error) {
		throw error instanceof ActionError ? timetableError([line], error.message) : error
	}
}
function validateCharacters(text) {
	const word = text.split(/[ \t]+/).find((one) => /[^!-~]/.test(one))
	if (word === undefined) return
	const [character = ''] = /[^!-~]/u.exec(word) ?? []
	const name = `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`
	const simplified = word
		.normalize('NFKC')
		.replace(/[\u2010-\u2015\u2212]/g, '-')
		.replace(/\s+/g, ' ')
	const meant = removeControls(simplified).trim()
	const hint = /^[ -~]+$/.test(meant) ? `write ${meant}.` : `write plain letters. ${SHAPE}`
	throw invalid(`${quote(word)} contains the character ${name}: ${hint}`)
}
function parseWeekly(line, words) {
	const [first = ''] = words
	if (/^(run|pause)$/i.test(first)) throw invalid(`the days and the time come first. ${SHAPE}`)
	if (/^[0-7]([,-][0-7])*$/.test(first) && /^\d\d?:\d\d$/.test(words[1] ?? '')) {
		const days = first.replaceAll(/\d/g, (digit) => formatWeekday(Number(digit) + 3))
		throw invalid(`${quote(first)} is not a day: write ${days}.`)
	}
	const hasDays = !/^\d/.test(first)
	const [time, ...state] = hasDays ? words.slice(1) : words
	const weekdays = hasDays ? parseWeekdays(first) : [0, 1, 2, 3, 4, 5, 6]
	return { kind: 'weekly', ...line, weekdays, minute: parseTime(time), state: parseState(state) }
}
function parseDated(line, words) {
	const start = words.findIndex((word) => /^[^\d.]/.test(word))
	const state = start < 0 ? [] : words.slice(start)
	const { from, to, isWholeDays } = parsePeriod(words.slice(0, words.length - state.length).join(' '))
	const [name = '', day, ...more] = state
	if (/^(-|to|till|until)$/i.test(name)) throw invalid('write two dates as in 2026-10-01..2026-10-07.')
	if (name !== 'as') return { kind: 'dated', ...line, from, to, state: parseState(state) }
	rejectRest(more, 'the day')
	if (!isWholeDays) throw invalid('"as" needs whole days: leave the times out.')
	return { kind: 'override', ...line, from, to, weekday: parseWeekday(day) }
}
function rejectRest(words, before) {
	if (words.length > 0) throw invalid(`unexpected ${quote(words.join(' '))} after ${before}.`)
}
function parsePeriod(text) {
	const [whole, date = '', time, endDate = date, endTime] = /^(\S+?)(?: (\S+?))?(?:\.\.(\S+)(?: (\S+))?)?$/.exec(text) ?? []
	if (whole === undefined) throw invalid(`${quote(text)} is not a date, or two dates with .. without spaces between them.`)
	const day = parseDate(date)
	if (time !== undefined && !text.includes('..')) {
		parseTime(time)
		throw invalid(`it has no end. Add one, as in ${date} ${time}..${date} 23:00.`)
	}
	if (/^\d{1,2}:\d{2}$/.test(endDate)) {
		throw invalid(`the end needs a date too: write ${date}${time ? ` ${time}` : ''}..${date} ${endDate}.`)
	}
	const from = day * MINUTES_PER_DAY + parseTime(time ?? '00:00')
	const to = parseDate(endDate) * MINUTES_PER_DAY + (endTime === undefined ? MINUTES_PER_DAY : parseTime(endTime))
	if (to <= from) throw invalid('the end is not after the start.')
	return { from, to, isWholeDays: time === undefined && endTime === undefined }
}
const SHAPE = 'Write a line as in "Mon-Fri 08:00 pause" or "2026-10-01 pause".'
function parseDate(word) {
	const day = /^\d{4}-\d{2}-\d{2}$/.test(word) ? dayOfDate(word) : undefined
	if (day !== undefined) return day
	const padded = word.replaceAll(/[-/.](\d{1,2})(?!\d)/g, (_, part) => `-${part.padStart(2, '0')}`)
	if (padded !== word && dayOfDate(padded) !== undefined) throw invalid(`write ${quote(word)} as ${padded}.`)
	throw invalid(`${quote(word)} is not a date. Write one as in 2026-10-01, two as in 2026-10-01..2026-10-07.`)
}
function parseTime(word = '') {
	if (/^([01]\d|2[0-3]):[0-5]\d$/.test(word)) return Number(word.slice(0, 2)) * 60 + Number(word.slice(3))
	if (word === '') throw invalid('the time is missing, as in 08:00.')
	if (word === '24:00') throw invalid('write 24:00 as 00:00 of the next day.')
	if (/^\d:[0-5]\d$/.test(word)) throw invalid(`write ${word} as 0${word}.`)
	if (!/^\d\d?(:\d\d)?(-|\.\.)\d\d?(:\d\d)?$/.test(word)) throw invalid(`${quote(word)} is not a time from 00:00 to 23:59. ${SHAPE}`)
	const times = word.split(/-|\.\./).map((time) => (time.includes(':') ? time : `${time}:00`).padStart(5, '0'))
	throw invalid(`a line has one time, not a range. Write two lines, one for ${times.join(' and one for ')}.`)
}
function parseWeekdays(word) {
	const weekdays = word.split(',').flatMap((part) => {
		const [first, last, ...more] = part.split('-')
		const from = parseWeekday(first)
		if (more.length > 0) return [parseWeekday(part)]
		const length = last === undefined ? 1 : ((parseWeekday(last) - from + 7) % 7) + 1
		return Array.from({ length }, (_, index) => (from + index) % 7)
	})
	return [...new Set(weekdays)]
}
function parseWeekday(word = '') {
	if (word === '') throw invalid(`a day is missing. ${DAYS}`)
	const lower = word.toLowerCase()
	const weekday = WEEKDAYS.findIndex((name) => lower.startsWith(name.toLowerCase()))
	if (weekday >= 0 && word.length === 3) return weekday
	const meant = WEEKDAYS[weekday] ?? closestMatch(word, WEEKDAYS)
	throw invalid(`${quote(word)} is not a day. ${didYouMean(meant) || DAYS}`)
}
const DAYS = 'Write days as in Mon-Wed,Fri, without spaces; a line without days is for every day.'
function parseState([name, ...rates]) {
	if (name === 'run') return parseRun(rates)
	if (name === 'pause') {
		rejectRest(rates, name)
		return { name }
	}
	if (name === undefined) throw invalid('the state is missing: pause or run.')
	const word = name.toLowerCase().replace(/-job$/, '')
	const meant = SYNONYMS.get(word) ?? closestMatch(word, ['pause', 'run'])
	throw invalid(`${quote(name)} is not a state (pause or run). ${didYouMean(meant) || SHAPE}`)
}
const SYNONYMS = new Map(Object.entries({ stop: 'pause', off: 'pause', start: 'run', resume: 'run', on: 'run' }))
function parseRun(rates) {
	const [, number, unit] = /(?<!\S)([\d.,]+) ([A-Za-z]\S*)/.exec(rates.join(' ')) ?? []
	if (number !== undefined) throw invalid(`write ${number}${unit} without a space.`)
	const [first = '', second, ...more] = rates
	rejectRest(more, 'the rates')
	if (second !== undefined && FILES.test(first)) {
		throw invalid(FILES.test(second) ? 'it sets files/s twice.' : `the bandwidth comes first: run ${second} ${first}.`)
	}
	const isFilesOnly = second === undefined && /^[\d.,]+f/i.test(first)
	const [bandwidth, files] = isFilesOnly ? [undefined, first] : rates
	const maxBandwidth = bandwidth === undefined ? undefined : parseBandwidth('the bandwidth', bandwidth)
	const maxQps = files === undefined ? undefined : parseFilesPerSecond(files)
	if (maxBandwidth === 0n || maxQps === 0n) throw invalid('a rate is 0: write pause.')
	return { name: 'run', maxBandwidth, maxQps }
}
const FILES = /^([0-9]{1,40})files\/s$/
function parseFilesPerSecond(word) {
	const files = FILES.exec(word)?.[1]
	if (files !== undefined && BigInt(files) <= MAX_INT64) return BigInt(files)
	throw invalid(`${quote(word)} is not a number of files, as in 200files/s.`)
}
function validatePairs({ weekly, dated, overrides }) {
	for (const [a, b] of pairs(weekly)) {
		const day = WEEKDAYS.find((_, index) => a.weekdays.includes(index) && b.weekdays.includes(index))
		if (!day || a.minute !== b.minute) continue
		throw timetableError([a, b], `both switch on ${day} at ${formatTime(a.minute)}. Delete one.`)
	}
	for (const [a, b] of pairs(dated.filter(({ state }) => state.name === 'run'))) {
		if (isOverlap(a, b) && !(0,external_node_util_namespaceObject.isDeepStrictEqual)(a.state, b.state)) throw timetableError([a, b], 'they overlap with different rates. Keep one.')
	}
	for (const [a, b] of pairs(overrides)) {
		const day = dayOf(Math.max(a.from, b.from))
		if (isOverlap(a, b)) throw timetableError([a, b], `both set ${formatDate(day)}. Keep one.`)
	}
}
function isOverlap(a, b) {
	return a.from < b.to && b.from < a.to
}
function pairs(all) {
	return all.flatMap((a, index) => all.slice(index + 1).map((b) => [a, b]))
}
function validateRates(entries) {
	const runs = entries.flatMap((entry) => (entry.kind !== 'override' && entry.state.name === 'run' ? { ...entry, ...entry.state } : []))
	for (const [rate, name] of [
		['maxBandwidth', 'a bandwidth'],
		['maxQps', 'files/s']
	]) {
		const mixed = pairs(runs).find(([a, b]) => (a[rate] === undefined) !== (b[rate] === undefined))
		if (mixed) throw timetableError(mixed, `only one sets ${name}. Set it in each run, or in none.`)
	}
}
function timetableError(lines, problem) {
	const numbers = lines.map(({ number }) => number).join(' and ')
	const texts = lines.map(({ text }) => quote(text)).join(' and ')
	return invalid(`timetable, line${lines.length > 1 ? 's' : ''} ${numbers} (${texts}): ${problem}`)
}

;// CONCATENATED MODULE: ./src/timetable/zone.js



function zoneOf(name, now = Date.now()) {
	const zone = /^UTC$|\//i.test(name) && !INVERTED.test(name) ? knownZone(name) : undefined
	if (zone === undefined) throw invalid(`timezone is ${quote(name)}, ${problemOf(name, now)}`)
	return zone
}
const INVERTED = /^Etc\/GMT[+-]/i
function knownZone(timeZone = '') {
	try {
		const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
		return {
			name: format.resolvedOptions().timeZone,
			offsetAt: (instant) => parseOffset(format.format(instant).split('GMT')[1] ?? '')
		}
	} catch {
		return undefined
	}
}
function problemOf(name, now) {
	const meant = suggestZone(name)
	const hint = meant ? `${didYouMean(meant.name)} It is at UTC${formatOffset(meant.offsetAt(now))} now.` : 'Write the name of a large city in the zone, as in Asia/Shanghai for all of China.'
	if (INVERTED.test(name)) return `whose sign is reversed: Etc/GMT+8 is UTC-8. ${hint}`
	if (/^(UTC|GMT)?[+-]/i.test(name)) return `but an offset has no summer time. ${hint}`
	if (knownZone(name) === undefined) {
		return `which isn't a time zone in the data of this runner's Node (${process.versions.tz}). ${hint}`
	}
	if (name.length === 3) return `but names of three letters are ambiguous (for Node, CST is Chicago). ${hint}`
	return `which isn't the name of a place. ${hint}`
}
function suggestZone(name) {
	const text = name.trim().replaceAll(' ', '_').toLowerCase()
	const place = text.slice(text.lastIndexOf('/') + 1)
	if (CHINA.test(text.replace(/^asia\//, '').replace(/[_'-]/g, ''))) return knownZone('Asia/Shanghai')
	const known = knownZone(name)
	if (known?.name.includes('/') && !known.name.startsWith('Etc/') && name.length > 3) return known
	if (text.length > 40 || HAS_NO_ZONE.test(place)) return undefined
	const typosIn = (zone) => (zone.slice(zone.indexOf('/') + 1) === text ? 0 : editDistance(text, zone))
	const [closest, other] = [...CURRENT_NAMES, ...Intl.supportedValuesOf('timeZone')]
		.filter((zone) => zone.includes('/'))
		.map((zone) => ({ zone, typos: typosIn(zone.toLowerCase()) }))
		.filter(({ zone, typos }) => typos <= (zone.length - zone.lastIndexOf('/') > LONG ? 2 : 1))
		.sort((a, b) => a.typos - b.typos)
	const zone = closest && knownZone(closest.zone)
	const isUnique = other?.typos !== closest?.typos || zone?.name === knownZone(other?.zone)?.name
	return zone && isUnique ? { ...zone, name: closest.zone } : undefined
}
const LONG = 8
const CURRENT_NAMES = 'Asia/Kolkata Asia/Kathmandu Asia/Ho_Chi_Minh Asia/Yangon Europe/Kyiv America/Nuuk'.split(' ')
const CHINA =
	/^(CST|PRC|(UTC|GMT)\+?0?8(:?00)?|\+0?8(:?00)?|\u4e2d\u56fd|\u5317\u4eac|\u4e0a\u6d77|China|Beijing|Peking|Tianjin|Shijiazhuang|Taiyuan|Hohhot|Ulanqab|Wulanchabu|Zhangjiakou|Shenyang|Dalian|Changchun|Harbin|Nanjing|Suzhou|Wuxi|Hangzhou|Ningbo|Wenzhou|Hefei|Fuzhou|Xiamen|Nanchang|Jinan|Qingdao|Zhengzhou|Wuhan|Changsha|Guangzhou|Canton|Shenzhen|Dongguan|Foshan|Zhuhai|Heyuan|Nanning|Guilin|Haikou|Hainan|Sanya|Chongqing|Chengdu|Guiyang|Kunming|Dali|Lhasa|Tibet|Xizang|Xian|Lanzhou|Xining|Yinchuan)(standard)?(time|\u65f6\u95f4)?$/i
const HAS_NO_ZONE = /^(ajman|babul|baru|batu|cajamarca|chiba|cordova|deli|dilli|dinapore|dongyang|dumai|gaya|granada|guadalupe|guayana|guiana|harar|juja|khandwa|kiel|lewisville|lublin|male|orai|orsk|rawson|samarang|san_pablo|vijayapura|yalta|yongkang)$/
const MINUTE = 60_000
function localTime(zone, instant) {
	const minute = Math.floor(instant / MINUTE)
	return minute + zone.offsetAt(minute * MINUTE)
}
function momentAt(zone, instant) {
	const local = localTime(zone, instant)
	const minute = Math.floor(instant / MINUTE)
	const wasAhead = (at) => zone.offsetAt(at * MINUTE) > local - minute
	const dayBefore = minute - MINUTES_PER_DAY
	if (!wasAhead(dayBefore)) return local
	const change = firstMinute(dayBefore, minute, (at) => !wasAhead(at))
	return Math.max(local, localTime(zone, (change - 1) * MINUTE))
}
function instantOf(zone, moment) {
	const [from, to] = [moment - 2 * MINUTES_PER_DAY, moment + 2 * MINUTES_PER_DAY]
	return MINUTE * firstMinute(from, to, (minute) => momentAt(zone, minute * MINUTE) >= moment)
}
function firstMinute(low, high, isReached) {
	if (high - low <= 1) return high
	const middle = Math.floor((low + high) / 2)
	return isReached(middle) ? firstMinute(low, middle, isReached) : firstMinute(middle, high, isReached)
}

;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = require("node:fs");
;// CONCATENATED MODULE: ./src/timetable/zoneinfo.js


function warnAboutZoneData(zone, names, instant) {
	const directory = process.env.TZDIR || '/usr/share/zoneinfo'
	const machine = names.map((name) => readOffset(`${directory}/${name}`, instant)).find((one) => one !== undefined)
	const node = zone.offsetAt(instant)
	if (machine === undefined || machine === node) return []
	return [`The timetable takes ${zone.name} to be at UTC${formatOffset(node)} now, from Node's time zone data (${process.versions.tz}), but this machine's (${directory}) has UTC${formatOffset(machine)}. If Node's is wrong, see "Time zone and clock" in docs/timetable.md.`]
}
function readOffset(file, instant) {
	try {
		return offsetInFile((0,external_node_fs_namespaceObject.readFileSync)(file), instant)
	} catch {
		return undefined
	}
}
const HEADER = 44
function offsetInFile(file, instant) {
	const start = file.indexOf('TZif', HEADER)
	if (file.toString('latin1', 0, 4) !== 'TZif' || file[4] === 0 || start < 0) return undefined
	const data = file.subarray(start)
	const times = data.readUInt32BE(32)
	const types = HEADER + times * 9
	const known = Array.from({ length: times }, (_, index) => Number(data.readBigInt64BE(HEADER + index * 8)))
	const index = known.findLastIndex((time) => time * 1000 <= instant)
	const [, rule = ''] = /\n(.*)\n$/.exec(data.toString('latin1')) ?? []
	if (index === times - 1 && rule !== '') return offsetByRule(rule, instant)
	const type = index < 0 ? 0 : data.readUInt8(HEADER + times * 8 + index)
	return Math.round(data.readInt32BE(types + type * 6) / 60)
}
const NAME = '(?:[A-Za-z]+|<[^>]+>)'
const CHANGE = ',M(\\d+)\\.(\\d)\\.(\\d)(?:/([-+\\d:]+))?'
const RULE = new RegExp(`^${NAME}([-+\\d:]+)(?:${NAME}([-+\\d:]*)${CHANGE}${CHANGE})?$`)
function offsetByRule(rule, instant) {
	const [, standard, summer, ...changes] = RULE.exec(rule) ?? []
	if (standard === undefined) return undefined
	const offset = 0 - parseOffset(standard)
	if (summer === undefined) return offset
	const summerOffset = summer === '' ? offset + 60 : 0 - parseOffset(summer)
	const minute = instant / 60_000
	const year = new Date((minute + offset) * 60_000).getUTCFullYear()
	const start = changeIn(year, changes.slice(0, 4)) - offset
	const end = changeIn(year, changes.slice(4)) - summerOffset
	const isSummer = start < end ? start <= minute && minute < end : start <= minute || minute < end
	return isSummer ? summerOffset : offset
}
function changeIn(year, [month, week, weekday, time = '2']) {
	const first = new Date(Date.UTC(year, Number(month) - 1))
	const days = new Date(Date.UTC(year, Number(month), 0)).getUTCDate()
	const day = ((Number(weekday) - first.getUTCDay() + 7) % 7) + (Number(week) - 1) * 7
	return first.getTime() / 60_000 + (day < days ? day : day - 7) * MINUTES_PER_DAY + parseOffset(time)
}

;// CONCATENATED MODULE: ./src/inputs/operation.js









function isStart({ name }) {
	return name === 'start-job' || name === 'resume-job'
}
const WAITS = {
	'start-job': ['applied', 'finished'],
	'resume-job': ['applied', 'finished'],
	'pause-job': ['applied'],
	'close-job': ['applied'],
	'update-qos': ['applied'],
	'apply-timetable': ['applied'],
	'get-job': ['finished'],
	'get-job-status': ['finished'],
	'create-report': ['finished'],
	'get-report': [],
	'retry-job': ['applied', 'finished']
}
const OPERATIONS = Object.keys(WAITS)
function readOperationName() {
	const name = input('operation')
	const known = OPERATIONS.find((one) => one === name)
	if (known !== undefined) return known
	const guess = name.toLowerCase() === 'unpause-job' ? 'resume-job' : closestMatch(name, OPERATIONS)
	throw new ActionError('InvalidCommand', `operation is ${name === '' ? 'not set' : quote(name)}. ${didYouMean(guess) || `Set it to one of ${joinWithAnd(OPERATIONS)}.`}`)
}
function readOperation(name, isSingle) {
	const { operation, warnings } = readParameters(name, isSingle)
	const unused = PARAMETERS.filter(([parameter, users]) => input(parameter) !== '' && !users.includes(name))
	const ignored = unused.map(([parameter, users]) => `${parameter} was ignored: it is only for ${joinWithAnd(users)}.`)
	return { operation, warnings: [...warnings, ...ignored] }
}
const PARAMETERS = [
	['max-bandwidth', ['update-qos']],
	['max-qps', ['update-qos']],
	['timetable', ['apply-timetable']],
	['timezone', ['apply-timetable']],
	['round', ['create-report', 'get-report']],
	['source-access-secret', ['retry-job']]
]
function readParameters(name, isSingle) {
	switch (name) {
		case 'apply-timetable':
			return readTimetable()
		case 'update-qos':
			return readThrottling()
		case 'create-report':
		case 'get-report':
			return { operation: { name, round: readRound(isSingle) }, warnings: [] }
		case 'retry-job':
			return { operation: { name, sourceAccessSecret: input('source-access-secret') }, warnings: [] }
		default:
			return { operation: { name }, warnings: [] }
	}
}
function readRound(isSingle) {
	const text = readMatching('round', /^[0-9]{0,19}$/, "be a round's runtime ID, as in 2")
	if (text === '') return undefined
	if (!isSingle) {
		throw invalid(`round is ${text}, but job-name selects several jobs, each with its own rounds. Name one job.`)
	}
	return BigInt(text)
}
function readThrottling() {
	const missing = ['max-bandwidth', 'max-qps'].filter((name) => input(name) === '')
	if (missing.length > 0) {
		throw invalid(`update-qos needs both max-bandwidth (as in 100Mbit/s) and max-qps (files per second). Not set: ${missing.join(', ')}.`)
	}
	const bandwidth = input('max-bandwidth')
	const hint = roundingHint(bandwidth)
	if (hint !== '') throw invalid(`max-bandwidth is ${quote(bandwidth)}, which isn't a bandwidth.${hint}`)
	const maxBandwidth = parseBandwidth('max-bandwidth', bandwidth)
	const maxQps = BigInt(readMatching('max-qps', /^[0-9]{1,40}$/, 'be files per second in plain digits, as in 500'))
	if (maxQps > MAX_INT64) throw invalid(`max-qps is "${maxQps}", but it must be at most ${MAX_INT64}.`)
	const zeros = Object.entries({ 'max-bandwidth': maxBandwidth, 'max-qps': maxQps }).flatMap(([name, value]) => (value === 0n ? `${name} is 0 and is sent as it is, but the service doesn't document what 0 means.` : []))
	const digits = warnAboutPlainDigits('max-bandwidth', bandwidth)
	return { operation: { name: 'update-qos', maxBandwidth, maxQps }, warnings: [...zeros, ...digits] }
}
function readTimetable() {
	const text = getInput('timetable', { trimWhitespace: false })
	const timezone = input('timezone')
	if (text.trim() === '') {
		throw invalid('apply-timetable needs timetable: one entry per line, as in "Mon-Fri 08:00 pause".')
	}
	if (timezone === '') {
		throw invalid("apply-timetable needs timezone: the timetable's time zone, as in Asia/Shanghai.")
	}
	const [timetable, zone] = [parseTimetable(text), zoneOf(timezone)]
	const zoneWarnings = warnAboutZoneData(zone, [timezone, zone.name], Date.now())
	const warnings = [...warnIfFolded(text), ...warnAboutRates(timetable), ...zoneWarnings]
	return { operation: { name: 'apply-timetable', timetable, zone }, warnings }
}
function readWait(operation) {
	const pattern = /^(accepted|applied|finished)$/
	const until = readMatching('wait-for', pattern, 'be accepted, applied or finished')
	if (until !== 'accepted' && !WAITS[operation].includes(until)) {
		const others = OPERATIONS.filter((name) => WAITS[name].includes(until))
		throw invalid(`wait-for is ${until}, which is for ${joinWithAnd(others)} only, not for ${operation}.`)
	}
	return {
		until,
		timeoutSeconds: readNumber('wait-timeout-seconds', 1, 604_800),
		intervalSeconds: readNumber('poll-interval-seconds', 5, 3600),
		failOnFailedFiles: readBoolean('fail-on-failed-files')
	}
}
const MAX_GITHUB_HOSTED = 6 * 3600
function warnAboutWait(operation, { until, timeoutSeconds }, dryRun) {
	if (until === 'accepted') return []
	if (dryRun) return isStart({ name: operation }) || until === 'applied' ? [] : [`dry-run is true, so ${operation} doesn't wait for the migration to finish (wait-for: ${until}).`]
	if (timeoutSeconds <= MAX_GITHUB_HOSTED || environment('RUNNER_ENVIRONMENT') !== 'github-hosted') return []
	return [`wait-timeout-seconds is ${timeoutSeconds}, but GitHub-hosted runners stop a job after 6 hours (21600 s). Wait for up to 20000 s, and again with get-job in another job, or use a self-hosted runner.`]
}

;// CONCATENATED MODULE: ./src/job/states.js




const STATUS_TO_SEND = {
	'start-job': 'IMPORT_JOB_LAUNCHING',
	'resume-job': 'IMPORT_JOB_LAUNCHING',
	'pause-job': 'IMPORT_JOB_SUSPEND',
	'close-job': 'IMPORT_JOB_CLOSING'
}
const PARTICIPLES = {
	'start-job': 'started',
	'resume-job': 'resumed',
	'pause-job': 'paused',
	'close-job': 'closed',
	'update-qos': 'throttled',
	'apply-timetable': 'changed',
	'create-report': 'given a report',
	'retry-job': 'retried'
}
const RUNNING_STATES = ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_PREPARING', 'IMPORT_JOB_DOING']
const TERMINAL_STATES = ['IMPORT_JOB_CLOSING', 'IMPORT_JOB_FINISHED', 'IMPORT_JOB_INTERRUPTED', 'IMPORT_JOB_CONFIRMED']
const APPLIED_STATES = {
	'start-job': RUNNING_STATES,
	'resume-job': RUNNING_STATES,
	'pause-job': ['IMPORT_JOB_SUSPEND'],
	'close-job': TERMINAL_STATES
}
const WORDS = new Map([
	['IMPORT_JOB_BEGIN', 'not started yet'],
	['IMPORT_JOB_LAUNCHING', 'starting'],
	['IMPORT_JOB_PREPARING', 'preparing'],
	['IMPORT_JOB_DOING', 'running'],
	['IMPORT_JOB_SUSPEND', 'paused'],
	['IMPORT_JOB_CLOSING', 'closing'],
	['IMPORT_JOB_FINISHED', 'finished'],
	['IMPORT_JOB_CONFIRMED', 'finished and confirmed'],
	['IMPORT_JOB_INTERRUPTED', 'interrupted'],
	['IMPORT_JOB_DELETING', 'being deleted']
])
function redactStatus(status) {
	return WORDS.has(status) ? status : redact(status)
}
function shownStatus(status) {
	return identifier(redactStatus(status ?? ''))
}
function describeStatus(status) {
	const name = shownStatus(status)
	const word = WORDS.get(name ?? '')
	return word === undefined ? `at ${name ?? 'an unknown state'}` : `${word} (${name})`
}
function countStates(all) {
	const order = [...WORDS.keys()]
	const states = Map.groupBy(all, (status) => shownStatus(status) ?? '')
	return [...states]
		.sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
		.map(([status, of]) => `${of.length} ${WORDS.get(status) ?? (status === '' ? 'in an unknown state' : `at ${status}`)}`)
		.join(', ')
}
function isRunning(status) {
	return RUNNING_STATES.includes(status ?? '')
}
function isTerminal(status) {
	return TERMINAL_STATES.includes(status ?? '')
}
function isFinished(status) {
	return status === 'IMPORT_JOB_FINISHED' || status === 'IMPORT_JOB_CONFIRMED'
}
function isStopped(status) {
	return isFinished(status) || status === 'IMPORT_JOB_INTERRUPTED'
}
function isAlreadyApplied(change, { status = '', importQos }) {
	if (change.name !== 'update-qos') return APPLIED_STATES[change.name].includes(status)
	const { maxBandWidth = -1, maxImportTaskQps = -1 } = importQos ?? {}
	return BigInt(maxBandWidth) === change.maxBandwidth && BigInt(maxImportTaskQps) === change.maxQps
}
function describeJob(name, change, { status, importQos }) {
	return change.name === 'update-qos' ? `${name} is throttled to ${describeThrottling(importQos)}` : `${name} is ${describeStatus(status)}`
}
function importQosOf({ maxBandwidth, maxQps }) {
	return { maxBandWidth: maxBandwidth, maxImportTaskQps: maxQps }
}
function describeRates(throttling) {
	return describeThrottling(importQosOf(throttling))
}
function describeThrottling({ maxBandWidth, maxImportTaskQps } = {}) {
	const bandwidth = maxBandWidth === undefined ? 'an unknown bandwidth' : formatBandwidth(maxBandWidth)
	const files = maxImportTaskQps === undefined ? 'unknown' : formatNumber(maxImportTaskQps)
	return `${bandwidth} and ${files} files per second`
}
function states_isThrottled({ importQos }) {
	return importQos?.maxBandWidth !== undefined || importQos?.maxImportTaskQps !== undefined
}
const NEW_ROUND = 'that starts a new round, which scans the whole source again.'
function warnAboutSchedule({ scheduleRule }, logger) {
	const { startCronExpression, suspendCronExpression } = scheduleRule ?? {}
	const rules = [startCronExpression && `starts it at ${quote(startCronExpression)}`, suspendCronExpression && `pauses it at ${quote(suspendCronExpression)}`].filter(Boolean)
	if (rules.length === 0) return
	const text = 'The job has a schedule of its own in the service, which can undo this'
	logger.warning(`${text}: it ${rules.join(' and ')} (cron).`)
}

;// CONCATENATED MODULE: ./src/job/job-client.js




const REPEATABLE = {
	isRepeatable: true,
	resolve: async () => ({ outcome: 'repeatable' })
}
const OPTIONAL = ['listJobHistory', 'getJobResult', 'getAddress']
const HISTORY_ENTRIES = 20
const MAX_SKEW = 15 * 60_000
function isAddressName(text) {
	return /^[\w-]{1,63}$/.test(text)
}
class JobClient {
	name
	policy
	#service
	#last = {}
	constructor(service, name, policy) {
		this.name = name
		this.policy = policy
		this.#service = service
	}
	get lastStatusCode() {
		return this.#last.statusCode
	}
	permissionNote(error) {
		const { denied } = this.#last
		const isPermission = errorCode(error) === 'AccessDenied' && !/anonymous/i.test(error.message)
		return isPermission && denied !== undefined ? `Allow the RAM user or role ${denied}.` : undefined
	}
	with(name, policy = {}) {
		const client = new JobClient(this.#service, name, { ...this.policy, ...policy })
		client.#last = this.#last
		return client
	}
	withPolicy(policy) {
		return this.with(this.name, policy)
	}
	async get(limits) {
		const { body, ...info } = await this.read('getJob', [this.name, new GetJobRequest()], limits)
		return { ...info, job: body.importJob }
	}
	async history(limits, { version }, runtimeId) {
		const entries = []
		for (let marker = ''; ; ) {
			const page = { count: HISTORY_ENTRIES, ...(marker && { marker }), ...(runtimeId !== undefined && { runtimeId }) }
			const { body } = await this.read('listJobHistory', [this.name, new ListJobHistoryRequest(page)], limits)
			const { jobHistory, truncated, nextMarker = '' } = body.jobHistoryList
			if (marker !== '' && jobHistory.length === 0) throw invalidResponse('Incomplete history.')
			entries.push(...jobHistory)
			const isLast = !/^true$/i.test(truncated ?? '') || nextMarker === marker
			if (isLast || entries.length >= HISTORY_ENTRIES) break
			marker = nextMarker
		}
		const isOther = ({ jobVersion }) => Boolean(version && jobVersion && jobVersion !== version)
		return entries.filter((entry) => !isOther(entry))
	}
	async result(runtimeId, limits) {
		const { body } = await this.read('getJobResult', [this.name, new GetJobResultRequest({ runtimeId })], limits)
		return body.importJobResult
	}
	async address(name, limits) {
		const { body } = await this.read('getAddress', [name], limits)
		return body.importAddress
	}
	update(importJob, resolve, limits) {
		const isRepeatable = importJob.status !== STATUS_TO_SEND['start-job']
		return this.change('updateJob', [this.name, new UpdateJobRequest({ importJob })], { isRepeatable, resolve }, limits)
	}
	async read(method, args, limits) {
		const response = await retry(this.#request(method, args, limits), this.policy, limits)
		return { ...this.#record(response), body: response.body }
	}
	async change(method, args, rules, limits) {
		const ended = await retryChange({ ...this.#request(method, args, limits), ...rules }, this.policy, limits)
		return ended.outcome === 'accepted' ? { ...ended, response: this.#record(ended.response) } : ended
	}
	#request(method, args, limits) {
		const { client, userId, credentials } = this.#service
		const send = client[method]
		const name = method.charAt(0).toUpperCase() + method.slice(1)
		return {
			name,
			attempt: (options) => send.call(client, userId, ...args, options),
			prepare: async () => void (await credentials.renew(limits)),
			recover: async (error) => {
				if (error instanceof MgwError && !OPTIONAL.includes(method)) this.#last.statusCode = error.statusCode ?? this.#last.statusCode
				if (errorCode(error) === 'AccessDenied') this.#last.denied = `mgw:${name.replace(/^[A-Z][a-z]+/, '$&Import')}`
				return isExpired(error) && (await credentials.renew(limits, true))
			}
		}
	}
	#record({ statusCode, headers }) {
		this.#last.statusCode = statusCode
		const { clock, clockSkew } = this.policy
		const now = clockSkew.wallTime(clock)
		const date = Date.parse(headers.date ?? '')
		const isKnown = Math.abs(date - now) <= MAX_SKEW
		return {
			statusCode,
			requestId: requestIdFrom(headers),
			serverTime: isKnown ? date : undefined,
			latest: isKnown ? date + 1000 : now + MAX_SKEW,
			date: Number.isNaN(date) ? undefined : date
		}
	}
}

;// CONCATENATED MODULE: ./src/job/result.js
const UNCHANGED = { kind: 'unchanged' }
const CHANGED = { kind: 'changed' }
function success(changed) {
	if (changed === undefined) return { kind: 'unknown' }
	return changed ? CHANGED : UNCHANGED
}
function failure(error, changed) {
	return changed === undefined ? { kind: 'unknown', error } : { kind: 'failed', error, changed }
}
function errorOf({ outcome }) {
	return outcome.kind === 'failed' || outcome.kind === 'unknown' ? outcome.error : undefined
}
function changedOf({ outcome }) {
	switch (outcome.kind) {
		case 'unchanged':
			return false
		case 'changed':
			return true
		case 'failed':
			return outcome.changed
		case 'unknown':
			return undefined
	}
}
function combineChanged(all) {
	return all.includes(true) || (all.includes(undefined) ? undefined : false)
}
function mergeResults(first, second) {
	const changed = combineChanged([changedOf(first), changedOf(second)])
	const error = errorOf(second)
	return {
		...second,
		outcome: error === undefined ? success(changed) : failure(error, changed),
		before: first.before ?? second.before,
		requestId: changedOf(second) !== true && changedOf(first) === true ? first.requestId : second.requestId
	}
}

;// CONCATENATED MODULE: ./src/job/history.js




async function readHistory(job, of, limits) {
	try {
		return { entries: await job.history(limits, of) }
	} catch (error) {
		if (isCancellation(error)) throw error
		return { error }
	}
}
function isDenied({ error }) {
	return errorCode(error) === 'AccessDenied'
}
function logUnreadable(history, { until, failOnFailedFiles }, logger) {
	if (history.error === undefined) return
	const reason = isDenied(history) ? "These credentials can't read the history of the job. Allow them mgw:ListImportJobHistory." : `The history of the job could not be read (${shownCode(history.error)}).`
	const consequence = !(until === 'finished' && failOnFailedFiles) ? '' : ' It shows in the end whether files failed. To ignore that, set fail-on-failed-files to false.'
	logger.info(`${reason} Its progress and the number of files that failed are unknown.${consequence}`)
}
function roundsOf(history = []) {
	const numbered = history.filter(({ runtimeId = '' }) => /^\d{1,19}$/.test(runtimeId))
	return [...Map.groupBy(numbered, ({ runtimeId = '' }) => BigInt(runtimeId))].map(([id, all]) => ({ id, entries: all.toSorted((a, b) => timeOf(b) - timeOf(a) || rank(b) - rank(a)) })).sort((a, b) => (a.id < b.id ? -1 : 1))
}
function timeOf({ startTime = '' }) {
	return instantsOf(startTime)[0] ?? 0
}
const ORDER = ['LAUNCHING', 'PREPARING', 'DOING', 'SUSPEND', 'CLOSING', 'INTERRUPTED', 'FINISHED', 'CONFIRMED']
function rank({ status = '' }) {
	return ORDER.indexOf(status.replace('IMPORT_JOB_', ''))
}
function instantsOf(time = '') {
	if (!/^\d{4}-\d\d-\d\d[T ]\d\d:/.test(time)) return []
	const isZoned = /(Z|[+-]\d\d:?\d\d)$/.test(time)
	const possible = isZoned ? [time] : ['Z', '+08:00'].map((zone) => time.replace(' ', 'T') + zone)
	return possible.map((text) => Date.parse(text)).filter((instant) => !Number.isNaN(instant))
}
function countersOf(round, isComplete = false) {
	const entry = countedEntry(round)
	const counters = {
		totalCount: known(entry.totalCount),
		copiedCount: known(entry.copiedCount),
		failedCount: known(round.entries.find(({ failedCount }) => known(failedCount) !== undefined)?.failedCount),
		skippedCount: known(entry.skippedCount),
		totalBytes: known(entry.totalSize),
		copiedBytes: known(entry.copiedSize)
	}
	const percent = entry.listStatus === 'Listing' ? undefined : runningPercentage(counters)
	return { ...counters, percent: isComplete ? 100 : percent, duration: durationOf(round) }
}
function durationOf({ entries }) {
	if (entries.length >= HISTORY_ENTRIES) return undefined
	const last = entries.findLast(({ status }) => isTerminal(status) && status !== 'IMPORT_JOB_CLOSING')
	const endTime = entries.length === 1 ? last?.endTime : last?.startTime
	const [[start], [end]] = [instantsOf(entries.at(-1)?.startTime), instantsOf(endTime)]
	if (start === undefined || end === undefined || end < start) return undefined
	return end - start
}
function countedEntry({ entries }) {
	return entries.find(({ copiedCount }) => known(copiedCount) !== undefined) ?? entries[0] ?? {}
}
function runningPercentage({ totalCount, copiedCount, failedCount = 0n, totalBytes, copiedBytes }) {
	const exceeds = (part = 0n, total) => total !== undefined && part > total
	if (exceeds((copiedCount ?? 0n) + failedCount, totalCount) || exceeds(copiedBytes, totalBytes)) return undefined
	const percent = percentage(copiedBytes, totalBytes) ?? percentage(copiedCount, totalCount)
	return percent === undefined ? undefined : Math.min(99.9, percent)
}
function known(value) {
	return value === undefined || value < 0 ? undefined : BigInt(value)
}
function percentage(part, total) {
	if (part === undefined || total === undefined || total === 0n) return undefined
	return Math.min(100, Number((part * 1000n) / total) / 10)
}
function tallyOf(round) {
	const { totalCount, copiedCount, failedCount } = countersOf(round)
	const left = (totalCount ?? 0n) - (copiedCount ?? 0n) - (failedCount ?? 0n)
	const isCounted = totalCount !== undefined && copiedCount !== undefined && failedCount !== undefined
	const [newest] = round.entries
	const counted = countedEntry(round)
	const isCutShort = isFinished(newest?.status) && newest?.listStatus === 'Listing'
	const listStatus = counted.listStatus ?? round.entries.find((entry) => entry.listStatus)?.listStatus
	const isListed = listStatus === 'Finished' || (isTerminal(counted.status) && listStatus !== 'Listing')
	const isEnd = isFinished(counted.status) && isListed && known(counted.failedCount) !== undefined
	const isComplete = isListed && left === 0n && totalCount !== 0n
	return {
		failed: failedCount ?? 0n,
		isCounted,
		isFinal: isCutShort || (isCounted && left >= 0n && (isEnd || isComplete)),
		hasFilesLeft: isCutShort || left > 0n || counted.listStatus === 'Listing',
		total: totalCount
	}
}
function currentCounters({ status }, history) {
	const round = roundsOf(history).at(-1)
	const last = round?.entries[0]
	if (round === undefined || last === undefined) return undefined
	const fits = isRunning(status) ? !isTerminal(last.status) : isTerminal(status) ? isTerminal(last.status) : !isFinished(last.status)
	if (!fits) return undefined
	const { isFinal, hasFilesLeft, total } = tallyOf(round)
	return countersOf(round, isFinished(status) && isFinal && !hasFilesLeft && total !== 0n)
}

;// CONCATENATED MODULE: ./src/job/rounds.js


const LAG = 60_000
const SECOND = 1000
function findRounds(origin, rounds, moment, known) {
	if (!origin.isStart) return findNewest(origin, rounds, moment)
	if (known !== undefined) return foundFor(rounds, known)
	const previous = origin.round
	const isWhole = hasOneEntryEach(rounds)
	const last = rounds.findLastIndex((round) => beganBefore(origin, round, moment.now))
	const next = last < 0 ? undefined : rounds[last + 1]
	const isFollowed = next !== undefined && beganBefore(origin, next, moment.now, SECOND)
	const open = rounds
		.slice(isFollowed ? last + 1 : Math.max(0, last))
		.filter(({ id }) => isPossible(origin, id))
		.map((round) => ({ id: round.id, round, activity: activityOf(origin, round, moment, isWhole) }))
		.filter(({ activity }) => activity !== 'before')
	const likely = open.filter(({ activity }) => activity !== 'unlikely')
	const [first, ...others] = likely.length > 0 ? likely : open
	const isAlone = moment.isLate && others.length === 0
	const isAfterGap = previous !== undefined && first !== undefined && first.id > previous.id + 1n && !rounds.some(({ id }) => id === first.id - 1n)
	const isFound = !isAfterGap && (first?.activity === 'since' || isAlone)
	const isCertain = first !== undefined && isActiveSince(origin, first.round, moment.now, isWhole)
	if (isFound) return { ...foundFor(rounds, first?.id), isCertain }
	return { mine: undefined, next: undefined, isAmbiguous: isAfterGap || others.length > 0 }
}
function isPossible({ round }, id) {
	return round === undefined || id > round.id || (id === round.id && !isTerminal(round.entries[0]?.status))
}
function activityOf(origin, round, { now, isLate }, isWhole) {
	const { status } = origin
	const canContinue = hasOpenRound(origin)
	const isRunningLate = isLate && isRunning(round.entries[0]?.status)
	const isSince = isActiveSince(origin, round, now, isWhole) || beganThen(origin, round, now) || isRunningLate
	const isBefore = beganBefore(origin, round, now)
	if (isSince) return isBefore && !canContinue && !isPerhapsOpen(origin) ? 'unlikely' : 'since'
	const [newest] = round.entries
	const wasPaused = status === newest?.status || (!isWhole && isTimeBefore(origin, newest?.startTime, now))
	const isPaused = newest?.status === 'IMPORT_JOB_SUSPEND' && wasPaused
	const isOver = hasEnded(round) && isTimeBefore(origin, endOf(round), now)
	if (isOver || isPaused) return 'before'
	if (!isBefore || canContinue) return 'unknown'
	return status === 'IMPORT_JOB_BEGIN' ? 'unlikely' : 'before'
}
function hasOpenRound({ status, round }) {
	const isStale = status === 'IMPORT_JOB_BEGIN' && round !== undefined
	return isRunning(status) || isStale || [status, round?.entries[0]?.status].includes('IMPORT_JOB_SUSPEND')
}
function isPerhapsOpen({ status, round }) {
	return status === 'IMPORT_JOB_BEGIN' || (isStopped(status) && round !== undefined)
}
function isActiveSince(origin, round, now, isWhole) {
	if (origin.at === undefined) return isNew(origin, round)
	const wasPaused = [origin.status, origin.round?.entries[0]?.status].includes('IMPORT_JOB_SUSPEND')
	const mustRun = origin.isStart && wasPaused && beganBefore(origin, round, now)
	return round.entries.some(({ status, startTime, endTime }) => {
		if (status === 'IMPORT_JOB_CONFIRMED' || (mustRun && !isRunning(status))) return false
		const isActiveUntilEnd = isRunning(status) || isWhole
		return isTimeSince(origin, startTime, now) || (isActiveUntilEnd && isTimeSince(origin, endTime, now))
	})
}
function isNew({ round: previous, status }, { id }) {
	if (previous === undefined) return status === 'IMPORT_JOB_BEGIN'
	return id !== previous.id && (previous.entries[0]?.status === status || endedAs(previous, status))
}
function beganThen(origin, round, now) {
	const { at } = origin
	const isOpen = at !== undefined && isNew(origin, round) && !hasEnded(round)
	return isOpen && isWithin(round.entries.at(-1)?.startTime, secondOf(at), now)
}
function hasOneEntryEach(rounds) {
	return rounds.every(({ entries }) => entries.length === 1)
}
function beganBefore(origin, { id, entries }, now, margin = 0) {
	return id === origin.round?.id || isTimeBefore(origin, entries.at(-1)?.startTime, now, margin)
}
function isTimeBefore({ at }, time, now, margin = 0) {
	return at !== undefined && instantsOf(time).length > 0 && !isWithin(time, secondOf(at) + margin, now)
}
function secondOf(at) {
	return Math.floor(at / SECOND) * SECOND
}
function endOf({ entries }) {
	return entries.length > 1 ? entries.findLast(({ status }) => isStopped(status))?.startTime : entries[0]?.endTime
}
function findNewest(origin, rounds, { now, isLate }) {
	const newest = rounds.at(-1)
	const isOld = newest !== undefined && hasEnded(newest) && !isLate && !isActiveSince(origin, newest, now, hasOneEntryEach(rounds))
	return foundFor(rounds, isOld ? undefined : newest?.id)
}
function foundFor(rounds, known) {
	const next = known === undefined ? undefined : rounds.find(({ id }) => id > known)
	return { mine: rounds.find(({ id }) => id === known), next }
}
function laterHistory(before, now) {
	const [last, newest] = [before, now].map((entries) => roundsOf(entries).at(-1))
	if (now !== undefined && last === undefined) return now
	const isOlder = newest === undefined || (last !== undefined && newest.id < last.id)
	return isOlder || (newest.id === last?.id && hasEnded(last) && !hasEnded(newest)) ? before : now
}
function endedAs(round, status) {
	return hasEnded(round) && isStopped(status) && isFinished(round.entries[0]?.status) === isFinished(status)
}
function hasEnded(round) {
	return isStopped(round?.entries[0]?.status)
}
function firstRunSince(rounds, at, now, margin = -SECOND) {
	const newest = hasOneEntryEach(rounds) ? rounds.at(-1)?.entries[0] : undefined
	const isWhole = isStopped(newest?.status) && newest?.status !== 'IMPORT_JOB_CONFIRMED'
	const isSince = (entry) => at !== undefined && (isRunning(entry.status) || (isWhole && entry === newest)) && isWithin(entry.startTime, at + margin, now)
	return rounds.find(({ entries }) => entries.some(isSince))
}
function mayHaveRunBefore(newest, at) {
	const [entry, ...earlier] = newest?.entries ?? []
	if (entry === undefined) return false
	const times = instantsOf(earlier.length > 0 ? entry.startTime : entry.endTime)
	const isRecent = at === undefined || times.length === 0 || times.some((instant) => instant >= at - LAG)
	return isRecent || isRunning(entry.status) || entry.status === 'IMPORT_JOB_CLOSING'
}
function isTimeSince({ at }, time, now) {
	return at !== undefined && isWithin(time, at + SECOND, now)
}
function isWithin(time, from, now) {
	return instantsOf(time).some((instant) => instant >= from && instant <= now + 2 * SECOND)
}

;// CONCATENATED MODULE: ./src/job/change.js








const POLL_DELAYS = [1500, 3000, 5000, 10_000]
function delayAfter(poll) {
	return POLL_DELAYS[Math.min(poll, POLL_DELAYS.length - 1)]
}
async function changeJob(job, requested, limits) {
	const { change, before } = requested
	const attempts = new ChangeAttempts(job, requested, limits)
	let current = limits
	for (let isResent = false; ; isResent = true) {
		const update = await job.update(updateFor(change), (failed) => attempts.resolve(failed), current)
		const isRefusedStart = change.name === 'start-job' && update.outcome === 'failed' && !update.mayBeApplied
		const isAboutState = isRefusedStart && isRefusal(update.error, WRONG_STATE)
		try {
			if (!isAboutState || !(await attempts.waitWhileClosing(isResent))) return attempts.resultOf(update, before)
		} catch (error) {
			return attempts.resultOf({ outcome: 'failed', error, mayBeApplied: false }, before)
		}
		current = requested.whileClosing?.limits() ?? limits
	}
}
function updateFor(change) {
	if (change.name !== 'update-qos') return new UpdateJobInfo({ status: STATUS_TO_SEND[change.name] })
	return new UpdateJobInfo({ importQos: new ImportQos(importQosOf(change)) })
}
const WRONG_STATE = ['InvalidImportJobStatus']
const REFUSED_IN_STATE = [...WRONG_STATE, 'ImportJobConflictOnUpdateStatus']
const CONFLICTS = ['ImportJobConflictOnUpdateStatus', 'ImportJobUpdateConcurrently']
function isRefusal(error, codes) {
	return error instanceof MgwError && codes.includes(error.code)
}
function isRefusedInState(result) {
	return changedOf(result) === false && isRefusal(errorOf(result), REFUSED_IN_STATE)
}
class ChangeAttempts {
	#job
	#requested
	#limits
	#wasInDoubt = false
	#seen
	#sentTimes = []
	#startedRound
	#closingAt = Number.NEGATIVE_INFINITY
	constructor(job, requested, limits) {
		this.#job = job
		this.#requested = requested
		this.#limits = limits
		if (requested.before?.status === 'IMPORT_JOB_CLOSING') this.#closingAt = job.policy.clock.now()
	}
	async resolve(failed) {
		const { change, isStillWanted = () => true } = this.#requested
		const { error, mayBeApplied } = failed
		this.#wasInDoubt ||= mayBeApplied
		if (mayBeApplied) this.#seen = undefined
		if (isStart(change) && (mayBeApplied || mayHaveBeenApplied(error))) return this.#resolveLostStart(failed)
		const applied = await this.#findApplied(failed)
		if (applied !== undefined) return { outcome: 'applied', value: applied }
		if (!isStillWanted(this.#seen?.job)) return { outcome: 'unknown' }
		return { outcome: 'repeatable' }
	}
	async #findApplied({ error, mayBeApplied, isLast }) {
		const { change } = this.#requested
		const isAboutState = isRefusal(error, WRONG_STATE)
		const isConflict = isRefusal(error, CONFLICTS)
		if (!isAboutState && !(isLast && (mayBeApplied || isConflict))) return undefined
		for (let poll = 0; ; poll++) {
			const seen = await this.#poll()
			const isProof = !isStart(change) || !(isConflict || this.#isClosing())
			if (isProof && isAlreadyApplied(change, seen?.job ?? {})) return seen
			const delay = delayAfter(poll)
			const isSettled = !isAboutState || !this.#wasInDoubt || isStopped(seen?.job.status)
			if (isSettled || delay >= this.#limits.deadline.left()) return undefined
			await this.#sleep(delay)
		}
	}
	async #sleep(ms) {
		const { signal } = this.#limits
		await this.#job.policy.clock.sleep(ms, signal)
		if (signal.aborted) throw cancelled('')
	}
	async #resolveLostStart({ sentAt }) {
		const { clock } = this.#job.policy
		const { deadline } = this.#limits
		for (let poll = 0; ; poll++) {
			const elapsed = clock.now() - sentAt
			const seen = await this.#poll()
			if (seen !== undefined && (await this.#showsStart(seen, elapsed))) return { outcome: 'applied', value: seen }
			const delay = delayAfter(poll)
			if (delay >= deadline.left()) return { outcome: 'unknown' }
			await this.#sleep(delay)
		}
	}
	async #showsStart(seen, elapsed) {
		if (seen.serverTime !== undefined) this.#sentTimes.push(seen.serverTime - elapsed)
		const startedAt = this.#sentTime()
		const isActive = isRunning(seen.job.status)
		if (!isActive && !isStopped(seen.job.status)) return false
		const { entries } = await readHistory(this.#job.withPolicy({ maxAttempts: 1 }), seen.job, this.#limits)
		const rounds = roundsOf(entries)
		this.#startedRound = firstRunSince(rounds, startedAt, seen.latest, 1000)?.id
		if (this.#startedRound !== undefined) return true
		if (isActive && firstRunSince(rounds, startedAt, seen.latest) !== undefined) return true
		const isNew = entries !== undefined && !mayHaveRunBefore(rounds.at(-1), startedAt)
		return isActive && (isNew || elapsed >= LAG)
	}
	#sentTime() {
		if (this.#sentTimes.length === 0) return undefined
		const earliest = Math.min(...this.#sentTimes)
		return Math.max(...this.#sentTimes) - earliest <= LAG ? earliest : undefined
	}
	async waitWhileClosing(isResent) {
		const { whileClosing } = this.#requested
		const { clock } = this.#job.policy
		if (!this.#isClosing() && (isResent || !isStopped(this.#seen?.job.status))) return false
		const { deadline, signal } = whileClosing?.limits() ?? this.#limits
		for (let poll = 0; poll === 0 || this.#isClosing(); poll++) {
			const delay = delayAfter(poll)
			if (delay >= deadline.left() || signal.aborted) return false
			whileClosing?.slot.release()
			await clock.sleep(delay, signal)
			await whileClosing?.slot.acquire(signal)
			await this.#poll({ deadline, signal })
		}
		return true
	}
	#isClosing() {
		const { status } = this.#seen?.job ?? {}
		const isRecent = this.#job.policy.clock.now() - this.#closingAt < LAG
		return status === 'IMPORT_JOB_CLOSING' || (isRunning(status) && isRecent)
	}
	async #poll(limits = this.#limits) {
		const seen = await this.#job.get(limits).catch(ignoreUnlessCancelled)
		this.#seen = seen ?? this.#seen
		if (seen?.job.status === 'IMPORT_JOB_CLOSING') this.#closingAt = this.#job.policy.clock.now()
		return seen
	}
	resultOf(update, before) {
		const { change } = this.#requested
		switch (update.outcome) {
			case 'accepted': {
				const { statusCode, requestId, serverTime } = update.response
				return { outcome: CHANGED, statusCode, requestId, before: this.#seen?.job ?? before, changedAt: serverTime }
			}
			case 'applied': {
				const { job, statusCode } = update.value
				const reason = this.#wasInDoubt ? `There was no clear response to ${change.name}` : `The service refused ${change.name}`
				const note = `${reason}, but ${describeJob(this.#job.name, change, job)}.`
				const outcome = success(this.#wasInDoubt ? undefined : false)
				const startedRound = this.#startedRound
				return { outcome, statusCode, before, job, note, changedAt: this.#sentTime(), startedRound }
			}
			case 'failed':
				return this.#failure(update, before)
		}
	}
	#failure({ error, mayBeApplied }, before) {
		const { change } = this.#requested
		const job = this.#seen?.job
		const result = { outcome: failure(error, mayBeApplied ? undefined : false), before, job }
		const { name } = this.#job
		if (mayBeApplied) return isCancellation(error) ? result : { ...result, note: describeDoubt(name, change) }
		if (job === undefined || !isRefusal(error, REFUSED_IN_STATE)) return result
		return { ...result, note: describeRefusal(name, change, job) }
	}
}
function ignoreUnlessCancelled(error) {
	if (isCancellation(error)) throw error
}
function describeDoubt(jobName, change) {
	return isStart(change) ? `${jobName} may or may not have been started. Check its state before you start it again: a second start could start a second round.` : `The change of ${jobName} may or may not have been made. It is safe to run this step again.`
}
function describeRefusal(jobName, { name }, { status }) {
	const what = name === 'update-qos' ? "its throttling can't be changed" : `it can't be ${PARTICIPLES[name]}`
	const advice = name === 'pause-job' && !isRunning(status) ? ' To accept that, set idempotent to true.' : ''
	return `${jobName} is ${describeStatus(status)}, so ${what}.${advice}`
}

;// CONCATENATED MODULE: external "node:timers/promises"
const promises_namespaceObject = require("node:timers/promises");
;// CONCATENATED MODULE: ./src/runner/clock.js

const systemClock = {
	now: () => process.uptime() * 1000,
	wallTime: () => Date.now(),
	sleep: (ms, signal) => (0,promises_namespaceObject.setTimeout)(Math.max(0, ms), undefined, { signal }).catch(() => undefined)
}
function startDeadline(name, seconds, clock) {
	const end = clock.now() + seconds * 1000
	return { name, seconds, left: () => Math.max(0, end - clock.now()) }
}
function atMost(ms, deadline, clock) {
	const end = clock.now() + ms
	return { ...deadline, left: () => Math.min(deadline.left(), Math.max(0, end - clock.now())) }
}

;// CONCATENATED MODULE: ./src/wait/progress.js



const HEARTBEAT = 60_000
const MAX_SAMPLES = 120
const MIN_RATE = 1024
const MAX_TIME_LEFT = 365 * 86_400_000
function createProgress(log, clock) {
	const startedAt = clock.now()
	const samples = []
	let recent = []
	let interval = 0
	let last = { loggedAt: Number.NEGATIVE_INFINITY, line: '', state: '' }
	const logLine = (line) => {
		last = { ...last, loggedAt: clock.now(), line }
		log(line)
	}
	return {
		samples: () => samples,
		record(status, counters) {
			const bytes = counters?.copiedBytes === undefined ? undefined : Number(counters.copiedBytes)
			const sample = { at: clock.now() - startedAt, percent: counters?.percent, bytes }
			recent = keepMinute(recent, sample)
			interval = addSample(samples, sample, interval)
			const state = [status, ...Object.values(counters ?? {})].join()
			const isNew = state !== last.state
			last.state = state
			if (isNew) logLine(formatProgress(status, counters, rateOf(recent)))
			else this.heartbeat()
		},
		heartbeat() {
			if (clock.now() - last.loggedAt >= HEARTBEAT && last.line !== '') logLine(last.line)
		}
	}
}
function addSample(samples, sample, interval) {
	const previous = samples.at(-1)
	if (previous !== undefined && sample.at - previous.at < interval) {
		samples[samples.length - 1] = { ...sample, at: previous.at }
		return interval
	}
	samples.push(sample)
	if (samples.length <= MAX_SAMPLES) return interval
	const kept = samples.filter((_, index) => index % 2 === 0)
	samples.splice(0, samples.length, ...kept)
	return Math.max(interval * 2, (sample.at - (samples[0]?.at ?? 0)) / (MAX_SAMPLES / 2))
}
function keepMinute(recent, sample) {
	if (sample.bytes === undefined) return []
	const first = recent.findLastIndex((earlier) => sample.at - earlier.at >= HEARTBEAT)
	return [...recent.slice(Math.max(0, first)), sample]
}
function rateOf(recent) {
	const [first, last] = [recent[0], recent.at(-1)]
	if (first?.bytes === undefined || last?.bytes === undefined || last.at === first.at) return undefined
	return (Math.max(0, last.bytes - first.bytes) / (last.at - first.at)) * 1000
}
function formatProgress(status, counters, rate) {
	const { percent, totalCount, copiedCount, failedCount, totalBytes, copiedBytes } = counters ?? {}
	const failed = failedCount ? ` (${formatCount(failedCount, 'failed')})` : ''
	const isComplete = percent === 100
	const parts = [
		shownStatus(status) ?? 'unknown state',
		formatPercent(percent),
		copiedCount !== undefined && `${partOf(copiedCount, totalCount, formatNumber)} files${failed}`,
		partOf(copiedBytes, totalBytes, formatBytes),
		!isComplete && rate !== undefined && `${formatBytes(BigInt(Math.round(rate)))}/s`,
		!isComplete && timeLeft(totalBytes, copiedBytes, rate)
	]
	return joinParts(parts, ', ')
}
function timeLeft(total, copied, rate) {
	if (total === undefined || copied === undefined || !rate || copied > total) return ''
	const ms = (Number(total - copied) / rate) * 1000
	return rate < MIN_RATE || ms > MAX_TIME_LEFT ? '' : `about ${formatDuration(ms)} left`
}

;// CONCATENATED MODULE: ./src/wait/verdict.js






const NOT_TRACKED = {
	round: undefined,
	isCertain: false,
	startedAt: Number.POSITIVE_INFINITY,
	ran: false,
	status: '',
	statusSince: 0,
	polledAt: 0,
	endedSince: undefined,
	nextSince: undefined,
	shown: undefined,
	failed: 0n,
	entries: undefined,
	readAt: 0
}
const PERSISTS = 30_000
const NO_ROUNDS = { mine: undefined, next: undefined }
const DONE = { verdict: 'done' }
const PENDING = { verdict: 'pending' }
const SOON = { verdict: 'pending', soon: true }
const DELETING = failWith('ImportJobInDeleting', 'is being deleted.')
const RECREATED = failWith('NoSuchImportJob', 'was deleted, and another job was created under its name (its ID has changed).')
const PAUSED = failWith('JobPaused', 'was paused before its migration finished, by someone or by its own schedule in the service. Continue it with resume-job.')
const RESTARTED = failWith('JobRestarted', "was started again by someone, and its history doesn't show how the round that this step waited for ended.")
function checkFinished(baseline, wait, before, poll) {
	const { entries, readAt } = trackHistory(before, poll)
	const isLate = readAt - before.startedAt >= LAG
	const found = findRounds(baseline, roundsOf(entries), { now: poll.date, isLate }, before.isCertain ? before.round : undefined)
	const tracking = track(baseline, before, poll, found)
	const result = decide({ ...found, baseline, wait, tracking, poll })
	return { tracking, result, counters: countersFor(baseline, found, poll, entries) }
}
function countersFor(baseline, { mine }, { job }, entries) {
	if (isRecreated(baseline.before, job)) return undefined
	const isShown = baseline.isStart || currentCounters(job, entries ?? []) !== undefined
	return isShown && mine !== undefined ? countersOfRound(mine, job.status) : undefined
}
function countersOfRound(round, status) {
	if (!hasEnded(round)) return isStopped(status) ? undefined : countersOf(round)
	if (!isFinished(round.entries[0]?.status)) return countersOf(round)
	const { isFinal, hasFilesLeft, total } = tallyOf(round)
	return isFinal ? countersOf(round, !hasFilesLeft && total !== 0n) : undefined
}
function track(baseline, before, poll, found) {
	const { mine, next, isCertain = before.isCertain } = found
	const { status, at } = poll
	const history = trackHistory(before, poll)
	const isOld = !baseline?.isHistoryKnown || mayHaveRunBefore(baseline.round, baseline.at)
	const isNew = !isOld || at - before.startedAt >= LAG
	const last = mine === undefined || mine.id === before.round ? before : NOT_TRACKED
	const isSame = status === before.status && at - before.polledAt <= LAG
	return {
		round: mine?.id ?? before.round,
		isCertain,
		startedAt: Math.min(before.startedAt, at),
		ran: before.ran || (isRunning(status) && isNew),
		status,
		statusSince: isSame ? before.statusSince : at,
		polledAt: at,
		endedSince: last.endedSince ?? (hasEnded(mine) ? at : undefined),
		nextSince: last.nextSince ?? (next === undefined ? undefined : at),
		...history,
		...trackFailed(before, mine ?? (baseline?.isStart ? undefined : roundsOf(history.entries).at(-1)), poll)
	}
}
function trackHistory(before, { history, at }) {
	const entries = laterHistory(before.entries, history?.entries)
	const isNew = history?.entries !== undefined && entries === history.entries
	return { entries, readAt: isNew ? at : before.readAt }
}
function isPause(entry) {
	return entry?.status === 'IMPORT_JOB_SUSPEND'
}
function trackFailed({ shown, failed }, mine, { history }) {
	if (mine === undefined || isPause(mine.entries[0])) return { shown, failed }
	const older = roundsOf(history?.entries).filter(({ id, entries: [newest] }) => id === mine.id && !isPause(newest))
	const counts = [mine, ...older].map((round) => tallyOf(round).failed)
	const all = mine.id === shown ? [...counts, failed] : counts
	return { shown: mine.id, failed: all.reduce((most, count) => (count > most ? count : most)) }
}
function persists({ statusSince }, { at }) {
	return at - statusSince >= LAG
}
function decide(context) {
	const { baseline, poll, mine, next, isAmbiguous, tracking } = context
	const gone = checkGone(baseline.before, tracking, poll)
	if (gone !== undefined) return gone
	if (mine !== undefined && hasEnded(mine)) {
		const agrees = endedAs(mine, poll.status) || next !== undefined
		const isOverdue = poll.isLast || poll.at - (tracking.endedSince ?? poll.at) >= LAG
		return agrees || (isOverdue && baseline.isStart) ? ended(context, mine) : SOON
	}
	if (isPausedRound(context)) return PAUSED
	if (poll.at - (tracking.nextSince ?? poll.at) >= LAG) return RESTARTED
	return isAmbiguous || next !== undefined ? PENDING : decideByStatus(context)
}
function isPausedRound({ baseline, poll, mine }) {
	const [entry] = mine?.entries ?? []
	if (poll.status !== 'IMPORT_JOB_SUSPEND' || entry?.status !== poll.status) return false
	return isTimeSince(baseline, entry.startTime, poll.date)
}
function decideByStatus({ baseline, wait, poll, mine, tracking }) {
	const { status, history } = poll
	if (!isStopped(status) && status !== 'IMPORT_JOB_SUSPEND') return PENDING
	const isNew = hasRun(baseline, tracking, status)
	const isUnreadable = history !== undefined && isDenied(history) && !baseline.isStart
	if (!baseline.isStart && mine === undefined && tracking.entries?.length) return PENDING
	const isKnown = isNew || isPausedToo(status, tracking)
	const isExpected = isKnown && (baseline.isStart || tracking.statusSince > tracking.startedAt)
	if (!isKnown || !(persists(tracking, poll) || isUnreadable)) return isExpected ? SOON : PENDING
	if (status === 'IMPORT_JOB_SUSPEND') return PAUSED
	if (status === 'IMPORT_JOB_INTERRUPTED') return failWith('JobInterrupted', INTERRUPTED, mine)
	return finishedWithoutCounters(tracking.failed, poll, wait)
}
function isPausedToo(status, { entries }) {
	const newest = roundsOf(entries).at(-1)?.entries[0]
	return status === 'IMPORT_JOB_SUSPEND' && newest?.status === status
}
function hasRun(baseline, { ran }, status) {
	return !baseline.isStart || ran || isNewSince(baseline.status, status)
}
function isNewSince(before, status) {
	const couldFinish = before === 'IMPORT_JOB_INTERRUPTED' && isFinished(status)
	const couldBeInterrupted = before === 'IMPORT_JOB_SUSPEND' && status === 'IMPORT_JOB_INTERRUPTED'
	return before === 'IMPORT_JOB_BEGIN' || couldFinish || couldBeInterrupted
}
function checkGone(before, tracking, poll) {
	if (isRecreated(before, poll.job)) return RECREATED
	if (poll.status !== 'IMPORT_JOB_DELETING') return undefined
	return persists(tracking, poll) ? DELETING : SOON
}
function isRecreated(before, job) {
	return before?.version !== undefined && job.version !== undefined && before.version !== job.version
}
function ended({ poll, tracking, wait }, round) {
	if (!isFinished(round.entries[0]?.status)) return failWith('JobInterrupted', INTERRUPTED, round)
	const { isFinal, hasFilesLeft, total, failed } = tallyOf(round)
	const isReadSoon = poll.history?.error !== undefined && poll.at - tracking.readAt < 2 * LAG
	const isOverdue = poll.isLast || (poll.at - (tracking.endedSince ?? poll.at) >= LAG && !isReadSoon)
	if (!isFinal) return isOverdue ? finishedWithoutCounters(tracking.failed, poll, wait, round) : SOON
	if (hasFilesLeft) return verdict_closed(round)
	if (failed > 0n) {
		const of = total === undefined ? 'all' : formatNumber(total)
		return filesFailed(`${formatNumber(failed)} of ${of}`, poll.job, wait)
	}
	return total === 0n ? { verdict: 'done', warning: NOTHING_TO_COPY } : DONE
}
const NOTHING_TO_COPY = 'The migration finished with 0 files. If it should have copied some, check the source address of the job, its prefix and its filters.'
function failWith(code, text, round) {
	const reason = round?.entries[0]?.message
	const message = reason ? `${text} The service says: ${JSON.stringify(reason)}` : text
	return { verdict: 'failed', code, message }
}
function verdict_closed(round) {
	const copied = describeCopied(round)
	const text = `was closed before its migration finished${copied && `: ${copied}`}. To copy the rest, start it again with start-job.`
	return failWith('JobClosed', text, round)
}
function describeCopied(round) {
	const { totalCount, copiedCount } = countersOf(round)
	if (totalCount === undefined || copiedCount === undefined) return ''
	return `${formatNumber(copiedCount)} of ${formatNumber(totalCount)} files were copied`
}
const INTERRUPTED = 'was interrupted. Fix the cause, then start it again with start-job: retry-job only works once a round has finished.'
function filesFailed(howMany, { name, createReport }, { failOnFailedFiles }) {
	const job = identifier(name) ?? '<job>'
	const report = createReport === true ? 'get-report' : 'create-report, with wait-for: finished'
	const text = `finished, but ${howMany} files couldn't be copied. To retry just those, use operation: retry-job (or mgwutil retry-job ${job}). For their names, use operation: ${report}.`
	return failOnFailedFiles ? failWith('FilesFailed', `${text} To accept failed files, set fail-on-failed-files to false.`) : { verdict: 'done', warning: `The migration ${text}` }
}
function finishedWithoutCounters(failedFiles, { job, history }, wait, round) {
	if (failedFiles > 0n) return filesFailed(`at least ${formatNumber(failedFiles)}`, job, wait)
	if (history && isDenied(history) && wait.failOnFailedFiles) {
		return failWith('HistoryDenied', "finished, but these credentials can't read its history, which shows whether files failed. Allow them mgw:ListImportJobHistory, or set fail-on-failed-files to false.")
	}
	const copied = round && describeCopied(round)
	return {
		verdict: 'done',
		warning: `The migration finished, but it isn't known whether files failed: the history of the job doesn't show it.${copied ? ` When last counted, ${copied}.` : ''} Check its migration report in the console.`
	}
}
function checkApplied(baseline, change, before, poll) {
	const { job, status } = poll
	const tracking = track(baseline, before, poll, NO_ROUNDS)
	const conclude = (result) => ({ tracking, result, counters: undefined })
	if (isAlreadyApplied(change, job)) return conclude(DONE)
	const gone = checkGone(baseline.before, tracking, poll)
	if (gone !== undefined) return conclude(gone)
	if (!isStopped(status)) return conclude(PENDING)
	if (change.name === 'pause-job') {
		const message = `can't be paused any more: it is ${describeStatus(status)}.`
		return conclude(persists(tracking, poll) ? failWith('JobEnded', message) : SOON)
	}
	return conclude(isStart(change) ? checkStopped(baseline, tracking, poll) : PENDING)
}
function checkStillStarted(baseline, before, poll) {
	const checked = checkApplied(baseline, { name: 'start-job' }, before, poll)
	const isPaused = poll.status === 'IMPORT_JOB_SUSPEND' && persists(checked.tracking, poll)
	return isPaused ? { ...checked, result: PAUSED } : checked
}
function checkStopped(baseline, tracking, { status, history, date }) {
	const rounds = roundsOf(history?.entries)
	const hasRoundSince = (margin) => firstRunSince(rounds, baseline.at, date, margin) !== undefined
	if (!hasRoundSince(0)) {
		const hasRun = tracking.ran || isNewSince(baseline.status, status)
		return hasRun && isFinished(status) ? DONE : PENDING
	}
	const newest = rounds.at(-1)
	if (newest === undefined || !endedAs(newest, status)) return SOON
	if (isFinished(status)) return DONE
	const message = `ended again after its start: it is ${describeStatus(status)}.`
	return hasRoundSince(1000) ? failWith('JobEnded', message) : PENDING
}
function checkThrottling(before, requested, tracked, poll) {
	const { job, status } = poll
	const differing = [
		[job.importQos?.maxBandWidth, before.importQos?.maxBandWidth, requested.maxBandwidth],
		[job.importQos?.maxImportTaskQps, before.importQos?.maxImportTaskQps, requested.maxQps]
	].filter(([is, , wanted]) => is === undefined || BigInt(is) !== wanted)
	const isAdjusted = !differing.some(([is, was]) => is !== undefined && is === was)
	const isDeleting = status === 'IMPORT_JOB_DELETING'
	const shown = isDeleting ? poll : { ...poll, status: isAdjusted ? 'adjusted' : 'as before' }
	const tracking = track(undefined, tracked, shown, NO_ROUNDS)
	const conclude = (result) => ({ tracking, result, counters: undefined })
	if (differing.length === 0) return conclude(DONE)
	const gone = checkGone(before, tracking, poll)
	if (gone !== undefined) return conclude(gone)
	if (!isAdjusted) return conclude(PENDING)
	const isHigher = differing.some(([is, , wanted]) => is !== undefined && wanted !== undefined && BigInt(is) * 1000n > BigInt(wanted) * 1074n)
	if (isHigher) return conclude(PENDING)
	if (!poll.isLast && poll.at - tracking.statusSince < PERSISTS) return conclude(SOON)
	return conclude({
		verdict: 'done',
		warning: `The service shows a throttling of ${describeThrottling(job.importQos)} instead of ${describeRates(requested)}: it can cap a value, or count it in 1024s.`
	})
}

;// CONCATENATED MODULE: ./src/wait/wait.js














const FIRST_POLL = 1500
const wait_SOON = 5000
const LAST_POLL = 10
function checkFor({ operation, wait, check }) {
	return check ?? ((baseline, tracking, poll) => (wait.until === 'finished' ? checkFinished(baseline, wait, tracking, poll) : checkApplied(baseline, operation, tracking, poll)))
}
async function waitFor(context, request) {
	return new WaitRun(context, request).run()
}
class WaitRun {
	#context
	#request
	#baseline
	#deadline
	#job
	#progress
	#check
	#snapshot
	#isPolled = false
	#checked
	#missingSince
	#isUnreadableLogged
	constructor(context, request) {
		const { job, slot } = context
		const { before, done, wait } = request
		const { clock, logger } = job.policy
		this.#context = context
		this.#request = request
		this.#deadline = context.startWait(changedOf(done))
		this.#baseline = baselineOf(request)
		const maxDelay = Math.max(HEARTBEAT, wait.intervalSeconds * 1000)
		this.#job = job.withPolicy({ maxAttempts: Number.POSITIVE_INFINITY, maxDelay, slot })
		this.#progress = createProgress(logger.info, clock)
		this.#check = checkFor(request)
		this.#snapshot = before && { ...before.snapshot, job: done.job ?? done.before ?? before.snapshot.job }
		this.#isUnreadableLogged = before?.history?.error !== undefined
		const { startedRound } = done
		const isKnown = startedRound !== undefined && isPossible(this.#baseline, startedRound)
		const known = isKnown ? { round: startedRound, isCertain: true } : {}
		const startedAt = this.#baseline.isStart ? clock.now() : NOT_TRACKED.startedAt
		const tracking = { ...NOT_TRACKED, ...known, startedAt }
		this.#checked = { tracking, result: { verdict: 'pending' }, counters: undefined }
	}
	async run() {
		const { wait, before } = this.#request
		const { clock, logger } = this.#job.policy
		const goal = wait.until === 'finished' ? 'the migration to finish' : 'the change to show'
		logger.info(`Waiting for ${goal}, for up to ${formatDuration(wait.timeoutSeconds * 1000)}`)
		const first = firstSnapshot(this.#request, clock.wallTime())
		try {
			if (first !== undefined) {
				this.#observe(first)
				this.#judge(first, before?.history, { at: clock.now(), isLast: false })
				this.#warnIfNeverStarted(first)
			}
			for (let delay = FIRST_POLL; this.#checked.result.verdict === 'pending'; ) {
				await this.#sleep(delay)
				const isLast = this.#deadline.left() === 0
				const seen = this.#position
				await this.#poll(isLast)
				delay = this.#nextDelay(delay, this.#position !== seen)
				if (isLast && this.#checked.result.verdict === 'pending') throw this.#timedOut()
			}
			return this.#conclude()
		} catch (error) {
			return this.#abandon(error)
		}
	}
	get #position() {
		const { copiedBytes, copiedCount } = this.#checked.counters ?? {}
		return [this.#snapshot?.job.status, copiedBytes, copiedCount].join()
	}
	#nextDelay(last, hasMoved) {
		const { result } = this.#checked
		const interval = this.#request.wait.intervalSeconds * 1000
		if (result.verdict === 'pending' && result.soon) return Math.min(wait_SOON, interval)
		if (last < interval) return Math.min(interval, last * 2)
		return hasMoved ? interval : Math.min(last * 1.5, interval * 4)
	}
	async #sleep(ms) {
		const { clock } = this.#job.policy
		const { slot, limits } = this.#context
		const end = clock.now() + Math.min(ms, this.#deadline.left())
		while (clock.now() < end) {
			slot.release()
			await clock.sleep(Math.min(end - clock.now(), HEARTBEAT), limits.signal)
			await slot.acquire(limits.signal)
			if (limits.signal.aborted) throw cancelled('')
			this.#progress.heartbeat()
		}
	}
	async #poll(isLast) {
		const { wait } = this.#request
		const { clock, logger } = this.#job.policy
		const { signal } = this.#context.limits
		const once = this.#job.withPolicy({ maxAttempts: 1 })
		const deadline = isLast ? startDeadline('wait-timeout-seconds', LAST_POLL, clock) : this.#deadline
		let snapshot
		try {
			snapshot = await (isLast ? once : this.#job).get({ deadline, signal })
		} catch (error) {
			if (isCancellation(error)) throw error
			if (errorCode(error) === 'NoSuchImportJob') return this.#tolerateMissing()
			if (isLast) throw this.#timedOut()
			if (isTransient(error, undefined, true)) return
			throw error
		}
		this.#observe(snapshot)
		const at = clock.now()
		const history = this.#needsHistory(snapshot) ? await readHistory(once, snapshot.job, { deadline, signal }) : undefined
		if (history !== undefined && !this.#isUnreadableLogged) logUnreadable(history, wait, logger)
		this.#isUnreadableLogged ||= history?.error !== undefined
		this.#judge(snapshot, history, { at, isLast })
	}
	#observe(snapshot) {
		this.#snapshot = snapshot
		this.#isPolled = true
		this.#missingSince = undefined
	}
	#tolerateMissing() {
		const now = this.#job.policy.clock.now()
		this.#missingSince ??= now
		if (now - this.#missingSince < LAG) return
		const seen = this.#snapshot && ` Before that, it was ${describeStatus(this.#snapshot.job.status)}.`
		throw new ActionError('NoSuchImportJob', `${this.#job.name} is gone: the service hasn't found it for ${LAG / 1000} s.${seen ?? ''} Someone may have deleted it.`)
	}
	#needsHistory({ job }) {
		const { operation, wait } = this.#request
		return wait.until === 'finished' || (isStart(operation) && isStopped(job.status))
	}
	#judge(snapshot, history, when) {
		const { job, latest } = snapshot
		const poll = { job, status: shownStatus(job.status) ?? '', history, date: latest, ...when }
		this.#checked = this.#check(this.#baseline, this.#checked.tracking, poll)
		const { counters } = this.#checked
		this.#progress.record(poll.status, counters)
		this.#context.onPoll(counters)
	}
	#timedOut() {
		const { operation, wait } = this.#request
		const { changed, before } = this.#baseline
		const { name } = this.#job
		const { status, modifyTime, importQos } = this.#snapshot?.job ?? {}
		const fail = (text) => new ActionError('WaitTimeout', `Timed out after ${wait.timeoutSeconds} s (wait-timeout-seconds): ${text}`)
		if (this.#missingSince !== undefined) return fail(`the service doesn't find ${name} any more.${this.#lastSeen('it')}`)
		if (changed && !this.#isPolled) return fail(`${name} couldn't be read since ${operation.name}.${this.#lastSeen('it')}`)
		const isOld = changed && status === before?.status && modifyTime === before?.modifyTime
		const asBefore = isOld ? `, as before ${operation.name}` : ''
		const throttling = operation.name === 'update-qos' ? `, with ${describeThrottling(importQos)} instead of ${describeRates(operation)}` : ''
		const isUnclear = wait.until === 'finished' && isStopped(status)
		const doubt = isUnclear ? ", but its history doesn't show for certain that the round that this step waited for has ended" : ''
		return fail(`${name} is ${isUnclear ? '' : 'still '}${describeStatus(status)}${asBefore}${throttling}${doubt}.`)
	}
	#lastSeen(subject) {
		if (this.#snapshot === undefined) return ''
		const isOld = this.#baseline.changed && !this.#isPolled
		const when = isOld ? `Before ${this.#request.operation.name}` : 'When last read'
		return ` ${when}, ${subject} was ${describeStatus(this.#snapshot.job.status)}.`
	}
	#conclude() {
		const { result } = this.#checked
		if (result.verdict === 'failed') return this.#abandon(new ActionError(result.code, `${this.#job.name} ${result.message}`))
		if (result.verdict === 'done' && result.warning !== undefined) this.#job.policy.logger.warning(result.warning)
		const observed = this.#observed()
		const isStale = this.#request.wait.until === 'finished' && !isStopped(observed.job?.status)
		return isStale ? { ...observed, job: undefined } : observed
	}
	#observed() {
		const { operation, done } = this.#request
		const snapshot = this.#snapshot
		const isCurrent = this.#isPolled || !this.#baseline.changed
		return {
			...done,
			...(operation.name === 'get-job' && snapshot !== undefined && { data: toMap(snapshot.job) }),
			statusCode: snapshot?.statusCode ?? done.statusCode,
			job: (isCurrent ? snapshot?.job : undefined) ?? done.job,
			counters: this.#checked.counters,
			samples: this.#progress.samples()
		}
	}
	#abandon(error) {
		const { operation, done } = this.#request
		const { changed } = this.#baseline
		const isStopRequested = isCancellation(error)
		const code = error instanceof ActionError && !isStopRequested ? error.code : undefined
		const isOpen = code === undefined || code === 'WaitTimeout'
		const hasAdvice = (isOpen || code === 'NoSuchImportJob') && operation.name !== 'get-job' && changed
		const isGoingOn = isRunning(this.#snapshot?.job.status) && this.#missingSince === undefined
		const note = [code === undefined && this.#lastSeen(this.#job.name).trim(), isOpen && isGoingOn && !(changed && !isStart(operation)) && 'The migration continues.', hasAdvice && describeSent(operation, done), code === 'WaitTimeout' && 'To wait longer, raise wait-timeout-seconds.']
		return {
			...this.#observed(),
			outcome: failure(isStopRequested ? cancelled('The step stopped waiting.') : error, changedOf(done)),
			note: joinParts(note)
		}
	}
	#warnIfNeverStarted({ job }) {
		const { operation, wait } = this.#request
		if (operation.name !== 'get-job' || wait.until !== 'finished' || job.status !== 'IMPORT_JOB_BEGIN') return
		this.#job.policy.logger.warning('The job has never been started (IMPORT_JOB_BEGIN), so there is nothing to wait for yet. Start it with start-job.')
	}
}
function baselineOf({ operation, done, before }) {
	const changed = changedOf(done) !== false
	return {
		changed,
		before: before?.snapshot.job,
		isStart: changed && isStart(operation),
		status: before?.snapshot.job.status,
		isHistoryKnown: before?.history?.entries !== undefined,
		round: roundsOf(before?.history?.entries).at(-1),
		at: done.changedAt ?? (changed ? undefined : before?.snapshot.serverTime)
	}
}
function firstSnapshot({ done, wasSent, before }, now) {
	if (!wasSent) return before?.snapshot
	const { job, statusCode } = done
	if (job === undefined || statusCode === undefined) return undefined
	return { job, statusCode, requestId: undefined, serverTime: undefined, latest: now }
}
function describeSent(operation, done) {
	const id = done.requestId === undefined ? '' : ` (request ID ${done.requestId})`
	const fact = changedOf(done) ? `${operation.name} was accepted${id}.` : `There was no clear response to ${operation.name}.`
	const advice = isStart(operation) ? "Don't start it again: check it with get-job, which can also wait for it." : 'Check the job with get-job before you run this step again.'
	return `${fact} ${advice}`
}

;// CONCATENATED MODULE: ./src/timetable/active-entry.js



function activeEntryAt(timetable, zone, instant) {
	const moment = momentAt(zone, instant)
	const entry = entryAt(timetable, moment)
	const since = activeSince(timetable, entry, moment)
	const next = nextChange(timetable, zone, entry.state, moment)
	return { timetable, zone, instant, entry, since, next }
}
function hasSwitched({ timetable, zone, entry }, instant) {
	return !(0,external_node_util_namespaceObject.isDeepStrictEqual)(entryAt(timetable, momentAt(zone, instant)).state, entry.state)
}
function entryAt(timetable, moment) {
	const covering = timetable.dated.filter(({ from, to }) => from <= moment && moment < to)
	const dated = covering.find(({ state }) => state.name === 'pause') ?? covering[0]
	return dated ?? lastSwitch(timetable, moment).entry
}
function activeSince(timetable, entry, moment) {
	const start = entry.kind === 'dated' ? entry.from : lastSwitch(timetable, moment).moment
	const ends = timetable.dated.map(({ to }) => to).filter((to) => to <= moment && entryAt(timetable, to - 1) !== entry)
	return Math.max(start, ...ends)
}
const YEAR_10000 = Date.UTC(10_000, 0)
function nextChange(timetable, zone, state, moment) {
	for (const later of momentsAfter(timetable, moment)) {
		if ((0,external_node_util_namespaceObject.isDeepStrictEqual)(entryAt(timetable, later).state, state)) continue
		const instant = instantOf(zone, later)
		if (Math.max(instant, later * 60_000) >= YEAR_10000) return undefined
		const entry = entryAt(timetable, momentAt(zone, instant))
		if (!(0,external_node_util_namespaceObject.isDeepStrictEqual)(entry.state, state)) return { instant, entry }
	}
	return undefined
}
const LOOK_AHEAD_DAYS = 15
function momentsAfter(timetable, moment) {
	const boundaries = [...timetable.dated, ...timetable.overrides].flatMap(({ from, to }) => [from, to]).filter((one) => one > moment)
	const days = [moment, ...boundaries].flatMap((start) => consecutiveDays(dayOf(start), LOOK_AHEAD_DAYS))
	const switches = [...new Set(days)].flatMap((day) => switchesOn(timetable, day).map((one) => one.moment))
	return [...new Set([...switches, ...boundaries])].filter((one) => one > moment).sort((a, b) => a - b)
}
function consecutiveDays(first, count) {
	return Array.from({ length: count }, (_, index) => first + index)
}
function switchesOn(timetable, day) {
	const weekday = overrideOn(timetable, day)?.weekday ?? weekdayOf(day)
	return timetable.weekly
		.filter(({ weekdays }) => weekdays.includes(weekday))
		.map((entry) => ({ moment: day * MINUTES_PER_DAY + entry.minute, entry }))
		.sort((a, b) => a.moment - b.moment)
}
function overrideOn({ overrides }, day) {
	return overrides.find(({ from, to }) => dayOf(from) <= day && day < dayOf(to))
}
function lastSwitch(timetable, moment) {
	for (let day = dayOf(moment); ; ) {
		const switches = switchesOn(timetable, day)
		const last = switches.findLast((one) => one.moment <= moment)
		if (last !== undefined) return last
		const override = switches.length === 0 ? overrideOn(timetable, day) : undefined
		day = (override ? dayOf(override.from) : day) - 1
	}
}
function daysFrom(timetable, moment) {
	const today = dayOf(moment)
	const hasDate = (day) => [...timetable.dated, ...timetable.overrides].some(({ from, to }) => dayOf(from) <= day && day <= dayOf(to - 1))
	const days = consecutiveDays(today, 14).filter((day) => day < today + 7 || hasDate(day))
	return days.map((day) => {
		const start = day * MINUTES_PER_DAY
		const switches = momentsAfter(timetable, start)
			.map((moment) => ({ moment, entry: entryAt(timetable, moment) }))
			.filter(({ moment, entry }) => dayOf(moment) === day && entry !== entryAt(timetable, moment - 1))
		return { day, override: overrideOn(timetable, day), initial: entryAt(timetable, start), switches }
	})
}

;// CONCATENATED MODULE: ./src/timetable/timetable.js


function formatState(state) {
	if (state.name === 'pause') return 'pause'
	const { maxBandwidth, maxQps } = state
	return joinParts(['run', maxBandwidth && formatBandwidth(maxBandwidth), formatCount(maxQps, 'files/s')], ', ')
}

;// CONCATENATED MODULE: ./src/timetable/format-timetable.js




function formatInstant(zone, instant) {
	return `${formatMoment(localTime(zone, instant))}, UTC${formatOffset(zone.offsetAt(instant))}`
}
function formatActiveEntry({ zone, instant, entry, since, next }) {
	return [
		`It is ${formatInstant(zone, instant)} in ${zone.name} (rules of time zones: ${process.versions.tz}).`,
		`Active since ${formatMoment(since)}: line ${entry.number} of the timetable, ${entry.text}`,
		next === undefined ? NO_CHANGE : `Next change: ${formatInstant(zone, next.instant)}, in ${formatDuration(next.instant - wholeMinutes(instant))}: line ${next.entry.number}, ${next.entry.text}`
	]
}
const NO_CHANGE = 'Nothing in the timetable will change that.'
function formatMoment(moment) {
	const day = dayOf(moment)
	return `${formatDate(day)} ${formatTime(moment)} (${formatWeekday(day)})`
}
function wholeMinutes(ms) {
	return Math.max(0, Math.floor(ms / 60_000)) * 60_000
}
function formatNextChange({ zone, next }) {
	if (next === undefined) return NO_CHANGE
	return `Next change: ${formatInstant(zone, next.instant)}: ${formatState(next.entry.state)}.`
}
function formatSince({ zone, entry, since }, now) {
	const duration = wholeMinutes(now - instantOf(zone, since))
	const line = `Line ${entry.number} (${entry.text})`
	if (duration === 0) return `${line} has just become active.`
	return `${line} has been active since ${formatMoment(since)}, for ${formatDuration(duration)}.`
}
function formatPastEntries({ timetable, zone, instant }) {
	const moment = momentAt(zone, instant)
	const past = [...timetable.dated, ...timetable.overrides].filter(({ to }) => to <= moment)
	const numbers = past.map(({ number }) => number).sort((a, b) => a - b)
	if (numbers.length === 0) return undefined
	return `These lines of the timetable are for past dates and can be deleted: ${numbers.join(', ')}.`
}

;// CONCATENATED MODULE: ./src/wait/poll.js




const LAST_REQUEST = 10
const FIND_INTERVAL = 3000
async function poll({ job, limits: { signal }, slot }, { interval, deadline, first, isFinal }, read) {
	const { clock } = job.policy
	let value = first?.value
	if (first !== undefined && isFinal(first.value)) return value
	for (let isFirst = first === undefined; ; isFirst = false) {
		if (!isFirst) {
			slot.release()
			await clock.sleep(Math.min(interval, deadline.left()), signal)
			await slot.acquire(signal)
			if (signal.aborted) throw cancelled('')
		}
		const isLast = deadline.left() === 0
		const limits = { deadline: isLast ? startDeadline(deadline.name, LAST_REQUEST, clock) : deadline, signal }
		const next = await read(limits).catch((error) => {
			if (isCancellation(error) || !isTransient(error, undefined, true)) throw error
			return undefined
		})
		value = next ?? value
		if (isLast || (next !== undefined && isFinal(next))) return value
	}
}
async function readOnceFound(context) {
	const { job, limits } = context
	const { clock } = job.policy
	const deadline = atMost(LAG, limits.deadline, clock)
	const isFinal = (found) => found !== undefined
	const found = await poll(context, { interval: FIND_INTERVAL, deadline, isFinal }, (current) =>
		job.get(current).catch((error) => {
			if (errorCode(error) !== 'NoSuchImportJob') throw error
			return undefined
		})
	)
	return found ?? job.get({ ...limits, deadline: startDeadline(deadline.name, LAST_REQUEST, clock) })
}

;// CONCATENATED MODULE: ./src/operations/timetable-decision.js


function timetable_decision_decide(entry, job, refusals) {
	const { state } = entry
	return state.name === 'pause' ? decidePause(entry, job) : decideRun(entry, state, job, refusals)
}
function decidePause(entry, { status }) {
	if (isRunning(status)) return { name: 'send', change: { name: 'pause-job' } }
	if (status === 'IMPORT_JOB_SUSPEND') return asRequested(entry, status)
	const isOver = isFinished(status) || status === 'IMPORT_JOB_CLOSING' || status === 'IMPORT_JOB_DELETING'
	if (!isOver && status !== 'IMPORT_JOB_BEGIN' && status !== 'IMPORT_JOB_INTERRUPTED') return unknownState(status)
	const reason = `The job is ${describeStatus(status)}, so there is nothing to pause.`
	return nothing(reason, status === 'IMPORT_JOB_INTERRUPTED')
}
function decideRun(entry, run, job, refusals) {
	const { status } = job
	const state = describeStatus(status)
	if (isFinished(status)) return nothing(`The job is ${state}, so there is nothing to start.`)
	if (status === 'IMPORT_JOB_CLOSING') return nothing(`The job is ${state}: it is being closed, or is about to finish.`)
	if (status === 'IMPORT_JOB_INTERRUPTED') return timetable_decision_failWith('JobInterrupted', 'The migration was interrupted. Fix the cause and start the job with start-job.')
	if (status === 'IMPORT_JOB_DELETING') return timetable_decision_failWith('ImportJobInDeleting', 'The job is being deleted.')
	const isKnown = status === 'IMPORT_JOB_SUSPEND' || status === 'IMPORT_JOB_BEGIN' || isRunning(status)
	return isKnown ? decideStart(entry, run, job, refusals) : unknownState(status)
}
function decideStart(entry, run, job, refusals) {
	const isWaiting = !isRunning(job.status)
	const throttling = throttlingFor(run, job)
	if (throttling === 'incomplete') return timetable_decision_failWith('InvalidArgument', explainRate(entry, run))
	if (throttling !== undefined && !(isWaiting ? refusals.waiting : refusals.running)) return { name: 'send', change: { name: 'update-qos', ...throttling } }
	if (!isWaiting) return throttling === undefined ? asRequested(entry, job.status) : decideUnthrottled(entry, job, throttling)
	const isNeverThrottled = throttling !== undefined && refusals.running !== undefined
	return isNeverThrottled ? { name: 'fail', error: refusals.waiting } : { name: 'send', change: { name: 'start-job' } }
}
function decideUnthrottled({ number }, job, throttling) {
	if (mayBeFaster(job, throttling)) return { name: 'send', change: { name: 'pause-job' } }
	const reason = `The job is limited to ${describeThrottling(job.importQos)}, less than line ${number} allows. The service doesn't change that while the job runs, so nothing was changed.`
	return nothing(reason, true)
}
function asRequested({ number }, status) {
	return nothing(`The job is ${describeStatus(status)}, as line ${number} requests.`)
}
function nothing(reason, isWarning = false) {
	return { name: 'nothing', reason, isWarning }
}
function timetable_decision_failWith(code, message) {
	return { name: 'fail', error: new ActionError(code, message) }
}
function unknownState(status) {
	const state = shownStatus(status) ?? 'an unknown state'
	return timetable_decision_failWith('InvalidImportJobStatus', `The job is at ${state}, which this action doesn't know. Nothing was sent.`)
}
function throttlingOf({ importQos }) {
	const { maxBandWidth = 0, maxImportTaskQps = 0 } = importQos ?? {}
	return { maxBandwidth: BigInt(maxBandWidth), maxQps: BigInt(maxImportTaskQps) }
}
function throttlingFor(run, job) {
	const current = throttlingOf(job)
	const { maxBandwidth = current.maxBandwidth, maxQps = current.maxQps } = run
	const isSet = isEquivalent(current.maxBandwidth, maxBandwidth) && isEquivalent(current.maxQps, maxQps, MAX_QPS)
	if (isSet) return undefined
	return maxBandwidth > 0n && maxQps > 0n ? { maxBandwidth, maxQps } : 'incomplete'
}
function explainRate({ number, text }, { maxBandwidth }) {
	const [named, missing] = maxBandwidth === undefined ? ['files/s', 'a bandwidth'] : ['a bandwidth', 'files/s']
	return `timetable, line ${number} ("${text}"): it sets only ${named}. The service takes both values at once, and the job has no other value to keep: add ${missing} to the line.`
}
function missingRateIn({ weekly, dated }, job) {
	const entry = [...weekly, ...dated].find(({ state }) => state.name === 'run')
	if (entry?.state.name !== 'run' || isFinished(job.status)) return undefined
	return throttlingFor(entry.state, job) === 'incomplete' ? explainRate(entry, entry.state) : undefined
}
function isTooFast({ state }, job) {
	if (state.name === 'pause' || !isRunning(job.status)) return false
	const throttling = throttlingFor(state, job)
	return throttling !== undefined && throttling !== 'incomplete' && mayBeFaster(job, throttling)
}
function isCapped({ weekly, dated }, job, requested) {
	const { maxBandwidth, maxQps } = throttlingOf(job)
	const isSet = [...weekly, ...dated].some(({ state }) => state.name === 'run' && (state.maxBandwidth ?? maxBandwidth) === maxBandwidth && (state.maxQps ?? maxQps) === maxQps)
	return !isSet && !mayBeFaster(job, requested)
}
function mayBeFaster(job, { maxBandwidth, maxQps }) {
	const current = throttlingOf(job)
	const isWithin = (shown, requested) => shown > 0n && (shown <= requested || shown === in1024s(requested))
	return !isWithin(current.maxBandwidth, maxBandwidth) || !isWithin(current.maxQps, maxQps)
}
const MAX_BANDWIDTH = [2000000000n, 1000000000n]
const MAX_QPS = [2000n, 200n]
function isEquivalent(shown, requested, maximums = MAX_BANDWIDTH) {
	const isCapped = shown < requested && maximums.some((cap) => shown === cap || shown === in1024s(cap))
	return shown === requested || shown === in1024s(requested) || isCapped
}
function in1024s(value) {
	const power = [3n, 2n, 1n].find((exponent) => value >= 1000n ** exponent) ?? 0n
	return (value * 1024n ** power) / 1000n ** power
}

;// CONCATENATED MODULE: ./src/operations/apply-timetable.js


















const MAX_TURNS = 5
const MAX_CLOCK_DIFFERENCE = 5 * 60_000
const LAST_ATTEMPT = 5
function applyTimetable(context, inputs) {
	return new TimetableRun(context, inputs).run()
}
class TimetableRun {
	#context
	#inputs
	#logger
	#active
	#first
	#seen = {}
	#isCurrent = true
	#unshownState
	#unshownThrottling
	#throttling = {}
	#lastThrottling
	#isThrottlingShown = false
	#refusals = {}
	#changed = false
	#isStarted = false
	#lastChange
	#overtaken = 0
	#accepted = []
	constructor(context, inputs) {
		this.#context = context
		this.#inputs = inputs
		this.#logger = context.job.policy.logger
		this.#active = this.#activeNow()
	}
	async run() {
		try {
			const { job, limits } = this.#context
			this.#first = await job.get(limits)
			this.#observe(this.#first.job)
			this.#active = this.#activeNow()
			const past = formatPastEntries(this.#active)
			if (past !== undefined) this.#logger.notice(past)
			this.#logEntry()
			this.#warnAboutJob(this.#first)
			for (;;) {
				const result = await this.#takeStep()
				if (result !== undefined) return result
			}
		} catch (error) {
			return this.#abandon(error)
		}
	}
	async #takeStep() {
		this.#noticeSwitch()
		const decision = timetable_decision_decide(this.#active.entry, this.#job, this.#refusals)
		if (decision.name === 'send' && this.#inputs.dryRun) return this.#end(UNCHANGED, this.#describeDryRun(decision.change), true)
		const awaited = this.#awaitedBefore(decision)
		if (awaited !== undefined) return this.#waitUntilShown(awaited)
		if (decision.name === 'fail') return this.#abandon(decision.error)
		return decision.name === 'send' ? this.#send(decision.change) : this.#finish(decision)
	}
	#awaitedBefore(decision) {
		const unshown = this.#unshownState
		const isStart = decision.name === 'send' && decision.change.name === 'start-job'
		if (isStart && this.#lastChange?.change.name === 'start-job') return this.#lastChange
		const isDoubtful = unshown !== undefined && errorOf(unshown.result) !== undefined
		if (decision.name === 'send' && decision.change.name === 'pause-job' && isDoubtful) return undefined
		if (decision.name !== 'nothing') return unshown
		if (this.#inputs.wait.until !== 'applied') return undefined
		return unshown ?? (isRunning(this.#seen.status) ? this.#unshownThrottling : undefined)
	}
	get #job() {
		const { change } = this.#unshownState ?? {}
		const status = change === undefined || change.name === 'update-qos' ? this.#seen.status : STATUS_TO_SEND[change.name]
		return { ...this.#seen, ...(status !== undefined && { status }), ...this.#throttling }
	}
	#activeNow() {
		const { timetable, zone } = this.#inputs.operation
		return activeEntryAt(timetable, zone, this.#now)
	}
	get #now() {
		const { clock, clockSkew } = this.#context.job.policy
		return clockSkew.wallTime(clock)
	}
	#hasSwitched() {
		return hasSwitched(this.#active, this.#now)
	}
	#noticeSwitch() {
		const isSwitched = this.#hasSwitched()
		this.#active = this.#activeNow()
		if (!isSwitched) return
		this.#refusals = {}
		this.#logger.info('The timetable has moved on to another line.')
		this.#logEntry()
	}
	#logEntry() {
		for (const line of formatActiveEntry(this.#active)) this.#logger.info(line)
	}
	get #limits() {
		const { limits, job } = this.#context
		const deadline = startDeadline('timeout-seconds', this.#inputs.timeoutSeconds, job.policy.clock)
		return { ...limits, deadline }
	}
	async #read() {
		const { job } = await readOnceFound({ ...this.#context, limits: this.#limits })
		this.#observe(job)
	}
	#observe(job) {
		this.#seen = job
		this.#isCurrent = true
		const { change, before } = this.#lastThrottling ?? {}
		const { maxBandWidth, maxImportTaskQps } = job.importQos ?? {}
		if (change === undefined || maxBandWidth === undefined || maxImportTaskQps === undefined) return
		if (isAlreadyApplied(change, job)) this.#isThrottlingShown = true
		else if (this.#isThrottlingShown && !(0,external_node_util_namespaceObject.isDeepStrictEqual)(job.importQos, before?.importQos)) this.#throttling = {}
	}
	async #send(change) {
		const before = this.#seen
		if (change.name === 'update-qos' && isCapped(this.#inputs.operation.timetable, before, change)) this.#logger.warning(`The job is limited to ${describeThrottling(before.importQos)}, which no line of the timetable sets: the service may cap it. It is set to ${describeRates(change)} again.`)
		const isStillWanted = () => !this.#hasSwitched()
		const result = await changeJob(this.#context.job, { change, before, isStillWanted }, this.#limits)
		this.#record({ change, result, before })
		const error = errorOf(result)
		if (error === undefined) return undefined
		if (isCancellation(error)) return this.#abandon(error)
		if (this.#hasSwitched()) {
			if (this.#unshownState === undefined) await this.#read()
			return undefined
		}
		if (change.name !== 'update-qos' || !isRefusedInState(result)) return this.#abandon(error, change)
		if (result.job?.status !== before.status) return this.#overtake(error, result.job)
		this.#refusals = { ...this.#refusals, [isRunning(before.status) ? 'running' : 'waiting']: error }
		this.#logger.info("The service doesn't set the throttling in this state of the job.")
		return undefined
	}
	#record(sent) {
		const { change, result } = sent
		const changed = changedOf(result)
		const error = errorOf(result)
		const isStart = change.name === 'start-job' && changed !== false
		this.#changed = combineChanged([this.#changed, changed])
		this.#isStarted ||= isStart
		if (result.job !== undefined) this.#observe(result.job)
		else if (changed !== false) this.#isCurrent = false
		if (changed === false || (error !== undefined && !isStart)) return
		this.#isCurrent = error === undefined && result.job !== undefined
		if (change.name === 'update-qos') {
			this.#throttling = { importQos: importQosOf(change) }
			this.#lastThrottling = sent
			this.#isThrottlingShown = this.#isCurrent
			this.#unshownThrottling = this.#isCurrent ? undefined : sent
		} else {
			this.#lastChange = sent
			this.#unshownState = this.#isCurrent ? undefined : sent
		}
		if (error === undefined) this.#announce(change, result)
	}
	#announce(change, { requestId, note }) {
		const values = change.name === 'update-qos' ? ` to ${describeRates(change)}` : ''
		const text = `${change.name}${values}${requestId === undefined ? '' : ` (request ID ${requestId})`}`
		this.#accepted.push({ text, requestId })
		this.#logger.info(note ?? `The service accepted ${text}.`)
	}
	async #overtake(error, seen) {
		this.#overtaken += 1
		if (this.#overtaken >= MAX_TURNS) return this.#abandon(error)
		this.#logger.info('The job has changed by itself since the last poll, or someone else has changed it.')
		if (seen === undefined) await this.#read()
		return undefined
	}
	async #waitUntilShown(unshown) {
		const error = await this.#waitFor(unshown)
		const isOver = error instanceof ActionError && error.code === 'JobEnded'
		if (unshown.change.name === 'update-qos') {
			this.#unshownThrottling = undefined
			if (error !== undefined) this.#throttling = {}
		} else if (error === undefined || isOver) this.#unshownState = undefined
		if (error === undefined) return undefined
		return isOver ? this.#overtake(error, this.#seen) : this.#abandon(error)
	}
	async #waitFor(sent, context = this.#context) {
		const { change, result, before } = sent
		const check = this.#checkFor(sent)
		const done = { ...result, job: undefined, before }
		const first = this.#first && { snapshot: { ...this.#first, job: before }, history: undefined }
		const wait = { ...this.#inputs.wait, until: 'applied' }
		const waited = await waitFor(context, { operation: change, wait, done, wasSent: true, before: first, check })
		if (waited.job !== undefined) this.#observe(waited.job)
		return errorOf(waited)
	}
	#checkFor({ change, before }) {
		if (change.name === 'update-qos') return (_, tracking, poll) => checkThrottling(before, change, tracking, poll)
		return this.#unshownState === undefined ? checkStillStarted : undefined
	}
	async #finish({ reason, isWarning }) {
		if (isWarning) this.#logger.warning(reason)
		const isOver = this.#active.entry.state.name === 'run' && isFinished(this.#job.status)
		const end = isOver ? await this.#describeEnd() : ''
		if (this.#hasSwitched()) return undefined
		const state = this.#isCurrent ? [reason, end] : []
		const hasChanged = this.#accepted.length > 0
		const isFirst = this.#first?.job.status === 'IMPORT_JOB_BEGIN' && this.#isStarted
		const parts = [this.#describeAccepted(), hasChanged && isFirst && "It is the job's first start.", ...state, hasChanged && formatSince(this.#active, this.#now), hasChanged && this.#describeUndone(), formatNextChange(this.#active)]
		return this.#end(success(this.#changed), joinParts(parts))
	}
	async #abandon(error, failed) {
		const { entry } = this.#active
		const isOurs = this.#isStarted || !isCancellation(error)
		const isFast = isTooFast(entry, this.#job) && isOurs
		let note = this.#describePaused()
		if (isFast && failed?.name === 'pause-job') note = `It may run faster than line ${entry.number} allows: pause it.`
		else if (isFast) note = await this.#pauseForSafety()
		const permission = this.#context.job.permissionNote(error)
		return this.#end(failure(error, this.#changed), joinParts([permission, note, this.#describeAccepted()]))
	}
	#describePaused() {
		const isPaused = this.#job.status === 'IMPORT_JOB_SUSPEND' && this.#unshownState === undefined
		if (!isPaused || this.#accepted.length === 0) return ''
		return this.#lastChange?.change.name === 'pause-job' ? `The job was paused so that it doesn't run faster than line ${this.#active.entry.number} allows.` : 'The job is still paused.'
	}
	async #pauseForSafety() {
		const { job, limits } = this.#context
		const { number } = this.#active.entry
		let context = { ...this.#context, limits: this.#limits }
		if (limits.signal.aborted) {
			const deadline = startDeadline('timeout-seconds', LAST_ATTEMPT, job.policy.clock)
			const own = { deadline, signal: new AbortController().signal }
			context = { ...context, job: job.withPolicy({ maxAttempts: 1 }), limits: own, startWait: () => deadline }
		}
		const before = this.#seen
		const change = { name: 'pause-job' }
		const result = await changeJob(context.job, { change, before }, context.limits)
		const sent = { change, result, before }
		this.#record(sent)
		const isShown = this.#isCurrent && errorOf(result) === undefined
		const error = errorOf(result) ?? (isShown ? undefined : await this.#waitFor(sent, context))
		if (error === undefined) return `The job was paused so that it doesn't run faster than line ${number} allows.`
		const code = error instanceof ActionError ? error.code : shownCode(error)
		return errorOf(result) === undefined ? `pause-job was accepted so that the job doesn't run faster than line ${number} allows, but the job isn't shown as paused yet (${code}): check it.` : `The job could not be paused (${code}), so it may run faster than line ${number} allows: pause it by hand.`
	}
	#end(outcome, note, wouldChange = false) {
		const id = this.#accepted.findLast(({ requestId }) => requestId !== undefined)?.requestId
		const { clockSkew, logger } = this.#context.job.policy
		if (clockSkew.offset !== undefined) logger.warning("The hour was taken from the service, because it refused this machine's time.")
		return {
			outcome,
			requestId: id ?? this.#first?.requestId,
			before: this.#first?.job,
			job: this.#isCurrent ? { ...this.#seen, ...this.#throttling } : this.#throttling,
			data: {},
			activeEntry: this.#activeNow(),
			...(note !== '' && { note }),
			...(this.#inputs.dryRun && { wouldChange })
		}
	}
	#warnAboutJob({ job, date }) {
		warnAboutSchedule(job, this.#logger)
		const missing = missingRateIn(this.#inputs.operation.timetable, job)
		if (missing !== undefined && this.#active.entry.state.name === 'pause') this.#logger.warning(missing)
		const difference = date === undefined ? 0 : date - this.#now
		if (Math.abs(difference) <= MAX_CLOCK_DIFFERENCE) return
		this.#logger.warning(`The clock of this machine is ${formatDuration(Math.abs(difference))} ${difference > 0 ? 'behind' : 'ahead of'} the service's. The hour is taken from this machine: correct its clock (NTP).`)
	}
	#describeAccepted() {
		if (this.#accepted.length === 0) return ''
		const changes = joinWithAnd(this.#accepted.map(({ text }) => text))
		return `The service accepted ${changes} for ${this.#context.job.name}.`
	}
	#describeUndone() {
		const { zone, since } = this.#active
		const { status, modifyTime = '' } = this.#first?.job ?? {}
		const times = instantsOf(modifyTime)
		const isNewer = times.length > 0 && times.every((time) => time > instantOf(zone, since) + MAX_CLOCK_DIFFERENCE)
		const isPaused = isRunning(status) && this.#active.entry.state.name === 'pause'
		const isStarted = status === 'IMPORT_JOB_SUSPEND' && this.#isStarted
		if (!isNewer || !(isPaused || isStarted)) return ''
		return 'The job was changed after this line became active, so this run may have undone a manual change. To hold the timetable, set HOLD_MIGRATION (docs/timetable.md).'
	}
	#describeDryRun(change) {
		const isStart = change.name !== 'pause-job' && !isRunning(this.#seen.status)
		const verb = isStart ? 'started' : PARTICIPLES[change.name]
		const current = describeThrottling(this.#seen.importQos)
		const rates = change.name === 'update-qos' ? `, with ${describeRates(change)} instead of ${current}` : ''
		const state = describeStatus(this.#seen.status)
		return `Dry run: the job is ${state} and would be ${verb}${rates}. Nothing was changed. ${formatSince(this.#active, this.#now)} ${formatNextChange(this.#active)}`
	}
	async #describeEnd() {
		const { job, limits } = this.#context
		const { entries } = await readHistory(job.withPolicy({ maxAttempts: 1 }), this.#seen, limits)
		const round = roundsOf(entries).at(-1)
		const entry = round?.entries[0]
		const [end, ...others] = instantsOf(entry?.endTime || entry?.startTime || '')
		const failed = round && countersOf(round).failedCount
		const isKnown = end !== undefined && others.length === 0
		const when = isKnown ? ` ended ${formatInstant(this.#active.zone, end)}` : ' has ended'
		const files = failed === undefined ? '' : `. ${plural(Number(failed), 'file')} failed`
		const last = isFinished(entry?.status) && `Its last round${when}${files}.`
		return joinParts([last, `To migrate again, use start-job: ${NEW_ROUND}`])
	}
}

;// CONCATENATED MODULE: ./src/operations/decide-change.js


function decideChange(change, job, jobName, isLenient) {
	if (change.name === 'resume-job') return decideResume(job, jobName)
	const reason = isLenient ? reasonToSkip(change, job) : undefined
	return reason === undefined ? { name: 'send' } : skip(reason, `${describeNothing(change, job, jobName)}.`)
}
function decideResume(job, jobName) {
	const { status } = job
	if (status === 'IMPORT_JOB_SUSPEND') return { name: 'send' }
	const nothing = describeNothing({ name: 'resume-job' }, job, jobName)
	const reason = reasonFor(status) ?? ''
	if (isRunning(status)) return skip(reason, `${nothing}.`)
	if (status === 'IMPORT_JOB_BEGIN') {
		const warning = `${jobName} was never started, so there is nothing to resume. Start it with start-job.`
		return { ...skip(reason, `${nothing}.`), warning }
	}
	const closing = status === 'IMPORT_JOB_CLOSING' ? ': it is about to finish' : ''
	if (isFinished(status) || closing) return skip(reason, `${nothing}${closing}. To migrate again, use start-job: ${NEW_ROUND}`)
	const [code, advice] = status === 'IMPORT_JOB_INTERRUPTED' ? ['JobInterrupted', 'Fix the cause, then start it with start-job.'] : [status === 'IMPORT_JOB_DELETING' ? 'ImportJobInDeleting' : 'InvalidImportJobStatus', 'Nothing was sent.']
	const message = `${jobName} is ${describeStatus(status)}, so it can't be resumed. ${advice}`
	return { name: 'fail', error: new ActionError(code, message) }
}
function reasonToSkip(change, job) {
	const isApplied = isAlreadyApplied(change, job)
	if (change.name === 'update-qos') return isApplied ? 'already throttled' : undefined
	const isIdle = change.name === 'pause-job' && !isRunning(job.status)
	return isApplied || isIdle ? reasonFor(job.status) : undefined
}
function reasonFor(status) {
	if (isRunning(status)) return 'already running'
	return isFinished(status) ? 'already finished' : OTHER_REASONS.get(status ?? '')
}
const OTHER_REASONS = new Map([
	['IMPORT_JOB_BEGIN', 'never started'],
	['IMPORT_JOB_SUSPEND', 'already paused'],
	['IMPORT_JOB_CLOSING', 'closing'],
	['IMPORT_JOB_INTERRUPTED', 'interrupted']
])
function describeNothing(change, { status, importQos }, jobName) {
	if (change.name === 'update-qos') return `${jobName} is already throttled to ${describeThrottling(importQos)}`
	return `${jobName} is ${describeStatus(status)}, so there is nothing to ${change.name.replace('-job', '')}`
}
function skip(reason, text) {
	return { name: 'skip', reason, text }
}
function predictChange(change, decision, job, jobName) {
	if (decision.name === 'skip') return decision
	if (decision.name === 'fail') return { reason: 'would fail', text: `${change.name} would fail. ${decision.error.message}` }
	const { status } = job
	const reason = reasonToSkip(change, job)
	const isRefused = status === 'IMPORT_JOB_DELETING' || (reason !== undefined && !isAlreadyApplied(change, job))
	const refusal = isRefused ? `: the service would probably refuse ${change.name}` : ''
	if (reason !== undefined) return { reason, text: `${describeNothing(change, job, jobName)}${refusal}.` }
	const state = `${jobName} is ${describeStatus(status)}`
	if (isRefused) return { reason: 'being deleted', text: `${state}${refusal}.` }
	if (change.name === 'update-qos') {
		const doubt = isTerminal(status) ? ` ${state}, so the service can refuse that.` : ''
		const values = `${describeRates(change)} instead of ${describeThrottling(job.importQos)}`
		return { reason, text: `${jobName} would be throttled to ${values}.${doubt}` }
	}
	const round = change.name === 'start-job' && isTerminal(status) ? `: ${NEW_ROUND}` : '.'
	return { reason, text: `${state} and would be ${PARTICIPLES[change.name]}${round}` }
}

;// CONCATENATED MODULE: ./src/job/round-status.js




const round_status_WORDS = new Map([
	['IMPORT_JOB_BEGIN', 'created'],
	['IMPORT_JOB_SUSPEND', 'paused'],
	['IMPORT_JOB_CLOSING', 'closing'],
	['IMPORT_JOB_DELETING', 'deleting']
])
function latestRound({ status }, history) {
	const round = shownRound(status, roundsOf(history).at(-1))
	const counters = round && countersOf(round)
	const state = { reason: undefined, round, counters, hasOnlyFailedFiles: false }
	if (status === 'IMPORT_JOB_INTERRUPTED') return { ...state, status: 'failed', reason: 'interrupted' }
	if (isFinished(status)) return { ...state, ...finishedState(round, history !== undefined) }
	const word = isRunning(status) ? 'running' : round_status_WORDS.get(status)
	if (word !== undefined) return { ...state, status: word }
	return { ...state, status: 'unknown', reason: "the state isn't documented" }
}
function shownRound(status, newest) {
	const last = newest?.entries[0]?.status
	if (newest === undefined) return undefined
	if (isStopped(status)) return endedAs(newest, status) || last === 'IMPORT_JOB_CLOSING' ? newest : undefined
	if (status === 'IMPORT_JOB_CLOSING') return isStopped(last) ? undefined : newest
	return (isRunning(status) || status === 'IMPORT_JOB_SUSPEND') && !isTerminal(last) ? newest : undefined
}
function finishedState(round, isReadable) {
	if (!isReadable) return { status: 'unknown', reason: "the history couldn't be read" }
	if (round === undefined) return { status: 'unknown', reason: "the history doesn't show the end of the round" }
	const { failed, isCounted, isFinal, hasFilesLeft, total } = tallyOf(round)
	const areNumbersFinal = isFinal || (isCounted && countedEntry(round).status === 'IMPORT_JOB_CLOSING')
	if (areNumbersFinal && hasFilesLeft) return { status: 'failed', reason: 'closed with files left' }
	const counters = countersOf(round, areNumbersFinal && total !== 0n)
	if (failed > 0n) return { status: 'failed', reason: `${formatNumber(failed)} files`, counters, hasOnlyFailedFiles: true }
	if (areNumbersFinal) return { status: 'succeed', reason: undefined, counters }
	return { status: 'unknown', reason: "the history doesn't show how many files were copied and failed" }
}
function statusData({ status, round }, retryable) {
	const entry = round && countedEntry(round)
	const isListing = entry?.listStatus === 'Listing'
	const data = {
		Status: status,
		Retryable: retryable,
		TotalCount: known(entry?.totalCount),
		TotalSize: known(entry?.totalSize),
		CopiedCount: known(entry?.copiedCount),
		CopiedSize: known(entry?.copiedSize),
		SkippedCount: known(entry?.skippedCount),
		SkippedSize: known(entry?.skippedSize),
		FailedCount: round && countersOf(round).failedCount,
		CountProgress: isListing ? undefined : progress(status, entry?.copiedCount, entry?.totalCount),
		SizeProgress: isListing ? undefined : progress(status, entry?.copiedSize, entry?.totalSize)
	}
	return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined))
}
function progress(status, shownPart, shownTotal) {
	if (status === 'succeed') return '100.00%'
	const [part, total] = [known(shownPart), known(shownTotal)]
	if (part === undefined || total === undefined || total === 0n || part > total) return undefined
	const exact = (part * 10000n) / total
	const hundredths = status !== 'failed' && exact > 9999n ? 9999n : exact
	return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}%`
}

;// CONCATENATED MODULE: ./src/operations/get-job-status.js









async function getJobStatus(context, inputs) {
	const { job, limits } = context
	const { wait, dryRun, timeoutSeconds } = inputs
	const { clock, logger } = job.policy
	const snapshot = await job.get(limits)
	const history = await readHistory(job, snapshot.job, limits)
	logUnreadable(history, wait, logger)
	const done = { outcome: UNCHANGED, requestId: snapshot.requestId, job: snapshot.job }
	let state = latestRound(snapshot.job, history.entries)
	if (wait.until === 'accepted' || dryRun) return get_job_status_describe(context, done, state)
	const ended = await waitFor(context, {
		operation: { name: 'get-job' },
		wait,
		done,
		wasSent: false,
		before: { snapshot, history },
		check(baseline, tracking, poll) {
			const checked = checkFinished(baseline, wait, tracking, poll)
			state = latestRound(poll.job, checked.tracking.entries)
			return checked
		}
	})
	const deadline = startDeadline('timeout-seconds', timeoutSeconds, clock)
	return get_job_status_describe({ ...context, limits: { ...limits, deadline } }, ended, state)
}
async function get_job_status_describe(context, result, state) {
	const { name, policy } = context.job
	const { status, reason, counters } = state
	const retryable = status === 'succeed' ? false : await readRetryable(context, state)
	const text = describeRound(name, state, retryable)
	if (status === 'unknown') policy.logger.notice(text)
	return {
		...result,
		counters: counters ?? result.counters,
		data: statusData(state, retryable),
		roundStatus: status,
		roundReason: reason,
		retryable,
		note: errorOf(result) === undefined ? text : result.note
	}
}
async function readRetryable({ job, limits }, state) {
	const { hasOnlyFailedFiles, round } = state
	if (!hasOnlyFailedFiles || round === undefined || limits.signal.aborted) return undefined
	const { logger } = job.policy
	try {
		const { readyRetry } = await job.result(round.id, limits)
		if (readyRetry === 'NotReady') {
			logger.notice("The list of the failed files is still being made, so they can't be retried yet.")
		}
		return readyRetry === 'Ready' || (readyRetry === 'NoNeed' || readyRetry === 'NotReady' ? false : undefined)
	} catch (error) {
		if (isCancellation(error)) return undefined
		const reason = job.permissionNote(error) ?? `GetJobResult failed with ${shownCode(error)}.`
		logger.notice(`It isn't known whether the failed files can be retried. ${reason}`)
		return undefined
	}
}
const PHRASES = {
	succeed: 'succeeded',
	running: 'is running',
	paused: 'is paused',
	closing: 'is closing',
	created: "doesn't exist: the job was never started",
	deleting: 'is unknown: the job is being deleted',
	failed: 'failed',
	unknown: 'has an unknown status'
}
function describeRound(name, state, retryable) {
	const { status, reason, round, counters, hasOnlyFailedFiles } = state
	const { totalCount, copiedCount, failedCount } = counters ?? {}
	const of = totalCount === undefined ? '' : ` of ${formatNumber(totalCount)}`
	const failed = failedCount === undefined ? '' : `, ${formatNumber(failedCount)} failed`
	const files = copiedCount === undefined ? '' : `: ${formatNumber(copiedCount)}${of} files copied${failed}`
	const which = `${round === undefined ? 'The latest round' : `Round ${round.id}`} of ${name}`
	const why = reason === undefined ? '' : ` (${reason})`
	const retry = retryable ? ' Retry the failed files with operation retry-job.' : ''
	const advice = hasOnlyFailedFiles || status !== 'failed' ? retry : ' Start the job again to copy the rest.'
	return `${which} ${PHRASES[status]}${why}${files}.${advice}`
}

;// CONCATENATED MODULE: ./src/job/report-fields.js



function reportData(report) {
	return Object.fromEntries(Object.entries(toMap(report)).sort(([a], [b]) => (a < b ? -1 : 1)))
}
function reportCounters({ totalCount, copiedCount, failedCount, skippedCount }) {
	return {
		totalCount: known(totalCount),
		copiedCount: known(copiedCount),
		failedCount: known(failedCount),
		skippedCount: known(skippedCount),
		totalBytes: undefined,
		copiedBytes: undefined,
		percent: undefined
	}
}
function summarizeReport(report, bucket) {
	const { status = '', failedListPrefix, skippedListPrefix, totalListPrefix } = report
	const place = (prefix = '') => {
		const path = /^[\w./@%+=:,~-]+$/.test(prefix) ? prefix.replace(/^\/+/, '') : ''
		return path === '' || bucket === undefined ? path : `oss://${bucket}/${path}`
	}
	return {
		status,
		failedList: place(failedListPrefix),
		skippedList: place(skippedListPrefix),
		totalList: place(totalListPrefix),
		times: {
			'Job created': readableTime(report.jobCreateTime),
			'Round ended': readableTime(report.jobEndTime),
			'Round took': readableTime(report.jobExecuteTime, true),
			'Report created': readableTime(report.reportCreateTime),
			'Report ended': readableTime(report.reportEndTime)
		}
	}
}
function readableTime(text = '', isDuration = false) {
	const [, digits, unit] = /^(\d{1,12})(s?)$/.exec(text) ?? []
	if (digits !== undefined && (isDuration || unit === 's')) return formatDuration(Number(digits) * 1000)
	const instant = digits === undefined ? Date.parse(text) : Number(digits) * 1000
	const isTime = digits !== undefined || /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(text)
	if (!isTime || Number.isNaN(instant) || instant === 0) return text === '0' ? '' : text
	return `${new Date(instant).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

;// CONCATENATED MODULE: ./src/operations/reports.js














async function runReport(context, inputs) {
	const { operation } = inputs
	const { job, limits } = context
	const { name } = job
	const { job: parent, requestId } = await job.get(limits)
	const round = await findRound(context, parent, operation.round)
	const seen = { outcome: UNCHANGED, requestId, job: parent, data: {} }
	const text = `the report of round ${round?.id ?? 1} of ${name}`
	const id = { ...(parent.version && { version: parent.version }), runtimeId: round?.id ?? 0n }
	const subject = { context, inputs, seen, id, text }
	if (operation.name === 'get-report') {
		if (round === undefined) return fail('ReportNotExist', seen, `${name} has no report, because it has no round.`)
		return show(subject, seen, await readReport(subject, limits))
	}
	if (round === undefined || !hasRoundEnded(round, parent.status, operation)) {
		const problem = round === undefined ? `${name} has no round` : `${name} is ${describeStatus(parent.status)}`
		const message = `${problem}, so ${text} would be incomplete. Create it once the round has ended.`
		return fail('JobIsNotFinished', seen, message)
	}
	const done = await request(subject)
	const isDone = errorOf(done) !== undefined || inputs.dryRun || inputs.wait.until === 'accepted'
	return isDone ? done : waitForReport(subject, done)
}
function fail(code, result, message) {
	return { ...result, outcome: failure(new ActionError(code, message), changedOf(result)), note: undefined }
}
async function findRound({ job, limits }, parent, id) {
	const rounds = roundsOf(await job.history(limits, parent, id))
	const round = id === undefined ? rounds.at(-1) : rounds.find((one) => one.id === id)
	if (id === undefined || round !== undefined) return round
	throw invalid(`round is ${id}, but the history of ${job.name} has no round with this runtime ID.`)
}
function hasRoundEnded(round, status, { round: named }) {
	const isClosing = round.entries[0]?.status === 'IMPORT_JOB_CLOSING'
	return (named !== undefined && hasEnded(round)) || (isStopped(status) && (isClosing || endedAs(round, status)))
}
async function request(subject) {
	const { context, inputs, seen, id, text } = subject
	const { job, limits } = context
	if (inputs.dryRun) return { ...seen, note: `Dry run: ${text} would be created. Nothing was changed.`, wouldChange: true }
	if (inputs.idempotent && /^(Running|Finished)$/.test((await readReport(subject, limits)).status ?? '')) return { ...seen, note: `There already is ${text}, so nothing was changed.` }
	const createReport = { jobName: job.name, ...id }
	const ended = await job.change('createReport', [new CreateReportRequest({ createReport })], REPEATABLE, limits)
	if (ended.outcome === 'failed') {
		const { error, mayBeApplied } = ended
		const doubt = mayBeApplied ? 'The report may or may not be created. It is safe to run this step again.' : undefined
		const outcome = failure(error, mayBeApplied ? undefined : false)
		return { ...seen, outcome, note: job.permissionNote(error) ?? doubt }
	}
	const requestId = ended.outcome === 'accepted' ? ended.response.requestId : undefined
	return { ...seen, outcome: CHANGED, requestId, note: `The service accepted the request to create ${text}.` }
}
async function readReport({ context: { job }, id }, limits) {
	try {
		return (await job.read('getReport', [new GetReportRequest(id)], limits)).body.getReportResponse
	} catch (error) {
		if (!(error instanceof MgwError) || error.statusCode !== 404 || error.code === 'NoSuchImportJob') throw error
		return { status: 'NotExist' }
	}
}
async function waitForReport(subject, done) {
	const { inputs, text } = subject
	const { wait, timeoutSeconds } = inputs
	const job = subject.context.job.withPolicy({ slot: subject.context.slot })
	const context = { ...subject.context, job }
	const { clock, logger } = job.policy
	const pendingUntil = clock.now() + LAG
	const isFinal = ({ status }) => status === 'Finished' || status === 'Failed' || (status === 'NotExist' && clock.now() >= pendingUntil)
	logger.info(`Waiting for ${text}`)
	try {
		const deadline = context.startWait(changedOf(done) !== false)
		const rules = { interval: wait.intervalSeconds * 1000, deadline, isFinal }
		const last = (await poll(context, rules, (limits) => readReport({ ...subject, context }, limits))) ?? {}
		if (isFinal(last)) {
			const limits = { ...context.limits, deadline: startDeadline('timeout-seconds', timeoutSeconds, clock) }
			return await show({ ...subject, context: { ...context, limits } }, done, last)
		}
		const status = safeIdentifier(last.status) ?? 'unknown'
		const message = `After ${wait.timeoutSeconds} s (wait-timeout-seconds), the status of ${text} is ${status}. Its creation continues. Read it later with get-report.`
		return { ...fail('WaitTimeout', done, message), report: summarizeReport(last, undefined) }
	} catch (error) {
		return { ...done, outcome: failure(error, changedOf(done)), note: job.permissionNote(error) }
	}
}
async function show(subject, result, report) {
	const { text } = subject
	const { status, errorMessage } = report
	const isFinished = status === 'Finished'
	const bucket = isFinished ? await readBucket(subject) : undefined
	const counters = reportCounters(report)
	const known = isFinished && { counters }
	const shown = { ...result, data: reportData(report), report: summarizeReport(report, bucket), ...known }
	if (!status) return { ...shown, outcome: failure(invalidResponse('GetReport shows no Status.'), changedOf(result)) }
	if (status === 'NotExist') {
		const message = `The service doesn't have ${text}. Run create-report first, once the round has ended.`
		return fail('ReportNotExist', shown, message)
	}
	if (status === 'Failed') {
		const reason = errorMessage ? ` The service says: ${JSON.stringify(errorMessage)}` : ''
		return fail('ReportFailed', shown, `The service couldn't create ${text}.${reason}`)
	}
	const numbers = [counters.copiedCount, counters.totalCount, counters.failedCount]
	const [copied, total, failed] = numbers.map((count = 0n) => formatNumber(count))
	const sentence = ` ${copied} of ${total} files were copied or skipped, ${failed} failed.`
	const note = isFinished ? `Finished: ${text}.${numbers.includes(undefined) ? '' : sentence}` : `The status of ${text} is ${safeIdentifier(status) ?? 'unknown'}. Its lists don't exist yet.`
	return { ...shown, note }
}
async function readBucket({ context, inputs, seen }) {
	const { job, limits } = context
	const name = seen.job?.destAddress ?? ''
	if (!inputs.target.isSingle || !isAddressName(name)) return undefined
	try {
		const { bucket = '', addressType = 'oss' } = (await job.address(name, limits)).addressDetail ?? {}
		return addressType === 'oss' && /^[a-z\d][a-z\d-]{1,62}$/.test(bucket) ? bucket : undefined
	} catch (error) {
		if (isCancellation(error)) throw error
		const reason = job.permissionNote(error) ?? shownCode(error)
		job.policy.logger.info(`The bucket of the lists can't be read: ${reason}`)
		return undefined
	}
}

;// CONCATENATED MODULE: ./src/job/creation.js





const GRACE = 5000
const AFTER_CANCEL = 2
const INTERVAL = 3000
async function create(job, { method, args, find }, limits) {
	if (limits.signal.aborted) return { outcome: 'refused', error: cancelled('') }
	const { clock } = job.policy
	const { signal } = limits
	const impatient = { ...clock, sleep: (ms) => clock.sleep(ms, signal) }
	let attempts = 0
	const rules = {
		isRepeatable: false,
		resolve: async ({ mayBeApplied }) => {
			attempts += 1
			return { outcome: mayBeApplied || signal.aborted ? 'unknown' : 'repeatable' }
		}
	}
	const patient = { ...limits, signal: delayed(signal, clock) }
	const ended = await job.withPolicy({ clock: impatient }).change(method, args, rules, patient)
	if (ended.outcome === 'accepted') return { outcome: 'created', requestId: ended.response.requestId }
	const error = ended.outcome === 'failed' ? ended.error : undefined
	const mayBeApplied = ended.outcome === 'applied' || ended.mayBeApplied
	const code = error instanceof MgwError ? error.code : ''
	const isRepeated = code === 'ImportJobRepeatedOnSameAddress'
	const isTaken = code.includes('AlreadyExist')
	const mayExist = mayBeApplied || isRepeated || (isTaken && (method === 'createJob' || attempts > 1))
	const found = mayExist ? await readBack(job, find, limits) : undefined
	if (found === 'mine') return { outcome: 'created', requestId: undefined }
	if (!isRepeated && (found === 'other' || (isTaken && !mayExist))) return { outcome: 'taken', error }
	return { outcome: mayExist ? 'unknown' : 'refused', error }
}
function delayed(signal, clock) {
	const controller = new AbortController()
	const abort = async () => {
		await clock.sleep(GRACE, NEVER)
		controller.abort()
	}
	signal.addEventListener('abort', abort, { once: true })
	return controller.signal
}
const NEVER = new AbortController().signal
function lastLimits({ policy: { clock } }, { signal, deadline }) {
	const seconds = signal.aborted ? AFTER_CANCEL : Math.max(10, Math.ceil(deadline.left() / 1000))
	return { deadline: startDeadline('timeout-seconds', seconds, clock), signal: NEVER }
}
async function readBack(job, find, limits) {
	const { clock } = job.policy
	const once = job.withPolicy({ maxAttempts: 1 })
	const deadline = atMost(LAG, limits.deadline, clock)
	for (;;) {
		const isLast = limits.signal.aborted || deadline.left() <= INTERVAL
		try {
			const found = await find(once, lastLimits(job, limits))
			if (found !== undefined) return found
		} catch (error) {
			if (isCancellation(error) || !isTransient(error, undefined, true)) return undefined
		}
		if (isLast) return undefined
		await clock.sleep(INTERVAL, limits.signal)
	}
}

;// CONCATENATED MODULE: ./src/operations/retry-creation.js










function subJobNames({ name, policy: { clock, clockSkew } }) {
	let time = clockSkew.wallTime(clock)
	return () => {
		const suffix = `_retry_${new Date(time).toISOString().slice(0, 19).replace(/\D/g, '')}`
		time += 1000
		return name.slice(0, MAX_NAME - suffix.length) + suffix
	}
}
const MAX_NAME = 63
const retry_creation_MAX_NAMES = 4
const WITHOUT_SECRET = ['oss', 'local']
function storageType({ dataType, addressType = '' }) {
	return (dataType || addressType).toLowerCase().replace(/^inv|inv$/g, '')
}
async function readSource({ parent, inputs: { operation }, context: { job, limits } }) {
	const { srcAddress = '', version } = parent
	if (!isAddressName(srcAddress)) throw invalidResponse('GetJob shows no valid source address (SrcAddress).')
	if (!version) throw invalidResponse("GetJob doesn't show the ID of the job (Version).")
	const { addressDetail: source = {} } = await job.address(srcAddress, limits)
	const type = storageType(source)
	if (operation.sourceAccessSecret !== '' || type === '' || WITHOUT_SECRET.includes(type)) return source
	throw invalid(`source-access-secret is not set. Set it to the access key secret of the address ${srcAddress}: a source of the type ${JSON.stringify(type)} needs one.`)
}
async function createSubJob(retry, nextName) {
	const { context, seen } = retry
	const { signal } = context.limits
	const source = await readSource(retry)
	const address = await createAddress(retry, source, nextName)
	if ('error' in address) return abandon(retry, address.error, address)
	const problem = await verifyAddress(retry, address.name, source)
	if (problem !== undefined) return abandon(retry, problem, address)
	const created = await createJob(retry, address, nextName)
	if (created.outcome === 'created') {
		await discard(retry, { inDoubt: address.inDoubt })
		const { name: retryJob, requestId } = created
		const error = cancelled(`The sub-job ${retryJob} was created, and not started. The next run uses it.`)
		return { ...seen, outcome: signal.aborted ? failure(error, true) : CHANGED, requestId, retryJob }
	}
	if (created.outcome === 'refused') return abandon(retry, created.error, address)
	const note = `It isn't known whether the sub-job ${created.name} was created. Its address ${address.name} was kept. Run this step again: it uses the sub-job if it exists. If not, delete the address: it contains a live key.`
	context.job.policy.logger.warning(note)
	await discard(retry, { inDoubt: address.inDoubt })
	const error = signal.aborted ? cancelled('The request to create the sub-job had been sent.') : created.error
	return { ...seen, outcome: failure(error, undefined), note }
}
async function createAddress(retry, source, nextName) {
	const { job, limits } = retry.context
	const addressDetail = detailOf(retry, source)
	const inDoubt = []
	let error
	for (let attempt = 0; attempt < retry_creation_MAX_NAMES; attempt++) {
		const jobName = nextName()
		const name = jobName.toLowerCase()
		const request = new CreateAddressRequest({ importAddress: { name, addressDetail } })
		const find = (reader, current) => findAddress(retry, name, reader, current)
		const created = await create(job, { method: 'createAddress', args: [request], find }, limits)
		if (created.outcome === 'created') return { name, jobName, inDoubt }
		error = created.error
		if (created.outcome === 'unknown') inDoubt.push(name)
		if (created.outcome === 'refused' || limits.signal.aborted) break
	}
	return { error, inDoubt }
}
function detailOf({ list, inputs }, source) {
	const dataType = source.dataType || source.addressType
	const accessSecret = inputs.operation.sourceAccessSecret
	const hasSecret = accessSecret !== '' && (source.accessId || !WITHOUT_SECRET.includes(storageType(source)))
	return {
		...pick(source, /^(?!inv|accessSecret)/),
		...pick(list, /^(addressType$|inv)/),
		...(dataType && { dataType }),
		...(hasSecret && { accessSecret })
	}
}
function pick(from, names) {
	const isSet = (value) => value !== undefined && value !== '' && !(typeof value === 'object' && Object.keys(value ?? {}).length === 0)
	return Object.fromEntries(Object.entries(from).filter(([name, value]) => names.test(name) && isSet(value)))
}
async function findAddress({ list }, name, job, limits) {
	const address = await job.address(name, limits).catch(undefinedIfMissing)
	if (address === undefined) return undefined
	const invPath = address.addressDetail?.invPath
	if (!invPath) throw new Error('GetAddress shows no InvPath.')
	return invPath === list.invPath ? 'mine' : 'other'
}
function undefinedIfMissing(error) {
	if (!(error instanceof MgwError) || error.statusCode !== 404) throw error
}
const VERIFICATION = 60_000
const retry_creation_INTERVAL = 2000
async function verifyAddress({ context, inputs }, name, source) {
	const { job, limits } = context
	const deadline = atMost(VERIFICATION, limits.deadline, job.policy.clock)
	try {
		const result = await poll(context, { interval: retry_creation_INTERVAL, deadline, isFinal: isVerified }, async (current) => {
			const response = await job.read('verifyAddress', [name], current).catch(undefinedIfMissing)
			return response?.body.verifyAddressResponse ?? {}
		})
		if (result === undefined || !isVerified(result) || isAvailable(result)) return undefined
		const { status, errorCode: code, errorMessage } = result
		const reason = joinParts([status || 'no status', code, errorMessage], ', ')
		const isWithoutSecret = Boolean(source.accessId) && !source.role && inputs.operation.sourceAccessSecret === ''
		const advice = isWithoutSecret ? " Set source-access-secret to the access key secret of the job's source." : ''
		const text = `The service can't read the failed files: the verification of their address ended with ${JSON.stringify(reason)}.`
		return new ActionError('VerifyAddressFailed', `${text}${advice}`)
	} catch (error) {
		return error
	}
}
function isVerified(result) {
	const { status = '', errorCode: code } = result
	return code === 'AccessDenied' || isAvailable(result) || /^(failed|unavailable|rejected)$/i.test(status)
}
function isAvailable({ status = '' }) {
	return /^ava(il|li)able$/i.test(status)
}
async function createJob({ context: { job, limits }, parent }, { name: srcAddress, jobName }, nextName) {
	const { version: parentVersion = '' } = parent
	for (let attempt = 1, name = jobName; ; attempt++, name = nextName()) {
		const importJob = { name, srcAddress, parentVersion, ...pick(parent, SETTINGS) }
		const request = new CreateJobRequest({ importJob })
		const find = async (reader, current) => {
			const found = (await reader.with(name).get(current).catch(undefinedIfMissing))?.job.srcAddress
			return found ? (found === srcAddress ? 'mine' : 'other') : undefined
		}
		const created = await create(job, { method: 'createJob', args: [request], find }, limits)
		if (created.outcome !== 'taken') return { ...created, name }
		if (attempt === retry_creation_MAX_NAMES || limits.signal.aborted) return { outcome: 'refused', error: created.error, name }
	}
}
const SETTINGS = /^(destAddress|overwriteMode|transferMode|importQos|targetStorageClass|withLastModifyTime|withStorageClass|appendableToNormal|convertSymlinkTarget|audit|createReport)$/
async function abandon(retry, cause, addresses) {
	const { seen, context, parent } = retry
	const error = context.limits.signal.aborted ? cancelled('No sub-job is known to have been created.') : cause
	const { isLeft, text } = await discard(retry, addresses)
	const isNeverRefused = parent.overwriteMode === 'never' && errorCode(error) === 'InvalidArgument'
	const note = joinParts([context.job.permissionNote(error), isNeverRefused && 'The overwrite mode of the job is "never", but the service is reported to accept only "always".', text])
	return { ...seen, outcome: failure(error, isLeft), ...(note !== '' && { note }) }
}
async function discard(retry, { name, inDoubt }) {
	const { job, limits: current } = retry.context
	const limits = lastLimits(job, current)
	const isLeft = name !== undefined && !(await deleteAddress(job, name, limits))
	const left = isLeft ? [name] : []
	const sentences = left.map((one) => `The address ${one} could not be deleted, and contains a live key.`)
	for (const one of inDoubt) {
		const found = await findAddress(retry, one, job, limits).catch(() => 'unreadable')
		const isGone = found === undefined ? !current.signal.aborted && current.deadline.left() > 0 : found === 'other'
		if (isGone || (found === 'mine' && (await deleteAddress(job, one, limits)))) continue
		left.push(one)
		sentences.push(`The address ${one} may exist, and then contains a live key.`)
	}
	if (left.length === 0) return { isLeft: false, text: '' }
	const text = [...sentences, `Delete ${joinWithAnd(left)} in the console, or with mgwutil delete-address.`].join(' ')
	job.policy.logger.warning(text)
	return { isLeft: isLeft || undefined, text }
}
async function deleteAddress(job, name, limits) {
	const ended = await job.change('deleteAddress', [name], REPEATABLE, limits)
	return ended.outcome !== 'failed' || (ended.error instanceof MgwError && ended.error.statusCode === 404)
}

;// CONCATENATED MODULE: ./src/inputs/job-selection.js




function readJobs() {
	const text = input('job-name')
	const written = text.split(/[,\r\n]/).map((part) => part.trim())
	const parts = written.filter((part) => part !== '')
	if (parts.length === 0) parts.push(text)
	const include = [...new Set(parts.filter((part) => !part.startsWith('!')))]
	const exclude = [...new Set(parts.filter((part) => part.startsWith('!')).map((part) => part.slice(1).trim()))]
	if (exclude.includes('')) throw invalid(`job-name is ${quote(text)}, with a ! that no name follows.`)
	const all = [...include, ...exclude]
	const patterns = new Set(all.filter(isPattern)).size
	if (patterns > MAX_PATTERNS) throw invalid(`job-name contains ${patterns} patterns; ${MAX_PATTERNS} are allowed. Combine them.`)
	for (const part of all) validateNameOrPattern(part)
	if (include.length === 0) {
		throw invalid(`job-name is ${quote(text)}, which only excludes jobs. Also include some, as in "*".`)
	}
	return {
		include,
		exclude,
		isSingle: parts.length === 1 && !include.some(isPattern)
	}
}
const MAX_PATTERNS = 100
function isJobName(text) {
	return /^[A-Za-z\d][\w-]{2,62}$/.test(text)
}
function validateNameOrPattern(text) {
	if (text === '') throw invalid('job-name is not set. Set it to the name of the job.')
	const hint = /[\s;|'"[\]#]|[^\x20-\x7e]/.test(text) ? ' Separate names with commas or line breaks, not with spaces, quotes, brackets or comments.' : ''
	if (isPattern(text) && !/^[\w*?-]{1,63}$/.test(text)) {
		throw invalid(`job-name contains the pattern ${quote(text)}, which can't match: job names have up to 63 letters, digits, - and _. Use * for any of them, and ? for one.${hint}`)
	}
	if (!isPattern(text) && !isJobName(text)) {
		throw invalid(`job-name is ${quote(text)}, but a job name has 3 to 63 letters, digits, - and _, and doesn't start with - or _.${hint}${roundingHint(text)}`)
	}
}
const DEFAULT_MAX_JOBS = 50
const MAX_JOBS = 500
function readBatchOptions(jobs, name, dryRun) {
	const hasLimit = input('max-jobs') !== ''
	const maxJobs = hasLimit ? readNumber('max-jobs', 1, MAX_JOBS) : DEFAULT_MAX_JOBS
	const maxParallel = readNumber('max-parallel', 1, 20)
	const failFast = readBoolean('fail-fast')
	const pattern = jobs.include.find(isPattern)
	if (name === 'close-job' && pattern !== undefined && !dryRun && !hasLimit) {
		throw invalid(`close-job ends all migrations that the pattern ${pattern} matches for good. Set max-jobs to the most jobs that it can match, or try dry-run first.`)
	}
	const patterns = jobs.exclude.filter(isPattern).map(toRegExp)
	const isExcluded = (name) => jobs.exclude.includes(name) || patterns.some((one) => one.test(name))
	const names = jobs.include.filter((text) => !isPattern(text) && !isExcluded(text))
	validateJobCount(names.length, maxJobs)
	return { maxJobs, maxParallel, failFast }
}
function validateJobCount(count, maxJobs) {
	if (count <= maxJobs) return
	const advice = count > MAX_JOBS ? `A step can process at most ${MAX_JOBS}: split them up.` : `Set max-jobs to ${count} if that is intended.`
	throw invalid(`job-name selects ${count} jobs, but max-jobs is ${maxJobs}${input('max-jobs') === '' ? ' by default' : ''}. ${advice}`)
}
function isPattern(text) {
	return /[*?]/.test(text)
}
function toRegExp(pattern) {
	const [first, ...parts] = pattern
		.replace(/[^\w*?-]/g, '\\$&')
		.replaceAll('?', '.')
		.split(/\*+/)
	const last = parts.pop()
	const middle = parts.map((part, index) => `(?=(.*?${part}))\\${index + 1}`).join('')
	if (last === undefined) return new RegExp(`^${first}$`)
	const end = new RegExp(`${last}$`)
	const all = new RegExp(`^${first}${middle}.*${last}$`)
	return { test: (name) => end.test(name) && all.test(name) }
}

;// CONCATENATED MODULE: ./src/operations/sub-jobs.js






async function findSubJob(job, parent, round, limits) {
	const subJobs = (await listSubJobs(job, limits)).filter((one) => isOfRound(one, parent, round, job.name)).sort((a, b) => createdAt(b) - createdAt(a))
	const active = subJobs.find(({ status }) => !isStopped(status))
	const newest = active ?? subJobs[0]
	if (newest?.name === undefined) return { kind: 'none' }
	const { name } = newest
	if (active !== undefined) return { kind: 'active', name }
	if (!isFinished(newest.status)) return { kind: 'interrupted', name }
	const history = await readHistory(job.with(name), newest, limits)
	const { status, reason, hasOnlyFailedFiles } = latestRound(newest, history.entries)
	if (status === 'succeed') return { kind: 'succeeded', name }
	const how = status === 'failed' ? `failed (${reason})` : `how it ended isn't known: ${reason}`
	const advice = hasOnlyFailedFiles ? `Set job-name to ${name} to retry that one.` : 'Check it with get-job-status, and start it again if files are left.'
	return { kind: 'failed', name, text: `The sub-job ${name} has retried these files already, and ${how}. ${advice}` }
}
const sub_jobs_MAX_JOBS = 1000
const MAX_PAGES = 100
async function listSubJobs(job, limits) {
	const all = []
	for (let page = 1, marker = ''; ; page++) {
		const request = new ListJobRequest({ parentName: job.name, count: 10, marker })
		const { body } = await job.read('listJob', [request], limits)
		const { importJob, truncated, nextMarker = '' } = body.importJobList
		all.push(...importJob)
		if (all.length > sub_jobs_MAX_JOBS) throw invalidResponse(`The list of the sub-jobs of ${job.name} is too long.`)
		if (!(truncated ?? nextMarker !== '')) return all
		if (nextMarker === '' || nextMarker === marker || page === MAX_PAGES) throw invalidResponse(`The list of the sub-jobs of ${job.name} isn't complete after page ${page}.`)
		marker = nextMarker
	}
}
function isOfRound(subJob, parent, { entries }, parentName) {
	const { name = '', status, createTime = '', parentVersion } = subJob
	const isSubJob = parentVersion ? parentVersion === parent.version : subJob.parentName === parentName
	if (!isSubJob || !isJobName(name) || name === parentName || status === 'IMPORT_JOB_DELETING') return false
	const isComparable = entries.every(({ startTime = '' }) => startTime.includes('T') === createTime.includes('T'))
	const starts = entries.flatMap(({ startTime }) => instantsOf(startTime).at(isComparable ? 0 : -1) ?? [])
	const [created] = instantsOf(createTime)
	return created === undefined || starts.length === 0 || created >= Math.min(...starts)
}
function createdAt({ createTime }) {
	return instantsOf(createTime)[0] ?? 0
}
const sub_jobs_MAX_DEPTH = 20
async function rootOf(job, { parentName = '' }, limits) {
	let root = job.name
	let parent = parentName
	for (let depth = 0; depth < sub_jobs_MAX_DEPTH && isJobName(parent) && parent !== root; depth++) {
		root = parent
		try {
			parent = (await job.with(root).get(limits)).job.parentName ?? ''
		} catch (error) {
			if (isCancellation(error)) throw error
			return root
		}
	}
	return root
}

;// CONCATENATED MODULE: ./src/operations/retry-job.js














const retry_job_INTERVAL = 3000
async function retryJob(context, inputs) {
	let deadline
	const startWait = (changed) => {
		deadline ??= context.startWait(changed)
		return deadline
	}
	const { job: parent, requestId } = await readUnlessClosing(context)
	const seen = { outcome: UNCHANGED, requestId, job: parent }
	const retry = { context: { ...context, startWait }, inputs, parent, seen }
	try {
		const round = await retry_job_findRound(retry)
		return await retryFiles(await findFailedFiles(retry, round))
	} catch (error) {
		if (inputs.idempotent && error instanceof ActionError && NOTHING_TO_RETRY.includes(error.code)) return { ...seen, data: {}, note: `${error.message} Nothing was changed.` }
		return { ...seen, outcome: failure(error, false), note: context.job.permissionNote(error) }
	}
}
const NOTHING_TO_RETRY = ['HistoryNoNeedRetry', 'ResultNoNeedRetry']
async function readUnlessClosing(context) {
	const { job, limits } = context
	const first = await job.get(limits)
	const isFinal = ({ job: { status } }) => status !== 'IMPORT_JOB_CLOSING'
	if (isFinal(first)) return first
	job.policy.logger.info('The job is closing. Waiting until its round has ended')
	const rules = { interval: retry_job_INTERVAL, deadline: limits.deadline, first: { value: first }, isFinal }
	return (await poll(context, rules, (current) => job.get(current))) ?? first
}
async function retry_job_findRound(retry) {
	const { parent, context } = retry
	const { name } = context.job
	const state = `${name} is ${describeStatus(parent.status)}.`
	if (parent.status === 'IMPORT_JOB_INTERRUPTED') throw new ActionError('JobIsInterrupted', `${state} Fix the cause and start it again.`)
	if (!isFinished(parent.status)) throw new ActionError('JobIsNotFinished', `${state} Retry its failed files once its round has finished.`)
	const round = await retry_job_readRound(retry)
	if (round === undefined) {
		const message = `The history of ${name} doesn't show the finished round. Try again in a few minutes.`
		throw new ActionError('HistoryIsEmpty', message)
	}
	const { status, hasOnlyFailedFiles } = latestRound(parent, round.entries)
	const text = `round ${round.id} of ${name}`
	if (status === 'succeed') throw new ActionError('HistoryNoNeedRetry', `No file failed in ${text}, so there is nothing to retry.`)
	if (status !== 'failed' || hasOnlyFailedFiles) return round
	throw new ActionError('JobClosed', `The job was closed before ${text} had copied every file. Start it again instead.`)
}
async function retry_job_readRound({ parent, context }) {
	const { job, limits } = context
	const isFinal = (newest) => {
		const shown = latestRound(parent, newest?.entries).round
		return shown !== undefined && !(shown.entries[0]?.status === 'IMPORT_JOB_CLOSING' && tallyOf(shown).hasFilesLeft)
	}
	const read = async (current = limits) => roundsOf(await job.history(current, parent)).at(-1)
	const deadline = atMost(LAG, limits.deadline, job.policy.clock)
	const rules = { interval: retry_job_INTERVAL, deadline, first: { value: await read() }, isFinal }
	const newest = await poll(context, rules, read)
	const isOther = newest !== undefined && hasEnded(newest) && latestRound(parent, newest.entries).round === undefined
	return isOther ? undefined : newest
}
async function findFailedFiles(retry, round) {
	const { context, inputs } = retry
	const { job, startWait } = context
	const { logger, clock } = job.policy
	let { limits } = context
	let list = await job.result(round.id, limits)
	if (!isDecided(list) && !inputs.dryRun) {
		logger.info('The list of the failed files is still being made. Waiting for it')
		const interval = inputs.wait.intervalSeconds * 1000
		const rules = { interval, deadline: startWait(false), first: { value: list }, isFinal: isDecided }
		list = (await poll(context, rules, (current) => job.result(round.id, current))) ?? list
		limits = { ...limits, deadline: startDeadline('timeout-seconds', inputs.timeoutSeconds, clock) }
	}
	const known = tallyOf(round).failed || BigInt(list.failedObjectCount ?? 0)
	const of = `of round ${round.id} of ${job.name}`
	const text = `the ${known > 0n ? `${formatNumber(known)} ` : ''}failed files ${of}`
	if (list.readyRetry === 'NoNeed') throw new ActionError('ResultNoNeedRetry', `The service says that no file ${of} needs a retry.`)
	if (list.readyRetry === 'Ready') return { ...retry, context: { ...context, limits }, round, list, text }
	const message = `The list of the failed files ${of} is still being made. Try again in a few minutes.`
	throw new ActionError('ResultNotReadyRetry', message)
}
function isDecided({ readyRetry }) {
	return readyRetry === 'NoNeed' || readyRetry === 'Ready'
}
async function retryFiles(retry) {
	const { context, inputs, parent, round, text, seen } = retry
	const { job, limits } = context
	const { logger } = job.policy
	const { kind, name, text: problem = '' } = await findSubJob(job, parent, round, limits)
	if (kind === 'failed') return { ...seen, outcome: failure(new ActionError('RetryJobExists', problem), false), retryJob: name }
	const copied = `The sub-job ${name} has copied ${text} already.`
	if (kind === 'succeeded' && inputs.idempotent) return { ...seen, data: {}, retryJob: name, note: `${copied} Nothing was changed.` }
	if (kind === 'succeeded') logger.notice(`${copied} Without idempotent, another one is created.`)
	if (kind === 'interrupted') logger.notice(`The sub-job ${name} has tried to copy these files, and was interrupted.`)
	const isUsed = kind === 'active'
	const used = `The sub-job ${name} for ${text} exists already, so no other one was created.`
	const nextName = subJobNames(job)
	if (inputs.dryRun) {
		const plan = isUsed ? `${used} It would be used.` : `${nextName()} would be created for ${text}.`
		const note = `Dry run: ${plan} Nothing was changed.`
		return { ...seen, data: {}, note, wouldChange: !isUsed, ...(isUsed && { retryJob: name }) }
	}
	if (isUsed) logger.notice(used)
	const root = await rootOf(job, parent, limits)
	const result = isUsed ? { ...seen, retryJob: name } : await createSubJob(retry, nextName)
	const { retryJob = '' } = result
	if (errorOf(result) !== undefined) return result
	const data = { WaitRetryJob: job.name, RetryJob: retryJob, RootJob: root }
	if (inputs.wait.until !== 'accepted') return { ...(await run(retry, result, retryJob)), data }
	const created = `The sub-job ${retryJob} was created for ${text}, and not started. Start it with operation start-job, or set wait-for to applied or finished.`
	return { ...result, data, note: isUsed ? used : created }
}
async function run({ context, inputs }, created, name) {
	const { wait } = inputs
	const job = context.job.with(name)
	const sub = { ...context, job }
	const isNew = changedOf(created) !== false
	const complete = (result, what) => {
		const error = errorOf(result)
		const details = error && (job.permissionNote(error) ?? result.note)
		const note = joinParts([`${isNew ? 'The sub-job' : 'The existing sub-job'} ${name} ${what}.`, details])
		const outcome = !isNew ? result.outcome : error === undefined ? CHANGED : failure(error, true)
		return { ...result, outcome, retryJob: name, requestId: result.requestId ?? created.requestId, note }
	}
	try {
		const snapshot = await readOnceFound(sub)
		const history = isNew ? { entries: [] } : await readHistory(job, snapshot.job, context.limits)
		const before = { snapshot, history }
		const seen = { outcome: UNCHANGED, job: snapshot.job, requestId: created.requestId }
		const { status } = snapshot.job
		const isActive = isRunning(status) || isStopped(status) || status === 'IMPORT_JOB_CLOSING'
		if (isActive && wait.until === 'applied') return complete(seen, `is ${describeStatus(status)}`)
		const start = { name: 'start-job' }
		const done = isActive ? seen : await changeJob(job, { change: start, before: snapshot.job }, context.limits)
		if (errorOf(done) !== undefined) return complete(done, changedOf(done) === false ? 'was not started' : 'may have been started')
		const operation = isActive ? { name: 'get-job' } : start
		const waited = await waitFor(sub, { operation, wait, done, wasSent: !isActive, before })
		if (wait.until === 'finished' && errorOf(waited) === undefined) return complete(waited, 'has finished')
		return complete(waited, isActive ? 'was running already' : 'was started')
	} catch (error) {
		return complete({ outcome: failure(error, false) }, 'was not started')
	}
}

;// CONCATENATED MODULE: ./src/operations/run-operation.js












async function runOperation(context, inputs) {
	const { job, limits } = context
	let changed = false
	try {
		const other = runOther(context, inputs)
		if (other !== undefined) return { ...(await other), statusCode: job.lastStatusCode }
		const single = { ...inputs, operation: inputs.operation }
		const before = needsPrecheck(single) ? await precheck(context, single) : undefined
		const requested = requestedChange(context, single, before?.snapshot.job)
		if (before?.result === undefined) changed = undefined
		const done = before?.result ?? afterRefusal(context, single, await changeJob(job, requested, limits))
		changed = changedOf(done)
		return { ...(await complete(context, single, done, before)), statusCode: job.lastStatusCode }
	} catch (error) {
		return { outcome: failure(error, changed), note: job.permissionNote(error) }
	}
}
function runOther(context, inputs) {
	const { operation } = inputs
	switch (operation.name) {
		case 'apply-timetable':
			return applyTimetable(context, { ...inputs, operation })
		case 'get-job-status':
			return getJobStatus(context, inputs)
		case 'create-report':
		case 'get-report':
			return runReport(context, { ...inputs, operation })
		case 'retry-job':
			return retryJob(context, { ...inputs, operation })
		default:
			return undefined
	}
}
async function complete(context, { operation, wait, dryRun }, done, before) {
	const isUnchanged = changedOf(done) === false
	const isThrottled = operation.name === 'update-qos' && changedOf(done)
	const throttling = isThrottled ? { importQos: importQosOf(operation) } : undefined
	const hasNoWait = dryRun || wait.until === 'accepted' || (wait.until === 'applied' && isUnchanged)
	if (hasNoWait || errorOf(done) !== undefined) {
		return { ...done, job: done.job ?? (isUnchanged ? before?.snapshot.job : throttling) }
	}
	const noted = { ...done, note: noteForWait(operation, done) }
	const wasSent = before?.result === undefined
	const waited = await waitFor(context, { operation, wait, done: noted, wasSent, before })
	return { ...waited, job: waited.job ?? throttling }
}
function requestedChange(context, inputs, before) {
	const { limits, startWait, slot } = context
	const change = inputs.operation
	const isStillWanted = (seen) => change.name !== 'resume-job' || seen === undefined || seen.status === 'IMPORT_JOB_SUSPEND'
	const whileClosing = { limits: () => ({ ...limits, deadline: startWait(false) }), slot }
	return { change, before, isStillWanted, ...(inputs.wait.until !== 'accepted' && { whileClosing }) }
}
function afterRefusal({ job }, inputs, done) {
	if (!isRefusedInState(done) || done.job === undefined) return done
	const decision = decideChange(inputs.operation, done.job, job.name, isLenient(inputs))
	return decision.name === 'send' ? done : { ...done, ...resultOf(decision, job.policy.logger) }
}
function noteForWait({ name }, done) {
	const changed = changedOf(done)
	if (changed === undefined) return `It isn't known whether this run changed the job: there was no clear response to ${name}.`
	if (changed || name === 'get-job') return undefined
	return `This run changed nothing: the job was ${done.reason ?? 'already in the requested state'} before.`
}
function needsPrecheck(inputs) {
	const { operation, dryRun, wait } = inputs
	const isStartWithWait = operation.name === 'start-job' && wait.until !== 'accepted'
	const isAlwaysRead = operation.name === 'get-job' || operation.name === 'resume-job'
	return isAlwaysRead || isLenient(inputs) || dryRun || isStartWithWait
}
function isLenient({ operation, idempotent, jobs }) {
	return idempotent || (!jobs.isSingle && (operation.name === 'pause-job' || operation.name === 'close-job'))
}
async function precheck({ job, limits }, inputs) {
	const { operation, dryRun, wait } = inputs
	const { logger } = job.policy
	const snapshot = await job.get(limits)
	const { job: seen, statusCode, requestId } = snapshot
	const needsHistory = operation.name === 'get-job' || (wait.until === 'finished' && !dryRun)
	const history = needsHistory ? await readHistory(job, seen, limits) : undefined
	if (history !== undefined) logUnreadable(history, wait, logger)
	const counters = history?.entries && currentCounters(seen, history.entries)
	const observed = { outcome: UNCHANGED, statusCode, requestId, job: seen, counters }
	if (operation.name === 'get-job') return { snapshot, history, result: { ...observed, data: toMap(seen) } }
	if (operation.name !== 'update-qos') warnAboutSchedule(seen, logger)
	const decision = decideChange(operation, seen, job.name, isLenient(inputs))
	const unsent = { ...observed, before: seen, data: {} }
	if (dryRun) {
		const { text, reason } = predictChange(operation, decision, seen, job.name)
		const note = `Dry run: ${text} Nothing was changed.`
		return { snapshot, history, result: { ...unsent, note, reason, wouldChange: reason === undefined } }
	}
	if (decision.name !== 'send') return { snapshot, history, result: { ...unsent, ...resultOf(decision, logger) } }
	if (isStart(operation) && isFinished(seen.status)) logger.notice('The job has finished before. This starts a new round, which scans the whole source again.')
	return { snapshot, history, result: undefined }
}
function resultOf(decision, logger) {
	if (decision.name === 'fail') return { outcome: failure(decision.error, false), note: undefined }
	if (decision.warning !== undefined) logger.warning(decision.warning)
	return { outcome: UNCHANGED, note: `${decision.text} Nothing was changed.`, reason: decision.reason }
}

;// CONCATENATED MODULE: ./src/retry/semaphore.js
class Semaphore {
	#free
	#queue = []
	constructor(size) {
		this.#free = size
	}
	acquire(signal) {
		this.#free -= 1
		if (this.#free >= 0 || signal.aborted) return Promise.resolve()
		return new Promise((resolve) => {
			const enter = () => {
				signal.removeEventListener('abort', enter)
				this.#queue.splice(this.#queue.indexOf(enter), 1)
				resolve()
			}
			this.#queue.push(enter)
			signal.addEventListener('abort', enter)
		})
	}
	release() {
		this.#free += 1
		this.#queue[0]?.()
	}
}

;// CONCATENATED MODULE: ./src/batch/batch-progress.js


function createBatchProgress(names, log, clock) {
	const startedAt = clock.now()
	const jobs = new Map()
	for (const name of names) jobs.set(name, { stage: 'waiting', percent: 0, copiedBytes: 0n })
	const jobOf = (name) => jobs.get(name)
	const samples = []
	let interval = 0
	let last = { line: '', at: Number.NEGATIVE_INFINITY }
	return {
		samples: () => samples,
		move(name, stage) {
			const job = jobOf(name)
			job.stage = stage
			if (stage === 'done') job.percent = 100
		},
		remove(name) {
			jobs.delete(name)
		},
		record(name, counters) {
			const job = jobOf(name)
			job.percent = counters?.percent ?? job.percent
			job.copiedBytes = counters?.copiedBytes ?? job.copiedBytes
		},
		log() {
			const all = [...jobs.values()]
			const percent = all.reduce((sum, job) => sum + job.percent, 0) / Math.max(1, all.length)
			const bytes = all.reduce((sum, job) => sum + job.copiedBytes, 0n)
			interval = addSample(samples, { at: clock.now() - startedAt, percent, bytes: Number(bytes) }, interval)
			const line = formatLine(all, percent, bytes)
			if (line === last.line && clock.now() - last.at < HEARTBEAT) return
			last = { line, at: clock.now() }
			log(line)
		}
	}
}
function formatLine(all, percent, bytes) {
	const { running = [], waiting = [], done = [], failed = [] } = Object.groupBy(all, ({ stage }) => stage)
	const failures = failed.length === 0 ? '' : ` (${failed.length} failed)`
	const counts = `${running.length} running, ${waiting.length} waiting, ${done.length + failed.length} done${failures}`
	return `${counts}; ${formatPercent(percent)}, ${formatBytes(bytes)} copied`
}

;// CONCATENATED MODULE: ./src/batch/job-log.js




const FIRST = 40
const LAST = 120
function createJobLog() {
	const all = []
	const logged = new Set()
	const warnings = new Set()
	let dropped = 0
	const info = (text) => {
		all.push(truncateLine(text))
		if (all.length > FIRST + LAST) dropped += all.splice(FIRST, 1).length
	}
	const once = (kind, whole) => {
		const text = truncateLine(whole)
		if (!logged.has(text)) info(`${kind}: ${text}`)
		logged.add(text)
		return text
	}
	return {
		info,
		notice: (text) => void once('Notice', text),
		warning: (text) => void warnings.add(once('Warning', text)),
		takeLines() {
			const lines = all.splice(0)
			return dropped === 0 ? lines : lines.toSpliced(FIRST, 0, `(${dropped} lines left out)`)
		},
		warnings: () => [...warnings]
	}
}
function truncateResult(result, keepsData) {
	const { outcome, before, job, note, requestId, data, report, samples: _, ...rest } = result
	return {
		...rest,
		outcome: 'error' in outcome ? { ...outcome, error: truncateError(outcome.error) } : outcome,
		requestId: requestId && kept(requestId),
		before: before && truncateJob(before),
		job: job && truncateJob(job),
		note: note && kept(note),
		...(report && { report: { ...NO_LISTS, status: kept(report.status) } }),
		...(keepsData && data && { data })
	}
}
const NO_LISTS = { failedList: '', skippedList: '', totalList: '', times: {} }
function truncateJob({ status, importQos }) {
	return { ...(status && { status: kept(status) }), ...(importQos && { importQos }) }
}
function truncateError(error) {
	if (error instanceof ActionError) return new ActionError(error.code, kept(error.message))
	if (!(error instanceof MgwError)) return error
	const { code, message, requestId } = error
	const data = Object.fromEntries(Object.entries(error.data).map(([name, value]) => [name, truncateValue(value)]))
	const headers = requestId === undefined ? {} : { 'x-oss-request-id': kept(requestId) }
	return new MgwError(kept(code), kept(message), data, { headers })
}
function truncateValue(value) {
	const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
	return text === value || text.length > MAX_KEPT ? kept(text) : value
}
function truncateLine(text) {
	return text.length <= MAX_LOG_LINE ? text : copyOfStart(text, MAX_LOG_LINE) + ELLIPSIS
}
function kept(text) {
	return text.length <= MAX_KEPT ? Buffer.from(text).toString() : copyOfStart(text, MAX_KEPT)
}

;// CONCATENATED MODULE: ./src/batch/batch.js













function createBatch(names, step) {
	const { inputs, policy } = step
	const { clock, logger } = policy
	const isSingle = inputs.jobs.isSingle
	const showsProgress = !isSingle && inputs.wait.until !== 'accepted' && !inputs.dryRun
	return {
		names,
		step,
		isSingle,
		hasQueue: !isSingle && hasQueue(inputs),
		slots: new Semaphore(inputs.batch.maxParallel),
		rateLimiter: isSingle ? undefined : new RateLimiter(clock),
		deadline: createSharedDeadline(inputs.wait.timeoutSeconds, clock),
		progress: showsProgress ? createBatchProgress(names, logger.info, clock) : undefined,
		ended: 0,
		onEnd: () => {},
		logs: new Map(isSingle ? [] : names.map((name) => [name, createJobLog()])),
		results: new Map(),
		refused: new Map(),
		gone: [],
		attempts: []
	}
}
async function runJobs(names, step) {
	const batch = createBatch(names, step)
	const stopLogging = batch.progress && logProgress(step, batch.progress)
	for (let pending = names; pending.length > 0; pending = switchedJobs(batch)) {
		const started = []
		for (const name of pending) {
			if (await acquire(batch, () => canStart(batch))) started.push(start(batch, name))
			else {
				const text = `Nothing was sent for this job: the ${whyStopped(batch, false)}`
				end(batch, name, { outcome: failure(new ActionError('CancelOperation', text), false) }, true)
			}
		}
		await Promise.all(started)
		do {
			if (batch.hasQueue) await processQueue(batch)
			await Promise.all(batch.attempts)
		} while (batch.hasQueue && batch.refused.size > 0)
		if (batch.refused.size > 0) leaveToNextRun(batch)
	}
	await stopLogging?.()
	return {
		jobs: names.flatMap((name) => batch.results.get(name) ?? []),
		warnings: groupWarnings(batch),
		samples: batch.progress?.samples() ?? [],
		activeEntry: activeNow(batch)
	}
}
function logProgress({ inputs, policy }, progress) {
	const stop = new AbortController()
	const log = async () => {
		while (!stop.signal.aborted) {
			await policy.clock.sleep(inputs.wait.intervalSeconds * 1000, stop.signal)
			progress.log()
		}
	}
	const logging = log()
	return () => {
		stop.abort()
		return logging
	}
}
function switchedJobs(batch) {
	const { names, results, step, isSingle } = batch
	if (isSingle || !canStart(batch)) return []
	return names.filter((name) => {
		const entry = results.get(name)?.result.activeEntry
		return entry !== undefined && hasSwitched(entry, step.policy.clockSkew.wallTime(step.policy.clock))
	})
}
function activeNow({ results, step: { policy } }) {
	const entry = [...results.values()].find(({ result }) => result.activeEntry !== undefined)?.result.activeEntry
	return entry && activeEntryAt(entry.timetable, entry.zone, policy.clockSkew.wallTime(policy.clock))
}
async function acquire({ slots, step }, isStillAllowed) {
	await slots.acquire(step.limits.signal)
	if (isStillAllowed()) return true
	slots.release()
	return false
}
async function processQueue(batch) {
	const { step, names, refused, deadline } = batch
	const { clock, logger } = step.policy
	const queue = names.filter((name) => refused.has(name))
	if (queue.length === 0) return
	deadline.start(false)
	logger.info(`${queue.length} of ${names.length} jobs wait until another one ends, because too many are running.`)
	const interval = step.inputs.wait.intervalSeconds * 1000
	let delay = interval
	let seen = 0
	let isFull = true
	while (queue[0] !== undefined) {
		const [name] = queue
		if (isFull && batch.ended === seen) {
			const jobEnded = new AbortController()
			batch.onEnd = () => jobEnded.abort()
			const signal = AbortSignal.any([step.limits.signal, jobEnded.signal])
			await clock.sleep(Math.min(delay, deadline.left()), signal)
		}
		if (!(await acquire(batch, () => canStart(batch) && deadline.left() > 0))) break
		delay = batch.ended > seen ? interval : Math.min(delay * 1.5, interval * 4)
		seen = batch.ended
		refused.delete(name)
		await start(batch, name)
		isFull = refused.has(name)
		if (isFull) continue
		queue.shift()
		delay = interval
	}
	const note = `It was queued, and never started: the ${whyStopped(batch, deadline.left() === 0)}`
	for (const name of queue) {
		end(batch, name, { ...refused.get(name), note })
		refused.delete(name)
	}
}
function leaveToNextRun(batch) {
	const others = [...batch.results.values()].map(({ result }) => result)
	for (const [name, refusal] of batch.refused) {
		const result = leftToNextRun(refusal, others)
		if (errorOf(result) === undefined) batch.logs.get(name)?.warning(NOT_STARTED)
		end(batch, name, result)
	}
	batch.refused.clear()
}
function start(batch, name) {
	const { inputs, service, policy, limits } = batch.step
	const started = Promise.withResolvers()
	const logger = batch.logs.get(name) ?? policy.logger
	const deadline = startDeadline('timeout-seconds', inputs.timeoutSeconds, policy.clock)
	const context = {
		job: new JobClient(service, name, { ...policy, logger, rateLimiter: batch.rateLimiter }),
		limits: batch.isSingle ? limits : { ...limits, deadline },
		slot: batch.slots,
		startWait(changed) {
			batch.progress?.move(name, 'running')
			started.resolve()
			return batch.deadline.start(changed)
		},
		onPoll: (counters) => batch.progress?.record(name, counters)
	}
	const ended = runOperation(context, inputs).then((result) => {
		batch.slots.release()
		const isRefused = !batch.isSingle && isOverLimit(result)
		if ((isRefused && batch.hasQueue) || (!batch.isSingle && isLeftToNextRun(inputs, result))) batch.refused.set(name, result)
		else end(batch, name, isRefused ? { ...result, note: NO_QUEUE } : result)
		started.resolve()
	})
	batch.attempts.push(ended)
	return started.promise
}
function isOverLimit(result) {
	return errorCode(errorOf(result)) === TOO_MANY_JOBS && changedOf(result) === false
}
function hasQueue({ operation, wait }) {
	return isStart(operation) && wait.until === 'finished'
}
const NO_QUEUE = "It wasn't started. With wait-for set to finished, jobs over this limit wait in the step until another one ends."
function isLeftToNextRun({ operation }, result) {
	return operation.name === 'apply-timetable' && errorCode(errorOf(result)) === TOO_MANY_JOBS
}
const NOT_STARTED = 'not started, since too many jobs are running in this region. The next run of this workflow tries again.'
function leftToNextRun(result, others) {
	const hasStarted = others.some((other) => errorOf(other) === undefined && (changedOf(other) === true || isRunning(other.job?.status)))
	return hasStarted ? { ...result, outcome: success(changedOf(result)), note: `It was ${NOT_STARTED}` } : { ...result, note: 'No job of this step is running. The next run of this workflow tries again.' }
}
function end(batch, name, latest, isSkipped = false) {
	const { isSingle, names, logs, step, results } = batch
	batch.ended += 1
	batch.onEnd()
	const isNamed = step.inputs.jobs.include.includes(name)
	if (!isNamed && !results.has(name) && isGone(latest)) {
		batch.gone.push(name)
		batch.progress?.remove(name)
		return
	}
	const earlier = results.get(name)?.result
	const result = earlier ? mergeResults(earlier, latest) : latest
	const kept = isSingle ? result : truncateResult(result, name === names.at(-1))
	results.set(name, { name, result: kept, isSkipped })
	batch.progress?.move(name, errorOf(result) === undefined ? 'done' : 'failed')
	if (!isSingle) step.onEnd({ name, result, isSkipped }, logs.get(name)?.takeLines() ?? [])
}
function isGone(result) {
	const { samples = [], job } = result
	if (changedOf(result) !== false) return false
	if (job?.status === 'IMPORT_JOB_DELETING') return samples.length < 2
	return /^(NoSuchImportJob|ImportJobInDeleting)$/.test(errorCode(errorOf(result)) ?? '')
}
function canStart(batch) {
	const { limits, inputs } = batch.step
	return !limits.signal.aborted && !(inputs.batch.failFast && firstFailed(batch) !== undefined)
}
function firstFailed({ results }) {
	return [...results.values()].find(({ result }) => errorOf(result) !== undefined)?.name
}
function whyStopped(batch, isOver) {
	const { limits, inputs } = batch.step
	if (limits.signal.aborted) return 'workflow was cancelled.'
	if (isOver) return `step timed out after ${inputs.wait.timeoutSeconds} s (wait-timeout-seconds).`
	return `job ${firstFailed(batch)} failed, and fail-fast is true.`
}
function groupWarnings({ names, logs, gone }) {
	const text = 'deleted since the jobs were listed, so left out.'
	const warnings = new Map(gone.length === 0 ? [] : [[text, gone]])
	for (const name of names.filter((one) => !gone.includes(one))) {
		for (const text of logs.get(name)?.warnings() ?? []) warnings.set(text, [...(warnings.get(text) ?? []), name])
	}
	return warnings
}
function createSharedDeadline(seconds, clock) {
	let end = Number.POSITIVE_INFINITY
	let reason = 0
	const deadline = { name: 'wait-timeout-seconds', seconds, left: () => Math.max(0, end - clock.now()) }
	const start = (changed) => {
		const next = changed ? 3 : changed === undefined ? 2 : 1
		if (next > reason) end = clock.now() + seconds * 1000
		reason = Math.max(reason, next)
		return deadline
	}
	return { ...deadline, start }
}

;// CONCATENATED MODULE: ./src/batch/select-jobs.js








async function resolveJobs(step) {
	const { inputs, service, policy, limits } = step
	const { jobs, batch } = inputs
	if (jobs.isSingle) return { names: jobs.include }
	const client = new JobClient(service, '', policy)
	try {
		const read = async (marker) => {
			const request = new ListJobRequest({ count: PAGE_SIZE, marker })
			const { body, statusCode } = await client.read('listJob', [request], limits)
			return { ...body.importJobList, statusCode }
		}
		const listed = jobs.include.some(isPattern) ? await listNames(read) : undefined
		const { names, warnings } = selectJobs(jobs, listed)
		if (names.length === 0) throw new ActionError('NoSuchImportJob', describeNoMatch(jobs, listed))
		validateJobCount(names.length, batch.maxJobs)
		for (const text of warnings) policy.logger.warning(text)
		return { names }
	} catch (error) {
		const note = errorCode(error) === 'AccessDenied' ? LISTING_DENIED : undefined
		return { outcome: failure(error, false), statusCode: client.lastStatusCode, note }
	}
}
const LISTING_DENIED = 'A pattern in job-name lists all jobs. Allow the RAM user or role mgw:ListImportJob, or write the names out.'
const PAGE_SIZE = 100
const select_jobs_MAX_PAGES = 1000
const select_jobs_MAX_JOBS = 10_000
async function listNames(read) {
	const names = new Set()
	const seen = new Set()
	const markers = new Set()
	for (let marker = ''; ; ) {
		const { importJob, truncated, nextMarker = '', statusCode } = await read(marker)
		const before = seen.size
		for (const { name: whole = '', parentName = '' } of importJob) {
			const name = copyOfStart(whole, MAX_LISTED_NAME)
			seen.add(name)
			if (parentName === '') names.add(name)
		}
		markers.add(marker)
		const next = (truncated ?? nextMarker !== '') ? nextMarker : undefined
		const isRepeated = importJob.length > 0 && seen.size === before
		const problem = paginationProblem(next, markers, seen.size, isRepeated)
		if (problem !== undefined) throw invalidResponse(`The list of jobs is endless: on page ${markers.size}, ${problem}.`, { statusCode })
		if (next === undefined) return [...names]
		marker = next
	}
}
function paginationProblem(next, markers, count, isRepeated) {
	if (count > select_jobs_MAX_JOBS || (next !== undefined && markers.size >= select_jobs_MAX_PAGES)) return `there were ${count} names, but a region has at most 500 jobs`
	if (next === undefined) return undefined
	if (isRepeated) return 'a page came twice'
	return markers.has(next) ? `NextMarker ${next === '' ? 'is missing' : 'goes back'}` : undefined
}
function selectJobs(selection, listed) {
	const valid = [...new Set(listed)].filter(isJobName).sort()
	const selected = selection.include.map((text) => ({ text, names: namesFor(text, valid) }))
	const found = new Set(selected.flatMap(({ names }) => names))
	const all = [...found]
	const excluded = selection.exclude.map((text) => {
		return { text: `!${text}`, names: namesFor(text, all).filter((name) => found.has(name)) }
	})
	const left = new Set(excluded.flatMap(({ names }) => names))
	const names = all.filter((name) => !left.has(name))
	if (names.length === 0) return { names, warnings: [] }
	const warnings = []
	const invalid = (listed ?? []).filter((name) => !isJobName(name)).map((name) => quote(name, 80))
	if (invalid.length > 0) warnings.push(`ListJob returned ${plural(invalid.length, 'invalid job name')}, left out: ${truncateList(invalid, 3)}.`)
	const unmatched = [...selected, ...excluded].flatMap(({ text, names }) => (names.length === 0 ? text : []))
	if (unmatched.length > 0) {
		const verb = unmatched.length === 1 ? 'matches' : 'match'
		const closest = describeClosest(unmatched, [...new Set([...valid, ...found])])
		warnings.push(`In job-name, ${truncateList(unmatched)} ${verb} no job. ${closest}`.trim())
	}
	return { names, warnings }
}
function namesFor(text, valid) {
	if (!isPattern(text)) return [text]
	const pattern = toRegExp(text)
	return valid.filter((name) => pattern.test(name))
}
function describeNoMatch({ include, exclude }, listed) {
	const text = [...include, ...exclude.map((name) => `!${name}`)].join(', ')
	const problem = `No job matches job-name, ${quote(text)}`
	if (listed === undefined) return `${problem}: it also excludes every name.`
	const valid = listed.filter(isJobName).sort()
	if (valid.length === 0) return `${problem}: there are no jobs in this account and region.`
	const wanted = new Set(include.flatMap((text) => namesFor(text, valid)))
	const matched = valid.filter((name) => wanted.has(name))
	if (matched.length > 0) return `${problem}: it also excludes what it matches (${truncateList(matched)}).`
	const advice = describeClosest(include, valid) || `Jobs in this region: ${truncateList(valid)}.`
	return `${problem}. ${advice} Names are case-sensitive; also check region and user-id.`
}
function describeClosest(parts, names) {
	const compared = names.slice(0, 500)
	const near = parts.slice(0, MAX_NAMES).flatMap((text) => closestMatches(text.replace(/[!*?]+/g, ''), compared))
	return near.length === 0 ? '' : `The closest are ${joinWithAnd([...new Set(near)].slice(0, 5))}.`
}

;// CONCATENATED MODULE: ./src/inputs/inputs.js






function readTarget() {
	const [operation, jobName, region] = [input('operation'), input('job-name'), input('region')]
	return { operation, jobName, region, endpoint: undefined, isSingle: true }
}
function readInputs() {
	validateInputNames()
	const name = readOperationName()
	const jobs = readJobs()
	const { operation, warnings } = readOperation(name, jobs.isSingle)
	const endpoint = readEndpoint()
	const role = readRole()
	const { userId, notices } = readUserId(endpoint, role)
	const sts = readSts(endpoint)
	const dryRun = readBoolean('dry-run')
	const wait = readWait(name)
	const jobName = jobs.isSingle ? jobs.include.join() : input('job-name')
	const target = { operation: name, jobName, region: endpoint.region, endpoint, isSingle: jobs.isSingle }
	return {
		target,
		operation,
		jobs,
		batch: readBatchOptions(jobs, name, dryRun),
		endpoint,
		userId,
		allowedAccountIds: readAllowedAccounts(userId),
		role,
		sts,
		maxAttempts: readNumber('max-attempts', 1, 100),
		timeoutSeconds: readNumber('timeout-seconds', 1, 86_400),
		idempotent: readBoolean('idempotent'),
		dryRun,
		wait,
		warnings: [...warnings, ...warnAboutAddresses(endpoint, sts), ...warnAboutWait(name, wait, dryRun)],
		notices
	}
}

;// CONCATENATED MODULE: ./src/runner/logger.js



const runnerLogger = { info: logger_info, notice: logger_notice, warning: logger_warning }
function logger_info(text) {
	info(safe(text).split('\n').map(escapeCommand).join('\n'))
}
function escapeCommand(line) {
	return /^\s*::|##\[/.test(line) ? escapeOldCommands(JSON.stringify(line)) : line
}
function logger_notice(text, title) {
	notice(safe(text), annotation(title))
}
function logger_warning(text, title) {
	warning(safe(text), annotation(title))
}
function logger_error(text, title) {
	error(safe(text), annotation(title))
}
function safe(text) {
	return escapeControls(redact(text))
}
function annotation(title = '') {
	return title === '' ? {} : { title: escapeControls(title) }
}
function printGroup(title, lines) {
	startGroup(safe(title))
	for (const line of lines) logger_info(line.replace(/[\t\r\n]+/g, ' '))
	endGroup()
}

;// CONCATENATED MODULE: ./src/report/error-catalogue.js

function errorInfoFor(code, statusCode, message = '') {
	const special = BY_MESSAGE.find(([one, pattern]) => code === one && pattern.test(message))?.[2]
	const exact = [code, code.split('.', 1)[0] ?? ''].find(isKnownCode)
	const heading = special ?? exact ?? PATTERNS.find(([pattern]) => pattern.test(code))?.[1] ?? fallbackFor(statusCode)
	const [summary, advice] = { ...CATALOGUE, ...FALLBACKS }[heading]
	return { summary, advice, heading }
}
function fallbackFor(statusCode) {
	if (statusCode === undefined) return 'Other codes of Node.js'
	if (statusCode === 429 || statusCode === 503) return 'ServiceUnavailable'
	if (statusCode >= 500) return 'InternalError'
	return statusCode === 403 ? 'AccessDenied' : 'Other codes of the service'
}
function anchorOf(heading) {
	return heading
		.toLowerCase()
		.replace(/[^\w -]/g, '')
		.replaceAll(' ', '-')
}
const ACCOUNT_DISABLED = ['The account is disabled.', "Ask the account's owner or Alibaba Cloud support."]
const CERTIFICATE_TIME = ["The server's certificate has expired or isn't valid yet.", "Check the runner's clock. If it is right, the server needs a new certificate."]
const CLOCK_OFF = ["The runner's clock is more than 15 minutes off.", 'Correct it (NTP).']
const RUN_AGAIN = 'After a start, check the job first. Otherwise, run this step again.'
const CONNECTION_LOST = ['The connection was lost.', RUN_AGAIN]
const FORBIDDEN_HERE = ['This machine blocked the connection.', 'Check the firewall and security policy of the runner and its container.']
const IN_DEBT = ['The account has an overdue payment.', 'Pay it, then run this step again.']
const AVOID_CONFLICTS = 'Check the job with get-job, then run this step again. Set concurrency so that workflows change it one at a time.'
const CHECK_HOST = 'Check region, endpoint, and whether the runner can reach the host (firewall, proxy, private network).'
const NO_ROUTE = ['There is no route to the host.', CHECK_HOST]
const CATALOGUE = {
	NoSuchImportJob: ['There is no job with this name in this account and region.', 'Check job-name, region and user-id in the console.'],
	InvalidImportJobStatus: ["The job's state doesn't allow this.", 'Check it with get-job.'],
	ImportJobConflictOnUpdateStatus: ["The job's state doesn't allow this, or another change was in progress.", AVOID_CONFLICTS],
	ImportJobUpdateConcurrently: ['Another change of the job was in progress.', AVOID_CONFLICTS],
	ImportJobConcurrencyExceed: ['Too many jobs are running: the limit is 10 in mainland China and Hong Kong, 5 elsewhere.', 'Pause or close another job, or start this one later.'],
	ImportJobInDeleting: ['The job is being deleted.', 'Create a new job.'],
	InvalidArgument: ['A value in the request is invalid.', 'Correct the input that the message names.'],
	MissingArgument: ['The request lacks a value.', 'Set the input that the message names.'],
	InternalError: ['The service failed.', `${RUN_AGAIN} If that doesn't help, give Alibaba Cloud support the request ID.`],
	ServiceUnavailable: ['The service is unavailable or limits the number of requests.', 'Run this step again in a few minutes, with fewer requests at a time.'],
	AccessDenied: ["The RAM user or role isn't allowed to do this.", 'Grant it mgw:UpdateImportJob, mgw:GetImportJob and mgw:ListImportJobHistory on acs:mgw:*:<account-id>:job/<job-name>. For "Anonymous access is forbidden", check endpoint instead.'],
	InvalidAccessKeyId: ["The service doesn't know the access key ID.", 'Check whether access-key-id is mistyped, disabled or deleted, or needs a security-token.'],
	SignatureDoesNotMatch: ["The secret doesn't belong to the access key ID, or region doesn't match endpoint.", 'Copy access-key-secret again. If endpoint is set, check region.'],
	RequestTimeTooSkewed: CLOCK_OFF,
	InvalidSecurityToken: ['The security token is invalid or has expired.', 'Pass security-token unchanged, with the access key ID and secret issued with it.'],
	SecurityTokenExpired: ['The temporary credentials have expired.', 'Get new ones right before this step.'],
	AccessKeyIdAndSecurityTokenNotMatch: ['The security token belongs to another access key ID.', 'Pass the access key ID, secret and token of the same session.'],
	UserDisable: ACCOUNT_DISABLED,
	InDebt: IN_DEBT,
	InDebtOverdue: IN_DEBT,
	InvalidResponse: ['The response came from a proxy or another server, not from the service.', "Check endpoint (for STS: sts-endpoint) and the runner's proxy."],
	ECONNREFUSED: ['The host refused the connection.', CHECK_HOST],
	ECONNRESET: CONNECTION_LOST,
	EPIPE: CONNECTION_LOST,
	ENOTFOUND: ["The host doesn't exist.", CHECK_HOST],
	EAI_AGAIN: ["The name server didn't respond.", CHECK_HOST],
	EACCES: FORBIDDEN_HERE,
	EPERM: FORBIDDEN_HERE,
	EHOSTUNREACH: NO_ROUTE,
	ENETUNREACH: NO_ROUTE,
	ETIMEDOUT: ['There was no complete response in time.', `${RUN_AGAIN} If that doesn't help, check the runner's network.`],
	CERT_HAS_EXPIRED: CERTIFICATE_TIME,
	CERT_NOT_YET_VALID: CERTIFICATE_TIME,
	'AuthenticationFail.NoPermission': ["The role's trust policy doesn't let this workflow sign in.", "Let it allow the iss, sub and aud of GitHub's token."],
	'AuthenticationFail.OIDCToken.AudienceNotMatch': ["The OIDC provider doesn't accept the audience of GitHub's token.", 'Set audience to one of the client IDs of the OIDC provider in RAM.'],
	'AuthenticationFail.OIDCToken.Expired': ["GitHub's token has expired.", "Run this step again, and check the runner's clock."],
	'AuthenticationFail.OIDCToken.IssuerConfigurationBroken': ["STS couldn't get GitHub's public keys.", 'Run this step again. GitHub Enterprise Server must be reachable from the internet.'],
	'AuthenticationFail.OIDCToken.IssuerNotMatch': ["The OIDC provider has a different issuer than GitHub's token.", "Create an OIDC provider in RAM whose issuer URL is exactly the token's iss, and set oidc-provider-arn to it."],
	'AuthenticationFail.OIDCToken.PublicKeyFingerprintMismatch': ["The OIDC provider in RAM lacks the fingerprint of GitHub's new certificate authority (CA).", 'Add it in the RAM console (Get Fingerprint) or by command. A provider can have five. Keep the old one until signing in works with the new one.'],
	'EntityNotExist.Role': ["The role doesn't exist.", 'Compare role-to-assume with its ARN in the RAM console.'],
	'EntityNotExist.OIDCProvider': ["The OIDC provider doesn't exist.", 'Compare oidc-provider-arn with its ARN in the RAM console.'],
	'InvalidParameter.DurationSeconds': ['The requested session is longer than the role allows.', "Lower role-session-expiration, or raise the role's MaxSessionDuration in RAM."],
	'InvalidTimeStamp.Expired': CLOCK_OFF,
	InvalidAccountStatus: ACCOUNT_DISABLED,
	UnexpectedError: ['This action has a bug.', 'Please report it with this text.']
}
function isKnownCode(code) {
	return Object.hasOwn(CATALOGUE, code)
}
const FALLBACKS = {
	Certificates: ["The server's certificate isn't valid for this host, or isn't trusted.", 'Check endpoint. Behind a proxy that inspects TLS, or in a private deployment, set NODE_EXTRA_CA_CERTS to the path of its CA certificate.'],
	"GitHub's token": ['GitHub issued no token.', "Run this step again. If that doesn't help, check https://www.githubstatus.com and the runner's proxy."],
	'Name resolution': ["The runner couldn't resolve the host name.", "Check region, endpoint and the runner's DNS settings."],
	'Signing in as a role': ["STS didn't let this workflow sign in as the role.", "Check role-to-assume, oidc-provider-arn, the role's trust policy and the client IDs of the OIDC provider."],
	TLS: ["The server doesn't speak TLS correctly.", 'Check endpoint and its port. For a local server without TLS, such as the emulator, write http://127.0.0.1 before the port.'],
	'Other codes of Node.js': ['The request failed before there was a response.', "Find the code in the documentation of Node.js, and check the runner's network."],
	'Other codes of the service': ["The service refused the request with a code that this action doesn't know.", "Find the code in Alibaba Cloud's help, or give its support the request ID."]
}
const PATTERNS = [
	[THROTTLING, 'ServiceUnavailable'],
	[/^(AuthenticationFail|EntityNotExist|NoPermission|OIDCToken)/, 'Signing in as a role'],
	[/^EAI_/, 'Name resolution'],
	[/EPROTO|ERR_SSL/, 'TLS'],
	[/CERT|SIGNATURE|ERR_TLS|^INVALID_(CA|PURPOSE)$|^PATH_LENGTH/, 'Certificates']
]
const BY_MESSAGE = [
	['AuthenticationFail.NoPermission', /^No such OIDC Provider/i, 'EntityNotExist.OIDCProvider'],
	['InvalidResponse', /^GitHub\b/, "GitHub's token"]
]

;// CONCATENATED MODULE: ./src/report/job-report.js











function createJobReport(result, target, time) {
	const { requestId, statusCode, data = {} } = result
	const error = errorOf(result)
	if (error === undefined) {
		const envelope = { Code: 'success', StatusCode: statusCode, LogTime: logTime(time), Data: data }
		return { target, result, envelope, requestId, text: describeSuccess(result, target), serviceMessage: '' }
	}
	const errorRequestId = error instanceof MgwError ? error.requestId : undefined
	return {
		target,
		result,
		envelope: failureEnvelope(error, statusCode, time),
		requestId: changedOf(result) === false ? (errorRequestId ?? requestId) : (requestId ?? errorRequestId),
		...explain(error, result, target)
	}
}
function failureEnvelope(error, statusCode, time) {
	const { code, message } = knownError(error)
	const [response, text] = error instanceof MgwError ? [error.data, sdkText(error, message)] : [{ statusCode, requestId: '' }, message]
	return {
		Code: 'fail',
		StatusCode: response.statusCode,
		LogTime: logTime(time),
		ErrorMsg: truncate(redact(text).replaceAll('\n', ' ').replaceAll('"', "'"), MAX_ERROR_MSG),
		ErrorCode: code,
		RequestId: response.requestId ? truncate(response.requestId, MAX_CODE) : undefined
	}
}
function logTime(time) {
	const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000)
	return local.toISOString().slice(0, 19).replace('T', ' ')
}
function toJson(envelope, indent) {
	function show(name, value) {
		const isSafe = this === envelope && ['Code', 'LogTime', 'ErrorCode'].includes(name)
		if (typeof value === 'string') return isSafe ? value : redactStatus(value)
		if (!isModel(value) || value === envelope) return exactNumber(value)
		return Object.fromEntries(Object.entries(value).map(([key, field]) => [redact(key), field]))
	}
	return escapeOldCommands(JSON.stringify(envelope, show, indent))
}
function boundEnvelope(envelope) {
	if (Buffer.byteLength(toJson(envelope, 0)) <= MAX_OUTPUT_BYTES) return envelope
	if (envelope.Code === 'fail') return { ...envelope, ErrorMsg: truncate(envelope.ErrorMsg, MAX_KEPT) }
	return { ...envelope, Data: { Omitted: 'Data is longer than 128 KiB.' } }
}
function isModel(value) {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
}
function exactNumber(value) {
	return typeof value === 'bigint' ? JSON.rawJSON(String(value)) : value
}
function describeSuccess(result, target) {
	const { note, samples, roundStatus, report, retryJob } = result
	const { operation, jobName } = target
	const changed = changedOf(result)
	const isReported = samples === undefined || roundStatus !== undefined || report !== undefined
	if (isReported && note !== undefined) return note
	const id = result.requestId === undefined ? '' : ` (request ID ${result.requestId})`
	if (samples === undefined && changed !== false) {
		return operation === 'update-qos' ? `Throttling of ${jobName} set to ${describeThrottling(result.job?.importQos)}${id}.` : `${operation} was accepted for ${jobName}${id}. Its state changes within seconds. To wait for that, set wait-for to applied.`
	}
	const now = describeNow(result, operation, retryJob ?? jobName)
	if (retryJob !== undefined) return joinParts([note, now])
	return joinParts([now, note, changed && `${operation} was accepted${id}.`])
}
function describeNow({ job, counters, samples }, operation, jobName) {
	const hasEnded = isFinished(job?.status) || (samples !== undefined && job === undefined)
	if (hasEnded && counters !== undefined) return describeEnd(jobName, counters)
	if (operation === 'update-qos' && job !== undefined && states_isThrottled(job)) return `${jobName} is throttled to ${describeThrottling(job.importQos)}.`
	const percent = prefixed(', ', formatPercent(counters?.percent))
	return `${jobName} is ${describeStatus(job?.status)}${percent}${prefixed(': ', describeFiles(counters))}.`
}
function describeEnd(jobName, counters) {
	const { totalCount, copiedCount, failedCount = 0n, duration } = counters
	const isShort = totalCount !== undefined && copiedCount !== undefined && copiedCount + failedCount < totalCount
	const time = duration === undefined ? '' : ` ${isShort ? 'after' : 'in'} ${formatDuration(duration)}`
	return `${jobName} ${isShort ? 'ended' : 'finished'}${time}${prefixed(': ', describeFiles(counters))}.`
}
function describeFiles(counters = {}) {
	const { totalCount, copiedCount, copiedBytes, totalBytes, failedCount, skippedCount } = counters
	const parts = [copiedCount !== undefined && `${partOf(copiedCount, totalCount, formatNumber)} files`, partOf(copiedBytes, copiedBytes === totalBytes ? undefined : totalBytes, formatBytes), formatCount(failedCount, 'failed'), skippedCount && formatCount(skippedCount, 'skipped')]
	return joinParts(parts, ', ')
}
function isInTrouble({ target, result }) {
	const { job, counters } = result
	const isInterrupted = job?.status === 'IMPORT_JOB_INTERRUPTED' && target.operation.startsWith('get-job')
	return isInterrupted || Boolean(counters?.failedCount)
}
function explain(error, { note }, { endpoint }) {
	const { code, message } = knownError(error)
	if (error instanceof ActionError) return { text: joinParts([message, note]), serviceMessage: '', section: anchorOf(code) }
	const line = message.replace(/(?:[^!-\uffff]|\s)+/g, ' ').trim()
	const serviceMessage = truncate(escapeControls(line), MAX_QUOTE)
	if (error instanceof TransportError && (error.isProxyError || code.startsWith('ERR_PROXY'))) {
		const section = error.isProxyError ? 'proxies' : anchorOf(code)
		return { text: joinParts([serviceMessage, note]), serviceMessage: '', section }
	}
	const status = error instanceof MgwError ? error.statusCode : undefined
	const { summary, advice, heading } = errorInfoFor(code, status, message)
	const certificateHint = /CERT|SIGNATURE/.test(code) && extraCaCertsProblem(process.env.NODE_EXTRA_CA_CERTS)
	const text = joinParts([summary, note ?? advice, certificateHint, regionHint(error, endpoint)])
	return { text, serviceMessage, section: anchorOf(heading) }
}
function knownError(error) {
	const isKnown = error instanceof ActionError || error instanceof TransportError || error instanceof MgwError
	const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
	const { code, message } = isKnown ? error : { code: 'UnexpectedError', message: stack }
	const isOwn = !(error instanceof MgwError) || isKnownCode(code)
	return { code: isOwn ? code : truncate(code, MAX_CODE), message: truncate(message, MAX_MESSAGE) }
}
function regionHint(error, endpoint) {
	if (!endpoint || !parseMgwHost(endpoint.hostname)) return undefined
	if (!(error instanceof TransportError) || error.code !== 'ENOTFOUND') return undefined
	const isOfficial = OFFICIAL_REGIONS.includes(endpoint.region)
	const guess = isOfficial ? "This is an official region, so the runner probably can't resolve the name (DNS, private network)." : `Is the region ${endpoint.region} mistyped?`
	return `${guess} The official regions are ${OFFICIAL_REGIONS.join(', ')}.`
}
function sdkText({ code, statusCode, data }, message) {
	const show = (_, field) => (isModel(field) ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1))) : field)
	const json = JSON.stringify(data, show).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
	return `SDKError:\n   StatusCode: ${statusCode ?? 0}\n   Code: ${code}\n   Message: ${message}\n   Data: ${json}\n`
}
function extraCaCertsProblem(file) {
	if (!file) return undefined
	const ignored = `NODE_EXTRA_CA_CERTS (${JSON.stringify(file)}) was ignored:`
	try {
		if ((0,external_node_fs_namespaceObject.readFileSync)(file, 'utf8').includes('-----BEGIN CERTIFICATE-----')) return undefined
		return `${ignored} the file contains no PEM certificate.`
	} catch {
		return `${ignored} the file can't be read. In a container, use the path inside the container.`
	}
}

;// CONCATENATED MODULE: ./src/report/outputs.js










function writeOutputs(values) {
	try {
		const file = process.env.GITHUB_OUTPUT ?? ''
		if (!(0,external_node_fs_namespaceObject.existsSync)(file)) throw new Error('GITHUB_OUTPUT names no file')
		const end = `end-${(0,external_node_crypto_namespaceObject.randomBytes)(16).toString('base64url')}`
		const lines = OUTPUTS.map((name) => {
			const value = values[name]
			const short = Buffer.byteLength(value) <= MAX_OUTPUT_BYTES ? value : truncate(value, MAX_ERROR_MSG)
			return `${name}<<${end}\n${short}\n${end}\n`
		})
		;(0,external_node_fs_namespaceObject.appendFileSync)(file, lines.join(''))
		return true
	} catch (cause) {
		logger_error(`The outputs couldn't be written, so later steps don't see the result: ${cause.message}. Check that the disk isn't full and that GITHUB_OUTPUT is writable.`, 'Outputs not written')
		return false
	}
}
function jobOutputs({ envelope, requestId, result }) {
	const failed = envelope.Code === 'fail' ? envelope : undefined
	const { job, counters, activeEntry, report } = result
	const next = activeEntry?.next && new Date(activeEntry.next.instant)
	const values = {
		code: envelope.Code,
		'status-code': envelope.StatusCode,
		'request-id': redact(requestId ?? ''),
		'error-code': failed?.ErrorCode,
		'error-message': redact(failed?.ErrorMsg ?? ''),
		result: toJson(boundEnvelope(envelope), 0),
		changed: changedOf(result),
		'job-status': shownStatus(job?.status),
		'max-bandwidth': job?.importQos?.maxBandWidth,
		'max-qps': job?.importQos?.maxImportTaskQps,
		'total-count': counters?.totalCount,
		'copied-count': counters?.copiedCount,
		'failed-count': counters?.failedCount,
		'skipped-count': counters?.skippedCount,
		'total-bytes': counters?.totalBytes,
		'copied-bytes': counters?.copiedBytes,
		progress: counters?.percent?.toFixed(1),
		'timetable-line': redact(activeEntry?.entry.text ?? ''),
		'next-change': next?.toISOString().replace('.000', ''),
		'round-status': result.roundStatus,
		retryable: result.retryable,
		'report-status': safeIdentifier(report?.status),
		'failed-list': redact(report?.failedList ?? ''),
		'skipped-list': redact(report?.skippedList ?? ''),
		'total-list': redact(report?.totalList ?? ''),
		'retry-job': redact(result.retryJob ?? '')
	}
	return Object.fromEntries(OUTPUTS.map((name) => [name, String(values[name] ?? '')]))
}
function resultsJson(reports, maxBytes = MAX_RESULTS_BYTES) {
	let rows = reports.map(toRow)
	const leftOut = []
	for (;;) {
		const json = escapeOldCommands(JSON.stringify(rows, (_, value) => exactNumber(value)))
		const largest = Buffer.byteLength(json) <= maxBytes ? undefined : largestField(rows)
		if (largest === undefined) return { json, leftOut }
		leftOut.push(largest)
		rows = rows.map(({ [largest]: _, ...kept }, index) => (index === 0 ? { ...kept, leftOut } : kept))
	}
}
function toRow({ target, envelope, requestId, result }) {
	const { job, counters, wouldChange, roundStatus, retryable, report, retryJob } = result
	const { percent, duration: _, ...counts } = counters ?? {}
	return {
		job: redact(target.jobName),
		code: envelope.Code,
		errorCode: envelope.Code === 'fail' ? envelope.ErrorCode : '',
		requestId: redact(requestId ?? ''),
		changed: changedOf(result) ?? null,
		wouldChange,
		status: shownStatus(job?.status) ?? '',
		...counts,
		progress: percent,
		roundStatus,
		retryable,
		reportStatus: safeIdentifier(report?.status),
		retryJob: retryJob && redact(retryJob)
	}
}
function largestField(rows) {
	const lengths = new Map()
	for (const [name, value] of rows.flatMap((row) => Object.entries(row))) {
		if (['job', 'code', 'leftOut'].includes(name) || value === undefined) continue
		lengths.set(name, (lengths.get(name) ?? 0) + name.length + String(value).length)
	}
	return [...lengths].sort(([, a], [, b]) => b - a)[0]?.[0]
}

;// CONCATENATED MODULE: ./src/report/timetable-week.js






const POINTER = '\u25b6'
function renderWeek({ timetable, zone, instant }) {
	const now = momentAt(zone, instant)
	const rows = daysFrom(timetable, now).map((day) => rowsOf(day, now))
	const title = escapeHtml(`The timetable in ${zone.name}. It is ${formatInstant(zone, instant)}.`)
	const head = ['Day', 'From', 'State', 'Line'].map((name) => `<th align="left">${name}</th>`)
	return `<p>${title}</p><table><tr>${head.join('')}</tr>${rows.join('')}</table>`
}
function rowsOf({ day, override, initial, switches }, now) {
	const all = [{ moment: day * MINUTES_PER_DAY, entry: initial }, ...switches]
	const current = day === dayOf(now) ? all.findLast(({ moment }) => moment <= now) : undefined
	const like = override && `<br>like ${WEEKDAYS[override.weekday]} (line ${override.number})`
	const date = `${formatWeekday(day)} ${formatDate(day)}${like ?? ''}`
	const rows = all.map((one, index) => {
		const { state, kind, number } = one.entry
		const line = kind === 'dated' ? `${number} (dated)` : String(number)
		const cells = [formatTime(one.moment), escapeHtml(formatState(state)), line]
		const marked = one === current ? [`${POINTER} ${cells[0]}`, ...cells.slice(1)].map((cell) => `<b>${cell}</b>`) : cells
		const first = index === 0 ? `<td nowrap rowspan="${all.length}">${date}</td>` : ''
		return `<tr>${first}${marked.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
	})
	return rows.join('')
}

;// CONCATENATED MODULE: ./src/report/summary.js










const [FAILED, IN_TROUBLE, FINE] = ['\u274c', '\u26a0\ufe0f', '\u2705']
const ARROW = '\u2192'
function writeSummary(summary) {
	try {
		;(0,external_node_fs_namespaceObject.appendFileSync)(process.env.GITHUB_STEP_SUMMARY ?? '', summary())
	} catch (cause) {
		debug(`The job summary was not written: ${cause.message}`)
	}
}
function jobSummary(report, url = runUrl()) {
	const { target, result, envelope, requestId, text, serviceMessage } = report
	const rows = {
		Operation: codeHtml(target.operation),
		Job: codeHtml(target.jobName),
		Region: codeHtml(target.region),
		...summary_rowsOf(result),
		...(result.report && reportRows(result.report)),
		'HTTP status': codeHtml(envelope.StatusCode?.toString()),
		'Request ID': codeHtml(requestId),
		Run: runLink(url)
	}
	const table = Object.entries(rows)
		.filter(([, cell]) => cell)
		.map(([name, cell]) => `<tr><th align="left">${name}</th><td>${cell}</td></tr>`)
	const quotation = serviceMessage && `<pre>${escapeHtml(serviceMessage)}</pre>`
	const colon = envelope.Code === 'fail' ? ':' : ''
	const head = `<p>${statusIcon(report)}${colon} ${textHtml(text)}</p>${quotation}`
	return `${head}<table>${table.join('')}</table>${weekAndChart(result)}`
}
function statusIcon(report) {
	const { envelope } = report
	if (envelope.Code === 'fail') return `${FAILED} <code>${escapeHtml(envelope.ErrorCode)}</code>`
	return isInTrouble(report) ? IN_TROUBLE : FINE
}
function textHtml(text) {
	return escapeHtml(redact(text)).replaceAll('&#10;', '<br>')
}
function weekAndChart({ activeEntry, samples }) {
	const week = activeEntry === undefined ? '' : redact(renderWeek(activeEntry))
	const chart = samples === undefined ? '' : renderChart(samples)
	return `${week}${chart && `\n\n${chart}`}\n`
}
function runLink(url) {
	return url === undefined ? '' : `<a href="${escapeHtml(url)}">${escapeHtml(url.split('/').at(-1) ?? '')}</a>`
}
function summary_rowsOf({ before, job, counters, roundStatus, retryable, report, retryJob }) {
	const change = (of) => {
		const [first, last] = [before, job].map((seen) => codeHtml(seen && of(seen)))
		if (first === '' || first === last) return last ?? ''
		return last === '' ? `${first} before` : `${first} ${ARROW} ${last}`
	}
	const { copiedCount, totalCount, failedCount, skippedCount, copiedBytes, totalBytes, percent, duration } = counters ?? {}
	const files = partOf(copiedCount, totalCount, formatNumber)
	const details = joinParts([formatCount(failedCount, 'failed'), formatCount(skippedCount, 'skipped')], ', ')
	return {
		'Round status': codeHtml(roundStatus),
		Retryable: retryable === undefined ? '' : retryable ? 'yes' : 'no',
		Report: codeHtml(report?.status),
		'Sub-job': codeHtml(retryJob),
		State: change(({ status }) => status),
		Throttling: change((of) => (states_isThrottled(of) ? describeThrottling(of.importQos) : '')),
		Files: codeHtml(files && details ? `${files} (${details})` : files),
		Size: codeHtml(partOf(copiedBytes, totalBytes, formatBytes)),
		Progress: codeHtml(formatPercent(percent)),
		Duration: codeHtml(duration === undefined ? '' : formatDuration(duration))
	}
}
function reportRows(report) {
	const { failedList, skippedList, totalList, times } = report
	const lists = { 'Failed files': failedList, 'Skipped files': skippedList, 'All files': totalList }
	const placeHtml = (place) => `${codeHtml(place)}${place.startsWith('oss://') ? `<br>${codeHtml(`ossutil cp -r ${place} .`)}` : ''}`
	return Object.fromEntries(Object.entries({ ...times, ...lists }).map(([name, text]) => [name, placeHtml(text)]))
}
function codeHtml(text = '') {
	const isSafe = text.length <= MAX_QUOTE && redactStatus(text) === text
	return text === '' ? '' : `<code>${escapeHtml(isSafe ? text : truncate(text, MAX_QUOTE))}</code>`
}
function batchSummary(overall, reports, url = runUrl()) {
	const { target, result, text } = overall
	const about = joinParts([`${codeHtml(target.operation)} of ${plural(reports.length, 'job')}`, target.region && `in ${codeHtml(target.region)}`, url && `by run ${runLink(url)}`])
	const icon = overall.envelope.Code === 'fail' ? FAILED : reports.some(isInTrouble) ? IN_TROUBLE : FINE
	const before = `<p>${icon} ${textHtml(truncate(text, MAX_SUMMARY_TEXT))}</p><p>${about}</p>`
	const after = weekAndChart(result)
	return before + batchTable(reports, MAX_SUMMARY_BYTES - Buffer.byteLength(before + after)) + after
}
function batchTable(reports, maxBytes) {
	const rank = (report) => (report.envelope.Code === 'fail' ? 0 : report.result.roundStatus === 'failed' ? 1 : isInTrouble(report) ? 2 : 3)
	const key = (report) => `${rank(report)} ${report.target.jobName}`
	const sorted = reports.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
	const jobs = sorted.map((report) => ({
		Job: codeHtml(report.target.jobName),
		Code: statusIcon(report),
		Result: codeHtml(report.result.wouldChange ? `would be ${PARTICIPLES[report.target.operation]}` : report.result.reason),
		...summary_rowsOf(report.result),
		'Request ID': codeHtml(report.requestId)
	}))
	const names = Object.keys(jobs[0] ?? {})
	const columns = names.filter((name) => jobs.some((cells) => cells[name] !== ''))
	const head = columns.map((name) => `<th align="left">${name}</th>`)
	const rows = []
	let length = 0
	for (const cells of jobs) {
		const row = `<tr>${columns.map((name) => `<td>${cells[name]}</td>`).join('')}</tr>`
		length += Buffer.byteLength(row)
		if (length > maxBytes) break
		rows.push(row)
	}
	const left = jobs.length - rows.length
	const more = left === 0 ? '' : `<tr><td>${plural(left, 'more job')}, over the limit of 1 MiB</td></tr>`
	return `<table><tr>${head.join('')}</tr>${rows.join('')}${more}</table>`
}
const POINTS = 40
function renderChart(samples) {
	const drawn = samples.flatMap(({ at, percent }) => (percent === undefined ? [] : { at, percent }))
	const [first, last] = [drawn[0], drawn.at(-1)]
	if (first === undefined || last === undefined) return ''
	const span = last.at - first.at
	if (span < 1000) return ''
	const points = Array.from({ length: POINTS }, (_, index) => {
		const at = first.at + (span * index) / (POINTS - 1)
		const before = drawn.findLast((point) => point.at <= at) ?? first
		const next = drawn.find((point) => point.at >= at) ?? before
		const share = next.at === before.at ? 0 : (at - before.at) / (next.at - before.at)
		return (before.percent + (next.percent - before.percent) * share).toFixed(1)
	})
	const [unit, length] = span < 120_000 ? ['seconds', 1000] : ['minutes', 60_000]
	const axis = [first, last].map(({ at }) => (at / Number(length)).toFixed(1))
	return ['```mermaid', '%%{init: {"xyChart": {"height": 300}, "themeVariables": {"xyChart": {"plotColorPalette": "#1f6feb"}}}}%%', 'xychart-beta', '  title "Progress"', `  x-axis "${unit}" ${axis.join(' --> ')}`, '  y-axis "percent" 0 --> 100', `  line [${points.join(', ')}]`, '```'].join('\n')
}

;// CONCATENATED MODULE: ./src/report/report.js













function report(result, target) {
	try {
		if ('outcome' in result) reportJob(result, target)
		else if (result.jobs[0] === undefined) reportJob({ outcome: failure(new ActionError('NoSuchImportJob', ALL_GONE), false) }, target)
		else if (target.isSingle) reportJob(result.jobs[0].result, target)
		else reportBatch(result, target)
	} catch (error) {
		reportJob({ outcome: failure(error, undefined) }, target)
	}
}
const ALL_GONE = 'Nothing was changed: all jobs that job-name matched were deleted before their turn.'
function reportJob(result, target) {
	const jobReport = createJobReport(result, target, new Date())
	logger_info(toJson(jobReport.envelope, 2))
	annotateJob(jobReport)
	finish(jobReport.envelope.Code === 'success', jobOutputs(jobReport), () => jobSummary(jobReport))
}
function finish(isSuccess, outputs, summary) {
	const isWritten = writeOutputs(outputs)
	writeSummary(summary)
	process.exitCode = isWritten && isSuccess ? ExitCode.Success : ExitCode.Failure
}
function annotateJob(report) {
	const { envelope, requestId, target, text, serviceMessage, section } = report
	if (envelope.Code === 'success') {
		logger_notice(text, `${target.operation}: success`)
		return
	}
	const isNamed = requestId !== undefined && text.includes(requestId)
	const details = [serviceMessage, requestId && !isNamed && `request ID ${requestId}`]
	logger_error(joinParts([headline(report), text, inParentheses(details), linkTo(section)]), envelope.ErrorCode)
}
function headline({ target, result }) {
	const { operation, jobName } = target
	const changed = changedOf(result)
	if (errorOf(result) instanceof ActionError || changed === undefined) return ''
	const what = isJobName(jobName) ? `${operation} of ${jobName}` : operation
	return changed && result.samples !== undefined ? `${what} was accepted, but its wait failed.` : `${what} failed.`
}
function inParentheses(details) {
	const known = details.filter(Boolean).map((text) => String(text).replace(/[.;\s]+$/, ''))
	return known.length === 0 ? '' : `(${known.join('; ')})`
}
function linkTo(section) {
	const page = actionFileUrl('docs/troubleshooting.md')
	return section === undefined || page === undefined ? '' : `See ${page}#${section}`
}
function printJob(target, { name, result }, lines) {
	const jobTarget = { ...target, jobName: name }
	const { envelope, text, serviceMessage } = createJobReport(result, jobTarget, new Date())
	const detail = envelope.Code === 'fail' ? envelope.ErrorCode : (result.reason ?? shownStatus(result.job?.status))
	const json = toJson(boundEnvelope(envelope), 2).split('\n')
	const message = serviceMessage ? [serviceMessage] : []
	printGroup(joinParts([`${name}: ${envelope.Code}`, detail]), [...lines, ...json, text, ...message])
}
function reportBatch({ jobs, warnings, samples, activeEntry }, target) {
	const time = new Date()
	const totals = summarize(jobs)
	const reports = jobs.map(({ name, result, isSkipped }) => ({
		...createJobReport(result, { ...target, jobName: name }, time),
		isSkipped
	}))
	const primary = reports[totals.primary]
	const outcome = success(totals.isChanged)
	const only = jobs.length === 1 ? primary.result : {}
	const overall = {
		...primary,
		target,
		envelope: boundEnvelope(primary.envelope),
		result: { ...only, outcome, counters: totals.counters, samples, ...(activeEntry && { activeEntry }) },
		text: describeBatch(reports, totals, target, samples.length > 0)
	}
	const { json, leftOut } = resultsJson(reports)
	logger_info(`The output result, from ${primary.target.jobName}:`)
	logger_info(toJson(overall.envelope, 2))
	if (leftOut.length > 0) logger_info(`Left out of the output results, which is too long: ${joinWithAnd(leftOut)}.`)
	annotateWarnings(warnings, target)
	const { operation } = target
	const { text } = overall
	if (totals.failed > 0) logger_error(joinParts([text, linkTo(commonFailure(reports).example.section)]), `${operation}: failed`)
	else if (reports.some(isInTrouble)) logger_warning(text, `${operation}: jobs in trouble`)
	else logger_notice(text, `${operation}: success`)
	const outputs = {
		...jobOutputs(overall),
		results: json,
		'jobs-total': String(jobs.length),
		'jobs-succeeded': String(totals.succeeded),
		'jobs-failed': String(totals.failed),
		'jobs-changed': String(totals.changed)
	}
	finish(totals.failed === 0, outputs, () => batchSummary(overall, reports))
}
function summarize(jobs) {
	const failures = jobs.filter(({ result }) => errorOf(result) !== undefined)
	const changes = jobs.map(({ result }) => changedOf(result))
	const primary = failures.find(({ isSkipped }) => !isSkipped) ?? failures[0] ?? jobs.at(-1)
	return {
		succeeded: jobs.length - failures.length,
		failed: failures.length,
		changed: changes.filter((changed) => changed).length,
		isChanged: combineChanged(changes),
		counters: sumCounters(jobs.map(({ result }) => result.counters)),
		primary: jobs.indexOf(primary)
	}
}
const SUMMED = ['totalCount', 'copiedCount', 'failedCount', 'skippedCount', 'totalBytes', 'copiedBytes']
function sumCounters(all) {
	const add = (a, b) => (a === undefined || b === undefined ? undefined : a + b)
	const sums = Object.fromEntries(SUMMED.map((name) => [name, all.map((counters) => counters?.[name]).reduce(add, 0n)]))
	const percents = all.map((counters) => counters?.percent)
	const ratio = percentage(sums.copiedBytes, sums.totalBytes) ?? percentage(sums.copiedCount, sums.totalCount)
	const isComplete = percents.every((percent) => percent === 100)
	return { ...sums, percent: percents.includes(undefined) ? undefined : isComplete ? 100 : ratio }
}
function describeBatch(reports, totals, target, hasWaited) {
	const prediction = describePrediction(reports, target)
	if (totals.failed === 0) return prediction ?? describeSuccesses(reports, totals, target, hasWaited)
	const { failed, same, example } = commonFailure(reports)
	const names = truncateList(failed.map((one) => one.target.jobName))
	const code = errorCodeOf(example)
	const title = failed.length === 1 ? code : `Most common error (${same.length}): ${code}`
	const text = truncate(joinParts([example.text, inParentheses([example.serviceMessage])]), MAX_CAUSE)
	const start = target.operation === 'get-job-status' ? `${describeRoundStatuses(reports)}. The step failed for` : `${totals.failed} of ${plural(reports.length, 'job')} failed:`
	return joinParts([prediction, `${start} ${names}. ${title}: ${text}`])
}
function commonFailure(reports) {
	const failed = reports.filter(({ envelope }) => envelope.Code === 'fail')
	const sent = failed.filter(({ isSkipped }) => !isSkipped)
	const same = mostCommon(sent.length > 0 ? sent : failed, errorCodeOf)
	return { failed, same, example: mostCommon(same, ({ text }) => text)[0] }
}
function describeSuccesses(reports, totals, { operation }, hasWaited) {
	if (operation === 'get-job-status') return `${describeRoundStatuses(reports)}.`
	const states = countStates(reports.flatMap(({ result }) => result.job?.status ?? []))
	const troubled = reports.filter(({ result }) => result.counters?.failedCount).length
	const trouble = troubled === 0 ? '' : `; ${troubled} with failed files`
	const end = `${trouble}${prefixed('. In total: ', hasWaited ? describeFiles(totals.counters) : '')}.`
	const jobs = plural(reports.length, 'job')
	if (operation === 'get-job') return `${jobs}: ${states || 'states unknown'}${end}`
	const now = states === '' || (totals.changed > 0 && !hasWaited) ? '' : `Now: ${states}${end}`
	return joinParts([`${operation} changed ${totals.changed} of ${jobs}.`, describeReasons(reports), now])
}
function describeRoundStatuses(reports) {
	const { failed = [], ...others } = Object.groupBy(reports, ({ result }) => result.roundStatus ?? 'unread')
	const names = failed.map(({ target, result }) => `${target.jobName}: ${result.roundReason}`)
	const left = names.splice(MAX_NAMES).length
	if (left > 0) names.push(`and ${left} more`)
	const list = names.length === 0 ? '' : ` (${names.join(', ')})`
	const rest = Object.entries(ROUND_WORDS).map(([status, word]) => {
		const count = others[status]?.length
		return count && `${count} ${word}`
	})
	return joinParts([`${failed.length} of ${reports.length} failed${list}`, ...rest], ', ')
}
const ROUND_WORDS = {
	running: 'running',
	paused: 'paused',
	closing: 'closing',
	deleting: 'being deleted',
	created: 'never started',
	unknown: 'unknown',
	unread: 'not read',
	succeed: 'succeeded'
}
function describePrediction(reports, { operation, jobName }) {
	if (reports.every(({ result }) => result.wouldChange === undefined)) return undefined
	const names = reports.flatMap(({ target, result }) => (result.wouldChange ? [target.jobName] : []))
	const isClose = operation === 'close-job' && /[*?]/.test(jobName) && names.length > 0
	const jobs = plural(reports.length, 'job')
	return joinParts([`Dry run: ${names.length} of ${jobs} would be ${PARTICIPLES[operation]}${prefixed(': ', truncateList(names))}.`, describeReasons(reports), 'Nothing was changed.', isClose && `To close them, remove dry-run and set max-jobs to ${reports.length}.`])
}
function describeReasons(reports) {
	const groups = Map.groupBy(reports, ({ result }) => result.reason)
	const counts = [...groups].flatMap(([reason, { length }]) => (reason === undefined ? [] : `${length} ${reason}`))
	return counts.length === 0 ? '' : `${counts.join(', ')}.`
}
function errorCodeOf({ envelope }) {
	return envelope.Code === 'fail' ? envelope.ErrorCode : ''
}
function mostCommon(reports, keyOf) {
	const groups = [...Map.groupBy(reports, keyOf).values()]
	return groups.sort((a, b) => b.length - a.length)[0] ?? []
}
function annotateWarnings(warnings, { operation }) {
	if (warnings.size === 0) return
	const texts = [...warnings].map(([text, names]) => `${truncateList(names)}: ${truncate(text, MAX_WARNING)}`)
	const left = texts.splice(MAX_NAMES).length
	if (left > 0) texts.push(`and ${left} more, in the log`)
	logger_warning(texts.join('\n'), `${operation}: warnings`)
}

;// CONCATENATED MODULE: ./src/retry/clock-skew.js

const MAX_OFFSET = 24 * 3_600_000
const MAX_FOREIGN_OFFSET = 15 * 60_000
class ClockSkew {
	offset
	#logger
	#maxOffset
	constructor(logger, isForeign = false) {
		this.#logger = logger
		this.#maxOffset = isForeign ? MAX_FOREIGN_OFFSET : MAX_OFFSET
	}
	wallTime(clock) {
		return clock.wallTime() + (this.offset ?? 0)
	}
	correct(error, used, now) {
		const offset = used === undefined ? clockOffset(error, now, this.#maxOffset) : undefined
		if (offset === undefined) return false
		if (this.offset !== undefined) return true
		this.offset = offset
		const minutes = `${(Math.abs(offset) / 60_000).toFixed(1)} minutes ${offset > 0 ? 'slow' : 'fast'}`
		this.#logger.warning(`The clock of this machine is ${minutes}, so the rejected request was signed again with the service's time. Correct the clock (NTP).`)
		return true
	}
}
function clockOffset(error, now, max = MAX_OFFSET) {
	if (!(error instanceof MgwError) || !/^(RequestTimeTooSkewed|InvalidTimeStamp\.Expired)$/.test(error.code)) return undefined
	const dates = error.headers.date?.match(/\w{3}, \d{2} \w{3} \d{4} [\d:]{8} GMT/g) ?? []
	const time = [error.serverTime ?? '', ...dates].map(Date.parse).find((one) => !Number.isNaN(one))
	const offset = (time ?? Number.NaN) - now
	return Math.abs(offset) <= max ? offset : undefined
}

;// CONCATENATED MODULE: ./src/main.js




















async function main_run() {
	process.exitCode = ExitCode.Failure
	const secrets = readCredentialSources()
	let target = readTarget()
	let result
	const stopWatching = reportDefects(() => target)
	try {
		validateNode(process.versions.node)
		const inputs = readInputs()
		target = inputs.target
		for (const text of inputs.warnings) runnerLogger.warning(text)
		for (const text of inputs.notices) runnerLogger.notice(text)
		const { policy, stsPolicy, limits } = main_start(inputs)
		const credentials = await resolveCredentials(inputs, secrets, stsPolicy, limits)
		const userId = await resolveAccount(inputs, credentials, stsPolicy, limits)
		const client = new Client({
			credential: credentials,
			endpoint: inputs.endpoint,
			httpClient: send,
			userAgent: userAgent(),
			maskSecret: mask,
			redact: redact
		})
		const service = { client, credentials, userId }
		const step = { inputs, service, policy, limits, onEnd: printJob.bind(undefined, target) }
		const jobs = await resolveJobs(step)
		if ('names' in jobs) {
			announce(inputs, jobs.names, service)
			result = await runJobs(jobs.names, step)
		} else result = jobs
	} catch (error) {
		result = { outcome: failure(error, false) }
	}
	stopWatching()
	report(result, target)
}
function reportDefects(target) {
	const reportDefect = (error) => {
		stop()
		report({ outcome: failure(error, undefined) }, target())
		process.exit()
	}
	const onExit = () => reportDefect(new Error('The action stopped without a result.'))
	const stop = () => void process.off('uncaughtException', reportDefect).off('exit', onExit)
	process.on('uncaughtException', reportDefect).on('exit', onExit)
	return stop
}
function main_start({ maxAttempts, timeoutSeconds, endpoint, sts }) {
	const [clock, logger] = [systemClock, runnerLogger]
	const clockSkew = new ClockSkew(logger, !isOwnHost(endpoint))
	const policy = { maxAttempts, maxDelay: Number.POSITIVE_INFINITY, clock, logger, clockSkew }
	const isShared = isOwnHost(endpoint) && isOwnHost(sts)
	const stsPolicy = isShared ? policy : { ...policy, clockSkew: new ClockSkew(logger, !isOwnHost(sts)) }
	const deadline = startDeadline('timeout-seconds', timeoutSeconds, clock)
	return { policy, stsPolicy, limits: { deadline, signal: watchForCancellation() } }
}
function announce({ jobs, operation, endpoint, wait }, names, service) {
	const what = jobs.isSingle ? names.join() : plural(names.length, 'job')
	const values = operation.name === 'update-qos' ? ` to ${describeRates(operation)}` : ''
	const host = hostAndPort({ ...endpoint, hostname: hostFor(endpoint, service.userId) })
	runnerLogger.info(`${operation.name} ${what}${values} at ${endpoint.protocol}//${host} (region ${endpoint.region})`)
	warnIfCredentialsMayExpire(wait, service.credentials, runnerLogger)
}

;// CONCATENATED MODULE: ./src/index.js

main_run().then(() => process.stdout.write('', () => process.exit()))

module.exports = __webpack_exports__;
/******/ })()
;