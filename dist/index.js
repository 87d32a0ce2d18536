/******/ (() => { // webpackBootstrap
/******/ 	"use strict";
/******/ 	var __webpack_modules__ = ({

/***/ 740:
/***/ (function(__unused_webpack_module, exports, __nccwpck_require__) {


var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    var desc = Object.getOwnPropertyDescriptor(m, k);
    if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) {
      desc = { enumerable: true, get: function() { return m[k]; } };
    }
    Object.defineProperty(o, k2, desc);
}) : (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    o[k2] = m[k];
}));
var __exportStar = (this && this.__exportStar) || function(m, exports) {
    for (var p in m) if (p !== "default" && !Object.prototype.hasOwnProperty.call(exports, p)) __createBinding(exports, m, p);
};
Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.XmlText = exports.XmlProcessingInstruction = exports.XmlNode = exports.XmlError = exports.XmlElement = exports.XmlDocumentType = exports.XmlDocument = exports.XmlDeclaration = exports.XmlComment = exports.XmlCdata = void 0;
exports.parseXml = parseXml;
const Parser_js_1 = __nccwpck_require__(157);
__exportStar(__nccwpck_require__(717), exports);
var XmlCdata_js_1 = __nccwpck_require__(924);
Object.defineProperty(exports, "XmlCdata", ({ enumerable: true, get: function () { return XmlCdata_js_1.XmlCdata; } }));
var XmlComment_js_1 = __nccwpck_require__(520);
Object.defineProperty(exports, "XmlComment", ({ enumerable: true, get: function () { return XmlComment_js_1.XmlComment; } }));
var XmlDeclaration_js_1 = __nccwpck_require__(185);
Object.defineProperty(exports, "XmlDeclaration", ({ enumerable: true, get: function () { return XmlDeclaration_js_1.XmlDeclaration; } }));
var XmlDocument_js_1 = __nccwpck_require__(672);
Object.defineProperty(exports, "XmlDocument", ({ enumerable: true, get: function () { return XmlDocument_js_1.XmlDocument; } }));
var XmlDocumentType_js_1 = __nccwpck_require__(392);
Object.defineProperty(exports, "XmlDocumentType", ({ enumerable: true, get: function () { return XmlDocumentType_js_1.XmlDocumentType; } }));
var XmlElement_js_1 = __nccwpck_require__(481);
Object.defineProperty(exports, "XmlElement", ({ enumerable: true, get: function () { return XmlElement_js_1.XmlElement; } }));
var XmlError_js_1 = __nccwpck_require__(151);
Object.defineProperty(exports, "XmlError", ({ enumerable: true, get: function () { return XmlError_js_1.XmlError; } }));
var XmlNode_js_1 = __nccwpck_require__(101);
Object.defineProperty(exports, "XmlNode", ({ enumerable: true, get: function () { return XmlNode_js_1.XmlNode; } }));
var XmlProcessingInstruction_js_1 = __nccwpck_require__(396);
Object.defineProperty(exports, "XmlProcessingInstruction", ({ enumerable: true, get: function () { return XmlProcessingInstruction_js_1.XmlProcessingInstruction; } }));
var XmlText_js_1 = __nccwpck_require__(158);
Object.defineProperty(exports, "XmlText", ({ enumerable: true, get: function () { return XmlText_js_1.XmlText; } }));
/**
 * Parses the given XML string and returns an `XmlDocument` instance
 * representing the document tree.
 *
 * @example
 *
 * import { parseXml } from '@rgrove/parse-xml';
 * let doc = parseXml('<kittens fuzzy="yes">I like fuzzy kittens.</kittens>');
 *
 * @param xml XML string to parse.
 * @param options Parser options.
 */
function parseXml(xml, options) {
    return (new Parser_js_1.Parser(xml, options)).document;
}
//# sourceMappingURL=index.js.map

/***/ }),

/***/ 157:
/***/ (function(__unused_webpack_module, exports, __nccwpck_require__) {


var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    var desc = Object.getOwnPropertyDescriptor(m, k);
    if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) {
      desc = { enumerable: true, get: function() { return m[k]; } };
    }
    Object.defineProperty(o, k2, desc);
}) : (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    o[k2] = m[k];
}));
var __setModuleDefault = (this && this.__setModuleDefault) || (Object.create ? (function(o, v) {
    Object.defineProperty(o, "default", { enumerable: true, value: v });
}) : function(o, v) {
    o["default"] = v;
});
var __importStar = (this && this.__importStar) || function (mod) {
    if (mod && mod.__esModule) return mod;
    var result = {};
    if (mod != null) for (var k in mod) if (k !== "default" && Object.prototype.hasOwnProperty.call(mod, k)) __createBinding(result, mod, k);
    __setModuleDefault(result, mod);
    return result;
};
Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.Parser = void 0;
const StringScanner_js_1 = __nccwpck_require__(273);
const syntax = __importStar(__nccwpck_require__(957));
const XmlCdata_js_1 = __nccwpck_require__(924);
const XmlComment_js_1 = __nccwpck_require__(520);
const XmlDeclaration_js_1 = __nccwpck_require__(185);
const XmlDocument_js_1 = __nccwpck_require__(672);
const XmlDocumentType_js_1 = __nccwpck_require__(392);
const XmlElement_js_1 = __nccwpck_require__(481);
const XmlError_js_1 = __nccwpck_require__(151);
const XmlNode_js_1 = __nccwpck_require__(101);
const XmlProcessingInstruction_js_1 = __nccwpck_require__(396);
const XmlText_js_1 = __nccwpck_require__(158);
const emptyString = '';
/**
 * Parses an XML string into an `XmlDocument`.
 *
 * @private
 */
class Parser {
    /**
     * @param xml XML string to parse.
     * @param options Parser options.
     */
    constructor(xml, options = {}) {
        let doc = this.document = new XmlDocument_js_1.XmlDocument();
        this.currentNode = doc;
        this.options = options;
        this.scanner = new StringScanner_js_1.StringScanner(xml);
        if (this.options.includeOffsets) {
            doc.start = 0;
            doc.end = xml.length;
        }
        this.parse();
    }
    /**
     * Adds the given `XmlNode` as a child of `this.currentNode`.
     */
    addNode(node, charIndex) {
        node.parent = this.currentNode;
        if (this.options.includeOffsets) {
            node.start = this.scanner.charIndexToByteIndex(charIndex);
            node.end = this.scanner.charIndexToByteIndex();
        }
        // @ts-expect-error: XmlDocument has a more limited set of possible children
        // than XmlElement so TypeScript is unhappy, but we always do the right
        // thing.
        this.currentNode.children.push(node);
        return true;
    }
    /**
     * Adds the given _text_ to the document, either by appending it to a
     * preceding `XmlText` node (if possible) or by creating a new `XmlText` node.
     *
     * When _normalize_ is `true` (the default), line breaks in _text_ are
     * normalized per section 2.11 of the XML spec. This must be `false` for text
     * that comes from a character or entity reference, since references aren't
     * subject to line break normalization.
     */
    addText(text, charIndex, normalize = true) {
        let { children } = this.currentNode;
        let { length } = children;
        if (normalize) {
            text = normalizeLineBreaks(text);
        }
        if (length > 0) {
            let prevNode = children[length - 1];
            if (prevNode?.type === XmlNode_js_1.XmlNode.TYPE_TEXT) {
                let textNode = prevNode;
                // The previous node is a text node, so we can append to it and avoid
                // creating another node.
                textNode.text += text;
                if (this.options.includeOffsets) {
                    textNode.end = this.scanner.charIndexToByteIndex();
                }
                return true;
            }
        }
        return this.addNode(new XmlText_js_1.XmlText(text), charIndex);
    }
    /**
     * Consumes element attributes.
     *
     * @see https://www.w3.org/TR/2008/REC-xml-20081126/#sec-starttags
     */
    consumeAttributes() {
        let attributes = Object.create(null);
        while (this.consumeWhitespace()) {
            let attrName = this.consumeName();
            if (!attrName) {
                break;
            }
            let attrValue = this.consumeEqual() && this.consumeAttributeValue();
            if (attrValue === false) {
                throw this.error('Attribute value expected');
            }
            if (attrName in attributes) {
                throw this.error(`Duplicate attribute: ${attrName}`);
            }
            if (attrName === 'xml:space'
                && attrValue !== 'default'
                && attrValue !== 'preserve') {
                throw this.error('Value of the `xml:space` attribute must be "default" or "preserve"');
            }
            attributes[attrName] = attrValue;
        }
        if (this.options.sortAttributes) {
            let attrNames = Object.keys(attributes).sort();
            let sortedAttributes = Object.create(null);
            for (let i = 0; i < attrNames.length; ++i) {
                let attrName = attrNames[i];
                sortedAttributes[attrName] = attributes[attrName];
            }
            attributes = sortedAttributes;
        }
        return attributes;
    }
    /**
     * Consumes an `AttValue` (attribute value) if possible.
     *
     * @returns
     *   Contents of the `AttValue` minus quotes, or `false` if nothing was
     *   consumed. An empty string indicates that an `AttValue` was consumed but
     *   was empty.
     *
     * @see https://www.w3.org/TR/2008/REC-xml-20081126/#NT-AttValue
     */
    consumeAttributeValue() {
        let { scanner } = this;
        let quote = scanner.peek();
        if (quote !== '"' && quote !== "'") {
            return false;
        }
        scanner.advance();
        let chars;
        let isClosed = false;
        let value = emptyString;
        let regex = quote === '"'
            ? syntax.attValueCharDoubleQuote
            : syntax.attValueCharSingleQuote;
        matchLoop: while (!scanner.isEnd) {
            chars = scanner.consumeUntilMatch(regex);
            if (chars) {
                this.validateChars(chars);
                value += chars.replace(syntax.attValueNormalizedWhitespace, ' ');
            }
            switch (scanner.peek()) {
                case quote:
                    isClosed = true;
                    break matchLoop;
                case '&':
                    value += this.consumeReference();
                    continue;
                case '<':
                    throw this.error('Unescaped `<` is not allowed in an attribute value');
                default:
                    break matchLoop;
            }
        }
        if (!isClosed) {
            throw this.error('Unclosed attribute');
        }
        scanner.advance();
        return value;
    }
    /**
     * Consumes a CDATA section if possible.
     *
     * @returns Whether a CDATA section was consumed.
     * @see https://www.w3.org/TR/2008/REC-xml-20081126/#sec-cdata-sect
     */
    consumeCdataSection() {
        let { scanner } = this;
        let startIndex = scanner.charIndex;
        if (!scanner.consumeString('<![CDATA[')) {
            return false;
        }
        let text = scanner.consumeUntilString(']]>');
        this.validateChars(text);
        if (!scanner.consumeString(']]>')) {
            throw this.error('Unclosed CDATA section');
        }
        return this.options.preserveCdata
            ? this.addNode(new XmlCdata_js_1.XmlCdata(normalizeLineBreaks(text)), startIndex)
            : this.addText(text, startIndex);
    }
    /**
     * Consumes character data if possible.
     *
     * @returns Whether character data was consumed.
     * @see https://www.w3.org/TR/2008/REC-xml-20081126/#dt-chardata
     */
    consumeCharData() {
        let { scanner } = this;
        let startIndex = scanner.charIndex;
        let charData = scanner.consumeUntilMatch(syntax.endCharData);
        if (!charData) {
            return false;
        }
        this.validateChars(charData);
        if (scanner.peek(3) === ']]>') {
            throw this.error('Element content may not contain the CDATA section close delimiter `]]>`');
        }
        return this.addText(charData, startIndex);
    }
    /**
     * Consumes a comment if possible.
     *
     * @returns Whether a comment was consumed.
     * @see https://www.w3.org/TR/2008/REC-xml-20081126/#NT-Comment
     */
    consumeComment() {
        let { scanner } = this;
        let startIndex = scanner.charIndex;
        if (!scanner.consumeString('<!--')) {
            return false;
        }
        let content = scanner.consumeUntilString('--');
        this.validateChars(content);
        if (!scanner.consumeString('-->')) {
            if (scanner.peek(2) === '--') {
                throw this.error("The string `--` isn't allowed inside a comment");
            }
            throw this.error('Unclosed comment');
        }
        return this.options.preserveComments
            ? this.addNode(new XmlComment_js_1.XmlComment(normalizeLineBreaks(content)), startIndex)
            : true;
    }
    /**
     * Consumes a reference in a content context if possible.
     *
     * This differs from `consumeReference()` in that a consumed reference will be
     * added to the document as a text node instead of returned.
     *
     * @returns Whether a reference was consumed.
     * @see https://www.w3.org/TR/2008/REC-xml-20081126/#entproc
     */
    consumeContentReference() {
        let startIndex = this.scanner.charIndex;
        let ref = this.consumeReference();
        return ref
            ? this.addText(ref, startIndex, false)
            : false;
    }
    /**
     * Consumes a doctype declaration if possible.
     *
     * This is a loose implementation since doctype declarations are currently
     * discarded without further parsing.
     *
     * @returns Whether a doctype declaration was consumed.
     * @see https://www.w3.org/TR/2008/REC-xml-20081126/#dtd
     */
    consumeDoctypeDeclaration() {
        let { scanner } = this;
        let startIndex = scanner.charIndex;
        if (!scanner.consumeString('<!DOCTYPE')) {
            return false;
        }
        let name = this.consumeWhitespace()
            && this.consumeName();
        if (!name) {
            throw this.error('Expected a name');
        }
        let publicId;
        let systemId;
        if (this.consumeWhitespace()) {
            if (scanner.consumeString('PUBLIC')) {
                publicId = this.consumeWhitespace()
                    && this.consumePubidLiteral();
                if (publicId === false) {
                    throw this.error('Expected a public identifier');
                }
                this.consumeWhitespace();
            }
            if (publicId !== undefined || scanner.consumeString('SYSTEM')) {
                this.consumeWhitespace();
                systemId = this.consumeSystemLiteral();
                if (systemId === false) {
                    throw this.error('Expected a system identifier');
                }
                this.consumeWhitespace();
            }
        }
        let internalSubset;
        if (scanner.consumeString('[')) {
            // The internal subset may contain comments that contain `]` characters,
            // so we can't use `consumeUntilString()` here.
            internalSubset = scanner.consumeUntilMatch(/\][\x20\t\r\n]*>/);
            if (!scanner.consumeString(']')) {
                throw this.error('Unclosed internal subset');
            }
            this.consumeWhitespace();
        }
        if (!scanner.consumeString('>')) {
            throw this.error('Unclosed doctype declaration');
        }
        return this.options.preserveDocumentType
            ? this.addNode(new XmlDocumentType_js_1.XmlDocumentType(name, publicId, systemId, internalSubset), startIndex)
            : true;
    }
    /**
     * Consumes an element if possible.
     *
     * @returns Whether an element was consumed.
     * @see https://www.w3.org/TR/2008/REC-xml-20081126/#NT-element
     */
    consumeElement() {
        let { scanner } = this;
        let startIndex = scanner.charIndex;
        if (!scanner.consumeString('<')) {
            return false;
        }
        let name = this.consumeName();
        if (!name) {
            scanner.reset(startIndex);
            return false;
        }
        let attributes = this.consumeAttributes();
        let isEmpty = !!scanner.consumeString('/>');
        let element = new XmlElement_js_1.XmlElement(name, attributes);
        element.parent = this.currentNode;
        if (!isEmpty) {
            if (!scanner.consumeString('>')) {
                throw this.error(`Unclosed start tag for element \`${name}\``);
            }
            this.currentNode = element;
            do {
                this.consumeCharData();
            } while (this.consumeElement()
                || this.consumeContentReference()
                || this.consumeCdataSection()
                || this.consumeProcessingInstruction()
                || this.consumeComment());
            let endTagMark = scanner.charIndex;
            let endTagName;
            if (!scanner.consumeString('</')
                || !(endTagName = this.consumeName())
                || endTagName !== name) {
                scanner.reset(endTagMark);
                throw this.error(`Missing end tag for element ${name}`);
            }
            this.consumeWhitespace();
            if (!scanner.consumeString('>')) {
                throw this.error(`Unclosed end tag for element ${name}`);
            }
            this.currentNode = element.parent;
        }
        return this.addNode(element, startIndex);
    }
    /**
     * Consumes an `Eq` production if possible.
     *
     * @returns Whether an `Eq` production was consumed.
     * @see https://www.w3.org/TR/2008/REC-xml-20081126/#NT-Eq
     */
    consumeEqual() {
        this.consumeWhitespace();
        if (this.scanner.consumeString('=')) {
            this.consumeWhitespace();
            return true;
        }
        return false;
    }
    /**
     * Consumes `Misc` content if possible.
     *
     * @returns Whether anything was consumed.
     * @see https://www.w3.org/TR/2008/REC-xml-20081126/#NT-Misc
     */
    consumeMisc() {
        return this.consumeComment()
            || this.consumeProcessingInstruction()
            || this.consumeWhitespace();
    }
    /**
     * Consumes one or more `Name` characters if possible.
     *
     * @returns `Name` characters, or an empty string if none were consumed.
     * @see https://www.w3.org/TR/2008/REC-xml-20081126/#NT-Name
     */
    consumeName() {
        return syntax.isNameStartChar(this.scanner.peek())
            ? this.scanner.consumeMatchFn(syntax.isNameChar)
            : emptyString;
    }
    /**
     * Consumes a processing instruction if possible.
     *
     * @returns Whether a processing instruction was consumed.
     * @see https://www.w3.org/TR/2008/REC-xml-20081126/#sec-pi
     */
    consumeProcessingInstruction() {
        let { scanner } = this;
        let startIndex = scanner.charIndex;
        if (!scanner.consumeString('<?')) {
            return false;
        }
        let name = this.consumeName();
        if (name) {
            if (name.toLowerCase() === 'xml') {
                scanner.reset(startIndex);
                throw this.error("XML declaration isn't allowed here");
            }
        }
        else {
            throw this.error('Invalid processing instruction');
        }
        if (!this.consumeWhitespace()) {
            if (scanner.consumeString('?>')) {
                return this.addNode(new XmlProcessingInstruction_js_1.XmlProcessingInstruction(name), startIndex);
            }
            throw this.error('Whitespace is required after a processing instruction name');
        }
        let content = scanner.consumeUntilString('?>');
        this.validateChars(content);
        if (!scanner.consumeString('?>')) {
            throw this.error('Unterminated processing instruction');
        }
        return this.addNode(new XmlProcessingInstruction_js_1.XmlProcessingInstruction(name, normalizeLineBreaks(content)), startIndex);
    }
    /**
     * Consumes a prolog if possible.
     *
     * @returns Whether a prolog was consumed.
     * @see https://www.w3.org/TR/2008/REC-xml-20081126/#sec-prolog-dtd
     */
    consumeProlog() {
        let { scanner } = this;
        let startIndex = scanner.charIndex;
        this.consumeXmlDeclaration();
        while (this.consumeMisc()) { } // eslint-disable-line no-empty
        if (this.consumeDoctypeDeclaration()) {
            while (this.consumeMisc()) { } // eslint-disable-line no-empty
        }
        return startIndex < scanner.charIndex;
    }
    /**
     * Consumes a public identifier literal if possible.
     *
     * @returns
     *   Value of the public identifier literal minus quotes, or `false` if
     *   nothing was consumed. An empty string indicates that a public id literal
     *   was consumed but was empty.
     *
     * @see https://www.w3.org/TR/2008/REC-xml-20081126/#NT-PubidLiteral
     */
    consumePubidLiteral() {
        let startIndex = this.scanner.charIndex;
        let value = this.consumeSystemLiteral();
        if (value !== false && !/^[-\x20\r\na-zA-Z0-9'()+,./:=?;!*#@$_%]*$/.test(value)) {
            this.scanner.reset(startIndex);
            throw this.error('Invalid character in public identifier');
        }
        return value;
    }
    /**
     * Consumes a reference if possible.
     *
     * This differs from `consumeContentReference()` in that a consumed reference
     * will be returned rather than added to the document.
     *
     * @returns
     *   Parsed reference value, or `false` if nothing was consumed (to
     *   distinguish from a reference that resolves to an empty string).
     *
     * @see https://www.w3.org/TR/2008/REC-xml-20081126/#NT-Reference
     */
    consumeReference() {
        let { scanner } = this;
        if (!scanner.consumeString('&')) {
            return false;
        }
        let ref = scanner.consumeMatchFn(syntax.isReferenceChar);
        if (scanner.consume() !== ';') {
            throw this.error('Unterminated reference (a reference must end with `;`)');
        }
        let parsedValue;
        if (ref[0] === '#') {
            // This is a character reference.
            let codePoint = ref[1] === 'x'
                ? parseInt(ref.slice(2), 16) // Hex codepoint.
                : parseInt(ref.slice(1), 10); // Decimal codepoint.
            if (isNaN(codePoint)
                || !/^#(?:x[0-9A-Fa-f]+|[0-9]+)$/.test(ref)) {
                throw this.error('Invalid character reference');
            }
            if (!syntax.isXmlCodePoint(codePoint)) {
                throw this.error('Character reference resolves to an invalid character');
            }
            parsedValue = String.fromCodePoint(codePoint);
        }
        else {
            // This is an entity reference.
            parsedValue = syntax.predefinedEntities[ref];
            if (parsedValue === undefined) {
                let { ignoreUndefinedEntities, resolveUndefinedEntity, } = this.options;
                let wrappedRef = `&${ref};`; // for backcompat with <= 2.x
                if (resolveUndefinedEntity) {
                    let resolvedValue = resolveUndefinedEntity(wrappedRef);
                    if (resolvedValue !== null && resolvedValue !== undefined) {
                        let type = typeof resolvedValue;
                        if (type !== 'string') {
                            throw new TypeError(`\`resolveUndefinedEntity()\` must return a string, \`null\`, or \`undefined\`, but returned a value of type ${type}`);
                        }
                        return resolvedValue;
                    }
                }
                if (ignoreUndefinedEntities) {
                    return wrappedRef;
                }
                scanner.reset(-wrappedRef.length);
                throw this.error(`Named entity isn't defined: ${wrappedRef}`);
            }
        }
        return parsedValue;
    }
    /**
     * Consumes a `SystemLiteral` if possible.
     *
     * A `SystemLiteral` is similar to an attribute value, but allows the
     * characters `<` and `&` and doesn't replace references.
     *
     * @returns
     *   Value of the `SystemLiteral` minus quotes, or `false` if nothing was
     *   consumed. An empty string indicates that a `SystemLiteral` was consumed
     *   but was empty.
     *
     * @see https://www.w3.org/TR/2008/REC-xml-20081126/#NT-SystemLiteral
     */
    consumeSystemLiteral() {
        let { scanner } = this;
        let quote = scanner.consumeString('"') || scanner.consumeString("'");
        if (!quote) {
            return false;
        }
        let value = scanner.consumeUntilString(quote);
        this.validateChars(value);
        if (!scanner.consumeString(quote)) {
            throw this.error('Missing end quote');
        }
        return value;
    }
    /**
     * Consumes one or more whitespace characters if possible.
     *
     * @returns Whether any whitespace characters were consumed.
     * @see https://www.w3.org/TR/2008/REC-xml-20081126/#white
     */
    consumeWhitespace() {
        return !!this.scanner.consumeMatchFn(syntax.isWhitespace);
    }
    /**
     * Consumes an XML declaration if possible.
     *
     * @returns Whether an XML declaration was consumed.
     * @see https://www.w3.org/TR/2008/REC-xml-20081126/#NT-XMLDecl
     */
    consumeXmlDeclaration() {
        let { scanner } = this;
        let startIndex = scanner.charIndex;
        if (!scanner.consumeString('<?xml')) {
            return false;
        }
        // `<?xml` begins an XML declaration only when it's immediately followed by
        // whitespace. If the next character is a name character, this is a
        // processing instruction whose target merely begins with "xml" (e.g.
        // `<?xml-stylesheet ... ?>`); rewind and let it be parsed as a PI.
        if (syntax.isNameChar(scanner.peek())) {
            scanner.reset(startIndex);
            return false;
        }
        if (!this.consumeWhitespace()) {
            throw this.error('Invalid XML declaration');
        }
        let version = !!scanner.consumeString('version')
            && this.consumeEqual()
            && this.consumeSystemLiteral();
        if (version === false) {
            throw this.error('XML version is missing or invalid');
        }
        else if (!/^1\.[0-9]+$/.test(version)) {
            throw this.error('Invalid character in version number');
        }
        let encoding;
        let standalone;
        if (this.consumeWhitespace()) {
            encoding = !!scanner.consumeString('encoding')
                && this.consumeEqual()
                && this.consumeSystemLiteral();
            if (encoding) {
                if (!/^[A-Za-z][\w.-]*$/.test(encoding)) {
                    throw this.error('Invalid character in encoding name');
                }
                this.consumeWhitespace();
            }
            standalone = !!scanner.consumeString('standalone')
                && this.consumeEqual()
                && this.consumeSystemLiteral();
            if (standalone) {
                if (standalone !== 'yes' && standalone !== 'no') {
                    throw this.error('Only "yes" and "no" are permitted as values of `standalone`');
                }
                this.consumeWhitespace();
            }
        }
        if (!scanner.consumeString('?>')) {
            throw this.error('Invalid or unclosed XML declaration');
        }
        return this.options.preserveXmlDeclaration
            ? this.addNode(new XmlDeclaration_js_1.XmlDeclaration(version, encoding || undefined, standalone || undefined), startIndex)
            : true;
    }
    /**
     * Returns an `XmlError` for the current scanner position.
     */
    error(message) {
        let { scanner } = this;
        return new XmlError_js_1.XmlError(message, scanner.charIndex, scanner.string);
    }
    /**
     * Parses the XML input.
     */
    parse() {
        this.scanner.consumeString('\uFEFF'); // byte order mark
        this.consumeProlog();
        if (!this.consumeElement()) {
            throw this.error('Root element is missing or invalid');
        }
        while (this.consumeMisc()) { } // eslint-disable-line no-empty
        if (!this.scanner.isEnd) {
            throw this.error('Extra content at the end of the document');
        }
    }
    /**
     * Throws an invalid character error if any character in the given _string_
     * isn't a valid XML character.
     */
    validateChars(string) {
        let { length } = string;
        for (let i = 0; i < length; ++i) {
            let cp = string.codePointAt(i);
            if (!syntax.isXmlCodePoint(cp)) {
                this.scanner.reset(-([...string].length - i));
                throw this.error('Invalid character');
            }
            if (cp > 65535) {
                i += 1;
            }
        }
    }
}
exports.Parser = Parser;
// -- Private Functions --------------------------------------------------------
/**
 * Normalizes line breaks in the given text by replacing CRLF sequences and lone
 * CR characters with LF characters.
 */
function normalizeLineBreaks(text) {
    let i = 0;
    while ((i = text.indexOf('\r', i)) !== -1) {
        text = text[i + 1] === '\n'
            ? text.slice(0, i) + text.slice(i + 1)
            : text.slice(0, i) + '\n' + text.slice(i + 1);
    }
    return text;
}
//# sourceMappingURL=Parser.js.map

/***/ }),

/***/ 273:
/***/ ((__unused_webpack_module, exports) => {


Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.StringScanner = void 0;
const emptyString = '';
const surrogatePair = /[\uD800-\uDBFF][\uDC00-\uDFFF]/g;
/** @private */
class StringScanner {
    constructor(string) {
        this.charCount = this.charLength(string, true);
        this.charIndex = 0;
        this.length = string.length;
        this.multiByteMode = this.charCount !== this.length;
        this.string = string;
        if (this.multiByteMode) {
            let charsToBytes = [];
            // Create a mapping of character indexes to byte indexes. Since the string
            // contains multibyte characters, a byte index may not necessarily align
            // with a character index.
            for (let byteIndex = 0, charIndex = 0; charIndex < this.charCount; ++charIndex) {
                charsToBytes[charIndex] = byteIndex;
                byteIndex += string.codePointAt(byteIndex) > 65535 ? 2 : 1;
            }
            this.charsToBytes = charsToBytes;
        }
    }
    /**
     * Whether the current character index is at the end of the input string.
     */
    get isEnd() {
        return this.charIndex >= this.charCount;
    }
    // -- Protected Methods ------------------------------------------------------
    /**
     * Returns the number of characters in the given string, which may differ from
     * the byte length if the string contains multibyte characters.
     */
    charLength(string, multiByteSafe = this.multiByteMode) {
        // We could get the char length with `[ ...string ].length`, but that's
        // actually slower than replacing surrogate pairs with single-byte
        // characters and then counting the result.
        return multiByteSafe
            ? string.replace(surrogatePair, '_').length
            : string.length;
    }
    // -- Public Methods ---------------------------------------------------------
    /**
     * Advances the scanner by the given number of characters, stopping if the end
     * of the string is reached.
     */
    advance(count = 1) {
        this.charIndex = Math.min(this.charCount, this.charIndex + count);
    }
    /**
     * Returns the byte index of the given character index in the string. The two
     * may differ in strings that contain multibyte characters.
     */
    charIndexToByteIndex(charIndex = this.charIndex) {
        return this.multiByteMode
            ? this.charsToBytes[charIndex] ?? Infinity
            : charIndex;
    }
    /**
     * Consumes and returns the given number of characters if possible, advancing
     * the scanner and stopping if the end of the string is reached.
     *
     * If no characters could be consumed, an empty string will be returned.
     */
    consume(charCount = 1) {
        let chars = this.peek(charCount);
        this.advance(charCount);
        return chars;
    }
    /**
     * Consumes and returns the given number of bytes if possible, advancing the
     * scanner and stopping if the end of the string is reached.
     *
     * It's up to the caller to ensure that the given byte count doesn't split a
     * multibyte character.
     *
     * If no bytes could be consumed, an empty string will be returned.
     */
    consumeBytes(byteCount) {
        let byteIndex = this.charIndexToByteIndex();
        let result = this.string.slice(byteIndex, byteIndex + byteCount);
        this.advance(this.charLength(result));
        return result;
    }
    /**
     * Consumes and returns all characters for which the given function returns
     * `true`, stopping when `false` is returned or the end of the input is
     * reached.
     */
    consumeMatchFn(fn) {
        let { length, multiByteMode, string } = this;
        let startByteIndex = this.charIndexToByteIndex();
        let endByteIndex = startByteIndex;
        if (multiByteMode) {
            while (endByteIndex < length) {
                let char = string[endByteIndex];
                let isSurrogatePair = char >= '\uD800' && char <= '\uDBFF';
                if (isSurrogatePair) {
                    char += string[endByteIndex + 1];
                }
                if (!fn(char)) {
                    break;
                }
                endByteIndex += isSurrogatePair ? 2 : 1;
            }
        }
        else {
            while (endByteIndex < length && fn(string[endByteIndex])) {
                ++endByteIndex;
            }
        }
        return this.consumeBytes(endByteIndex - startByteIndex);
    }
    /**
     * Consumes the given string if it exists at the current character index, and
     * advances the scanner.
     *
     * If the given string doesn't exist at the current character index, an empty
     * string will be returned and the scanner will not be advanced.
     */
    consumeString(stringToConsume) {
        let { length } = stringToConsume;
        let byteIndex = this.charIndexToByteIndex();
        if (stringToConsume === this.string.slice(byteIndex, byteIndex + length)) {
            this.advance(length === 1 ? 1 : this.charLength(stringToConsume));
            return stringToConsume;
        }
        return emptyString;
    }
    /**
     * Consumes characters until the given global regex is matched, advancing the
     * scanner up to (but not beyond) the beginning of the match. If the regex
     * doesn't match, nothing will be consumed.
     *
     * Returns the consumed string, or an empty string if nothing was consumed.
     */
    consumeUntilMatch(regex) {
        let matchByteIndex = this.string
            .slice(this.charIndexToByteIndex())
            .search(regex);
        return matchByteIndex > 0
            ? this.consumeBytes(matchByteIndex)
            : emptyString;
    }
    /**
     * Consumes characters until the given string is found, advancing the scanner
     * up to (but not beyond) that point. If the string is never found, nothing
     * will be consumed.
     *
     * Returns the consumed string, or an empty string if nothing was consumed.
     */
    consumeUntilString(searchString) {
        let byteIndex = this.charIndexToByteIndex();
        let matchByteIndex = this.string.indexOf(searchString, byteIndex);
        return matchByteIndex > 0
            ? this.consumeBytes(matchByteIndex - byteIndex)
            : emptyString;
    }
    /**
     * Returns the given number of characters starting at the current character
     * index, without advancing the scanner and without exceeding the end of the
     * input string.
     */
    peek(count = 1) {
        let { charIndex, string } = this;
        return this.multiByteMode
            ? string.slice(this.charIndexToByteIndex(charIndex), this.charIndexToByteIndex(charIndex + count))
            : string.slice(charIndex, charIndex + count);
    }
    /**
     * Resets the scanner position to the given character _index_, or to the start
     * of the input string if no index is given.
     *
     * If _index_ is negative, the scanner position will be moved backward by that
     * many characters, stopping if the beginning of the string is reached.
     */
    reset(index = 0) {
        this.charIndex = index >= 0
            ? Math.min(this.charCount, index)
            : Math.max(0, this.charIndex + index);
    }
}
exports.StringScanner = StringScanner;
//# sourceMappingURL=StringScanner.js.map

/***/ }),

/***/ 924:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {


Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.XmlCdata = void 0;
const XmlNode_js_1 = __nccwpck_require__(101);
const XmlText_js_1 = __nccwpck_require__(158);
/**
 * A CDATA section within an XML document.
 */
class XmlCdata extends XmlText_js_1.XmlText {
    get type() {
        return XmlNode_js_1.XmlNode.TYPE_CDATA;
    }
}
exports.XmlCdata = XmlCdata;
//# sourceMappingURL=XmlCdata.js.map

/***/ }),

/***/ 520:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {


Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.XmlComment = void 0;
const XmlNode_js_1 = __nccwpck_require__(101);
/**
 * A comment within an XML document.
 */
class XmlComment extends XmlNode_js_1.XmlNode {
    constructor(content = '') {
        super();
        this.content = content;
    }
    get type() {
        return XmlNode_js_1.XmlNode.TYPE_COMMENT;
    }
    toJSON() {
        return Object.assign(XmlNode_js_1.XmlNode.prototype.toJSON.call(this), {
            content: this.content,
        });
    }
}
exports.XmlComment = XmlComment;
//# sourceMappingURL=XmlComment.js.map

/***/ }),

/***/ 185:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {


Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.XmlDeclaration = void 0;
const XmlNode_js_1 = __nccwpck_require__(101);
/**
 * An XML declaration within an XML document.
 *
 * @example
 *
 * ```xml
 * <?xml version="1.0" encoding="UTF-8"?>
 * ```
 */
class XmlDeclaration extends XmlNode_js_1.XmlNode {
    constructor(version, encoding, standalone) {
        super();
        this.version = version;
        this.encoding = encoding ?? null;
        this.standalone = standalone ?? null;
    }
    get type() {
        return XmlNode_js_1.XmlNode.TYPE_XML_DECLARATION;
    }
    toJSON() {
        let json = XmlNode_js_1.XmlNode.prototype.toJSON.call(this);
        json.version = this.version;
        for (let key of ['encoding', 'standalone']) {
            if (this[key] !== null) {
                json[key] = this[key];
            }
        }
        return json;
    }
}
exports.XmlDeclaration = XmlDeclaration;
//# sourceMappingURL=XmlDeclaration.js.map

/***/ }),

/***/ 672:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {


Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.XmlDocument = void 0;
const XmlElement_js_1 = __nccwpck_require__(481);
const XmlNode_js_1 = __nccwpck_require__(101);
/**
 * Represents an XML document. All elements within the document are descendants
 * of this node.
 */
class XmlDocument extends XmlNode_js_1.XmlNode {
    constructor(children = []) {
        super();
        this.children = children;
    }
    get document() {
        return this;
    }
    /**
     * Root element of this document, or `null` if this document is empty.
     */
    get root() {
        for (let child of this.children) {
            if (child instanceof XmlElement_js_1.XmlElement) {
                return child;
            }
        }
        return null;
    }
    /**
     * Text content of this document and all its descendants.
     */
    get text() {
        return this.children
            .map(child => 'text' in child ? child.text : '')
            .join('');
    }
    get type() {
        return XmlNode_js_1.XmlNode.TYPE_DOCUMENT;
    }
    toJSON() {
        return Object.assign(XmlNode_js_1.XmlNode.prototype.toJSON.call(this), {
            children: this.children.map(child => child.toJSON()),
        });
    }
}
exports.XmlDocument = XmlDocument;
//# sourceMappingURL=XmlDocument.js.map

/***/ }),

/***/ 392:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {


Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.XmlDocumentType = void 0;
const XmlNode_js_1 = __nccwpck_require__(101);
/**
 * A document type declaration within an XML document.
 *
 * @example
 *
 * ```xml
 * <!DOCTYPE kittens [
 *   <!ELEMENT kittens (#PCDATA)>
 * ]>
 * ```
 */
class XmlDocumentType extends XmlNode_js_1.XmlNode {
    constructor(name, publicId, systemId, internalSubset) {
        super();
        this.name = name;
        this.publicId = publicId ?? null;
        this.systemId = systemId ?? null;
        this.internalSubset = internalSubset ?? null;
    }
    get type() {
        return XmlNode_js_1.XmlNode.TYPE_DOCUMENT_TYPE;
    }
    toJSON() {
        let json = XmlNode_js_1.XmlNode.prototype.toJSON.call(this);
        json.name = this.name;
        for (let key of ['publicId', 'systemId', 'internalSubset']) {
            if (this[key] !== null) {
                json[key] = this[key];
            }
        }
        return json;
    }
}
exports.XmlDocumentType = XmlDocumentType;
//# sourceMappingURL=XmlDocumentType.js.map

/***/ }),

/***/ 481:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {


Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.XmlElement = void 0;
const XmlNode_js_1 = __nccwpck_require__(101);
/**
 * Element in an XML document.
 */
class XmlElement extends XmlNode_js_1.XmlNode {
    constructor(name, attributes = Object.create(null), children = []) {
        super();
        this.name = name;
        this.attributes = attributes;
        this.children = children;
    }
    /**
     * Whether this element is empty (meaning it has no children).
     */
    get isEmpty() {
        return this.children.length === 0;
    }
    get preserveWhitespace() {
        let node = this; // eslint-disable-line @typescript-eslint/no-this-alias
        while (node instanceof XmlElement) {
            if ('xml:space' in node.attributes) {
                return node.attributes['xml:space'] === 'preserve';
            }
            node = node.parent;
        }
        return false;
    }
    /**
     * Text content of this element and all its descendants.
     */
    get text() {
        return this.children
            .map(child => 'text' in child ? child.text : '')
            .join('');
    }
    get type() {
        return XmlNode_js_1.XmlNode.TYPE_ELEMENT;
    }
    toJSON() {
        return Object.assign(XmlNode_js_1.XmlNode.prototype.toJSON.call(this), {
            name: this.name,
            attributes: this.attributes,
            children: this.children.map(child => child.toJSON()),
        });
    }
}
exports.XmlElement = XmlElement;
//# sourceMappingURL=XmlElement.js.map

/***/ }),

/***/ 151:
/***/ ((__unused_webpack_module, exports) => {


Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.XmlError = void 0;
/**
 * An error that occurred while parsing XML.
 */
class XmlError extends Error {
    constructor(message, charIndex, xml) {
        let column = 1;
        let excerpt = '';
        let line = 1;
        // Find the line and column where the error occurred.
        for (let i = 0; i < charIndex; ++i) {
            let char = xml[i];
            if (char === '\n') {
                column = 1;
                excerpt = '';
                line += 1;
            }
            else {
                column += 1;
                excerpt += char;
            }
        }
        let eol = xml.indexOf('\n', charIndex);
        excerpt += eol === -1
            ? xml.slice(charIndex)
            : xml.slice(charIndex, eol);
        let excerptStart = 0;
        // Keep the excerpt below 50 chars, but always keep the error position in
        // view.
        if (excerpt.length > 50) {
            if (column < 40) {
                excerpt = excerpt.slice(0, 50);
            }
            else {
                excerptStart = column - 20;
                excerpt = excerpt.slice(excerptStart, column + 30);
            }
        }
        super(`${message} (line ${line}, column ${column})\n`
            + `  ${excerpt}\n`
            + ' '.repeat(column - excerptStart + 1) + '^\n');
        this.column = column;
        this.excerpt = excerpt;
        this.line = line;
        this.name = 'XmlError';
        this.pos = charIndex;
    }
}
exports.XmlError = XmlError;
//# sourceMappingURL=XmlError.js.map

/***/ }),

/***/ 101:
/***/ ((__unused_webpack_module, exports) => {


Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.XmlNode = void 0;
/**
 * Base interface for a node in an XML document.
 */
class XmlNode {
    constructor() {
        /**
         * Parent node of this node, or `null` if this node has no parent.
         */
        this.parent = null;
        /**
         * Starting byte offset of this node in the original XML string, or `-1` if
         * the offset is unknown.
         */
        this.start = -1;
        /**
         * Ending byte offset of this node in the original XML string, or `-1` if the
         * offset is unknown.
         */
        this.end = -1;
    }
    /**
     * Document that contains this node, or `null` if this node is not associated
     * with a document.
     */
    get document() {
        return this.parent?.document ?? null;
    }
    /**
     * Whether this node is the root node of the document (also known as the
     * document element).
     */
    get isRootNode() {
        return this.parent !== null
            && this.parent === this.document
            && this.type === XmlNode.TYPE_ELEMENT;
    }
    /**
     * Whether whitespace should be preserved in the content of this element and
     * its children.
     *
     * This is influenced by the value of the special `xml:space` attribute, and
     * will be `true` for any node whose `xml:space` attribute is set to
     * "preserve". If a node has no such attribute, it will inherit the value of
     * the nearest ancestor that does (if any).
     *
     * @see https://www.w3.org/TR/2008/REC-xml-20081126/#sec-white-space
     */
    get preserveWhitespace() {
        return !!this.parent?.preserveWhitespace;
    }
    /**
     * Type of this node.
     *
     * The value of this property is a string that matches one of the static
     * `TYPE_*` properties on the `XmlNode` class (e.g. `TYPE_ELEMENT`,
     * `TYPE_TEXT`, etc.).
     *
     * The `XmlNode` class itself is a base class and doesn't have its own type
     * name.
     */
    get type() {
        return '';
    }
    /**
     * Returns a JSON-serializable object representing this node, minus properties
     * that could result in circular references.
     */
    toJSON() {
        let json = {
            type: this.type,
        };
        if (this.isRootNode) {
            json.isRootNode = true;
        }
        if (this.preserveWhitespace) {
            json.preserveWhitespace = true;
        }
        if (this.start !== -1) {
            json.start = this.start;
            json.end = this.end;
        }
        return json;
    }
}
exports.XmlNode = XmlNode;
/**
 * Type value for an `XmlCdata` node.
 */
XmlNode.TYPE_CDATA = 'cdata';
/**
 * Type value for an `XmlComment` node.
 */
XmlNode.TYPE_COMMENT = 'comment';
/**
 * Type value for an `XmlDocument` node.
 */
XmlNode.TYPE_DOCUMENT = 'document';
/**
 * Type value for an `XmlDocumentType` node.
 */
XmlNode.TYPE_DOCUMENT_TYPE = 'doctype';
/**
 * Type value for an `XmlElement` node.
 */
XmlNode.TYPE_ELEMENT = 'element';
/**
 * Type value for an `XmlProcessingInstruction` node.
 */
XmlNode.TYPE_PROCESSING_INSTRUCTION = 'pi';
/**
 * Type value for an `XmlText` node.
 */
XmlNode.TYPE_TEXT = 'text';
/**
 * Type value for an `XmlDeclaration` node.
 */
XmlNode.TYPE_XML_DECLARATION = 'xmldecl';
//# sourceMappingURL=XmlNode.js.map

/***/ }),

/***/ 396:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {


Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.XmlProcessingInstruction = void 0;
const XmlNode_js_1 = __nccwpck_require__(101);
/**
 * A processing instruction within an XML document.
 */
class XmlProcessingInstruction extends XmlNode_js_1.XmlNode {
    constructor(name, content = '') {
        super();
        this.name = name;
        this.content = content;
    }
    get type() {
        return XmlNode_js_1.XmlNode.TYPE_PROCESSING_INSTRUCTION;
    }
    toJSON() {
        return Object.assign(XmlNode_js_1.XmlNode.prototype.toJSON.call(this), {
            name: this.name,
            content: this.content,
        });
    }
}
exports.XmlProcessingInstruction = XmlProcessingInstruction;
//# sourceMappingURL=XmlProcessingInstruction.js.map

/***/ }),

/***/ 158:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {


Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.XmlText = void 0;
const XmlNode_js_1 = __nccwpck_require__(101);
/**
 * Text content within an XML document.
 */
class XmlText extends XmlNode_js_1.XmlNode {
    constructor(text = '') {
        super();
        this.text = text;
    }
    get type() {
        return XmlNode_js_1.XmlNode.TYPE_TEXT;
    }
    toJSON() {
        return Object.assign(XmlNode_js_1.XmlNode.prototype.toJSON.call(this), {
            text: this.text,
        });
    }
}
exports.XmlText = XmlText;
//# sourceMappingURL=XmlText.js.map

/***/ }),

/***/ 957:
/***/ ((__unused_webpack_module, exports) => {


Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.predefinedEntities = exports.endCharData = exports.attValueNormalizedWhitespace = exports.attValueCharSingleQuote = exports.attValueCharDoubleQuote = void 0;
exports.isNameChar = isNameChar;
exports.isNameStartChar = isNameStartChar;
exports.isReferenceChar = isReferenceChar;
exports.isWhitespace = isWhitespace;
exports.isXmlCodePoint = isXmlCodePoint;
/**
 * Regular expression that matches one or more `AttValue` characters in a
 * double-quoted attribute value.
 *
 * @see https://www.w3.org/TR/2008/REC-xml-20081126/#NT-AttValue
 */
exports.attValueCharDoubleQuote = /["&<]/;
/**
 * Regular expression that matches one or more `AttValue` characters in a
 * single-quoted attribute value.
 *
 * @see https://www.w3.org/TR/2008/REC-xml-20081126/#NT-AttValue
 */
exports.attValueCharSingleQuote = /['&<]/;
/**
 * Regular expression that matches a whitespace character that should be
 * normalized to a space character in an attribute value.
 *
 * @see https://www.w3.org/TR/2008/REC-xml-20081126/#AVNormalize
 */
exports.attValueNormalizedWhitespace = /\r\n|[\n\r\t]/g;
/**
 * Regular expression that matches one or more characters that signal the end of
 * XML `CharData` content.
 *
 * @see https://www.w3.org/TR/2008/REC-xml-20081126/#dt-chardata
 */
exports.endCharData = /<|&|]]>/;
/**
 * Mapping of predefined entity names to their replacement values.
 *
 * @see https://www.w3.org/TR/2008/REC-xml-20081126/#sec-predefined-ent
 */
exports.predefinedEntities = Object.freeze(Object.assign(Object.create(null), {
    amp: '&',
    apos: "'",
    gt: '>',
    lt: '<',
    quot: '"',
}));
/**
 * Returns `true` if _char_ is an XML `NameChar`, `false` if it isn't.
 *
 * @see https://www.w3.org/TR/2008/REC-xml-20081126/#NT-NameChar
 */
function isNameChar(char) {
    let cp = char.codePointAt(0);
    // Including the most common NameStartChars here improves performance
    // slightly.
    return (cp >= 0x61 && cp <= 0x7A) // a-z
        || (cp >= 0x41 && cp <= 0x5A) // A-Z
        || (cp >= 0x30 && cp <= 0x39) // 0-9
        || cp === 0x2D // -
        || cp === 0x2E // .
        || cp === 0xB7
        || (cp >= 0x300 && cp <= 0x36F)
        || cp === 0x203F
        || cp === 0x2040
        || isNameStartChar(char, cp);
}
/**
 * Returns `true` if _char_ is an XML `NameStartChar`, `false` if it isn't.
 *
 * @see https://www.w3.org/TR/2008/REC-xml-20081126/#NT-NameStartChar
 */
function isNameStartChar(char, cp = char.codePointAt(0)) {
    return (cp >= 0x61 && cp <= 0x7A) // a-z
        || (cp >= 0x41 && cp <= 0x5A) // A-Z
        || cp === 0x3A // :
        || cp === 0x5F // _
        || (cp >= 0xC0 && cp <= 0xD6)
        || (cp >= 0xD8 && cp <= 0xF6)
        || (cp >= 0xF8 && cp <= 0x2FF)
        || (cp >= 0x370 && cp <= 0x37D)
        || (cp >= 0x37F && cp <= 0x1FFF)
        || cp === 0x200C
        || cp === 0x200D
        || (cp >= 0x2070 && cp <= 0x218F)
        || (cp >= 0x2C00 && cp <= 0x2FEF)
        || (cp >= 0x3001 && cp <= 0xD7FF)
        || (cp >= 0xF900 && cp <= 0xFDCF)
        || (cp >= 0xFDF0 && cp <= 0xFFFD)
        || (cp >= 0x10000 && cp <= 0xEFFFF);
}
/**
 * Returns `true` if _char_ is a valid reference character (which may appear
 * between `&` and `;` in a reference), `false` otherwise.
 *
 * @see https://www.w3.org/TR/2008/REC-xml-20081126/#sec-references
 */
function isReferenceChar(char) {
    return char === '#' || isNameChar(char);
}
/**
 * Returns `true` if _char_ is an XML whitespace character, `false` otherwise.
 *
 * @see https://www.w3.org/TR/2008/REC-xml-20081126/#white
 */
function isWhitespace(char) {
    let cp = char.codePointAt(0);
    return cp === 0x20
        || cp === 0x9
        || cp === 0xA
        || cp === 0xD;
}
/**
 * Returns `true` if _codepoint_ is a valid XML `Char` code point, `false`
 * otherwise.
 *
 * @see https://www.w3.org/TR/2008/REC-xml-20081126/#NT-Char
 */
function isXmlCodePoint(cp) {
    return (cp >= 0x20 && cp <= 0xD7FF)
        || cp === 0xA
        || cp === 0x9
        || cp === 0xD
        || (cp >= 0xE000 && cp <= 0xFFFD)
        || (cp >= 0x10000 && cp <= 0x10FFFF);
}
//# sourceMappingURL=syntax.js.map

/***/ }),

/***/ 717:
/***/ ((__unused_webpack_module, exports) => {


Object.defineProperty(exports, "__esModule", ({ value: true }));
//# sourceMappingURL=types.js.map

/***/ })

/******/ 	});
/************************************************************************/
/******/ 	// The module cache
/******/ 	var __webpack_module_cache__ = {};
/******/ 	
/******/ 	// The require function
/******/ 	function __nccwpck_require__(moduleId) {
/******/ 		// Check if module is in cache
/******/ 		var cachedModule = __webpack_module_cache__[moduleId];
/******/ 		if (cachedModule !== undefined) {
/******/ 			return cachedModule.exports;
/******/ 		}
/******/ 		// Create a new module (and put it into the cache)
/******/ 		var module = __webpack_module_cache__[moduleId] = {
/******/ 			// no module.id needed
/******/ 			// no module.loaded needed
/******/ 			exports: {}
/******/ 		};
/******/ 	
/******/ 		// Execute the module function
/******/ 		var threw = true;
/******/ 		try {
/******/ 			__webpack_modules__[moduleId].call(module.exports, module, module.exports, __nccwpck_require__);
/******/ 			threw = false;
/******/ 		} finally {
/******/ 			if(threw) delete __webpack_module_cache__[moduleId];
/******/ 		}
/******/ 	
/******/ 		// Return the exports of the module
/******/ 		return module.exports;
/******/ 	}
/******/ 	
/************************************************************************/
/******/ 	/* webpack/runtime/asset-relocator-loader */
/******/ 	if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = __dirname + "/";
/******/ 	
/************************************************************************/
var __webpack_exports__ = {};

;// CONCATENATED MODULE: external "os"
const external_os_namespaceObject = require("os");
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/utils.js
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */
/**
 * Sanitizes an input into a string so it can be passed into issueCommand safely
 * @param input input to sanitize into a string
 */
function utils_toCommandValue(input) {
    if (input === null || input === undefined) {
        return '';
    }
    else if (typeof input === 'string' || input instanceof String) {
        return input;
    }
    return JSON.stringify(input);
}
/**
 *
 * @param annotationProperties
 * @returns The command properties to send with the actual annotation command
 * See IssueCommandProperties: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs#L646
 */
function toCommandProperties(annotationProperties) {
    if (!Object.keys(annotationProperties).length) {
        return {};
    }
    return {
        title: annotationProperties.title,
        file: annotationProperties.file,
        line: annotationProperties.startLine,
        endLine: annotationProperties.endLine,
        col: annotationProperties.startColumn,
        endColumn: annotationProperties.endColumn
    };
}
//# sourceMappingURL=utils.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/command.js


/**
 * Issues a command to the GitHub Actions runner
 *
 * @param command - The command name to issue
 * @param properties - Additional properties for the command (key-value pairs)
 * @param message - The message to include with the command
 * @remarks
 * This function outputs a specially formatted string to stdout that the Actions
 * runner interprets as a command. These commands can control workflow behavior,
 * set outputs, create annotations, mask values, and more.
 *
 * Command Format:
 *   ::name key=value,key=value::message
 *
 * @example
 * ```typescript
 * // Issue a warning annotation
 * issueCommand('warning', {}, 'This is a warning message');
 * // Output: ::warning::This is a warning message
 *
 * // Set an environment variable
 * issueCommand('set-env', { name: 'MY_VAR' }, 'some value');
 * // Output: ::set-env name=MY_VAR::some value
 *
 * // Add a secret mask
 * issueCommand('add-mask', {}, 'secretValue123');
 * // Output: ::add-mask::secretValue123
 * ```
 *
 * @internal
 * This is an internal utility function that powers the public API functions
 * such as setSecret, warning, error, and exportVariable.
 */
function command_issueCommand(command, properties, message) {
    const cmd = new Command(command, properties, message);
    process.stdout.write(cmd.toString() + external_os_namespaceObject.EOL);
}
function command_issue(name, message = '') {
    command_issueCommand(name, {}, message);
}
const CMD_STRING = '::';
class Command {
    constructor(command, properties, message) {
        if (!command) {
            command = 'missing.command';
        }
        this.command = command;
        this.properties = properties;
        this.message = message;
    }
    toString() {
        let cmdStr = CMD_STRING + this.command;
        if (this.properties && Object.keys(this.properties).length > 0) {
            cmdStr += ' ';
            let first = true;
            for (const key in this.properties) {
                if (this.properties.hasOwnProperty(key)) {
                    const val = this.properties[key];
                    if (val) {
                        if (first) {
                            first = false;
                        }
                        else {
                            cmdStr += ',';
                        }
                        cmdStr += `${key}=${escapeProperty(val)}`;
                    }
                }
            }
        }
        cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
        return cmdStr;
    }
}
function escapeData(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A');
}
function escapeProperty(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A')
        .replace(/:/g, '%3A')
        .replace(/,/g, '%2C');
}
//# sourceMappingURL=command.js.map
;// CONCATENATED MODULE: external "crypto"
const external_crypto_namespaceObject = require("crypto");
;// CONCATENATED MODULE: external "fs"
const external_fs_namespaceObject = require("fs");
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/file-command.js
// For internal use, subject to change.
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */




function file_command_issueFileCommand(command, message) {
    const filePath = process.env[`GITHUB_${command}`];
    if (!filePath) {
        throw new Error(`Unable to find environment variable for file command ${command}`);
    }
    if (!external_fs_namespaceObject.existsSync(filePath)) {
        throw new Error(`Missing file at path: ${filePath}`);
    }
    external_fs_namespaceObject.appendFileSync(filePath, `${utils_toCommandValue(message)}${external_os_namespaceObject.EOL}`, {
        encoding: 'utf8'
    });
}
function file_command_prepareKeyValueMessage(key, value) {
    const delimiter = `ghadelimiter_${external_crypto_namespaceObject.randomUUID()}`;
    const convertedValue = utils_toCommandValue(value);
    // These should realistically never happen, but just in case someone finds a
    // way to exploit uuid generation let's not allow keys or values that contain
    // the delimiter.
    if (key.includes(delimiter)) {
        throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
    }
    if (convertedValue.includes(delimiter)) {
        throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
    }
    return `${key}<<${delimiter}${external_os_namespaceObject.EOL}${convertedValue}${external_os_namespaceObject.EOL}${delimiter}`;
}
//# sourceMappingURL=file-command.js.map
;// CONCATENATED MODULE: external "path"
const external_path_namespaceObject = require("path");
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/core.js
var __awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};






/**
 * The code to exit an action
 */
var ExitCode;
(function (ExitCode) {
    /**
     * A code indicating that the action was successful
     */
    ExitCode[ExitCode["Success"] = 0] = "Success";
    /**
     * A code indicating that the action was a failure
     */
    ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
//-----------------------------------------------------------------------
// Variables
//-----------------------------------------------------------------------
/**
 * Sets env variable for this action and future actions in the job
 * @param name the name of the variable to set
 * @param val the value of the variable. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function exportVariable(name, val) {
    const convertedVal = toCommandValue(val);
    process.env[name] = convertedVal;
    const filePath = process.env['GITHUB_ENV'] || '';
    if (filePath) {
        return issueFileCommand('ENV', prepareKeyValueMessage(name, val));
    }
    issueCommand('set-env', { name }, convertedVal);
}
/**
 * Registers a secret which will get masked from logs
 *
 * @param secret - Value of the secret to be masked
 * @remarks
 * This function instructs the Actions runner to mask the specified value in any
 * logs produced during the workflow run. Once registered, the secret value will
 * be replaced with asterisks (***) whenever it appears in console output, logs,
 * or error messages.
 *
 * This is useful for protecting sensitive information such as:
 * - API keys
 * - Access tokens
 * - Authentication credentials
 * - URL parameters containing signatures (SAS tokens)
 *
 * Note that masking only affects future logs; any previous appearances of the
 * secret in logs before calling this function will remain unmasked.
 *
 * @example
 * ```typescript
 * // Register an API token as a secret
 * const apiToken = "abc123xyz456";
 * setSecret(apiToken);
 *
 * // Now any logs containing this value will show *** instead
 * console.log(`Using token: ${apiToken}`); // Outputs: "Using token: ***"
 * ```
 */
function setSecret(secret) {
    command_issueCommand('add-mask', {}, secret);
}
/**
 * Prepends inputPath to the PATH (for this action and future actions)
 * @param inputPath
 */
function addPath(inputPath) {
    const filePath = process.env['GITHUB_PATH'] || '';
    if (filePath) {
        issueFileCommand('PATH', inputPath);
    }
    else {
        issueCommand('add-path', {}, inputPath);
    }
    process.env['PATH'] = `${inputPath}${path.delimiter}${process.env['PATH']}`;
}
/**
 * Gets the value of an input.
 * Unless trimWhitespace is set to false in InputOptions, the value is also trimmed.
 * Returns an empty string if the value is not defined.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string
 */
function getInput(name, options) {
    const val = process.env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] || '';
    if (options && options.required && !val) {
        throw new Error(`Input required and not supplied: ${name}`);
    }
    if (options && options.trimWhitespace === false) {
        return val;
    }
    return val.trim();
}
/**
 * Gets the values of an multiline input.  Each value is also trimmed.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string[]
 *
 */
function getMultilineInput(name, options) {
    const inputs = getInput(name, options)
        .split('\n')
        .filter(x => x !== '');
    if (options && options.trimWhitespace === false) {
        return inputs;
    }
    return inputs.map(input => input.trim());
}
/**
 * Gets the input value of the boolean type in the YAML 1.2 "core schema" specification.
 * Support boolean input list: `true | True | TRUE | false | False | FALSE` .
 * The return value is also in boolean type.
 * ref: https://yaml.org/spec/1.2/spec.html#id2804923
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   boolean
 */
function getBooleanInput(name, options) {
    const trueValue = ['true', 'True', 'TRUE'];
    const falseValue = ['false', 'False', 'FALSE'];
    const val = getInput(name, options);
    if (trueValue.includes(val))
        return true;
    if (falseValue.includes(val))
        return false;
    throw new TypeError(`Input does not meet YAML 1.2 "Core Schema" specification: ${name}\n` +
        `Support boolean input list: \`true | True | TRUE | false | False | FALSE\``);
}
/**
 * Sets the value of an output.
 *
 * @param     name     name of the output to set
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function setOutput(name, value) {
    const filePath = process.env['GITHUB_OUTPUT'] || '';
    if (filePath) {
        return file_command_issueFileCommand('OUTPUT', file_command_prepareKeyValueMessage(name, value));
    }
    process.stdout.write(external_os_namespaceObject.EOL);
    command_issueCommand('set-output', { name }, utils_toCommandValue(value));
}
/**
 * Enables or disables the echoing of commands into stdout for the rest of the step.
 * Echoing is disabled by default if ACTIONS_STEP_DEBUG is not set.
 *
 */
function setCommandEcho(enabled) {
    issue('echo', enabled ? 'on' : 'off');
}
//-----------------------------------------------------------------------
// Results
//-----------------------------------------------------------------------
/**
 * Sets the action status to failed.
 * When the action exits it will be with an exit code of 1
 * @param message add error issue message
 */
function setFailed(message) {
    process.exitCode = ExitCode.Failure;
    error(message);
}
//-----------------------------------------------------------------------
// Logging Commands
//-----------------------------------------------------------------------
/**
 * Gets whether Actions Step Debug is on or not
 */
function isDebug() {
    return process.env['RUNNER_DEBUG'] === '1';
}
/**
 * Writes debug message to user log
 * @param message debug message
 */
function debug(message) {
    command_issueCommand('debug', {}, message);
}
/**
 * Adds an error issue
 * @param message error issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function error(message, properties = {}) {
    command_issueCommand('error', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a warning issue
 * @param message warning issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function warning(message, properties = {}) {
    command_issueCommand('warning', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a notice issue
 * @param message notice issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function notice(message, properties = {}) {
    command_issueCommand('notice', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Writes info to log with console.log.
 * @param message info message
 */
function info(message) {
    process.stdout.write(message + external_os_namespaceObject.EOL);
}
/**
 * Begin an output group.
 *
 * Output until the next `groupEnd` will be foldable in this group
 *
 * @param name The name of the output group
 */
function startGroup(name) {
    command_issue('group', name);
}
/**
 * End an output group.
 */
function endGroup() {
    command_issue('endgroup');
}
/**
 * Wrap an asynchronous function call in a group.
 *
 * Returns the same type as the function itself.
 *
 * @param name The name of the group
 * @param fn The function to wrap in the group
 */
function group(name, fn) {
    return __awaiter(this, void 0, void 0, function* () {
        startGroup(name);
        let result;
        try {
            result = yield fn();
        }
        finally {
            endGroup();
        }
        return result;
    });
}
//-----------------------------------------------------------------------
// Wrapper action state
//-----------------------------------------------------------------------
/**
 * Saves state for current action, the state can only be retrieved by this action's post job execution.
 *
 * @param     name     name of the state to store
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function saveState(name, value) {
    const filePath = process.env['GITHUB_STATE'] || '';
    if (filePath) {
        return issueFileCommand('STATE', prepareKeyValueMessage(name, value));
    }
    issueCommand('save-state', { name }, toCommandValue(value));
}
/**
 * Gets the value of an state set by this action's main execution.
 *
 * @param     name     name of the state to get
 * @returns   string
 */
function getState(name) {
    return process.env[`STATE_${name}`] || '';
}
function getIDToken(aud) {
    return __awaiter(this, void 0, void 0, function* () {
        return yield OidcClient.getIDToken(aud);
    });
}
/**
 * Summary exports
 */

/**
 * @deprecated use core.summary
 */

/**
 * Path exports
 */

/**
 * Platform utilities exports
 */

//# sourceMappingURL=core.js.map
;// CONCATENATED MODULE: ./node_modules/@alicloud/hcs-mgw20240626/src/errors.js
class ClientError extends Error {
    name = 'ClientError';
    code;
    constructor(code, message) {
        super(message);
        this.code = code;
    }
}
class TransportError extends Error {
    name = 'TransportError';
    code;
    phase;
    staleConnection;
    server;
    ofProxy;
    constructor(code, message, phase, { cause, staleConnection = false, server = '', ofProxy = false } = {}) {
        super(message, { cause });
        this.code = code;
        this.phase = phase;
        this.staleConnection = staleConnection;
        this.server = server;
        this.ofProxy = ofProxy;
    }
    get requestSent() {
        return this.phase !== 'connecting';
    }
}
class MgwError extends Error {
    name = 'MgwError';
    code;
    data;
    headers;
    serverTime;
    constructor(code, message, data, headers = {}, serverTime) {
        super(message);
        this.code = code;
        this.data = data;
        this.headers = headers;
        this.serverTime = serverTime;
    }
    get statusCode() {
        return this.data.statusCode;
    }
    get requestId() {
        return identifier(this.data.requestId) ?? requestIdFrom(this.headers);
    }
    get hostId() {
        return this.data.hostId ?? undefined;
    }
}
function invalidResponse(message, statusCode, headers = {}) {
    const requestId = requestIdFrom(headers);
    return new MgwError('InvalidResponse', message, { statusCode, requestId: requestId ?? null }, headers);
}
function requestIdFrom(headers) {
    return identifier(headers['x-oss-request-id']);
}
function identifier(text) {
    const trimmed = typeof text === 'string' ? text.trim() : '';
    return /^[\w.-]{1,128}$/.test(trimmed) ? trimmed : undefined;
}

// EXTERNAL MODULE: ../node_modules/@rgrove/parse-xml/dist/index.js
var dist = __nccwpck_require__(740);
;// CONCATENATED MODULE: ./node_modules/@alicloud/hcs-mgw20240626/src/xml.js

function readXml(body, root) {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    if (/<!DOCTYPE/i.test(text))
        throw new Error('it has a document type declaration');
    const element = (0,dist.parseXml)(text.trimStart().replace(/\r\n?/g, '\n')).root;
    if (element?.name !== root)
        throw new Error(`its root is not ${root}`);
    const content = readContent(element, 1);
    return typeof content === 'string' ? {} : content;
}
const MAX_DEPTH = 20;
function readContent(element, depth) {
    if (depth > MAX_DEPTH)
        throw new Error('its elements are nested too deeply');
    const children = element.children.filter((child) => child instanceof dist.XmlElement);
    const hasText = element.children.some((child) => child instanceof dist.XmlText && child.text.trim() !== '');
    if (children.length === 0 || hasText)
        return element.text.trim();
    const fields = new Map();
    for (const child of children) {
        const value = readContent(child, depth + 1);
        const before = fields.get(child.name);
        if (Array.isArray(before))
            before.push(value);
        else
            fields.set(child.name, before === undefined ? value : [before, value]);
    }
    return Object.fromEntries(fields);
}
const INTEGERS = /^(Max(BandWidth|ImportTaskQps|ScheduleCount)|(Total|Copied|Failed|Skipped)(Count|Size))$/;
const BOOLEANS = /^(AppendableToNormal|ConvertSymlinkTarget|CreateReport|EnableMultiVersioning|ExcludeDir|ExcludeSymlink|With(LastModifyTime|StorageClass))$/;
const TEXTS = /^(Name|Status|CreateTime|ModifyTime|RuntimeId|CommitId|StartTime|EndTime|Operator|ListStatus|Message|StartCronExpression|SuspendCronExpression)$/;
const MAPS = /^(ImportQos|ScheduleRule)$/;
const LISTS = /^(ImportJob|JobHistory|Regex|TimeFilter)$/;
function toModel(map) {
    return Object.fromEntries(Object.entries(map).flatMap(([name, value]) => {
        const typed = typedValue(name, value);
        return typed === undefined ? [] : [[name.charAt(0).toLowerCase() + name.slice(1), typed]];
    }));
}
function typedValue(name, value) {
    if (INTEGERS.test(name))
        return typeof value === 'string' ? integer(value) : undefined;
    if (TEXTS.test(name))
        return typeof value === 'string' ? value : undefined;
    if (MAPS.test(name) && (typeof value === 'string' || Array.isArray(value)))
        return undefined;
    if (BOOLEANS.test(name) && (value === 'true' || value === 'false'))
        return value === 'true';
    const list = LISTS.test(name) && !Array.isArray(value) ? [value] : value;
    return Array.isArray(list) ? list.map(modelOf) : modelOf(list);
}
function modelOf(value) {
    return typeof value === 'object' && !Array.isArray(value) ? toModel(value) : value;
}
function integer(text) {
    if (!/^-?\d{1,19}$/.test(text))
        return undefined;
    const number = Number(text);
    return Number.isSafeInteger(number) ? number : BigInt(text);
}

;// CONCATENATED MODULE: ./node_modules/@alicloud/hcs-mgw20240626/src/answers.js


function readJob(response) {
    return toModel(parseOrThrow(response, 'ImportJob'));
}
function readHistory(response) {
    const list = toModel(parseOrThrow(response, 'JobHistoryList'));
    const entries = list.jobHistory ?? [];
    return { ...list, jobHistory: entries.filter((entry) => typeof entry === 'object') };
}
function readJobList(response) {
    const { truncated, nextMarker, importJob, ...rest } = toModel(parseOrThrow(response, 'ImportJobList'));
    const jobs = (importJob ?? []);
    return {
        ...rest,
        ...(truncated !== undefined && { truncated: /^true$/i.test(String(truncated)) }),
        ...(typeof nextMarker === 'string' && { nextMarker }),
        importJob: jobs.filter((job) => typeof job === 'object')
    };
}
function parseOrThrow(response, root) {
    const content = parse(response, root);
    if (content instanceof MgwError)
        throw content;
    return content;
}
function parse(response, root) {
    try {
        return readXml(response.body, root);
    }
    catch (error) {
        return notMgw(response, error instanceof Error ? error.message : String(error));
    }
}
const EXCERPT = 200;
function notMgw({ statusCode, headers, body }, reason) {
    const type = headers['content-type'] ?? 'no content type';
    const firstLine = reason.split('\n', 1)[0];
    const excerpt = JSON.stringify(body.subarray(0, EXCERPT).toString('utf8'));
    return invalidResponse(`The answer is not MGW's XML (HTTP ${statusCode}, ${type}, ${body.length} bytes; ${firstLine}). It begins ${excerpt}.`, statusCode, headers);
}

;// CONCATENATED MODULE: ./node_modules/@alicloud/hcs-mgw20240626/src/quote.js
const INVISIBLE = /[\p{Cc}\p{Default_Ignorable_Code_Point}\p{Cf}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;
function quote(value) {
    const text = value.length > 200 ? `${value.slice(0, 200)}…` : value;
    return JSON.stringify(text).replace(INVISIBLE, (character) => Array.from({ length: character.length }, (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join(''));
}

;// CONCATENATED MODULE: ./node_modules/@alicloud/hcs-mgw20240626/src/endpoint.js


const OFFICIAL_REGIONS = [
    'cn-beijing',
    'cn-wulanchabu',
    'cn-hangzhou',
    'cn-shanghai',
    'cn-shenzhen',
    'cn-chengdu',
    'cn-hongkong',
    'ap-northeast-1',
    'ap-southeast-1',
    'eu-central-1',
    'us-east-1',
    'us-west-1'
];
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const REGION = new RegExp(`^(?=[a-z])${LABEL}$`);
const HOST_NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
const MGW_HOST = new RegExp(`^(?:(?<userId>\\d+)\\.)?(?<region>${LABEL})\\.mgw(?:-internal)?\\.aliyuncs\\.com$`);
const OF_MGW = /(^|\.)mgw(-internal)?\.aliyuncs\.com$/;
const PARTS = /^(?:(?<scheme>[a-z][a-z0-9+.-]*):\/\/)?(?<host>\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(?<port>\d{1,5}))?\/?$/;
function resolveEndpoint(endpoint, region) {
    if (region !== '' && !REGION.test(region)) {
        throw new ClientError('InvalidArgument', `region is ${quote(region)}, but a region is made of lower case letters, digits and hyphens, as in cn-hangzhou.`);
    }
    if (endpoint !== '')
        return parseEndpoint(endpoint, region);
    if (region !== '')
        return parseEndpoint(`${region}.mgw.aliyuncs.com`, region);
    throw new ClientError('EmptyDomain', 'Neither region nor endpoint is set. Set region, for example to cn-hangzhou.');
}
function hostFor(endpoint, userId) {
    return endpoint.isMgw && endpoint.userId === undefined
        ? `${userId}.${endpoint.hostname}`
        : endpoint.hostname;
}
function parseEndpoint(text, region) {
    const address = parseAddress('endpoint', text);
    const { hostname } = address;
    const isOfMgw = OF_MGW.test(hostname);
    const mgw = isOfMgw ? MGW_HOST.exec(hostname)?.groups : undefined;
    if (isOfMgw && !REGION.test(mgw?.region ?? '')) {
        const doubled = /^(\d+)\.\1\./.test(hostname) ? 'it carries the account ID twice: ' : '';
        throw new ClientError('InvalidArgument', `endpoint is ${quote(text)}, but ${doubled}a host of MGW is {region}.mgw.aliyuncs.com or {user-id}.{region}.mgw.aliyuncs.com, as in cn-hangzhou.mgw.aliyuncs.com.`);
    }
    if (region === '' && (isLoopback(hostname) || /^[\d.]+$|^\[/.test(hostname))) {
        throw new ClientError('InvalidArgument', `region is not set, and the endpoint ${hostname} names none. Set region, for example to cn-hangzhou.`);
    }
    return {
        ...address,
        region: region || mgw?.region || hostname.split('.', 1)[0] || hostname,
        isMgw: mgw !== undefined,
        userId: mgw?.userId
    };
}
function parseAddress(name, text) {
    const { scheme = 'https', host = '', port } = PARTS.exec(text.toLowerCase())?.groups ?? {};
    const problem = findProblem(text, scheme, host, port);
    if (problem !== undefined) {
        throw new ClientError('InvalidArgument', `${name} is ${quote(withoutSecrets(text))}, but ${problem}`);
    }
    return {
        protocol: `${scheme}:`,
        hostname: host,
        port: port === undefined ? undefined : Number(port)
    };
}
function findProblem(text, scheme, host, port) {
    if (text.length > 300)
        return 'it is too long.';
    if (/^[^/]*(\/\/)?[^/]*@/.test(text))
        return 'it must not hold a user name, a password or an @.';
    if (host === '' && /[/?#]/.test(text.replace(/^[a-z+.-]+:\/\//i, ''))) {
        return 'it must not hold a path, a query or a fragment: a host name is enough, as in cn-hangzhou.mgw.aliyuncs.com.';
    }
    const number = Number(port ?? 443);
    if (!isHost(host) || number > 65535 || number === 0) {
        return 'it must be a host name or the URL of one, as in cn-hangzhou.mgw.aliyuncs.com or https://mgw.example.com:8443.';
    }
    if (scheme !== 'https' && scheme !== 'http')
        return `${scheme}: is not supported: use https:.`;
    if (scheme === 'http' && !isLoopback(host)) {
        return 'http: is for a server on this machine (127.0.0.1) only: use https:.';
    }
    return undefined;
}
function isHost(host) {
    return host.startsWith('[') ? URL.canParse(`https://${host}`) : host.length <= 253 && HOST_NAME.test(host);
}
function isLoopback(host) {
    return (host === 'localhost' || host === '[::1]' || /^127(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/.test(host));
}
function withoutSecrets(text) {
    const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/)?(.*)$/is.exec(text) ?? [];
    const [authority = ''] = rest.split(/[/?#]/, 1);
    const hidden = rest.length > authority.length ? '/…' : '';
    if (hidden !== '' && rest.slice(authority.length).includes('@'))
        return `${scheme}…`;
    const user = authority.includes('@') ? '***@' : '';
    return `${scheme}${user}${authority.slice(authority.lastIndexOf('@') + 1)}${hidden}`.slice(0, 300);
}

;// CONCATENATED MODULE: ./node_modules/@alicloud/hcs-mgw20240626/src/region-hint.js


function withRegionHint(error, { isMgw, region }) {
    if (!isMgw || !(error instanceof TransportError) || error.code !== 'ENOTFOUND')
        return error;
    const isOfficial = OFFICIAL_REGIONS.includes(region);
    const guess = isOfficial
        ? 'The region is an official one, so it seems that this machine cannot resolve the name (DNS, private network).'
        : `Is the region ${region} mistyped?`;
    const hint = `${guess} The official regions are ${OFFICIAL_REGIONS.join(', ')}.`;
    return new TransportError(error.code, `${error.message}. ${hint}`, error.phase, error);
}

;// CONCATENATED MODULE: ./node_modules/@alicloud/hcs-mgw20240626/src/service-error.js


function readError(response) {
    const { statusCode, headers, body } = response;
    if (statusCode < 200) {
        return invalidResponse(`The answer has the HTTP status ${statusCode}, which ends no request.`, statusCode, headers);
    }
    if (statusCode < 400) {
        return invalidResponse(`The answer is a redirect (HTTP ${statusCode}), which MGW never gives. It was not followed.`, statusCode, headers);
    }
    if (body.length === 0) {
        const data = {
            statusCode,
            requestId: headers['x-oss-request-id'] ?? '',
            ecCode: headers['x-oss-ec-code'] ?? ''
        };
        return new MgwError(String(statusCode), '', data, headers);
    }
    const error = parse(response, 'Error');
    if (error instanceof MgwError)
        return error;
    const code = service_error_text(error.Code);
    if (!code)
        return notMgw(response, 'it holds no error code');
    const data = {
        statusCode,
        requestId: service_error_text(error.RequestId),
        hostId: service_error_text(error.HostId),
        ecCode: service_error_text(error.EC),
        Recommend: service_error_text(error.RecommendDoc),
        AccessDeniedDetail: error.AccessDeniedDetail ?? null
    };
    return new MgwError(code, service_error_text(error.Message) ?? '', data, headers, service_error_text(error.ServerTime) ?? undefined);
}
const MAX_TEXT = 131_072;
function service_error_text(value) {
    if (value === undefined)
        return null;
    const string = typeof value === 'string' ? value : JSON.stringify(value);
    return string.slice(0, MAX_TEXT);
}

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = require("node:crypto");
;// CONCATENATED MODULE: ./node_modules/@alicloud/hcs-mgw20240626/src/signer.js

const ALGORITHM = 'OSS4-HMAC-SHA256';
const PAYLOAD = 'UNSIGNED-PAYLOAD';
function sign(request, credentials, region, time) {
    const timestamp = `${time.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
    const day = timestamp.slice(0, 8);
    const scope = `${day}/${region}/oss/aliyun_v4_request`;
    const signed = signedHeaders(request.body, credentials.securityToken, timestamp);
    const path = encodePath(request.path);
    const query = encodeQuery(request.query);
    const canonicalHeaders = Object.keys(signed)
        .sort()
        .map((name) => `${name}:${signed[name]?.trim()}\n`)
        .join('');
    const canonicalRequest = [request.method, path, query, canonicalHeaders, '', PAYLOAD].join('\n');
    const digest = hash('sha256', canonicalRequest, 'hex');
    const stringToSign = [ALGORITHM, timestamp, scope, digest].join('\n');
    const key = [day, region, 'oss', 'aliyun_v4_request'].reduce(hmac, `aliyun_v4${credentials.accessKeySecret}`);
    const signature = hmac(key, stringToSign).toString('hex');
    const authorization = `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, Signature=${signature}`;
    return {
        target: query === '' ? path : `${path}?${query}`,
        headers: { ...signed, date: time.toUTCString(), authorization },
        canonicalRequest,
        stringToSign
    };
}
function signedHeaders(body, securityToken, timestamp) {
    return {
        ...(body !== undefined && {
            'content-type': 'application/xml',
            'content-md5': hash('md5', body, 'base64')
        }),
        'x-oss-content-sha256': PAYLOAD,
        'x-oss-date': timestamp,
        ...(securityToken && { 'x-oss-security-token': securityToken })
    };
}
function hash(algorithm, text, encoding) {
    return (0,external_node_crypto_namespaceObject.createHash)(algorithm).update(text).digest(encoding);
}
function hmac(key, text) {
    return (0,external_node_crypto_namespaceObject.createHmac)('sha256', key).update(text).digest();
}
function encode(text) {
    return encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
function encodePath(path) {
    return encode(path).replaceAll('%2F', '/');
}
function encodeQuery(query) {
    const values = new Map(Object.entries(query).map(([key, value]) => [encode(key), encode(value)]));
    return [...values.keys()]
        .sort()
        .map((key) => (values.get(key) === '' ? key : `${key}=${values.get(key)}`))
        .join('&');
}

;// CONCATENATED MODULE: external "node:http"
const external_node_http_namespaceObject = require("node:http");
;// CONCATENATED MODULE: external "node:https"
const external_node_https_namespaceObject = require("node:https");
;// CONCATENATED MODULE: ./node_modules/@alicloud/hcs-mgw20240626/src/proxy.js
const PROXY_URL = /^https?:\/\/(?:(?:[^/?#@\\%\s]|%[\da-f]{2})*@)?(?:\[[\da-f:.]+\]|[^/?#@\\:[\]\s]+)(?::\d{1,5})?\/?$/i;
function proxyFor(hostname, port, env) {
    const variable = ['https_proxy', 'HTTPS_PROXY'].find((name) => env[name]?.trim());
    if (variable === undefined || isExempt(hostname, port, env.no_proxy?.trim() || env.NO_PROXY || ''))
        return undefined;
    const value = env[variable]?.trim() ?? '';
    const text = value.includes('://') ? value : `http://${value}`;
    const scheme = text.slice(0, text.indexOf(':')).toLowerCase();
    if (scheme !== 'http' && scheme !== 'https')
        return undefined;
    const url = PROXY_URL.test(text) ? URL.parse(text) : null;
    if (url === null)
        return { variable, problem: NOT_A_URL };
    const isTls = url.protocol === 'https:';
    const address = `${url.hostname}:${url.port || (isTls ? 443 : 80)}`;
    return { url: url.href, address, variable, isTls };
}
const NOT_A_URL = 'it is not a valid URL, as in http://proxy.example.com:3128. In a user name or password, write %, #, /, ?, @, : and \\ percent-encoded: as %25, %23, %2F, %3F, %40, %3A and %5C.';
function isExempt(hostname, port, list) {
    const host = hostname.replace(/^\[|\]$/g, '');
    return list
        .toLowerCase()
        .split(/[\s,]+/)
        .filter((entry) => entry !== '')
        .some((entry) => {
        const { name = '', only } = /^(?:\*?\.)?(?<name>\[.*\]|[^:]*|.*:.*:.*)(?::(?<only>\d+))?$/.exec(entry)?.groups ?? {};
        const bare = name.replace(/^\[|\]$/g, '');
        if (only !== undefined && Number(only) !== port)
            return false;
        return entry === '*' || host === bare || (bare !== '' && host.endsWith(`.${bare}`));
    });
}

;// CONCATENATED MODULE: ./node_modules/@alicloud/hcs-mgw20240626/src/transport-errors.js

function toError(failure, phase, target, reused = false) {
    const { server } = target;
    const proxy = target.proxy && 'url' in target.proxy ? target.proxy : undefined;
    if (failure instanceof MgwError)
        return failure;
    if ('timeout' in failure) {
        const through = phase === 'connecting' && proxy ? `, through the proxy ${proxy.address} (${proxy.variable})` : '';
        const message = `No complete answer within ${Math.round(failure.timeout)} ms: still ${phase}${through}.`;
        return new TransportError('ETIMEDOUT', `${message} (${server})`, phase, { server });
    }
    const code = failure.code ?? failure.name;
    if (code.startsWith('HPE_')) {
        return invalidResponse(`The answer of ${server} is not sound HTTP (${code}: ${failure.message}).`);
    }
    const staleConnection = reused && phase !== 'reading the answer' && /^(ECONNRESET|EPIPE)$/.test(code);
    const message = (proxy && proxyError(failure, proxy)) ??
        wrongName(failure) ??
        eachAddress(failure) ??
        (failure.message || code);
    return new TransportError(code, `${message} (${server})`, phase, {
        cause: failure,
        staleConnection,
        server,
        ofProxy: proxy !== undefined && isOfProxy(failure, proxy.address)
    });
}
function wrongName({ code, host, cert }) {
    if (code !== 'ERR_TLS_CERT_ALTNAME_INVALID')
        return undefined;
    return `The server was asked for as ${host}, but its certificate is for ${cert?.subjectaltname || 'no host name'}.`;
}
function eachAddress({ errors }) {
    return errors?.map(({ message }) => message).join('; ');
}
function proxyError(failure, proxy) {
    const { code = '', statusCode } = failure;
    const { address, variable } = proxy;
    const advice = `It comes from ${variable}: correct that, or exempt the host with NO_PROXY.`;
    if (code === 'ERR_PROXY_TUNNEL') {
        if (statusCode === 407) {
            return `The proxy ${address} wants a user name and a password, and ${variable} has none or wrong ones (HTTP 407). Write them as in http://user:password@${address}.`;
        }
        return `The proxy ${address} did not connect to the host (${statusCode ? `HTTP ${statusCode}` : 'it closed the connection or did not answer in HTTP'}). ${advice}`;
    }
    if (isOfProxy(failure, address))
        return `The proxy ${address} cannot be reached (${code}). ${advice}`;
    if (!proxy.isTls)
        return undefined;
    if (/^EPROTO$|^ERR_SSL/.test(code)) {
        return `TLS failed (${code}). If the proxy ${address} speaks plain HTTP, write http:// in ${variable}.`;
    }
    if (!/CERT|SIGNATURE/.test(code))
        return undefined;
    return `A certificate was not accepted (${code}: ${failure.message}): that of the host, or that of the proxy ${address} (${variable}).`;
}
function isOfProxy({ hostname, address, port, errors }, proxy) {
    const [first] = errors ?? [];
    if (first !== undefined)
        return isOfProxy(first, proxy);
    const broken = hostname ??
        (address === undefined ? undefined : `${address.includes(':') ? `[${address}]` : address}:${port}`);
    return broken === proxy || broken === proxy.replace(/:\d+$/, '');
}

;// CONCATENATED MODULE: ./node_modules/@alicloud/hcs-mgw20240626/src/transport.js





const DEFAULT_TIMEOUT = 30_000;
const MAX_BODY = 1024 * 1024;
const MAX_IDLE = 4_000;
const ADDRESS_TIMEOUT = 5_000;
const CONNECTION = { keepAlive: true, timeout: MAX_IDLE, autoSelectFamilyAttemptTimeout: ADDRESS_TIMEOUT };
const httpAgent = () => new external_node_http_namespaceObject.Agent(CONNECTION);
const httpsAgent = (proxy) => new external_node_https_namespaceObject.Agent({ ...CONNECTION, ...(proxy && { proxyEnv: { HTTPS_PROXY: proxy.url } }) });
let agents = new Map();
async function send(request, options = {}) {
    if (request.method !== 'GET') {
        await new Promise(setImmediate);
        await new Promise(setImmediate);
    }
    try {
        return await sendOnce(request, options);
    }
    catch (error) {
        const again = request.method === 'GET' && error instanceof TransportError && error.staleConnection;
        if (!again)
            throw error;
        return sendOnce(request, { ...options, freshConnection: true });
    }
}
function sendOnce(request, { timeout = DEFAULT_TIMEOUT, signal, freshConnection }) {
    return new Promise((resolve, reject) => {
        let phase = 'connecting';
        let outgoing;
        const { owner, hostname, endpoint } = request;
        const host = endpoint.port === undefined ? hostname : `${hostname}:${endpoint.port}`;
        const proxy = endpoint.protocol === 'http:' ? undefined : proxyFor(hostname, endpoint.port ?? 443, process.env);
        const target = { server: `${owner} at ${host}`, proxy };
        try {
            outgoing = transport_open(request, usable(proxy), freshConnection);
        }
        catch (error) {
            reject(toError(error, phase, target));
            return;
        }
        let isSettled = false;
        const settle = () => {
            isSettled = true;
            clearTimeout(timer);
            signal?.removeEventListener('abort', abort);
        };
        let answer;
        const fail = (failure) => {
            if (isSettled || answer?.complete)
                return;
            refuse(failure);
        };
        const refuse = (failure) => {
            settle();
            outgoing.destroy();
            reject(toError(failure, phase, target, outgoing.reusedSocket));
        };
        const abort = () => {
            fail(new TransportError('ABORT_ERR', `The call was ended while ${phase}.`, phase, {
                cause: signal?.reason
            }));
        };
        const timer = setTimeout(() => fail({ timeout }), timeout);
        signal?.addEventListener('abort', abort);
        outgoing.on('finish', () => {
            phase = 'waiting for the answer';
        });
        outgoing.on('error', fail);
        outgoing.on('close', () => fail(new TransportError('ECONNRESET', CLOSED, phase)));
        outgoing.on('response', (incoming) => {
            phase = 'reading the answer';
            answer = incoming;
            read(incoming).then((response) => {
                if (isSettled)
                    return;
                settle();
                resolve(response);
            }, refuse);
        });
        if (signal?.aborted)
            abort();
        else
            outgoing.end(request.body);
    });
}
const CLOSED = 'The connection was closed before the answer was complete.';
function usable(proxy) {
    if (proxy === undefined || 'url' in proxy)
        return proxy;
    throw new TransportError('ERR_PROXY_INVALID_CONFIG', `The proxy in ${proxy.variable} cannot be used: ${proxy.problem}`, 'connecting');
}
function transport_open({ method, endpoint, hostname, target, headers, body }, proxy, freshConnection = false) {
    const options = {
        method,
        hostname: hostname.replace(/^\[|\]$/g, ''),
        port: endpoint.port,
        path: target,
        headers: { ...headers, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) }
    };
    if (freshConnection)
        agents = new Map();
    if (endpoint.protocol === 'http:')
        return external_node_http_namespaceObject.request({ ...options, agent: agentFor('http:', httpAgent) });
    const agent = agentFor(proxy?.url ?? 'direct', () => httpsAgent(proxy));
    return external_node_https_namespaceObject.request({ ...options, agent, rejectUnauthorized: true });
}
function agentFor(key, create) {
    const agent = agents.get(key) ?? create();
    agents.set(key, agent);
    return agent;
}
function read(incoming) {
    const statusCode = incoming.statusCode ?? 0;
    const headers = {};
    for (const [name, value = ''] of Object.entries(incoming.headers)) {
        headers[name] = Array.isArray(value) ? value.join(', ') : value;
    }
    return new Promise((resolve, reject) => {
        const chunks = [];
        let length = 0;
        incoming.on('data', (chunk) => {
            chunks.push(chunk);
            length += chunk.length;
            if (length > MAX_BODY) {
                reject(invalidResponse(`The answer is larger than ${MAX_BODY} bytes.`, statusCode, headers));
            }
        });
        incoming.on('error', reject);
        incoming.on('end', () => resolve({ statusCode, headers, body: Buffer.concat(chunks) }));
    });
}

;// CONCATENATED MODULE: ./node_modules/@alicloud/hcs-mgw20240626/src/client.js






class Client {
    endpoint;
    #config;
    constructor(config) {
        this.#config = config;
        const { endpoint = '', regionId = '' } = config;
        this.endpoint = typeof endpoint === 'string' ? resolveEndpoint(endpoint, regionId) : endpoint;
    }
    async updateJob(userid, jobName, request, options = {}) {
        const body = jobXml(request.importJob ?? {});
        const { statusCode, headers } = await this.#call(userid, { method: 'PUT', path: `/job/${jobName}`, query: {}, body }, options);
        return { statusCode, headers, body: undefined };
    }
    async getJob(userid, jobName, request, options = {}) {
        const query = stringified({ byVersion: request.byVersion });
        const response = await this.#call(userid, { method: 'GET', path: `/job/${jobName}`, query }, options);
        return { ...response, body: { importJob: readJob(response) } };
    }
    async listJobHistory(userid, jobName, request, options = {}) {
        const query = stringified({ count: request.count, marker: request.marker, runtimeId: request.runtimeId });
        const response = await this.#call(userid, { method: 'GET', path: `/jobhistory/${jobName}`, query }, options);
        return { ...response, body: { jobHistoryList: readHistory(response) } };
    }
    async listJob(userid, request, options = {}) {
        const { all, count, marker, parentName } = request;
        const query = stringified({ all, count, marker, parentName });
        const response = await this.#call(userid, { method: 'GET', path: '/joblist', query }, options);
        return { ...response, body: { importJobList: readJobList(response) } };
    }
    async #call(userid, request, options) {
        const { accessKeyId = '', accessKeySecret = '', securityToken } = this.#config;
        const credentials = (await this.#config.credential?.getCredential()) ?? {
            accessKeyId,
            accessKeySecret,
            securityToken
        };
        const { target, headers } = sign(request, credentials, this.endpoint.region, new Date(options.time ?? Date.now()));
        const { userAgent } = this.#config;
        const response = await send({
            method: request.method,
            endpoint: this.endpoint,
            hostname: hostFor(this.endpoint, userid),
            target,
            headers: { ...headers, ...(userAgent && { 'user-agent': userAgent }) },
            body: request.body,
            owner: 'the migration service'
        }, options).catch((error) => {
            throw withRegionHint(error, this.endpoint);
        });
        response.body = withoutKeys(response.body, credentials);
        if (response.statusCode >= 200 && response.statusCode < 300)
            return response;
        throw readError(response);
    }
}
function withoutKeys(body, { accessKeySecret, securityToken }) {
    if (body.length === 0)
        return body;
    const text = body.toString('latin1');
    const clean = [accessKeySecret, securityToken ?? '']
        .filter((key) => key.length >= 6)
        .reduce((rest, key) => rest.replaceAll(key, '***'), text);
    return clean === text ? body : Buffer.from(clean, 'latin1');
}
function jobXml({ status, importQos }) {
    const throttling = importQos &&
        client_element('MaxBandWidth', importQos.maxBandWidth) + client_element('MaxImportTaskQps', importQos.maxImportTaskQps);
    return `<?xml version="1.0" encoding="UTF-8"?><ImportJob>${client_element('Status', status)}${throttling === undefined ? '' : `<ImportQos>${throttling}</ImportQos>`}</ImportJob>`;
}
function client_element(name, value) {
    if (value === undefined)
        return '';
    const text = String(value).replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
    return `<${name}>${text}</${name}>`;
}
function stringified(query) {
    return Object.fromEntries(Object.entries(query).flatMap(([key, value]) => value === undefined || value === '' ? [] : [[key, String(value)]]));
}

;// CONCATENATED MODULE: external "node:events"
const external_node_events_namespaceObject = require("node:events");
;// CONCATENATED MODULE: ./src/runner/cancellation.js


function watchForCancellation() {
    const controller = new AbortController();
    (0,external_node_events_namespaceObject.setMaxListeners)(0, controller.signal);
    for (const signal of ['SIGINT', 'SIGTERM'])
        process.once(signal, () => controller.abort());
    return controller.signal;
}
function cancelled(state) {
    return new ClientError('CancelOperation', `The workflow was cancelled. ${state}`);
}
function isCancellation(error) {
    return error instanceof ClientError && error.code === 'CancelOperation';
}

;// CONCATENATED MODULE: ./src/retry/backoff.js

const BASE_DELAY = 500;
const MAX_DELAY = 10_000;
function delayAfter(attempt, error, now) {
    const jittered = Math.random() * Math.min(MAX_DELAY, BASE_DELAY * 2 ** (attempt - 1));
    return error instanceof MgwError ? Math.max(jittered, retryAfter(error, now)) : jittered;
}
function retryAfter({ headers }, now) {
    const value = headers['retry-after'] ?? '';
    if (/^\d{1,9}(\.\d+)?$/.test(value))
        return Number(value) * 1000;
    if (!/^[A-Z][a-z]{2}/.test(value))
        return 0;
    const delay = Date.parse(value) - (Date.parse(headers.date ?? '') || now);
    return Number.isNaN(delay) ? 0 : delay;
}

;// CONCATENATED MODULE: ./src/retry/transient.js

const TRANSIENT = new Set([
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'InternalError',
    'ServiceUnavailable',
    'ImportJobConflictOnUpdateStatus',
    'ImportJobUpdateConcurrently'
]);
const TRANSIENT_STATUS = new Set([429, 500, 502, 503, 504]);
const PERMANENT = /CERT|SIGNATURE|ERR_TLS|ERR_SSL|EPROTO|ERR_PROXY_INVALID_CONFIG|^ERR_INVALID|^(EACCES|EPERM)$/;
const LIMIT_OF_JOBS = 'ImportJobConcurrencyExceed';
function isTransient(error, previous, inWait) {
    const code = codeOf(error);
    if (code === undefined || code === LIMIT_OF_JOBS)
        return false;
    if (error instanceof MgwError && TRANSIENT_STATUS.has(error.statusCode ?? 0))
        return true;
    if (inWait && isTransientInAWait(error, code))
        return true;
    if (code === 'ENOTFOUND')
        return codeOf(previous) !== 'ENOTFOUND';
    if (code === 'ERR_PROXY_TUNNEL')
        return TRANSIENT_STATUS.has(proxyStatus(error));
    return TRANSIENT.has(code) || isThrottling(code);
}
function isTransientInAWait(error, code) {
    if (error instanceof TransportError)
        return !PERMANENT.test(code);
    return code === 'InvalidResponse' || (error instanceof MgwError && (error.statusCode ?? 0) >= 500);
}
function isThrottling(code) {
    return /QpsLimitExceeded$|^Throttling/.test(code);
}
function mayHaveBeenApplied(error) {
    if (error instanceof TransportError)
        return error.requestSent;
    if (!(error instanceof MgwError))
        return false;
    const { statusCode = 0, code } = error;
    if (statusCode === 503)
        return code === '503' || code === 'InvalidResponse';
    return statusCode < 400 || statusCode >= 500;
}
function codeOf(error) {
    return error instanceof TransportError || error instanceof MgwError ? error.code : undefined;
}
function proxyStatus(error) {
    const { cause } = error;
    return cause?.statusCode ?? 503;
}

;// CONCATENATED MODULE: ./src/retry/retry.js




class UnknownOutcomeError extends Error {
    name = 'UnknownOutcomeError';
}
const LOST = 'A request for a change had been sent and its answer had not come: the service may or may not have acted on it.';
const NOT_SENT = 'Nothing had been sent that the service could have acted on.';
const ATTEMPT_TIMEOUT = 30_000;
const TIMER_SLACK = 5;
async function retry(options, request) {
    const { clock, deadline, signal, pace } = options;
    let previous;
    let mayBeApplied = false;
    let freshConnection = false;
    try {
        for (let number = 1;; number++) {
            await request.prepare?.();
            await pace?.ready(options);
            throwIfNoTimeIsLeft(deadline, number);
            const sentAt = clock.date();
            try {
                const timeout = Math.min(ATTEMPT_TIMEOUT, deadline.left());
                const value = await request.attempt({ timeout, signal, freshConnection });
                pace?.ended(undefined, clock);
                return value;
            }
            catch (error) {
                pace?.ended(error, clock);
                mayBeApplied ||= request.resolve !== undefined && mayHaveBeenApplied(error);
                if (signal.aborted)
                    throw cancelled(NOT_SENT);
                throwIfTimeIsOver(deadline, error, number);
                const isStale = error instanceof TransportError && error.staleConnection;
                const isLast = !isStale && !(await waitForNext(options, request.name, number, error, previous));
                const resolution = await request.resolve?.({ error, sentAt, isLast, mayBeApplied });
                if (resolution?.outcome === 'applied')
                    return resolution.value;
                if (resolution?.outcome === 'not-applied')
                    mayBeApplied = false;
                if (isLast || resolution?.outcome === 'unknown')
                    throw resolution?.error ?? error;
                previous = error;
                freshConnection = isStale;
                if (isStale)
                    number -= 1;
            }
        }
    }
    catch (error) {
        if (!mayBeApplied)
            throw error;
        const cause = isCancellation(error) ? cancelled(LOST) : error;
        throw new UnknownOutcomeError('The change may or may not have been made.', { cause });
    }
}
function throwIfTimeIsOver({ name, seconds, left }, error, number) {
    if (codeOf(error) !== 'ETIMEDOUT' || left() > TIMER_SLACK)
        return;
    const { phase = 'reading the answer', server = '' } = error instanceof TransportError ? error : {};
    const message = `The ${seconds} s of ${name} were over while attempt ${number} was still ${phase}.`;
    throw new TransportError('ETIMEDOUT', `${message} (${server})`, phase, { cause: error, server });
}
function throwIfNoTimeIsLeft({ name, seconds, left }, number) {
    if (left() > 0)
        return;
    const message = `The ${seconds} s of ${name} were over before attempt ${number} was made.`;
    throw new TransportError('ETIMEDOUT', message, 'connecting');
}
async function waitForNext({ maxAttempts, deadline, signal, clock, logger, maxDelay = Number.POSITIVE_INFINITY }, name, number, error, previous) {
    const inWait = maxAttempts === Number.POSITIVE_INFINITY;
    if (number >= maxAttempts || !isTransient(error, previous, inWait))
        return false;
    const delay = Math.min(maxDelay, delayAfter(number, error, clock.date()));
    const seconds = (delay / 1000).toFixed(1);
    const text = `${name}: attempt ${number}${inWait ? '' : ` of ${maxAttempts}`} failed with ${describe(error)}.`;
    if (delay >= deadline.left()) {
        logger.info(`${text} The next one would follow in ${seconds} s, but ${deadline.name} (${deadline.seconds}) is over before.`);
        return false;
    }
    logger.info(`${text} The next one follows in ${seconds} s.`);
    await clock.sleep(delay, signal);
    if (signal.aborted)
        throw cancelled(`No request was under way; the last one had failed with ${describe(error)}.`);
    return true;
}
function describe(error) {
    const status = error instanceof MgwError && error.statusCode !== undefined ? ` (HTTP ${error.statusCode})` : '';
    return `${identifier(codeOf(error)) ?? 'a code that is no word'}${status}`;
}

;// CONCATENATED MODULE: ./src/runner/no-event-payload.js
delete process.env.GITHUB_EVENT_PATH;


;// CONCATENATED MODULE: ./node_modules/@actions/github/lib/context.js


class Context {
    /**
     * Hydrate the context from the environment
     */
    constructor() {
        var _a, _b, _c;
        this.payload = {};
        if (process.env.GITHUB_EVENT_PATH) {
            if ((0,external_fs_namespaceObject.existsSync)(process.env.GITHUB_EVENT_PATH)) {
                this.payload = JSON.parse((0,external_fs_namespaceObject.readFileSync)(process.env.GITHUB_EVENT_PATH, { encoding: 'utf8' }));
            }
            else {
                const path = process.env.GITHUB_EVENT_PATH;
                process.stdout.write(`GITHUB_EVENT_PATH ${path} does not exist${external_os_namespaceObject.EOL}`);
            }
        }
        this.eventName = process.env.GITHUB_EVENT_NAME;
        this.sha = process.env.GITHUB_SHA;
        this.ref = process.env.GITHUB_REF;
        this.workflow = process.env.GITHUB_WORKFLOW;
        this.action = process.env.GITHUB_ACTION;
        this.actor = process.env.GITHUB_ACTOR;
        this.job = process.env.GITHUB_JOB;
        this.runAttempt = parseInt(process.env.GITHUB_RUN_ATTEMPT, 10);
        this.runNumber = parseInt(process.env.GITHUB_RUN_NUMBER, 10);
        this.runId = parseInt(process.env.GITHUB_RUN_ID, 10);
        this.apiUrl = (_a = process.env.GITHUB_API_URL) !== null && _a !== void 0 ? _a : `https://api.github.com`;
        this.serverUrl = (_b = process.env.GITHUB_SERVER_URL) !== null && _b !== void 0 ? _b : `https://github.com`;
        this.graphqlUrl =
            (_c = process.env.GITHUB_GRAPHQL_URL) !== null && _c !== void 0 ? _c : `https://api.github.com/graphql`;
    }
    get issue() {
        const payload = this.payload;
        return Object.assign(Object.assign({}, this.repo), { number: (payload.issue || payload.pull_request || payload).number });
    }
    get repo() {
        if (process.env.GITHUB_REPOSITORY) {
            const [owner, repo] = process.env.GITHUB_REPOSITORY.split('/');
            return { owner, repo };
        }
        if (this.payload.repository) {
            return {
                owner: this.payload.repository.owner.login,
                repo: this.payload.repository.name
            };
        }
        throw new Error("context.repo requires a GITHUB_REPOSITORY environment variable like 'owner/repo'");
    }
}
//# sourceMappingURL=context.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/github/lib/github.js


const context = new Context();
/**
 * Returns a hydrated octokit ready to use for GitHub Actions
 *
 * @param     token    the repo PAT or GITHUB_TOKEN
 * @param     options  other options to set
 */
function getOctokit(token, options, ...additionalPlugins) {
    const GitHubWithPlugins = GitHub.plugin(...additionalPlugins);
    return new GitHubWithPlugins(getOctokitOptions(token, options));
}
//# sourceMappingURL=github.js.map
;// CONCATENATED MODULE: ./package.json
const package_namespaceObject = {"rE":"1.0.0"};
;// CONCATENATED MODULE: ./src/runner/workflow-run.js



function runUrl() {
    const repository = repositoryName();
    return repository && context.runId > 0
        ? `${context.serverUrl}/${repository}/actions/runs/${context.runId}`
        : undefined;
}
function userAgent() {
    const run = [
        repositoryName(),
        context.runId > 0 && `run ${context.runId}`,
        context.runAttempt > 0 && `attempt ${context.runAttempt}`
    ].filter(Boolean);
    const comment = repositoryName() === undefined ? '' : ` (${run.join('; ')})`;
    return `mgw-job-action/${package_namespaceObject.rE}${comment} Node.js/${process.versions.node}`.replace(/[^\x20-\x7e]/g, '');
}
function defaultSessionName() {
    const repository = (repositoryName() ?? 'mgw-job-action').replace(/[^\w.@-]/g, '-');
    const run = context.runId > 0 ? `-${context.runId}` : '';
    return `${repository.slice(0, 64 - run.length)}${run}`;
}
function repositoryName() {
    if (!process.env.GITHUB_REPOSITORY)
        return undefined;
    return `${context.repo.owner}/${context.repo.repo}`;
}

;// CONCATENATED MODULE: ./src/auth/acs3.js

function signAcs3(host, action, version, { accessKeyId, accessKeySecret, securityToken }, time, nonce) {
    const hash = (0,external_node_crypto_namespaceObject.createHash)('sha256').update('').digest('hex');
    const headers = {
        host,
        ...(securityToken && { 'x-acs-accesskey-id': accessKeyId }),
        'x-acs-action': action,
        'x-acs-content-sha256': hash,
        'x-acs-date': `${time.toISOString().slice(0, 19)}Z`,
        ...(securityToken && { 'x-acs-security-token': securityToken }),
        'x-acs-signature-nonce': nonce,
        'x-acs-version': version
    };
    const names = Object.keys(headers).sort();
    const canonicalHeaders = names.map((name) => `${name}:${headers[name]?.trim()}\n`).join('');
    const canonicalRequest = ['POST', '/', '', canonicalHeaders, names.join(';'), hash].join('\n');
    const stringToSign = `ACS3-HMAC-SHA256\n${(0,external_node_crypto_namespaceObject.createHash)('sha256').update(canonicalRequest).digest('hex')}`;
    const signature = (0,external_node_crypto_namespaceObject.createHmac)('sha256', accessKeySecret).update(stringToSign).digest('hex');
    return {
        ...headers,
        authorization: `ACS3-HMAC-SHA256 Credential=${accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`
    };
}

;// CONCATENATED MODULE: ./src/auth/sts.js





const STS_VERSION = '2015-04-01';
async function getCallerIdentity(sts, credential, options) {
    const { clock } = options;
    const { fields } = await retry(options, {
        name: 'GetCallerIdentity',
        attempt: (sendOptions) => options.signed(async (clockOffset = 0) => {
            const credentials = await credential.getCredential();
            const host = sts.port === undefined ? sts.hostname : `${sts.hostname}:${sts.port}`;
            const time = new Date(clock.date() + clockOffset);
            const headers = signAcs3(host, 'GetCallerIdentity', STS_VERSION, credentials, time, (0,external_node_crypto_namespaceObject.randomUUID)());
            return callSts(sts, '/', { ...headers, accept: 'application/json' }, '', sendOptions);
        })
    });
    const { AccountId } = fields;
    if (typeof AccountId === 'string' && /^[0-9]{1,63}$/.test(AccountId))
        return AccountId;
    throw invalidResponse('The answer of STS holds no account ID.');
}
async function callSts(sts, target, headers, body, options) {
    const response = await send({
        method: 'POST',
        endpoint: sts,
        hostname: sts.hostname,
        target,
        headers: { ...headers, 'user-agent': userAgent() },
        body,
        owner: 'STS (sts-endpoint)'
    }, options);
    const answer = readJson('STS', response);
    const { statusCode } = response;
    if (statusCode >= 200 && statusCode < 300) {
        return { fields: answer, date: Date.parse(response.headers.date ?? '') || undefined };
    }
    const code = identifier(sts_text(answer.Code));
    if (code === undefined)
        throw invalidResponse(`The answer of STS (HTTP ${statusCode}) holds no error code.`, statusCode);
    throw new MgwError(code, sts_text(answer.Message), {
        statusCode,
        requestId: identifier(sts_text(answer.RequestId)) ?? null,
        hostId: sts_text(answer.HostId) || null,
        Recommend: sts_text(answer.Recommend) || null
    }, response.headers);
}
function readJson(who, { statusCode, headers, body }) {
    try {
        const answer = JSON.parse(body.toString('utf8'));
        if (typeof answer === 'object' && answer !== null)
            return answer;
    }
    catch { }
    throw invalidResponse(`The answer of ${who} (HTTP ${statusCode}) is not JSON.`, statusCode, headers);
}
function sts_text(value) {
    return typeof value === 'string' ? value : '';
}

;// CONCATENATED MODULE: ./src/auth/account.js


async function findAccount({ endpoint, userId, allowedAccountIds, sts }, credential, options) {
    const isKnown = userId !== '' || !endpoint.isMgw;
    if (isKnown && allowedAccountIds.length === 0)
        return userId;
    options.logger.info(`Asking STS (${sts.hostname}) which account the keys belong to`);
    const owner = await getCallerIdentity(sts, credential, options);
    const account = userId || owner;
    if (allowedAccountIds.length > 0)
        requireAllowed(account, owner, allowedAccountIds);
    if (!isKnown)
        options.logger.notice(`The keys belong to the account ${owner}. Set user-id to "${owner}" to save the request that found this out.`);
    return account;
}
function requireAllowed(account, owner, allowed) {
    const problem = allowed.includes(owner)
        ? account === owner
            ? undefined
            : `user-id is ${account}, but the keys belong to the account ${owner}.`
        : `The keys belong to the account ${owner}, which is not among them.`;
    if (problem === undefined)
        return;
    throw new ClientError('AccountNotAllowed', `allowed-account-ids allows ${allowed.join(', ')}. ${problem} Nothing was sent to the migration service.`);
}

;// CONCATENATED MODULE: ./src/runner/secrets.js

const MIN_LENGTH = 6;
const masked = new Set();
let secrets_forms = [];
function mask(secret) {
    if (secret === '' || masked.has(secret))
        return;
    masked.add(secret);
    setSecret(secret);
    if (secret.length < MIN_LENGTH)
        return;
    const written = [secret, encodeURIComponent(secret.toWellFormed()), Buffer.from(secret).toString('base64')];
    secrets_forms = [...new Set([...secrets_forms, ...written])].sort((a, b) => b.length - a.length);
}
function redact(text) {
    return secrets_forms.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
}

;// CONCATENATED MODULE: ./src/auth/claims.js


function isAboutTrust(error) {
    return (error instanceof MgwError &&
        /^(AuthenticationFail\.NoPermission|NoPermission|AuthenticationFail\.OIDCToken\b)/.test(error.code));
}
function withTokenClaims(error, token) {
    const said = claims(token);
    const advice = [
        error.message,
        `GitHub's token for this run has sub ${JSON.stringify(said.sub)} and aud ${JSON.stringify(said.aud)}.`,
        "The role's trust policy must match exactly this sub, and the OIDC provider must list this aud.",
        `There are two forms of sub: ${formsOfSub(said).join(', and for repositories created or renamed since July 2026 ')}.`
    ];
    return new MgwError(error.code, advice.join(' '), error.data, error.headers);
}
function formsOfSub({ sub, repository, repository_id, repository_owner_id }) {
    const [owner, name] = sts_text(repository).split('/');
    const [, rest] = /^repo:[^:]*(:.*)$/s.exec(sts_text(sub)) ?? [];
    if (rest === undefined || !owner || !name)
        return ['repo:owner/name:…', 'repo:owner@id/name@id:…'];
    return [
        `repo:${owner}/${name}${rest}`,
        `repo:${owner}@${repository_owner_id}/${name}@${repository_id}${rest}`
    ];
}
function claims(token) {
    try {
        return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) ?? {};
    }
    catch {
        return {};
    }
}

;// CONCATENATED MODULE: ./src/runner/contract.js
const INPUTS = [
    "operation",
    "job-name",
    "max-bandwidth",
    "max-qps",
    "idempotent",
    "dry-run",
    "region",
    "endpoint",
    "user-id",
    "allowed-account-ids",
    "role-to-assume",
    "oidc-provider-arn",
    "audience",
    "role-session-name",
    "role-session-expiration",
    "access-key-id",
    "access-key-secret",
    "security-token",
    "sts-endpoint",
    "timetable",
    "timezone",
    "wait-for",
    "wait-timeout-seconds",
    "poll-interval-seconds",
    "fail-on-failed-files",
    "max-attempts",
    "timeout-seconds",
    "max-jobs",
    "max-parallel",
    "fail-fast"
];
const OUTPUTS = [
    "code",
    "status-code",
    "request-id",
    "error-code",
    "error-message",
    "result",
    "changed",
    "job-status",
    "max-bandwidth",
    "max-qps",
    "total-count",
    "copied-count",
    "failed-count",
    "skipped-count",
    "total-bytes",
    "copied-bytes",
    "progress",
    "timetable-line",
    "next-change",
    "results",
    "jobs-total",
    "jobs-succeeded",
    "jobs-failed",
    "jobs-changed"
];
const DEFAULTS = {
    "idempotent": "false",
    "dry-run": "false",
    "audience": "sts.aliyuncs.com",
    "role-session-expiration": "1800",
    "wait-for": "accepted",
    "wait-timeout-seconds": "3600",
    "poll-interval-seconds": "15",
    "fail-on-failed-files": "true",
    "max-attempts": "4",
    "timeout-seconds": "120",
    "max-parallel": "5",
    "fail-fast": "false"
};

;// CONCATENATED MODULE: ./src/runner/environment.js


function environment(name) {
    return process.env[name]?.trim() ?? '';
}
function input(name) {
    return getInput(name) || (DEFAULTS[name] ?? '');
}
function rawInput(name) {
    return getInput(name, { trimWhitespace: false });
}
function givenInputs() {
    return Object.entries(process.env).flatMap(([name, value]) => name.startsWith('INPUT_') && value?.trim() ? [name.slice('INPUT_'.length).toLowerCase()] : []);
}

;// CONCATENATED MODULE: ./src/auth/github-token.js





async function getGitHubToken(audience, options) {
    const url = environment('ACTIONS_ID_TOKEN_REQUEST_URL');
    const bearer = environment('ACTIONS_ID_TOKEN_REQUEST_TOKEN');
    if (url === '' || bearer === '') {
        throw new ClientError('InvalidArgument', 'role-to-assume needs a token of GitHub for this run, which this job is not allowed to get (a run for a pull request from a fork never is). Add to the job, beside the permissions that it needs for other things:\npermissions:\n  id-token: write');
    }
    mask(bearer);
    const { protocol = '', host = '', pathname, search = '' } = URL.parse(url) ?? {};
    const address = parseAddress('ACTIONS_ID_TOKEN_REQUEST_URL', `${protocol}//${host}`);
    const response = await send({
        method: 'GET',
        endpoint: address,
        hostname: address.hostname,
        target: `${pathname}${search}${search === '' ? '?' : '&'}audience=${encodeURIComponent(audience)}`,
        headers: { authorization: `Bearer ${bearer}`, accept: 'application/json', 'user-agent': userAgent() },
        owner: 'GitHub'
    }, options);
    const { statusCode, headers } = response;
    if (statusCode >= 400 && statusCode <= 404)
        throw refused(response);
    if (statusCode < 200 || statusCode >= 300)
        throw invalidResponse(`GitHub gave out no token for this run (HTTP ${statusCode}).`, statusCode, headers);
    const value = sts_text(readJson('GitHub', response).value);
    if (value === '')
        throw invalidResponse("GitHub's answer holds no token.", statusCode);
    mask(value);
    return value;
}
const MAX_REASON = 300;
function refused({ statusCode, body }) {
    const reason = JSON.stringify(body.toString('utf8').slice(0, MAX_REASON));
    return new ClientError('InvalidResponse', `GitHub refused a token for this run (HTTP ${statusCode}): ${reason}. Check that the job has permissions with id-token: write, and that this is no re-run of an old job, whose permission to ask has run out.`);
}

;// CONCATENATED MODULE: ./src/auth/session.js










const RENEW_BEFORE = 5 * 60_000;
const RENEW_AGAIN = 60_000;
const TOKEN_AGE = 4 * 60_000;
async function signIn(role, sts, options) {
    let session = await openSession(role, sts, options);
    let renewAt = session.end - RENEW_BEFORE;
    let underWay;
    const renew = async (options, isRefused) => {
        const now = options.clock.now();
        try {
            session = await openSession(role, sts, options);
            renewAt = Math.max(session.end - RENEW_BEFORE, now + RENEW_AGAIN);
            return true;
        }
        catch (error) {
            if (now >= session.end || isRefused || isCancellation(error))
                throw error;
            renewAt = now + RENEW_AGAIN;
            options.logger.info(`The session could not be renewed yet (${identifier(codeOf(error)) ?? 'no new token'}).`);
            return false;
        }
    };
    return {
        endUnrenewed: false,
        getCredential: async () => session.credentials,
        async renew(options, isRefused = false) {
            if (options.clock.now() < renewAt && !isRefused)
                return false;
            underWay ??= renew(options, isRefused).finally(() => {
                underWay = undefined;
            });
            return underWay;
        }
    };
}
async function openSession(role, sts, options) {
    options.logger.info(`Signing in as ${role.roleArn}`);
    const { clock } = options;
    const getToken = async () => ({
        token: await retry(options, {
            name: "GitHub's token",
            attempt: (sendOptions) => getGitHubToken(role.audience, sendOptions)
        }),
        since: clock.now()
    });
    let { token, since } = await getToken();
    return retry(options, {
        name: 'AssumeRoleWithOIDC',
        async prepare() {
            if (clock.now() - since > TOKEN_AGE)
                ({ token, since } = await getToken());
        },
        attempt: (sendOptions) => options.signed(async (clockOffset = 0) => {
            const askedAt = clock.now();
            const time = new Date(clock.date() + clockOffset);
            try {
                return readSession(role, await assumeRole(role, sts, token, time, sendOptions), askedAt);
            }
            catch (error) {
                if (codeOf(error) !== 'AuthenticationFail.OIDCToken.Expired')
                    throw error;
                ({ token, since } = await getToken());
                return readSession(role, await assumeRole(role, sts, token, time, sendOptions), askedAt);
            }
        })
    });
}
async function assumeRole(role, sts, token, time, options) {
    const query = new URLSearchParams({
        Action: 'AssumeRoleWithOIDC',
        Version: STS_VERSION,
        Format: 'JSON',
        Timestamp: `${time.toISOString().slice(0, 19)}Z`,
        SignatureNonce: (0,external_node_crypto_namespaceObject.randomUUID)()
    });
    const form = new URLSearchParams({
        RoleArn: role.roleArn,
        OIDCProviderArn: role.providerArn,
        OIDCToken: token,
        RoleSessionName: role.sessionName || defaultSessionName(),
        DurationSeconds: String(role.expiration)
    });
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    try {
        return await callSts(sts, `/?${query}`, headers, form.toString(), options);
    }
    catch (error) {
        throw isAboutTrust(error) ? withTokenClaims(error, token) : error;
    }
}
function readSession(role, { fields, date }, askedAt) {
    const { AccessKeyId, AccessKeySecret, SecurityToken, Expiration } = (fields.Credentials ?? {});
    const keys = [sts_text(AccessKeyId), sts_text(AccessKeySecret), sts_text(SecurityToken)];
    keys.forEach(mask);
    if (!keys.every((part) => /^[!-~]+$/.test(part))) {
        throw invalidResponse('The answer of STS holds no credentials.');
    }
    const [accessKeyId, accessKeySecret, securityToken] = keys;
    const lifetime = Date.parse(sts_text(Expiration)) - (date ?? Number.NaN);
    return {
        credentials: { accessKeyId, accessKeySecret, securityToken },
        end: askedAt + (lifetime > 0 ? lifetime : role.expiration * 1000)
    };
}

;// CONCATENATED MODULE: ./src/auth/sources.js



const FAMILIES = [
    ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'ALIBABA_CLOUD_SECURITY_TOKEN'],
    ['ALIBABACLOUD_ACCESS_KEY_ID', 'ALIBABACLOUD_ACCESS_KEY_SECRET', 'ALIBABACLOUD_SECURITY_TOKEN'],
    ['ALICLOUD_ACCESS_KEY', 'ALICLOUD_SECRET_KEY', 'ALICLOUD_SECURITY_TOKEN']
];
function readSecrets() {
    const sources = {
        inputs: {
            names: ['access-key-id', 'access-key-secret', 'security-token'],
            values: [input('access-key-id'), input('access-key-secret'), input('security-token')]
        },
        families: FAMILIES.map((names) => ({
            names,
            values: [environment(names[0]), environment(names[1]), environment(names[2])]
        }))
    };
    for (const { values } of [sources.inputs, ...sources.families])
        values.forEach(mask);
    for (const name of ['https_proxy', 'HTTPS_PROXY']) {
        const [, password = ''] = /^(?:[a-z]+:\/\/)?[^:@]*:(.*)@/is.exec(environment(name)) ?? [];
        mask(password);
        mask(decode(password));
    }
    return sources;
}
function decode(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return text;
    }
}
function chooseKeys({ inputs, families }) {
    const source = isSet(inputs) ? inputs : (families.find(isComplete) ?? families.find(isSet));
    if (source === undefined) {
        throw new ClientError('EmptyAccessId', 'No keys to sign with. There are three ways: set access-key-id and access-key-secret; or set role-to-assume and oidc-provider-arn, which needs no stored key; or run aliyun/configure-aliyun-credentials-action in a step before this one.');
    }
    const [accessKeyId, accessKeySecret, securityToken] = source.values;
    const [idName, secretName, tokenName] = source.names;
    if (accessKeyId === '') {
        throw new ClientError('EmptyAccessId', `${accessKeySecret === '' ? tokenName : secretName} is set, but ${idName}, which belongs to it, is not. ${CHECK_SECRETS}`);
    }
    if (accessKeySecret === '') {
        throw new ClientError('EmptyAccessSecret', `${idName} is set, but ${secretName}, which belongs to it, is not. ${CHECK_SECRETS}`);
    }
    for (const [index, name] of source.names.entries())
        requireKey(name, source.values[index] ?? '');
    return { accessKeyId, accessKeySecret, securityToken: securityToken || undefined };
}
const CHECK_SECRETS = 'If it comes from a secret: a secret that does not exist, or that this workflow may not read, is empty.';
function isSet({ values }) {
    return values.some((value) => value !== '');
}
function isComplete({ values: [id, secret] }) {
    return id !== '' && secret !== '';
}
const NO_KEYS = [
    [/^(["'`]).*\1$/s, 'stands in quotation marks, which are no part of a key. Take them out of the secret'],
    [/^\*+$/, 'is made of asterisks: it was copied from where it had been masked. Copy it from its source'],
    [
        /^(\$\{?\w+\}?|\$\{\{.*\}\}|%\w+%)$/,
        'is the name of a variable, not its value: pass the value, as an expression with secrets'
    ],
    [/^(undefined|null|none|nil|nan)$/i, 'is the word for no value at all. See where it is set']
];
function requireKey(name, value) {
    const [, what] = NO_KEYS.find(([form]) => form.test(value)) ?? [];
    if (what !== undefined)
        throw new ClientError('InvalidArgument', `${name} ${what}.`);
    if (/^[!-~]*$/.test(value))
        return;
    throw new ClientError('InvalidArgument', `${name} holds a space, a line break or another character that no key has. Copy it again.`);
}
function leftOverToken({ inputs, families }) {
    const source = isSet(inputs) ? inputs : (families.find(isComplete) ?? inputs);
    const [id, , token] = source.values;
    if (!id.startsWith('LTAI') || token === '')
        return [];
    return [
        `${source.names[2]} is set, but ${source.names[0]} is a long-lived key (LTAI…), and such keys have no token. It seems to be left over from another step: unset it.`
    ];
}

;// CONCATENATED MODULE: ./src/auth/credentials.js


async function findCredentials({ role, sts }, sources, options) {
    if (role !== undefined)
        return signIn(role, sts, options);
    const credentials = chooseKeys(sources);
    for (const text of leftOverToken(sources))
        options.logger.warning(text);
    return {
        getCredential: async () => credentials,
        renew: async () => false,
        endUnrenewed: credentials.securityToken !== undefined
    };
}
const USUAL_SESSION = 1800;
function warnOfShortKeys({ until, timeoutSeconds }, { endUnrenewed }, logger) {
    if (!endUnrenewed || until === 'accepted' || timeoutSeconds <= USUAL_SESSION)
        return;
    logger.warning(`The keys are temporary and cannot be renewed by this step, and they may end before the wait of ${Math.round(timeoutSeconds / 60)} min does (sessions of aliyun/configure-aliyun-credentials-action last 30 min unless role-session-expiration says otherwise). Sign in with role-to-assume in this step, or let the session last longer.`);
}

;// CONCATENATED MODULE: ./src/text/units.js
function duration(ms) {
    const seconds = Math.round(ms / 1000);
    const [days, hours, minutes] = [
        Math.floor(seconds / 86_400),
        Math.floor(seconds / 3600) % 24,
        Math.floor(seconds / 60) % 60
    ];
    const two = (a, unit, b, smaller) => `${a} ${unit}${b === 0 ? '' : ` ${b} ${smaller}`}`;
    if (days > 0)
        return two(days, 'd', hours, 'h');
    if (hours > 0)
        return two(hours, 'h', minutes, 'min');
    return minutes > 0 ? two(minutes, 'min', seconds % 60, 's') : `${seconds} s`;
}
function grouped(number) {
    return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
function size(bytes) {
    const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
    const exponent = bytes < 1024n ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(Number(bytes)) / 10));
    return `${exponent === 0 ? bytes : (Number(bytes) / 1024 ** exponent).toFixed(1)} ${units[exponent]}`;
}

;// CONCATENATED MODULE: ./src/timetable/bandwidth.js


const MAX_INT64 = 2n ** 63n - 1n;
const DECIMAL = { '': 1n, k: 1000n, M: 1000000n, G: 1000000000n };
const BINARY = { Ki: 2n ** 10n, Mi: 2n ** 20n, Gi: 2n ** 30n };
const UNITS = new Map([
    ...unitsOf(DECIMAL, ['bit/s', 'bps', 'b/s'], 1n),
    ...unitsOf(DECIMAL, ['B/s'], 8n),
    ...unitsOf(BINARY, ['B/s'], 8n)
]);
function unitsOf(prefixes, units, bits) {
    return Object.entries(prefixes).flatMap(([prefix, factor]) => units.map((unit) => [prefix + unit, factor * bits]));
}
function parseBandwidth(name, text) {
    const bits = bitsIn(text);
    if (bits !== undefined && bits <= MAX_INT64)
        return bits;
    const problem = bits === undefined
        ? `which is not a bandwidth in whole bits a second. ${hintFor(text)}`
        : `but it must be at most ${MAX_INT64} bit/s.`;
    throw new ClientError('InvalidArgument', `${name} is ${quote(text)}, ${problem}`);
}
function bitsIn(text) {
    if (/^[0-9]{1,40}$/.test(text))
        return BigInt(text);
    const [, whole = '', decimals = '', unit = ''] = /^([0-9]{1,40})(?:\.([0-9]{1,40}))? ?([A-Za-z/]+)$/.exec(text) ?? [];
    const factor = UNITS.get(unit);
    if (factor === undefined)
        return undefined;
    const [scaled, scale] = [BigInt(whole + decimals) * factor, 10n ** BigInt(decimals.length)];
    return scaled % scale === 0n ? scaled / scale : undefined;
}
function hintFor(text) {
    const [, digits = '', prefix = '', binary = '', unit = ''] = /^([0-9]{1,12}(?:[.,][0-9]{1,6})?) *([kmg]?)(i?)(bits?|bytes?|b|o|)(?:ps|\/s|\/sec)?$/i.exec(text) ?? [];
    const readings = unitsFor(prefix, binary !== '', unit).flatMap((meant) => {
        const written = digits.replace(',', '.') + meant;
        const bits = bitsIn(written);
        return bits === undefined ? [] : [`${written} (${meant.endsWith('B/s') ? inBits(bits) : inBytes(bits)})`];
    });
    return readings.length === 0
        ? 'Write it as in 100Mbit/s or 12.5MB/s; plain digits are bit/s.'
        : `Did you mean ${readings.join(' or ')}?`;
}
function unitsFor(prefix, isBinary, unit) {
    const mayBeBits = !isBinary && /^(bits?|b|)$/i.test(unit) && unit !== 'B';
    const mayBeBytes = /^(bytes?|b|o|)$/i.test(unit) && !(unit === 'b' && /[MG]/.test(prefix));
    const decimal = prefix.toLowerCase() === 'k' ? 'k' : prefix.toUpperCase();
    const mayBeBinary = isBinary || (prefix === 'K' && unit === 'B');
    return [
        ...(mayBeBits ? [`${decimal}bit/s`] : []),
        ...(mayBeBytes && !isBinary ? [`${decimal}B/s`] : []),
        ...(mayBeBytes && mayBeBinary && prefix !== '' ? [`${prefix.toUpperCase()}iB/s`] : [])
    ];
}
function describeBandwidth(value) {
    const bits = BigInt(value);
    const digits = isRound(bits) ? '' : `${grouped(bits)} bit/s, `;
    return `${digits}${inBits(bits)} (${inBytes(bits)})`;
}
function inBits(bits) {
    const { number, prefix } = scaled(Number(bits));
    return `${number} ${prefix}bit/s`;
}
function inBytes(bits) {
    const { number, prefix } = scaled(Number(bits) / 8);
    return `${number} ${prefix}B/s`;
}
function isRound(bits) {
    const unit = Object.values(DECIMAL).findLast((factor) => factor <= bits) ?? 1n;
    return (bits * 1000n) % unit === 0n;
}
function scaled(value) {
    const [prefix, factor] = Object.entries(DECIMAL).findLast(([, size]) => Number(size) <= value) ?? ['', 1n];
    const number = value / Number(factor);
    const isExact = Number(number.toFixed(3)) === number;
    const shown = isExact ? number : Number(number.toPrecision(3));
    return { number: shown < 1000 ? String(shown) : grouped(Math.round(shown)), prefix };
}

;// CONCATENATED MODULE: ./src/inputs/numbers.js




const numbers_MAX_INT64 = 2n ** 63n - 1n;
function readNumber(name, least, most) {
    const text = input(name);
    const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most)
        return value;
    throw new ClientError('InvalidArgument', `${name} is ${quote(text)}, but it must be a whole number from ${least} to ${most}.${hintOfRounding(text)}`);
}
function readInt64(name, unit) {
    const text = input(name);
    if (/^[0-9]{1,40}$/.test(text)) {
        const value = BigInt(text);
        if (value <= numbers_MAX_INT64)
            return value;
    }
    throw new ClientError('InvalidArgument', `${name} is ${quote(text)}, but it must be a whole number from 0 to ${numbers_MAX_INT64} in plain digits, in ${unit}.${hintOfRounding(text)}`);
}
function readBandwidth(name) {
    const text = input(name);
    const hint = hintOfRounding(text);
    if (hint === '')
        return parseBandwidth(name, text);
    throw new ClientError('InvalidArgument', `${name} is ${quote(text)}, which is not a bandwidth.${hint}`);
}
function readBoolean(name) {
    const text = input(name).toLowerCase();
    if (text === 'true' || text === 'false')
        return text === 'true';
    throw new ClientError('InvalidArgument', `${name} is ${quote(input(name))}, but it must be true or false.`);
}
function hintOfRounding(text) {
    return /^\d(\.\d+)?E\+\d+$/i.test(text)
        ? ' It seems that a long number was written without quotes, and rounded when the YAML was read: put it in quotes.'
        : '';
}

;// CONCATENATED MODULE: ./src/inputs/account.js




const WHERE_TO_FIND_IT = "It is the main account's ID: in the Alibaba Cloud console, open the menu of your profile picture (top right); it is also the number in the ARN of every role of the account.";
function readUserId(endpoint, role) {
    const sources = [
        ['user-id', input('user-id')],
        ['ALIBABA_CLOUD_ACCOUNT_ID', environment('ALIBABA_CLOUD_ACCOUNT_ID')],
        ['the account of role-to-assume', role?.roleArn.split(':')[3] ?? '']
    ];
    const [name, userId] = sources.find(([, id]) => id !== '') ?? sources[0];
    if (userId !== '' && !/^[0-9]{1,63}$/.test(userId)) {
        throw new ClientError('InvalidArgument', `${name} is ${quote(userId)}, but an account ID has digits only.${hintOfRounding(userId)} ${WHERE_TO_FIND_IT}`);
    }
    if (!endpoint.isMgw || endpoint.userId === undefined)
        return { userId, notices: [] };
    return { userId: endpoint.userId, notices: [useEndpointAsIs(endpoint, name, userId)] };
}
function useEndpointAsIs({ hostname, userId: inEndpoint }, name, userId) {
    if (userId !== '' && userId !== inEndpoint) {
        throw new ClientError('InvalidArgument', `endpoint ${hostname} starts with the account ID ${inEndpoint}, but ${name} is ${userId}. Leave the account ID out of endpoint.`);
    }
    return `endpoint ${hostname} already starts with the account ID and is used as it is. It may be left out there.`;
}
function readAllowedAccounts() {
    const text = input('allowed-account-ids');
    if (text === '')
        return [];
    const ids = text.split(/[\s,]+/).filter((id) => id !== '');
    if (ids.length === 0) {
        throw new ClientError('InvalidArgument', `allowed-account-ids is ${quote(text)}, which names no account. Are the variables that it is made of set?`);
    }
    const wrong = ids.find((id) => !/^[0-9]+$/.test(id));
    if (wrong === undefined)
        return ids;
    throw new ClientError('InvalidArgument', `allowed-account-ids holds ${quote(wrong)}, but an account ID has digits only.${hintOfRounding(wrong)}`);
}

;// CONCATENATED MODULE: ./src/inputs/endpoint.js



function readEndpoint() {
    const endpoint = input('endpoint');
    const region = input('region');
    refuseLookalike('endpoint', endpoint);
    const resolved = resolveEndpoint(endpoint, region || environment('ALIBABA_CLOUD_REGION_ID'));
    return resolved.isMgw && endpoint !== '' && region === '' ? resolveEndpoint(endpoint, '') : resolved;
}
function readSts(endpoint) {
    const address = input('sts-endpoint');
    refuseLookalike('sts-endpoint', address);
    if (address !== '')
        return parseAddress('sts-endpoint', address);
    const region = input('region') || environment('ALIBABA_CLOUD_REGION_ID') || (endpoint.isMgw ? endpoint.region : '');
    return parseAddress('sts-endpoint', region === '' ? 'sts.aliyuncs.com' : `sts.${region}.aliyuncs.com`);
}
function regionMismatch({ isMgw, hostname, region }) {
    if (!isMgw || hostname.split('.').includes(region))
        return [];
    return [
        `region is ${quote(region)}, but the endpoint ${hostname} is of another region: the service will refuse the signature.`
    ];
}
function unusedProxy() {
    const variable = ['https_proxy', 'HTTPS_PROXY'].find((name) => environment(name) !== '');
    if (variable === undefined || /^(https?:\/\/|(?!.*:\/\/))/i.test(environment(variable)))
        return [];
    return [`${variable} is not a URL that begins with http:// or https://, so no proxy is used.`];
}
function foreignServers(endpoint, sts) {
    return [
        ...(endpoint.isMgw || isLoopback(endpoint.hostname)
            ? []
            : [`endpoint ${endpoint.hostname} is not a host of the migration service. ${IF_MEANT}`]),
        ...(STS_HOST.test(sts.hostname) || isLoopback(sts.hostname)
            ? []
            : [`sts-endpoint ${sts.hostname} is not a host of STS. ${IF_MEANT}`])
    ];
}
const STS_HOST = /^sts(-vpc)?(\.[a-z\d-]+)?\.aliyuncs\.com$/;
const IF_MEANT = 'If you mean a private deployment, this is right; else correct it.';
function refuseLookalike(name, text) {
    const { hostname = '' } = text === '' ? {} : parseAddress(name, text);
    if (!/aliyuncs/.test(hostname) || /\.aliyuncs\.com$/.test(hostname))
        return;
    throw new ClientError('InvalidArgument', `${name} is ${quote(hostname)}, which looks like a host of Alibaba Cloud but is none: those end in .aliyuncs.com.`);
}

;// CONCATENATED MODULE: ./src/text/glob.js
function isPattern(text) {
    return /[*?]/.test(text);
}
function matches(pattern, name) {
    let [p, n] = [0, 0];
    let [star, resume] = [-1, 0];
    while (n < name.length) {
        if (pattern[p] === '*') {
            star = p++;
            resume = n;
        }
        else if (pattern[p] === '?' || pattern[p] === name[n]) {
            p++;
            n++;
        }
        else if (star >= 0) {
            p = star + 1;
            n = ++resume;
        }
        else
            return false;
    }
    while (pattern[p] === '*')
        p++;
    return p === pattern.length;
}

;// CONCATENATED MODULE: ./src/inputs/job-name.js





function readJobName() {
    const text = input('job-name');
    const parts = text
        .split(/[,\r\n]/)
        .map((part) => part.trim())
        .filter((part) => part !== '');
    const [first = text] = parts;
    if (parts.length < 2 && !isPattern(first) && !first.startsWith('!'))
        return checkName(first);
    const excluded = parts.filter((part) => part.startsWith('!')).map((part) => part.slice(1).trim());
    const wanted = parts.filter((part) => !part.startsWith('!'));
    if (excluded.includes(''))
        throw new ClientError('InvalidArgument', `job-name is ${quote(text)}, in which nothing follows a !.`);
    for (const part of [...wanted, ...excluded])
        isPattern(part) ? checkPattern(part) : checkName(part);
    if (wanted.length > 0)
        return { wanted, excluded };
    throw new ClientError('InvalidArgument', `job-name is ${quote(text)}, which only says what is left out. Name what is wanted too, as in "*".`);
}
function isJobName(text) {
    return /^[a-z\d][\w-]{2,62}$/i.test(text);
}
function isExcluded(name, { excluded }) {
    return excluded.some((text) => matches(text, name));
}
function checkName(name) {
    if (isJobName(name))
        return name;
    throw new ClientError('InvalidArgument', name === ''
        ? 'job-name is not set. Set it to the name of the job: 3 to 63 characters out of letters, digits, - and _.'
        : `job-name is ${quote(name)}, but a job name has 3 to 63 characters out of letters, digits, - and _, and does not start with - or _.${hintOfSeveral(name)}${hintOfRounding(name)}`);
}
function hintOfSeveral(name) {
    return /[\s;|'"[\]#]|[^\x20-\x7e]/.test(name)
        ? ' Several names stand on lines of their own, or have commas between them: no spaces, quotes, brackets or comments.'
        : '';
}
function checkPattern(pattern) {
    if (/^[\w*?-]{1,63}$/.test(pattern))
        return;
    throw new ClientError('InvalidArgument', `job-name holds the pattern ${quote(pattern)}, which no job name matches: those have at most 63 characters out of letters, digits, - and _. In a pattern, * stands for any of them, and ? for one.${hintOfSeveral(pattern)}`);
}

;// CONCATENATED MODULE: ./src/inputs/many.js





const USUAL_MAX_JOBS = 50;
const MOST_JOBS = 500;
function readMany(selection, operation, dryRun) {
    const maxJobs = input('max-jobs') === '' ? USUAL_MAX_JOBS : readNumber('max-jobs', 1, MOST_JOBS);
    const maxParallel = readNumber('max-parallel', 1, 20);
    const failFast = readBoolean('fail-fast');
    if (selection === undefined)
        return undefined;
    const many = { selection, maxJobs, maxParallel, failFast };
    const pattern = selection.wanted.find(isPattern);
    if (operation === 'close-job' && pattern !== undefined && !dryRun && input('max-jobs') === '') {
        throw new ClientError('InvalidArgument', `job-name holds the pattern ${pattern}, and close-job ends what it matches for good. Set max-jobs to how many jobs may be closed at the most, or look first with dry-run.`);
    }
    const written = selection.wanted.filter((text) => !isPattern(text) && !isExcluded(text, selection));
    refuseTooMany(new Set(written).size, many);
    return many;
}
function refuseTooMany(count, { maxJobs }) {
    if (count <= maxJobs)
        return;
    const advice = count > MOST_JOBS
        ? `One step works on at most ${MOST_JOBS}: split them up.`
        : `Set max-jobs to ${count} if all of them are meant.`;
    throw new ClientError('InvalidArgument', `job-name stands for ${count} jobs, but max-jobs is ${maxJobs}${input('max-jobs') === '' ? ' unless it is set' : ''}. ${advice}`);
}

;// CONCATENATED MODULE: ./src/inputs/misspelt.js


function refuseUnderscores(known) {
    for (const name of givenInputs()) {
        const meant = known.find((one) => one.includes('-') && name !== one && name.replaceAll('_', '-') === one);
        if (meant === undefined)
            continue;
        throw new ClientError('InvalidArgument', `${name} is not an input. Did you mean ${meant}?`);
    }
}

;// CONCATENATED MODULE: ./src/text/nearest.js
function nearest(word, candidates) {
    if (word.length > 40)
        return undefined;
    const lower = word.toLowerCase();
    const completed = candidates.filter((candidate) => word.length >= 3 && candidate.toLowerCase().includes(lower));
    if (completed.length === 1)
        return completed[0];
    const near = candidates
        .map((candidate) => ({ candidate, errors: distance(lower, candidate.toLowerCase()) }))
        .filter(({ errors }) => errors <= Math.min(2, word.length / 2))
        .sort((a, b) => a.errors - b.errors);
    return near[0]?.candidate;
}
function likeliest(word, candidates) {
    if (word === '' || word.length > 63)
        return [];
    const lower = word.toLowerCase();
    return candidates
        .map((candidate) => {
        const text = candidate.toLowerCase();
        const parts = [text, text.slice(0, word.length), text.slice(-word.length)];
        return { candidate, errors: Math.min(...parts.map((part) => distance(lower, part))) };
    })
        .filter(({ errors }) => errors <= Math.max(1, word.length / 3))
        .sort((a, b) => a.errors - b.errors)
        .slice(0, 3)
        .map(({ candidate }) => candidate);
}
function distance(a, b) {
    let row = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i++) {
        const next = [i];
        for (let j = 1; j <= b.length; j++) {
            const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
            next.push(min(replaced, min(row[j] ?? 0, next[j - 1] ?? 0) + 1));
        }
        row = next;
    }
    return row[b.length] ?? 0;
}
function min(a, b) {
    return a < b ? a : b;
}

;// CONCATENATED MODULE: ./src/text/words.js

function beginningOf(text, most) {
    return Buffer.from(text.slice(0, most)).toString();
}
function list(names) {
    return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
function count(number, what) {
    return `${number} ${what}${number === 1 ? '' : 's'}`;
}
function some(names, most = 10) {
    if (names.length <= most)
        return list(names);
    return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

;// CONCATENATED MODULE: ./src/inputs/operation.js




const OPERATIONS = {
    'start-job': 'start-job',
    'resume-job': 'start-job',
    'pause-job': 'pause-job',
    'close-job': 'close-job',
    'update-qos': 'update-qos',
    'apply-timetable': 'apply-timetable',
    'get-job': 'get-job'
};
function readOperation() {
    const name = input('operation');
    const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
    if (operation !== undefined)
        return operation;
    const known = Object.keys(OPERATIONS);
    const problem = name === '' ? 'operation is not set.' : `operation is ${quote(name)}, which is not an operation.`;
    const guess = name.toLowerCase() === 'unpause-job' ? 'resume-job' : nearest(name, known);
    throw new ClientError('InvalidCommand', `${problem}${guess === undefined ? '' : ` Did you mean ${guess}?`} Set operation to one of ${list(known)}.`);
}

;// CONCATENATED MODULE: ./src/inputs/role.js




function readRole() {
    const roleArn = input('role-to-assume');
    const providerArn = input('oidc-provider-arn');
    if (roleArn === '' && providerArn === '')
        return undefined;
    const keys = ['access-key-id', 'access-key-secret', 'security-token'].filter((name) => input(name) !== '');
    if (roleArn !== '' && keys.length > 0) {
        throw new ClientError('InvalidArgument', `Both ${list(keys)} and role-to-assume are set. Set either keys or a role.`);
    }
    if (roleArn === '' || providerArn === '') {
        const [set, missing] = roleArn === '' ? ['oidc-provider-arn', 'role-to-assume'] : ['role-to-assume', 'oidc-provider-arn'];
        throw new ClientError('InvalidArgument', `${set} is set, but ${missing}, which belongs to it, is not.`);
    }
    requireArn('role-to-assume', /^acs:ram::\d+:role\/[\w.-]{1,64}$/, 'acs:ram::<account-id>:role/<name>');
    requireArn('oidc-provider-arn', /^acs:ram::\d+:oidc-provider\/[\w.-]{1,128}$/, 'acs:ram::<account-id>:oidc-provider/<name>');
    const sessionName = input('role-session-name');
    if (sessionName !== '' && !/^[\w.@-]{2,64}$/.test(sessionName)) {
        throw new ClientError('InvalidArgument', `role-session-name is ${quote(sessionName)}, but it must have 2 to 64 characters out of letters, digits and .@-_`);
    }
    return {
        roleArn,
        providerArn,
        audience: input('audience'),
        sessionName,
        expiration: readNumber('role-session-expiration', 900, 43_200)
    };
}
function requireArn(name, form, example) {
    if (form.test(input(name)))
        return;
    throw new ClientError('InvalidArgument', `${name} is ${quote(input(name))}, but it must look like ${example}.`);
}

;// CONCATENATED MODULE: ./src/inputs/throttling.js




const NAMES = ['max-bandwidth', 'max-qps'];
function readThrottling() {
    const missing = NAMES.filter((name) => input(name) === '');
    if (missing.length > 0) {
        throw new ClientError('InvalidArgument', `update-qos needs both max-bandwidth (as in 100Mbit/s) and max-qps (files per second), but ${list(missing)} ${missing.length === 1 ? 'is' : 'are'} not set.`);
    }
    const throttling = {
        maxBandwidth: readBandwidth('max-bandwidth'),
        maxQps: readInt64('max-qps', 'files per second, as in 500')
    };
    const zeros = [throttling.maxBandwidth === 0n && 'max-bandwidth', throttling.maxQps === 0n && 'max-qps'];
    const warnings = zeros
        .filter((name) => name !== false)
        .map((name) => `${name} is 0 and is sent as it is, but the service documents no meaning for 0.`);
    return { throttling, warnings };
}
function unusedThrottling() {
    return NAMES.filter((name) => input(name) !== '').map((name) => `${name} is ${quote(input(name))}, which was ignored: ${input('operation') === 'apply-timetable' ? 'the timetable says what the job may use. Write it into its lines.' : `${input('operation')} does not change the throttling. Use operation update-qos for that.`}`);
}

;// CONCATENATED MODULE: ./src/timetable/calendar.js
const MINUTES_A_DAY = 1440;
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
function weekdayOf(day) {
    return (((day + 3) % 7) + 7) % 7;
}
function dayOf(moment) {
    return Math.floor(moment / MINUTES_A_DAY);
}
function dayOfDate(date) {
    const day = Date.parse(`${date}T00:00:00Z`) / 86_400_000;
    return writeDate(day) === date ? day : undefined;
}
function writeDate(day) {
    return Number.isNaN(day) ? '' : new Date(day * 86_400_000).toISOString().slice(0, 10);
}
function writeTime(moment) {
    return new Date(moment * 60_000).toISOString().slice(11, 16);
}
function writeWeekday(day) {
    return WEEKDAYS[weekdayOf(day)] ?? '';
}

;// CONCATENATED MODULE: ./src/timetable/refusal.js

function refusal(lines, problem) {
    const [numbers, texts] = [lines.map(({ number }) => number), lines.map(({ text }) => quote(text))];
    const where = lines.length === 0
        ? 'timetable'
        : `timetable, line${lines.length > 1 ? 's' : ''} ${numbers.join(' and ')} (${texts.join(' and ')})`;
    return new ClientError('InvalidArgument', `${where}: ${problem}`);
}

;// CONCATENATED MODULE: ./src/timetable/state.js


function isSame(a, b) {
    if (a.name === 'pause' || b.name === 'pause')
        return a.name === b.name;
    return a.maxBandwidth === b.maxBandwidth && a.maxQps === b.maxQps;
}
function describeTarget(state) {
    if (state.name === 'pause')
        return 'pause';
    const { maxBandwidth, maxQps } = state;
    return [
        'run',
        maxBandwidth !== undefined && describeBandwidth(maxBandwidth),
        maxQps !== undefined && `${grouped(maxQps)} files/s`
    ]
        .filter(Boolean)
        .join(', ');
}

;// CONCATENATED MODULE: ./src/timetable/conflicts.js



function checkTogether(lines) {
    const weekly = lines.filter((line) => line.kind === 'weekly');
    const dated = lines.filter((line) => line.kind === 'dated');
    const moved = lines.filter((line) => line.kind === 'moved');
    if (weekly.length === 0) {
        throw refusal([], 'it has no weekly line, such as "Mon-Fri 08:00 pause", so that nothing is said of most hours.');
    }
    refuseSameMinute(weekly);
    refuseOverlappingRuns(dated);
    refuseOverlappingMoves(moved);
    refuseRatesOfSome([...weekly, ...dated]);
    return { weekly, dated, moved };
}
function refuseSameMinute(weekly) {
    for (const [a, b] of pairs(weekly)) {
        const weekday = a.minute === b.minute ? a.weekdays.find((day) => b.weekdays.includes(day)) : undefined;
        if (weekday === undefined)
            continue;
        throw refusal([a, b], `both switch on ${writeWeekday(4 + weekday)} at ${writeTime(a.minute)}. Delete one of them.`);
    }
}
function refuseOverlappingRuns(dated) {
    const runs = dated.filter(({ state }) => state.name === 'run');
    for (const [a, b] of pairs(runs)) {
        if (a.from >= b.to || b.from >= a.to || isSame(a.state, b.state))
            continue;
        throw refusal([a, b], 'they overlap and ask for different rates. Let each moment have one.');
    }
}
function refuseOverlappingMoves(moved) {
    for (const [a, b] of pairs(moved)) {
        const day = Math.max(a.firstDay, b.firstDay);
        if (day > Math.min(a.lastDay, b.lastDay))
            continue;
        throw refusal([a, b], `both say what ${writeDate(day)} is like. Let each date have one.`);
    }
}
function refuseRatesOfSome(lines) {
    const runs = lines.flatMap(({ number, text, state }) => state.name === 'run' ? [{ number, text, state }] : []);
    for (const [rate, name] of RATES) {
        const [named, unnamed] = [true, false].map((is) => runs.find(({ state }) => (state[rate] !== undefined) === is));
        if (named === undefined || unnamed === undefined)
            continue;
        const both = [named, unnamed].sort((a, b) => a.number - b.number);
        throw refusal(both, `one names ${name} and the other does not, so that the first one's would stay. Name it in each run, or in none.`);
    }
}
const RATES = [
    ['maxBandwidth', 'a bandwidth'],
    ['maxQps', 'files/s']
];
function pairs(all) {
    return all.flatMap((a, index) => all.slice(index + 1).map((b) => [a, b]));
}

;// CONCATENATED MODULE: ./src/timetable/words.js




class Unreadable extends Error {
}
const SHAPE = 'Write a line as in "Mon-Fri 08:00 pause" or "2026-10-01 pause".';
function readDate(word) {
    const day = /^\d{4}-\d{2}-\d{2}$/.test(word) ? dayOfDate(word) : undefined;
    if (day !== undefined)
        return day;
    const [, year = '', month = '', date = ''] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(word) ?? [];
    const padded = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
    if (padded !== word && dayOfDate(padded) !== undefined)
        throw new Unreadable(`write ${quote(word)} as ${padded}.`);
    throw new Unreadable(`there is no date ${quote(word)}; a date is written as 2026-10-01, and two as 2026-10-01..2026-10-07.`);
}
function readTime(word) {
    if (word === undefined)
        throw new Unreadable('the time is missing, as in 08:00.');
    const [, hour = '', minute = ''] = /^([0-9]{2}):([0-9]{2})$/.exec(word) ?? [];
    if (hour !== '' && Number(hour) < 24 && Number(minute) < 60)
        return Number(hour) * 60 + Number(minute);
    if (word === '24:00')
        throw new Unreadable('24:00 is 00:00 of the next day: write that.');
    if (/^\d:[0-5]\d$/.test(word))
        throw new Unreadable(`write ${word} with two digits each: 0${word}.`);
    const [from, to] = word.split(/-|\.\./).map(timeLike);
    if (from !== undefined && to !== undefined) {
        throw new Unreadable(`a line names one switch, not a span: write two lines, one with ${from} and one with ${to}, each with the state that begins then.`);
    }
    throw new Unreadable(`${quote(word)} is not a time from 00:00 to 23:59. ${SHAPE}`);
}
function timeLike(word) {
    const [, hour, minute = '00'] = /^(\d{1,2})(?::(\d{2}))?$/.exec(word) ?? [];
    return hour && `${hour.padStart(2, '0')}:${minute}`;
}
function readWeekday(word = '') {
    if (word === '')
        throw new Unreadable(`a day is missing. ${DAYS}`);
    const names = WEEKDAYS;
    const weekday = names.findIndex((name) => name.toLowerCase() === word.toLowerCase());
    if (weekday >= 0)
        return weekday;
    const meant = names.find((name) => word.toLowerCase().startsWith(name.toLowerCase())) ?? nearest(word, names);
    const hint = meant === undefined ? ` ${DAYS}` : ` Did you mean ${meant}?`;
    throw new Unreadable(`${quote(word)} is not a day: those are ${names.join(', ')}.${hint}`);
}
const DAYS = 'Write days without spaces, as in Mon-Wed,Fri; a line without days is for every day.';
function readWeekdays(word) {
    const weekdays = word.split(',').flatMap((part) => {
        const [first, last, ...more] = part.split('-');
        const from = readWeekday(first);
        if (more.length > 0)
            return [readWeekday(part)];
        const length = last === undefined ? 1 : ((readWeekday(last) - from + 7) % 7) + 1;
        return Array.from({ length }, (_, index) => (from + index) % 7);
    });
    return [...new Set(weekdays)];
}
const MEANT = new Map([
    ['stop', 'pause'],
    ['off', 'pause'],
    ['start', 'run'],
    ['resume', 'run'],
    ['on', 'run']
]);
function readState([name, ...rates]) {
    if (name === 'run')
        return readRun(rates);
    if (name === 'pause' && rates.length === 0)
        return { name };
    if (name === 'pause')
        throw new Unreadable(`after pause, ${quote(rates.join(' '))} is too much.`);
    if (name === undefined)
        throw new Unreadable('the state is missing: pause or run.');
    const word = name.toLowerCase().replace(/-job$/, '');
    const meant = MEANT.get(word) ?? nearest(word, ['pause', 'run']);
    const hint = meant === undefined ? ` ${SHAPE}` : ` Did you mean ${meant}?`;
    throw new Unreadable(`${quote(name)} is not a state: those are pause and run.${hint}`);
}
const FILES = /^([0-9]{1,40})files\/s$/;
function readRun(rates) {
    refuseSpaces(rates);
    const [first, second, ...more] = rates;
    if (more.length > 0)
        throw new Unreadable(`after the rates, ${quote(more.join(' '))} is too much.`);
    if (second !== undefined && FILES.test(first ?? '')) {
        throw new Unreadable(FILES.test(second) ? 'it names files/s twice.' : `the bandwidth comes first: run ${second} ${first}.`);
    }
    const isFilesOnly = first !== undefined && second === undefined && isAboutFiles(first);
    const bandwidth = isFilesOnly ? undefined : first;
    const files = isFilesOnly ? first : second;
    return {
        name: 'run',
        maxBandwidth: bandwidth === undefined ? undefined : positive(bandwidth, parseBandwidth('the bandwidth', bandwidth)),
        maxQps: files === undefined ? undefined : positive(files, readFiles(files))
    };
}
function refuseSpaces(rates) {
    const index = rates.findIndex((rate, at) => at > 0 && /^[A-Za-z]/.test(rate) && /^[\d.,]+$/.test(rates[at - 1] ?? ''));
    if (index > 0)
        throw new Unreadable(`write ${rates[index - 1]}${rates[index]} without a space.`);
}
function isAboutFiles(word) {
    return /^[\d.,]+f/i.test(word);
}
function readFiles(word) {
    const files = FILES.exec(word)?.[1];
    if (files !== undefined && BigInt(files) < 2n ** 63n)
        return BigInt(files);
    throw new Unreadable(`${quote(word)} is not a number of files per second, as in 200files/s.`);
}
function positive(word, value) {
    if (value > 0n)
        return value;
    throw new Unreadable(`${word} is a rate of 0: write pause.`);
}

;// CONCATENATED MODULE: ./src/timetable/text.js





const MAX_LINES = 200;
const MAX_LENGTH = 500;
function parseTimetable(text) {
    try {
        return checkTogether(linesOf(text).map(readLine));
    }
    catch (error) {
        if (!(error instanceof ClientError) || !looksFolded(text))
            throw error;
        throw new ClientError(error.code, `${error.message} ${FOLDED}`);
    }
}
const FOLDED = 'Is there a | after "timetable:"? Without it YAML makes one line of all of them.';
function warnOfFolded(text) {
    return looksFolded(text)
        ? [`timetable is one line, and what its comment holds looks like further ones. ${FOLDED}`]
        : [];
}
function looksFolded(text) {
    const [line = '', ...others] = text.trim().split(/[\r\n]+/);
    return others.length === 0 && (line.startsWith('#') || (line.match(/\b(run|pause|as)\b/g) ?? []).length > 1);
}
function linesOf(text) {
    const all = text.replace(/(\r\n|\r|\n)[ \t]*$/, '').split(/\r\n|\r|\n/);
    if (all.length > MAX_LINES)
        throw refusal([], `it has ${all.length} lines, but may have ${MAX_LINES} at the most.`);
    return all
        .map((line, index) => lineOf(line.split('#', 1)[0] ?? '', index + 1))
        .filter((line) => line.text !== '');
}
function lineOf(text, number) {
    if (text.length <= MAX_LENGTH)
        return { number, text: text.replace(/^[ \t]+|[ \t]+$/g, '') };
    throw refusal([{ number, text }], `it has ${text.length} characters, but may have ${MAX_LENGTH} at the most.`);
}
function readLine(line) {
    try {
        refuseOddCharacters(line.text);
        const words = line.text.split(/[ \t]+/);
        return /^\d{4}\D/.test(line.text) ? readDated(line, words) : readWeekly(line, words);
    }
    catch (error) {
        if (error instanceof Unreadable)
            throw refusal([line], error.message);
        if (error instanceof ClientError)
            throw refusal([line], error.message);
        throw error;
    }
}
function refuseOddCharacters(text) {
    const word = text.split(/[ \t]+/).find((one) => /[^!-~]/.test(one));
    if (word === undefined)
        return;
    const [odd = ''] = /[^!-~]/u.exec(word) ?? [];
    const name = `U+${odd.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
    const meant = word
        .normalize('NFKC')
        .replace(/[\u2010-\u2015\u2212]/g, '-')
        .replace(/[\p{Cf}\p{Cc}]/gu, '')
        .replace(/\s+/g, ' ')
        .trim();
    const hint = /^[ -~]+$/.test(meant)
        ? `write ${meant}`
        : 'only plain letters, digits, signs and spaces may stand there';
    throw new Unreadable(`${quote(word)} holds the character ${name}: ${hint}.`);
}
function readWeekly(line, words) {
    if (/^(run|pause)$/i.test(words[0] ?? ''))
        throw new Unreadable(`its days and time come first. ${SHAPE}`);
    const hasDays = !/^\d/.test(words[0] ?? '');
    const [time, ...state] = hasDays ? words.slice(1) : words;
    const weekdays = hasDays ? readWeekdays(words[0] ?? '') : [0, 1, 2, 3, 4, 5, 6];
    return { kind: 'weekly', ...line, weekdays, minute: readTime(time), state: readState(state) };
}
function readDated(line, words) {
    const length = words.findIndex((word) => /^[^\d.]/.test(word));
    const span = readSpan(words.slice(0, length < 0 ? words.length : length).join(' '));
    const [name, day, ...more] = length < 0 ? [] : words.slice(length);
    if (/^(-|to|till|until)$/i.test(name ?? '')) {
        throw new Unreadable('two dates are written as 2026-10-01..2026-10-07.');
    }
    if (name === 'as') {
        if (more.length > 0)
            throw new Unreadable(`after the day, ${quote(more.join(' '))} is too much.`);
        if (!span.isWholeDays)
            throw new Unreadable('"as" is about whole days: leave the times out.');
        const [firstDay, lastDay] = [span.from / MINUTES_A_DAY, span.to / MINUTES_A_DAY - 1];
        return { kind: 'moved', ...line, firstDay, lastDay, weekday: readWeekday(day) };
    }
    return {
        kind: 'dated',
        ...line,
        from: span.from,
        to: span.to,
        state: readState(length < 0 ? [] : words.slice(length))
    };
}
function readSpan(text) {
    const [whole, date = '', time, endDate = date, endTime] = /^(\S+?)(?: (\S+?))?(?:\.\.(\S+)(?: (\S+))?)?$/.exec(text) ?? [];
    if (whole === undefined) {
        throw new Unreadable(`${quote(text)} is not a date, nor two dates with .. and no spaces between them.`);
    }
    const day = readDate(date);
    if (time !== undefined && !text.includes('..')) {
        readTime(time);
        throw new Unreadable(`until when? It has a time and no end: write as in ${date} ${time}..${date} 23:00.`);
    }
    if (isTimeOnly(endDate)) {
        throw new Unreadable(`the end needs a date too: write ${[date, time].filter(Boolean).join(' ')}..${date} ${endDate}.`);
    }
    const from = day * MINUTES_A_DAY + (time === undefined ? 0 : readTime(time));
    const endDay = readDate(endDate);
    const to = endTime === undefined ? (endDay + 1) * MINUTES_A_DAY : endDay * MINUTES_A_DAY + readTime(endTime);
    if (to <= from)
        throw new Unreadable('its end is not after its beginning.');
    return { from, to, isWholeDays: time === undefined && endTime === undefined };
}
function isTimeOnly(word) {
    return /^\d{1,2}:\d{2}$/.test(word);
}

;// CONCATENATED MODULE: ./src/timetable/zone.js


function zoneOf(name) {
    if (/^UTC$|\//i.test(name) && !/^Etc\/GMT[+-]/i.test(name)) {
        const format = formatOf(name);
        if (format !== undefined)
            return { name: format.resolvedOptions().timeZone, offsetAt: (at) => offsetIn(format, at) };
    }
    throw new ClientError('InvalidArgument', `timezone is ${quote(name)}, ${problemOf(name)}`);
}
function formatOf(timeZone) {
    try {
        return new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...FIELDS });
    }
    catch {
        return undefined;
    }
}
const FIELDS = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric'
};
function offsetIn(format, instant) {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const [year = 0, month = 0, ...rest] = Object.keys(FIELDS).map((type) => parts.get(type));
    const [day = 0, hour = 0, minute = 0, second = 0] = rest;
    return Math.round((Date.UTC(year, month - 1, day, hour, minute, second) - instant) / 60_000);
}
const CHINA = /^(CST|PRC|China|Beijing|Asia\/Beijing|((UTC|GMT)?\+0?8(:?00)?))$/i;
function problemOf(name) {
    const hint = zone_hintFor(name);
    const did = hint === undefined ? ' Write it as in Asia/Shanghai.' : ` Did you mean ${hint}?`;
    if (/^Etc\/GMT[+-]/i.test(name)) {
        return `whose sign is the other way round: Etc/GMT+8 is UTC-8. Write the name of a place.${hint === undefined ? '' : did}`;
    }
    if (/^((UTC|GMT)?[+-])/i.test(name))
        return `but an offset knows no summer time and is easily mistaken: write the name of a place.${did}`;
    if (/^[a-z]{3}$/i.test(name))
        return `but a name of three letters stands for several zones (for Node, CST is Chicago).${did}`;
    return `which is not a time zone by the name of a place.${did}`;
}
function zone_hintFor(name) {
    if (CHINA.test(name))
        return 'Asia/Shanghai';
    const known = formatOf(name)?.resolvedOptions().timeZone;
    if (known?.includes('/') && !known.startsWith('Etc/') && name.length > 3)
        return known;
    return nearest(name.replaceAll(' ', '_'), Intl.supportedValuesOf('timeZone'));
}

;// CONCATENATED MODULE: ./src/inputs/timetable.js




function readTimetable() {
    const [text, name] = [rawInput('timetable'), input('timezone')];
    if (text.trim() === '') {
        throw new ClientError('InvalidArgument', 'apply-timetable needs timetable, which is not set: one switch a line, as in "Mon-Fri 08:00 pause".');
    }
    if (name === '') {
        throw new ClientError('InvalidArgument', "apply-timetable needs timezone, which is not set: the zone that the timetable's hours are meant in, as in Asia/Shanghai.");
    }
    return { timetable: parseTimetable(text), zone: zoneOf(name), warnings: warnOfFolded(text) };
}
function unusedTimetable() {
    return ['timetable', 'timezone']
        .filter((name) => input(name) !== '')
        .map((name) => `${name} was ignored: ${quote(input('operation'))} does not look at the hour. Use operation apply-timetable for that.`);
}

;// CONCATENATED MODULE: ./src/inputs/wait.js




function readWait(operation) {
    const until = input('wait-for');
    if (until !== 'accepted' && until !== 'applied' && until !== 'finished') {
        throw new ClientError('InvalidArgument', `wait-for is ${quote(until)}, but it must be one of accepted, applied and finished.`);
    }
    if (until === 'finished' && operation !== 'start-job' && operation !== 'get-job') {
        throw new ClientError('InvalidArgument', `wait-for is finished, which is for start-job and get-job only, not for ${operation}.`);
    }
    if (until === 'applied' && operation === 'get-job') {
        throw new ClientError('InvalidArgument', 'wait-for is applied, but get-job changes nothing that could be applied.');
    }
    return {
        until,
        timeoutSeconds: readNumber('wait-timeout-seconds', 1, 604_800),
        intervalSeconds: readNumber('poll-interval-seconds', 5, 3600),
        failOnFailedFiles: readBoolean('fail-on-failed-files')
    };
}

;// CONCATENATED MODULE: ./src/inputs/inputs.js












function readInputs() {
    refuseUnderscores(INPUTS);
    const name = readOperation();
    const jobName = readJobName();
    const { operation, warnings } = readParameters(name);
    const endpoint = readEndpoint();
    const role = readRole();
    const { userId, notices } = readUserId(endpoint, role);
    const sts = readSts(endpoint);
    const dryRun = readBoolean('dry-run');
    return {
        operation,
        jobName: typeof jobName === 'string' ? jobName : '',
        many: readMany(typeof jobName === 'string' ? undefined : jobName, name, dryRun),
        endpoint,
        userId,
        allowedAccountIds: readAllowedAccounts(),
        role,
        sts,
        maxAttempts: readNumber('max-attempts', 1, 100),
        timeoutSeconds: readNumber('timeout-seconds', 1, 86_400),
        idempotent: readBoolean('idempotent'),
        dryRun,
        wait: readWait(name),
        warnings: [...warnings, ...regionMismatch(endpoint), ...foreignServers(endpoint, sts), ...unusedProxy()],
        notices
    };
}
function readParameters(name) {
    if (name === 'apply-timetable') {
        const { timetable, zone, warnings } = readTimetable();
        return { operation: { name, timetable, zone }, warnings: [...warnings, ...unusedThrottling()] };
    }
    if (name !== 'update-qos') {
        return { operation: { name }, warnings: [...unusedThrottling(), ...unusedTimetable()] };
    }
    const { throttling, warnings } = readThrottling();
    return { operation: { name, ...throttling }, warnings: [...warnings, ...unusedTimetable()] };
}

;// CONCATENATED MODULE: ./node_modules/@alicloud/hcs-mgw20240626/src/models.js
class ImportQos {
    maxBandWidth;
    maxImportTaskQps;
    constructor(fields = {}) {
        Object.assign(this, fields);
    }
}
class UpdateJobInfo {
    status;
    importQos;
    constructor(fields = {}) {
        Object.assign(this, fields);
    }
}
class UpdateJobRequest {
    importJob;
    constructor(fields = {}) {
        Object.assign(this, fields);
    }
}
class GetJobRequest {
    byVersion;
    constructor(fields = {}) {
        Object.assign(this, fields);
    }
}
class ListJobHistoryRequest {
    count;
    marker;
    runtimeId;
    constructor(fields = {}) {
        Object.assign(this, fields);
    }
}
class ListJobRequest {
    count;
    marker;
    parentName;
    all;
    constructor(fields = {}) {
        Object.assign(this, fields);
    }
}
function toMap(value) {
    if (Array.isArray(value))
        return value.map(toMap);
    if (typeof value !== 'object' || value === null)
        return value;
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name.charAt(0).toUpperCase() + name.slice(1), toMap(field)]));
}

;// CONCATENATED MODULE: ./src/job/requests.js

const MAX_SKEW = 15 * 60_000;
function createRequests(credentials) {
    let lastStatus;
    const renewing = (options, attempt) => async (sendOptions) => {
        try {
            return await attempt(sendOptions);
        }
        catch (error) {
            if (!isExpired(error) || !(await credentials.renew(options, true)))
                throw error;
            return attempt(sendOptions);
        }
    };
    return {
        lastStatus: () => lastStatus,
        request: (options, what, call, read) => ({
            name: what,
            prepare: async () => void (await credentials.renew(options)),
            attempt: renewing(options, (sendOptions) => options.signed(async (clockOffset = 0) => {
                try {
                    const response = await call({ ...sendOptions, time: options.clock.date() + clockOffset });
                    lastStatus = response.statusCode;
                    return read(response, answerOf(response, options.clock.date() + clockOffset));
                }
                catch (error) {
                    if (error instanceof MgwError && what !== 'ListJobHistory')
                        lastStatus = error.statusCode ?? lastStatus;
                    throw error;
                }
            }))
        })
    };
}
function isExpired(error) {
    return error instanceof MgwError && /^(SecurityTokenExpired|InvalidSecurityToken)$/.test(error.code);
}
function answerOf({ statusCode, headers }, signedAt) {
    const date = Date.parse(headers.date ?? '');
    const isKnown = Math.abs(date - signedAt) <= MAX_SKEW;
    const time = isKnown
        ? { earliest: date, latest: date + 1000 }
        : { earliest: signedAt - MAX_SKEW, latest: signedAt + MAX_SKEW };
    return { statusCode, requestId: requestIdFrom(headers), time, date: Number.isNaN(date) ? undefined : date };
}

;// CONCATENATED MODULE: ./src/job/job.js



const HISTORY_ENTRIES = 20;
function reachJob(client, credentials, userId, name) {
    const { lastStatus, request } = createRequests(credentials);
    return {
        name,
        lastStatus,
        get: (options) => retry(options, request(options, 'GetJob', (attempt) => client.getJob(userId, name, new GetJobRequest(), attempt), ({ body }, answer) => ({ ...answer, job: body.importJob }))),
        update: (importJob, options, accepted, resolve) => retry(options, {
            ...request(options, 'UpdateJob', (attempt) => client.updateJob(userId, name, new UpdateJobRequest({ importJob }), attempt), (_, answer) => accepted(answer)),
            resolve
        }),
        history: (options) => retry(options, request(options, 'ListJobHistory', (attempt) => client.listJobHistory(userId, name, new ListJobHistoryRequest({ count: HISTORY_ENTRIES }), attempt), ({ body }) => body.jobHistoryList.jobHistory))
    };
}

;// CONCATENATED MODULE: ./src/job/states.js


const STATUS_TO_SEND = {
    'start-job': 'IMPORT_JOB_LAUNCHING',
    'pause-job': 'IMPORT_JOB_SUSPEND',
    'close-job': 'IMPORT_JOB_CLOSING'
};
const RUNNING_STATES = ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_PREPARING', 'IMPORT_JOB_DOING'];
const TERMINAL_STATES = [
    'IMPORT_JOB_CLOSING',
    'IMPORT_JOB_FINISHED',
    'IMPORT_JOB_INTERRUPTED',
    'IMPORT_JOB_CONFIRMED'
];
const APPLIED_STATES = {
    'start-job': RUNNING_STATES,
    'pause-job': ['IMPORT_JOB_SUSPEND'],
    'close-job': TERMINAL_STATES
};
function isRunning(status) {
    return RUNNING_STATES.includes(status ?? '');
}
function isTerminal(status) {
    return TERMINAL_STATES.includes(status ?? '');
}
function isFinished(status) {
    return status === 'IMPORT_JOB_FINISHED' || status === 'IMPORT_JOB_CONFIRMED';
}
function isAlreadyApplied(change, { status = '', importQos }) {
    if (change.name !== 'update-qos')
        return APPLIED_STATES[change.name].includes(status);
    const { maxBandWidth = -1, maxImportTaskQps = -1 } = importQos ?? {};
    return BigInt(maxBandWidth) === change.maxBandwidth && BigInt(maxImportTaskQps) === change.maxQps;
}
function describeState(change, { status, importQos }) {
    return change.name === 'update-qos' ? describeThrottling(importQos) : (status ?? 'an unknown state');
}
function describeGoal(change) {
    if (change.name !== 'update-qos')
        return STATUS_TO_SEND[change.name];
    return describeRates(change);
}
function describeRates({ maxBandwidth, maxQps }) {
    return describeThrottling({ maxBandWidth: maxBandwidth, maxImportTaskQps: maxQps });
}
function describeThrottling({ maxBandWidth, maxImportTaskQps } = {}) {
    const bandwidth = maxBandWidth === undefined ? 'an unknown bandwidth' : describeBandwidth(maxBandWidth);
    const files = maxImportTaskQps === undefined ? 'unknown' : grouped(maxImportTaskQps);
    return `${bandwidth} and ${files} files per second`;
}

;// CONCATENATED MODULE: ./src/job/result.js
class JobFailed extends Error {
    name = 'JobFailed';
    code;
    constructor(code, message) {
        super(message);
        this.code = code;
    }
}

;// CONCATENATED MODULE: ./src/many/select.js




const MOST_SHOWN = 10;
function needsList({ wanted }) {
    return wanted.some(isPattern);
}
function select_select(selection, listed) {
    const legal = [...new Set(listed)].filter(isJobName).sort();
    const found = new Set();
    for (const text of selection.wanted) {
        for (const name of isPattern(text) ? legal.filter((one) => matches(text, one)) : [text])
            found.add(name);
    }
    const names = [...found].filter((name) => !isExcluded(name, selection));
    if (names.length === 0)
        return { names, warnings: [] };
    return { names, warnings: [...illegal(listed ?? []), ...matchless(selection, legal, [...found])] };
}
function describeNothing(selection, listed) {
    const text = [...selection.wanted, ...selection.excluded.map((name) => `!${name}`)].join(', ');
    const problem = `No job matches job-name, ${quote(text)}`;
    if (listed === undefined)
        return `${problem}: what it names is also left out.`;
    const legal = listed.filter(isJobName).sort();
    if (legal.length === 0)
        return `${problem}: there are no jobs in this account and region.`;
    const matched = legal.filter((name) => selection.wanted.some((wanted) => matches(wanted, name)));
    if (matched.length > 0)
        return `${problem}: what it matches (${some(matched)}) is also left out.`;
    const near = selection.wanted
        .slice(0, MOST_SHOWN)
        .flatMap((wanted) => likeliest(wanted.replace(/[*?]+/g, ''), legal));
    const advice = near.length === 0
        ? `There are ${some(legal)}.`
        : `The nearest are ${list([...new Set(near)].slice(0, 5))}.`;
    return `${problem}. ${advice} Case counts; check region and user-id, too.`;
}
function illegal(listed) {
    const names = listed.filter((name) => !isJobName(name));
    if (names.length === 0)
        return [];
    const shown = names.slice(0, 3).map((name) => quote(name.slice(0, 80)));
    const subject = names.length === 1 ? 'a name that is none of a job' : `${names.length} names that are none of a job`;
    return [`ListJob told ${subject}, left out: ${shown.join(', ')}${names.length > 3 ? ', …' : ''}.`];
}
function matchless({ wanted, excluded }, legal, found) {
    const missed = [
        ...wanted.filter((text) => isPattern(text) && !legal.some((name) => matches(text, name))),
        ...excluded.filter((text) => !found.some((name) => matches(text, name))).map((text) => `!${text}`)
    ];
    if (missed.length === 0)
        return [];
    const shown = missed.slice(0, MOST_SHOWN);
    const known = [...new Set([...legal, ...found])];
    const near = shown.flatMap((text) => likeliest(text.replace(/[!*?]+/g, ''), known));
    const hint = near.length === 0 ? '' : ` The nearest are ${list([...new Set(near)].slice(0, 5))}.`;
    return [
        `In job-name, ${some(missed, MOST_SHOWN)} ${missed.length === 1 ? 'matches' : 'match'} no job.${hint}`
    ];
}

;// CONCATENATED MODULE: ./src/many/find.js




async function findJobs(many, list, options) {
    try {
        const { selection } = many;
        const listed = needsList(selection) ? await list.names(options) : undefined;
        const { names, warnings } = select_select(selection, listed);
        if (names.length === 0)
            throw new JobFailed('NoSuchImportJob', describeNothing(selection, listed));
        refuseTooMany(names.length, many);
        for (const text of warnings)
            options.logger.warning(text);
        return { names };
    }
    catch (error) {
        const failure = { error, changed: false, statusCode: list.lastStatus() };
        return {
            names: undefined,
            failure: codeOf(error) === 'AccessDenied' ? { ...failure, note: LISTING_DENIED } : failure
        };
    }
}
const LISTING_DENIED = 'A pattern in job-name needs the list of all jobs (ListJob): allow the RAM user or role mgw:ListImportJob, or write the names out.';

;// CONCATENATED MODULE: ./src/many/list.js




const PAGE = 100;
const MOST_PAGES = 1000;
const MOST_NAMES = 10_000;
const MAX_NAME = 100;
function reachList(client, credentials, userId) {
    const { request, lastStatus } = createRequests(credentials);
    const page = (marker, options) => retry(options, request(options, 'ListJob', (attempt) => client.listJob(userId, new ListJobRequest({ count: PAGE, marker }), attempt), ({ body, statusCode }) => ({ ...body.importJobList, statusCode })));
    return { lastStatus, names: (options) => allNames((marker) => page(marker, options)) };
}
async function allNames(read) {
    const names = new Set();
    const seen = new Set();
    const markers = new Set();
    for (let marker = '';;) {
        const { importJob, truncated, nextMarker = '', statusCode } = await read(marker);
        const goesOn = truncated ?? nextMarker !== '';
        const before = seen.size;
        for (const { name: whole = '', parentName = '' } of importJob) {
            const name = beginningOf(whole, MAX_NAME);
            seen.add(name);
            if (parentName === '')
                names.add(name);
        }
        markers.add(marker);
        const isEndless = seen.size > MOST_NAMES || (goesOn && markers.size >= MOST_PAGES);
        if (!goesOn && !isEndless)
            return [...names];
        const isRepeated = importJob.length > 0 && seen.size === before;
        if (isRepeated || isEndless || markers.has(nextMarker)) {
            const what = isEndless
                ? `there were ${seen.size} names, and an account has at most 500 jobs in a region`
                : isRepeated
                    ? 'a page came twice'
                    : `NextMarker ${nextMarker === '' ? 'is missing' : 'goes back'}`;
            throw invalidResponse(`The list of jobs has no end: on page ${markers.size}, ${what}.`, statusCode);
        }
        marker = nextMarker;
    }
}

;// CONCATENATED MODULE: ./src/job/counters.js
function countersOf(entry, hasEnded = false) {
    const [totalBytes, copiedBytes, skippedBytes] = [entry.totalSize, entry.copiedSize, entry.skippedSize].map(known);
    const [totalCount, copiedCount] = [entry.totalCount, entry.copiedCount].map(known);
    const isComplete = hasEnded || (Boolean(totalBytes) && sum(copiedBytes, skippedBytes) === totalBytes);
    const ratio = percentOf(copiedBytes, totalBytes) ?? percentOf(copiedCount, totalCount);
    const percent = entry.listStatus === 'Listing' && !hasEnded
        ? undefined
        : isComplete && totalCount !== undefined
            ? 100
            : ratio;
    return {
        totalCount,
        copiedCount,
        failedCount: known(entry.failedCount),
        skippedCount: known(entry.skippedCount),
        totalBytes,
        copiedBytes,
        percent
    };
}
function known(value) {
    return value === undefined || value < 0 ? undefined : BigInt(value);
}
function sum(a, b) {
    return (a ?? 0n) + (b ?? 0n);
}
function percentOf(part, total) {
    if (part === undefined || total === undefined || total === 0n)
        return undefined;
    return Math.min(100, Number((part * 1000n) / total) / 10);
}

;// CONCATENATED MODULE: ./src/job/history.js





async function history_readHistory(job, options) {
    try {
        return { entries: await job.history(options) };
    }
    catch (error) {
        if (isCancellation(error))
            throw error;
        return { error };
    }
}
function isDenied({ error }) {
    return error instanceof MgwError && error.code === 'AccessDenied';
}
function tellUnreadable(history, { until, failOnFailedFiles }, logger) {
    if (history.error === undefined)
        return;
    const reason = isDenied(history)
        ? 'The history of the job may not be read with these keys. Allow them mgw:ListImportJobHistory.'
        : `The history of the job could not be read (${identifier(codeOf(history.error)) ?? 'an unknown error'}).`;
    const consequence = !(until === 'finished' && failOnFailedFiles)
        ? ''
        : ' At the end it tells whether files failed; set fail-on-failed-files to false if that does not matter.';
    logger.info(`${reason} Its progress and the number of files that failed are unknown.${consequence}`);
}
const ORDER = [
    'LAUNCHING',
    'PREPARING',
    'DOING',
    'SUSPEND',
    'CLOSING',
    'INTERRUPTED',
    'FINISHED',
    'CONFIRMED'
];
function roundsOf(history) {
    const byId = Map.groupBy(history, ({ runtimeId = '' }) => runtimeId);
    return [...byId]
        .map(([runtimeId, all]) => {
        const entries = all.toSorted((a, b) => timeOf(b) - timeOf(a) || rank(b) - rank(a));
        return { runtimeId, entries, starts: instantsOf(entries.at(-1)?.startTime ?? '') };
    })
        .sort((a, b) => (b.starts[0] ?? 0) - (a.starts[0] ?? 0));
}
function timeOf({ startTime = '' }) {
    return instantsOf(startTime)[0] ?? 0;
}
function rank({ status = '' }) {
    return ORDER.indexOf(status.replace('IMPORT_JOB_', ''));
}
function instantsOf(time) {
    const possible = time.includes('T') ? [time] : ['Z', '+08:00'].map((zone) => time.replace(' ', 'T') + zone);
    return possible.map((text) => Date.parse(text)).filter((instant) => !Number.isNaN(instant));
}
function newestEntry({ entries }) {
    const [entry] = entries;
    return { entry, isFinal: isTerminal(entry?.status) || Boolean(entry?.endTime) };
}
function currentCounters({ status }, history) {
    const [round] = roundsOf(history);
    const entry = round?.entries[0];
    if (entry === undefined)
        return undefined;
    const fits = isRunning(status)
        ? !isTerminal(entry.status)
        : isTerminal(status)
            ? isTerminal(entry.status)
            : !isFinished(entry.status);
    return fits ? countersOf(entry, isFinished(status)) : undefined;
}

;// CONCATENATED MODULE: ./src/job/lost-response.js



function resolveLostResponse(lost) {
    const { change, error, seen, mayBeApplied } = lost;
    if (change.name === 'start-job' && mayHaveBeenApplied(error))
        return resolveLostStart(lost);
    if (seen !== undefined && isAlreadyApplied(change, seen.job))
        return 'applied';
    return mayBeApplied ? 'repeatable' : 'not-applied';
}
function resolveLostStart({ seen, before, sentAt, now, history = [] }) {
    if (seen === undefined)
        return 'unknown';
    const { job, time } = seen;
    if (isRunning(job.status))
        return 'applied';
    if (!isTerminal(job.status))
        return 'not-applied';
    const sent = sentAt - now + (time.earliest + time.latest) / 2;
    const isOfSince = (instants) => instants.some((instant) => isBetween(instant, sent, time.latest));
    if (roundsOf(history).some(({ starts }) => isOfSince(starts)))
        return 'applied';
    const modified = before === undefined ? isAfter(job.modifyTime ?? '', sent) : hasChanged(before, job);
    const goesOn = history.some(({ startTime = '' }) => isOfSince(instantsOf(startTime)));
    if (modified === false)
        return goesOn ? 'unknown' : 'not-applied';
    return modified && isFinished(job.status) ? 'applied' : 'unknown';
}
function hasChanged(before, job) {
    if (job.status !== before.status || job.modifyTime !== before.modifyTime)
        return true;
    return job.modifyTime === undefined ? undefined : false;
}
function isAfter(time, instant) {
    const verdicts = instantsOf(time).map((possible) => {
        const difference = possible - instant;
        return Math.abs(difference) < 1000 ? undefined : difference > 0;
    });
    return verdicts.every((verdict) => verdict === verdicts[0]) ? verdicts[0] : undefined;
}
function isBetween(time, sent, now) {
    return time > sent - 2000 && time < now + 2000;
}

;// CONCATENATED MODULE: ./src/job/change.js







class RefusedInState extends Error {
    job;
    constructor(job, cause) {
        super('The service refused the change.', { cause });
        this.job = job;
    }
}
const WRONG_STATE = [
    'InvalidImportJobStatus',
    'ImportJobConflictOnUpdateStatus',
    'ImportJobUpdateConcurrently'
];
async function makeChange(job, change, before, options, isStillAsked = () => true) {
    let wasInDoubt = false;
    try {
        return await job.update(updateOf(change), options, ({ statusCode, requestId, time }) => ({
            changed: true,
            statusCode,
            requestId,
            before,
            changedAt: time.earliest
        }), async (failed) => {
            wasInDoubt ||= failed.mayBeApplied;
            const resolution = await resolve(job, change, before, { ...failed, wasInDoubt }, options);
            if (resolution.outcome === 'applied' || isStillAsked())
                return resolution;
            return { ...resolution, outcome: 'unknown' };
        });
    }
    catch (error) {
        return failedChange(change, error, before);
    }
}
function updateOf(change) {
    if (change.name !== 'update-qos')
        return new UpdateJobInfo({ status: STATUS_TO_SEND[change.name] });
    const { maxBandwidth, maxQps } = change;
    return new UpdateJobInfo({
        importQos: new ImportQos({ maxBandWidth: maxBandwidth, maxImportTaskQps: maxQps })
    });
}
async function resolve(job, change, before, failed, options) {
    const { error, isLast, mayBeApplied, wasInDoubt } = failed;
    const isLostStart = change.name === 'start-job' && mayHaveBeenApplied(error);
    const isRefused = error instanceof MgwError && WRONG_STATE.includes(error.code);
    if (!isLostStart && !isRefused && !(mayBeApplied && isLast))
        return { outcome: 'repeatable' };
    const { seen, outcome } = await (isLostStart ? lookForStart : lookOnce)(job, { ...failed, change, before }, options);
    if (outcome === 'applied' && seen !== undefined) {
        return { outcome, value: appliedAnyway(change, seen, before, wasInDoubt) };
    }
    const isAboutState = isRefused && error.code !== 'ImportJobUpdateConcurrently';
    const refusal = isAboutState && seen !== undefined ? new RefusedInState(seen.job, error) : undefined;
    return { outcome: outcome === 'applied' ? 'unknown' : outcome, error: refusal };
}
async function lookOnce(job, attempt, options) {
    const seen = await job.get(options).catch(ignoreUnlessCancelled);
    return { seen, outcome: resolveLostResponse({ ...attempt, now: options.clock.date(), seen }) };
}
const LOOKS_FOR_START = [3000, 7000, 20_000];
async function lookForStart(job, attempt, options) {
    let found = await lookOnce(job, attempt, options);
    const first = attempt.before ?? found.seen?.job;
    let compared = attempt;
    for (const delay of LOOKS_FOR_START) {
        if (found.outcome !== 'not-applied')
            break;
        if (delay >= options.deadline.left())
            return { ...found, outcome: 'unknown' };
        await options.clock.sleep(delay, options.signal);
        compared = { ...attempt, before: first };
        found = await lookOnce(job, compared, options);
    }
    if (found.outcome === 'applied' || !isTerminal(found.seen?.job.status))
        return found;
    const { entries } = await history_readHistory(job, options);
    const now = options.clock.date();
    return { ...found, outcome: resolveLostResponse({ ...compared, now, seen: found.seen, history: entries }) };
}
function ignoreUnlessCancelled(error) {
    if (isCancellation(error))
        throw error;
}
function appliedAnyway(change, { statusCode, job }, before, wasInDoubt) {
    const isOpen = before === undefined || (change.name === 'close-job' && isRunning(before.status));
    const changed = !wasInDoubt ? false : isOpen ? undefined : !isAlreadyApplied(change, before);
    const reason = wasInDoubt
        ? `There was no clear answer to ${change.name}`
        : `The service refused ${change.name}`;
    return {
        changed,
        statusCode,
        job,
        note: `${reason}, but the job is as it was asked for: GetJob says ${describeState(change, job)}.`
    };
}
function failedChange(change, error, before) {
    if (error instanceof RefusedInState) {
        const { cause, job } = error;
        return { changed: false, before, job, error: cause, note: `The job is at ${describeWhere(change, job)}.` };
    }
    if (!(error instanceof UnknownOutcomeError))
        return { changed: false, before, job: before, error };
    const { job, cause } = error.cause instanceof RefusedInState ? error.cause : { job: before, cause: error.cause };
    const result = { changed: undefined, before, job, error: cause };
    return isCancellation(cause) ? result : { ...result, note: describeDoubt(change) };
}
function describeDoubt({ name }) {
    return name === 'start-job'
        ? 'The job may or may not have been started. Look at its state in the console before you start it again: a second start might begin a second round.'
        : 'The change may or may not have been made. To make it again does no harm.';
}
function describeWhere(change, { status = 'an unknown state' }) {
    const verb = {
        'start-job': 'which cannot be started',
        'pause-job': 'which cannot be paused',
        'close-job': 'which cannot be closed',
        'update-qos': 'in which the throttling cannot be changed'
    }[change.name];
    return `${status}, ${verb}`;
}

;// CONCATENATED MODULE: ./src/job/precheck.js



function needsPrecheck({ operation, idempotent, dryRun, wait }) {
    const isStartWaitedFor = operation.name === 'start-job' && wait.until !== 'accepted';
    return operation.name === 'get-job' || idempotent || dryRun || isStartWaitedFor;
}
async function precheck(job, inputs, options) {
    const { operation, dryRun, wait } = inputs;
    const snapshot = await job.get(options);
    const asksHistory = operation.name === 'get-job' || (wait.until === 'finished' && !dryRun);
    const history = asksHistory ? await history_readHistory(job, options) : undefined;
    if (history !== undefined)
        tellUnreadable(history, wait, options.logger);
    const entries = history?.entries;
    if (operation.name === 'get-job')
        return { snapshot, history, result: lookOnly(snapshot, entries) };
    if (operation.name !== 'update-qos')
        warnOfSchedule(snapshot.job, options.logger);
    const note = noteOf(operation, snapshot.job, inputs);
    if (note === undefined) {
        if (operation.name === 'start-job')
            tellOfNewRound(snapshot.job, options.logger);
        return { snapshot, history, result: undefined };
    }
    return {
        snapshot,
        history,
        result: { ...lookOnly(snapshot, entries), before: snapshot.job, data: {}, note }
    };
}
function lookOnly({ job, statusCode, requestId }, entries) {
    const counters = entries && currentCounters(job, entries);
    return { changed: false, statusCode, requestId, job, counters, data: toMap(job) };
}
function noteOf(change, job, { dryRun, idempotent, jobName }) {
    if (dryRun)
        return `Dry run: ${foresee(change, job, jobName)} Nothing was changed.`;
    if (!idempotent || !isAlreadyApplied(change, job))
        return undefined;
    return `The job ${jobName} already is as asked (${describeState(change, job)}), so nothing was changed.`;
}
function foresee(change, job, jobName) {
    const state = describeState(change, job);
    if (isAlreadyApplied(change, job))
        return `the job ${jobName} is at ${state} already.`;
    const isNewRound = change.name === 'start-job' && isFinished(job.status);
    const isTooLate = change.name !== 'start-job' && isTerminal(job.status);
    return [
        `the job ${jobName} would go from ${state} to ${describeGoal(change)}.`,
        ...(isNewRound ? [`It has finished: ${NEW_ROUND}`] : []),
        ...(isTooLate ? [`The job has ended, so the service is likely to refuse ${change.name}.`] : [])
    ].join(' ');
}
const NEW_ROUND = 'to start it again begins a new round, which scans the whole source again.';
function tellOfNewRound({ status }, logger) {
    if (isFinished(status))
        logger.notice(`The job has finished before (${status}): ${NEW_ROUND}`);
}
function warnOfSchedule({ scheduleRule }, logger) {
    const { startCronExpression, suspendCronExpression } = scheduleRule ?? {};
    const rules = [
        startCronExpression && `starts it at ${JSON.stringify(startCronExpression)}`,
        suspendCronExpression && `pauses it at ${JSON.stringify(suspendCronExpression)}`
    ].filter(Boolean);
    if (rules.length === 0)
        return;
    logger.warning(`The job has a schedule of its own in the service, which can undo this: it ${rules.join(' and ')} (cron).`);
}

;// CONCATENATED MODULE: ./src/retry/deadline.js
function startDeadline(name, seconds, clock) {
    const end = clock.now() + seconds * 1000;
    return { name, seconds, left: () => Math.max(0, end - clock.now()) };
}

;// CONCATENATED MODULE: ./src/wait/evidence.js

function evidenceOf({ changed, before }, { job, status }, ran) {
    if (!changed || ran || isRunning(status))
        return 'sure';
    if (before === undefined)
        return 'none';
    if (status !== before.status && !isTerminal(before.status))
        return 'sure';
    if (before.status === 'IMPORT_JOB_INTERRUPTED' && isFinished(status))
        return 'sure';
    return job.modifyTime !== undefined && job.modifyTime !== before.modifyTime ? 'likely' : 'none';
}

;// CONCATENATED MODULE: ./src/wait/look.js
const DELETING = {
    verdict: 'failed',
    code: 'ImportJobInDeleting',
    message: 'The job is being deleted.'
};
function describeOutlook(status) {
    const texts = {
        IMPORT_JOB_BEGIN: 'The job has not been started.',
        IMPORT_JOB_LAUNCHING: GOES_ON,
        IMPORT_JOB_PREPARING: GOES_ON,
        IMPORT_JOB_DOING: GOES_ON,
        IMPORT_JOB_SUSPEND: 'The job is paused.',
        IMPORT_JOB_CLOSING: 'The job is being closed, which is also the last step of a normal run.',
        IMPORT_JOB_FINISHED: 'The job does not run.',
        IMPORT_JOB_CONFIRMED: 'The job does not run.',
        IMPORT_JOB_INTERRUPTED: 'The job does not run.',
        IMPORT_JOB_DELETING: 'The job is being deleted.'
    };
    return Object.hasOwn(texts, status) ? (texts[status] ?? '') : 'How the job goes on is not known.';
}
const GOES_ON = 'The job itself goes on.';
function describeAccepted({ name }, requestId) {
    const id = requestId === undefined ? '' : ` (request ID ${requestId})`;
    const advice = name === 'start-job' ? 'do not start it again' : 'look before you run this step again';
    return `The service had accepted ${name}${id}: look at the job with get-job; ${advice}.`;
}

;// CONCATENATED MODULE: ./src/wait/applied.js



const CONFIRM_FOR = 30_000;
function lookForChange(baseline, change, tracking, look) {
    const { job, status } = look;
    const ran = tracking.ran || isRunning(status);
    const found = (result, likelySince) => ({
        tracking: { ...tracking, ran, likelySince },
        result,
        counters: undefined
    });
    if (isAlreadyApplied(change, job))
        return found({ verdict: 'done' });
    if (status === 'IMPORT_JOB_DELETING')
        return found(DELETING);
    const hasEnded = isTerminal(status) && status !== 'IMPORT_JOB_CLOSING';
    if (!hasEnded || (change.name !== 'start-job' && change.name !== 'pause-job'))
        return found({ verdict: 'pending' });
    const evidence = evidenceOf(baseline, look, ran);
    const isLikely = evidence !== 'none' || change.name === 'pause-job';
    const likelySince = isLikely ? (tracking.likelySince ?? look.at) : undefined;
    const stands = likelySince !== undefined && (look.isLast || look.at - likelySince >= CONFIRM_FOR);
    if (evidence !== 'sure' && !stands)
        return found({ verdict: 'pending', soon: isLikely }, likelySince);
    if (change.name === 'start-job' && isFinished(status))
        return found({ verdict: 'done' });
    const message = change.name === 'start-job'
        ? `The job has ended again since it was started: it is at ${status}.`
        : `The job cannot be paused any more: it is at ${status}.`;
    return found({ verdict: 'failed', code: 'JobEnded', message });
}
function lookForThrottling(before, asked, tracking, look) {
    const { job, status } = look;
    const found = (result, likelySince) => ({
        tracking: { ...tracking, likelySince },
        result,
        counters: undefined
    });
    const values = [
        { is: job.importQos?.maxBandWidth, was: before.importQos?.maxBandWidth, asked: asked.maxBandwidth },
        { is: job.importQos?.maxImportTaskQps, was: before.importQos?.maxImportTaskQps, asked: asked.maxQps }
    ].filter((value) => value.is === undefined || BigInt(value.is) !== value.asked);
    if (values.length === 0)
        return found({ verdict: 'done' });
    if (status === 'IMPORT_JOB_DELETING')
        return found(DELETING);
    if (values.some(({ is, was }) => is !== undefined && is === was))
        return found({ verdict: 'pending' });
    const likelySince = tracking.likelySince ?? look.at;
    if (!look.isLast && look.at - likelySince < CONFIRM_FOR)
        return found({ verdict: 'pending', soon: true }, likelySince);
    return found({
        verdict: 'done',
        warning: `The service shows a throttling of ${describeThrottling(job.importQos)} where ${describeRates(asked)} was asked for: it may cap a value, or count it in 1024s.`
    });
}

;// CONCATENATED MODULE: ./src/wait/round.js


const SLACK = 2000;
function findRounds(baseline, history, now) {
    const rounds = roundsOf(history);
    const before = roundsOf(baseline.history?.entries ?? []);
    const known = new Set(before.map(({ runtimeId }) => runtimeId));
    const ongoing = ongoingRound(baseline, before);
    const current = rounds.find(({ runtimeId }) => runtimeId === ongoing?.runtimeId);
    const since = rounds
        .filter((round) => !known.has(round.runtimeId) && isRoundOfSince(baseline, round, now))
        .reverse();
    const goesOn = current !== undefined &&
        (baseline.changed
            ? goesOnSince(baseline, current, ongoing, now)
            : !isStale(baseline, current, ongoing, now));
    const [mine, next] = goesOn ? [current, ...since] : since;
    return { mine, next };
}
function ongoingRound({ before, changed }, [newest]) {
    if (newest === undefined || before?.status === 'IMPORT_JOB_BEGIN')
        return undefined;
    if (isTerminal(before?.status))
        return !changed || hasEnded(newest) ? newest : undefined;
    return hasEnded(newest) ? undefined : newest;
}
function hasEnded(round) {
    return isTerminal(round?.entries[0]?.status);
}
function goesOnSince(baseline, round, old, now) {
    const [entry, before] = [round.entries[0], old?.entries[0]];
    if (isRunning(baseline.before?.status) && hasEnded(round))
        return isOfSince(baseline, endOf(round), now);
    const isNew = entry?.status !== before?.status || entry?.startTime !== before?.startTime;
    if (!isNew || entry?.status === 'IMPORT_JOB_CONFIRMED')
        return false;
    const isSince = isOfSince(baseline, entry?.startTime, now);
    if (entry?.status === 'IMPORT_JOB_SUSPEND')
        return isSince && before?.status === entry.status;
    const hadStopped = before?.status === 'IMPORT_JOB_SUSPEND' || isTerminal(before?.status);
    return isSince || hadStopped || isTerminal(entry?.status);
}
function isStale(baseline, round, ongoing, now) {
    if (!isRunning(baseline.before?.status))
        return false;
    const [newest] = round.entries;
    if (newest?.status !== 'IMPORT_JOB_SUSPEND')
        return !isRoundOfSince(baseline, round, now);
    return newest.startTime === ongoing?.entries[0]?.startTime;
}
function isRoundOfSince(baseline, round, now) {
    if (baseline.changed)
        return isOfSince(baseline, round.entries.at(-1)?.startTime, now);
    const end = endOf(round);
    return end === undefined || isOfSince(baseline, end, now);
}
function endOf({ entries }) {
    const end = entries.find(({ status }) => isTerminal(status));
    return entries.length > 1 ? end?.startTime : end?.endTime || end?.startTime;
}
function isOfSince({ since }, time = '', now) {
    return instantsOf(time).some((instant) => instant >= since - SLACK && instant <= now + SLACK);
}

;// CONCATENATED MODULE: ./src/wait/finished.js







const UNSEEN = {
    ran: false,
    failedCount: 0n,
    likelySince: undefined,
    endedAt: undefined,
    nextSince: undefined
};
const finished_CONFIRM_FOR = 30_000;
const HISTORY_LAG = 60_000;
function lookForEnd(baseline, wait, tracking, look) {
    const { mine, next } = findRounds(baseline, look.history?.entries ?? [], look.date);
    const newest = mine && newestEntry(mine);
    const status = look.status;
    const ran = tracking.ran || isRunning(status);
    const failedCount = max(tracking.failedCount, failedIn(mine));
    const evidence = evidenceOfEnd(baseline, mine, look, ran);
    const seen = { ...tracking, ran, failedCount };
    const finding = (result, more = {}, hasEnded = false) => ({
        tracking: { ...seen, likelySince: undefined, endedAt: undefined, nextSince: undefined, ...more },
        result,
        counters: newest?.entry && countersOf(newest.entry, hasEnded)
    });
    if (status === 'IMPORT_JOB_DELETING')
        return finding(DELETING);
    if (mine !== undefined && next !== undefined && (isRunning(status) || isOver(newest?.entry))) {
        if (wasClosedByUser(mine))
            return finding(closedByUser(mine));
        if (newest?.entry?.status === 'IMPORT_JOB_INTERRUPTED')
            return finding(interrupted(newest.entry));
        const nextSince = tracking.nextSince ?? look.at;
        const end = newest?.entry && isFinished(newest.entry.status) ? newest.entry : undefined;
        if (end !== undefined && countersOf(end).failedCount !== undefined)
            return finding(ended(end, failedCount, wait), { nextSince }, true);
        const isTimeUp = look.isLast || look.at - nextSince >= HISTORY_LAG;
        if (!isTimeUp)
            return finding({ verdict: 'pending', soon: true }, { nextSince });
        return finding(end ? endedWithoutCounts(look, mine, failedCount, wait) : anotherRound(newest?.entry), {
            nextSince
        });
    }
    if (!isTerminal(status) && status !== 'IMPORT_JOB_SUSPEND')
        return finding({ verdict: 'pending' });
    if (!isBelieved(evidence, tracking, look, ran, status)) {
        const likelySince = evidence === 'likely' ? (tracking.likelySince ?? look.at) : undefined;
        return finding({ verdict: 'pending', soon: evidence === 'likely' && isTerminal(status) }, { likelySince });
    }
    if (status === 'IMPORT_JOB_SUSPEND')
        return finding(paused(newest?.entry));
    if (mine !== undefined && wasClosedByUser(mine))
        return finding(closedByUser(mine));
    if (status === 'IMPORT_JOB_INTERRUPTED')
        return finding(interrupted(newest?.entry));
    if (!isFinished(status))
        return finding({ verdict: 'pending' });
    const endedAt = tracking.endedAt ?? look.at;
    const final = newest?.isFinal ? newest.entry : undefined;
    if (final !== undefined && countersOf(final).failedCount !== undefined) {
        return finding(ended(final, failedCount, wait), { endedAt }, true);
    }
    const mayComeYet = !look.isLast && look.at - endedAt < HISTORY_LAG && !(look.history && isDenied(look.history));
    const { likelySince } = tracking;
    if (mayComeYet)
        return finding({ verdict: 'pending', soon: true }, { endedAt, likelySince });
    const result = endedWithoutCounts(look, mine, failedCount, wait);
    return { ...finding(result, { endedAt }), counters: undefined };
}
function isBelieved(evidence, tracking, look, ran, status) {
    if (evidence === 'sure')
        return true;
    if (evidence === 'none' || (status === 'IMPORT_JOB_SUSPEND' && !ran))
        return false;
    return look.isLast || (tracking.likelySince !== undefined && look.at - tracking.likelySince >= finished_CONFIRM_FOR);
}
function evidenceOfEnd(baseline, mine, look, ran) {
    const { status } = look;
    const mayBeOld = baseline.changed && !ran && isRunning(baseline.before?.status) && isTerminal(status);
    const evidence = mayBeOld ? 'likely' : evidenceOf(baseline, look, ran);
    if (evidence === 'sure' || mine === undefined)
        return evidence;
    const { entry } = newestEntry(mine);
    if (isFinished(status) && entry?.status === 'IMPORT_JOB_CLOSING' && !entry.endTime)
        return evidence;
    if (isTerminal(status))
        return isSameEnd(status, entry?.status) ? 'sure' : 'none';
    return entry?.status === status ? 'sure' : evidence;
}
function isSameEnd(a, b) {
    return isTerminal(b) && (a === 'IMPORT_JOB_INTERRUPTED') === (b === 'IMPORT_JOB_INTERRUPTED');
}
function isOver(entry) {
    return isTerminal(entry?.status) && entry?.status !== 'IMPORT_JOB_CLOSING';
}
function failedIn(round) {
    return (round?.entries ?? []).map((entry) => countersOf(entry).failedCount ?? 0n).reduce(max, 0n);
}
function max(a, b) {
    return a > b ? a : b;
}
function wasClosedByUser({ entries }) {
    const closing = entries.find(({ status, operator }) => status === 'IMPORT_JOB_CLOSING' && operator === 'user');
    if (closing === undefined)
        return false;
    const { totalCount, copiedCount = 0n, failedCount = 0n } = countersOf(closing);
    return totalCount === undefined || copiedCount + failedCount < totalCount;
}
function failed(code, text, entry) {
    const said = entry?.message ? ` The service says: ${JSON.stringify(entry.message)}` : '';
    return { verdict: 'failed', code, message: text + said };
}
function closedByUser({ entries: [entry] }) {
    const text = 'The job was closed by somebody before its migration was finished. Start it again if it should go on.';
    return failed('JobClosed', text, entry);
}
function interrupted(entry) {
    return failed('JobInterrupted', 'The migration was interrupted. Fix the cause and start the job again.', entry);
}
function paused(entry) {
    const text = 'The job is paused and its migration is not finished: somebody paused it, or its schedule in the service. Start it again to let it go on.';
    return failed('JobPaused', text, entry);
}
function anotherRound(entry) {
    const how = entry?.status === undefined
        ? 'has ended'
        : `was last seen at ${JSON.stringify(entry.status).slice(1, -1)}`;
    const text = `Another round of the job runs, which somebody else has started. The round that was waited for ${how}, and its end is not in the job's history.`;
    return failed('JobRestarted', text, entry);
}
function ended(entry, failedCount, wait) {
    const { totalCount } = countersOf(entry);
    if (failedCount > 0n)
        return someFailed(`${grouped(failedCount)} of ${totalCount === undefined ? 'all' : grouped(totalCount)}`, entry, wait);
    return totalCount === 0n ? { verdict: 'done', warning: NOTHING_TO_COPY } : { verdict: 'done' };
}
const NOTHING_TO_COPY = 'The migration has finished with 0 files. If there should have been some, check the source address of the job, its prefix and its filters.';
function someFailed(howMany, entry, { failOnFailedFiles }) {
    const text = `The migration has finished, but ${howMany} files could not be copied. Which ones is in the job's migration report: in the console, or through the API's GetJobResult with the runtime ID ${JSON.stringify(entry?.runtimeId)}.`;
    return failOnFailedFiles
        ? failed('FilesFailed', `${text} Set fail-on-failed-files to false to accept that.`, undefined)
        : { verdict: 'done', warning: text };
}
function endedWithoutCounts(look, mine, failedCount, wait) {
    const entry = mine?.entries[0];
    if (failedCount > 0n)
        return someFailed(`at least ${grouped(failedCount)}`, entry, wait);
    if (look.history && isDenied(look.history) && wait.failOnFailedFiles) {
        return failed('HistoryDenied', 'The migration has finished, but these keys may not read its history, which tells whether files failed. Allow them mgw:ListImportJobHistory, or set fail-on-failed-files to false.', undefined);
    }
    return {
        verdict: 'done',
        warning: "The migration has finished, but it is not known whether files failed: the job's history does not tell. Look at its migration report in the console."
    };
}

;// CONCATENATED MODULE: ./src/wait/progress.js


const HEARTBEAT = 60_000;
const MAX_SAMPLES = 120;
function createProgress(say, clock) {
    const begun = clock.now();
    const samples = [];
    let recent = [];
    let interval = 0;
    let last = { said: Number.NEGATIVE_INFINITY, line: '', seen: '' };
    const speak = (line) => {
        last = { ...last, said: clock.now(), line };
        say(line);
    };
    return {
        samples: () => samples,
        record(status, counters) {
            const bytes = counters?.copiedBytes === undefined ? undefined : Number(counters.copiedBytes);
            const sample = { at: clock.now() - begun, percent: counters?.percent, bytes };
            recent = keepMinute(recent, sample);
            interval = keep(samples, sample, interval);
            const seen = [status, ...Object.values(counters ?? {})].join();
            const changed = seen !== last.seen;
            last.seen = seen;
            if (changed)
                speak(progress_lineOf(status, counters, rateOf(recent)));
            else
                this.heartbeat();
            return changed;
        },
        heartbeat() {
            if (clock.now() - last.said >= HEARTBEAT && last.line !== '')
                speak(last.line);
        }
    };
}
function keep(samples, sample, interval) {
    const previous = samples.at(-1);
    if (previous !== undefined && sample.at - previous.at < interval) {
        samples[samples.length - 1] = { ...sample, at: previous.at };
        return interval;
    }
    samples.push(sample);
    if (samples.length <= MAX_SAMPLES)
        return interval;
    const kept = samples.filter((_, index) => index % 2 === 0);
    samples.splice(0, samples.length, ...kept);
    return Math.max(interval * 2, (sample.at - (samples[0]?.at ?? 0)) / (MAX_SAMPLES / 2));
}
function keepMinute(recent, sample) {
    if (sample.bytes === undefined)
        return [];
    const first = recent.findLastIndex((earlier) => sample.at - earlier.at >= HEARTBEAT);
    return [...recent.slice(Math.max(0, first)), sample];
}
function rateOf(recent) {
    const [first, last] = [recent[0], recent.at(-1)];
    if (first?.bytes === undefined || last?.bytes === undefined || last.at === first.at)
        return undefined;
    return (Math.max(0, last.bytes - first.bytes) / (last.at - first.at)) * 1000;
}
function progress_lineOf(status, counters, rate) {
    const { percent, totalCount, copiedCount, failedCount, totalBytes, copiedBytes } = counters ?? {};
    const failed = failedCount === undefined || failedCount === 0n ? '' : ` (${grouped(failedCount)} failed)`;
    const isOver = percent === 100;
    return [
        identifier(status) ?? 'unknown state',
        percent !== undefined && `${percent.toFixed(1)} %`,
        copiedCount !== undefined && `${grouped(copiedCount)}${ofTotal(totalCount)} files${failed}`,
        copiedBytes !== undefined &&
            `${size(copiedBytes)}${totalBytes === undefined ? '' : ` of ${size(totalBytes)}`}`,
        !isOver && rate !== undefined && `${size(BigInt(Math.round(rate)))}/s`,
        isOver ? 'nothing left' : timeLeft(totalBytes, copiedBytes, rate)
    ]
        .filter(Boolean)
        .join(', ');
}
function ofTotal(total) {
    return total === undefined ? '' : ` of ${grouped(total)}`;
}
function timeLeft(total, copied, rate) {
    if (total === undefined || copied === undefined || !rate || copied > total)
        return '';
    return `about ${duration((Number(total - copied) / rate) * 1000)} left`;
}

;// CONCATENATED MODULE: ./src/wait/wait.js












const FIRST_LOOK = 1500;
const SOON = 5000;
const NOT_FOUND_FOR = 60_000;
const LAST_LOOK = 10;
function lookForOperation(operation, wait) {
    return (baseline, tracking, look) => wait.until === 'finished'
        ? lookForEnd(baseline, wait, tracking, look)
        : lookForChange(baseline, operation, tracking, look);
}
async function waitFor(job, { operation, wait }, done, before, options, { lookFor = lookForOperation(operation, wait), shared } = {}) {
    const { clock, logger } = options;
    const deadline = shared?.deadline(done.changed !== false) ??
        startDeadline('wait-timeout-seconds', wait.timeoutSeconds, clock);
    const waiting = {
        job,
        operation,
        wait,
        baseline: baselineOf(done, before, clock.date()),
        deadline,
        options: {
            ...options,
            maxAttempts: Number.POSITIVE_INFINITY,
            deadline,
            maxDelay: Math.max(HEARTBEAT, wait.intervalSeconds * 1000)
        },
        progress: createProgress(logger.info, clock),
        lookFor,
        shared
    };
    const what = wait.until === 'finished' ? 'the end of the migration' : 'the change to be applied';
    logger.info(`Waiting for ${what}, for ${duration(wait.timeoutSeconds * 1000)} at the most`);
    const first = firstSnapshot(done, before, clock.date());
    let known = {
        snapshot: before?.snapshot,
        finding: { tracking: UNSEEN, result: { verdict: 'pending' }, counters: undefined },
        missingSince: undefined,
        toldUnreadable: before?.history?.error !== undefined
    };
    try {
        if (first !== undefined)
            known = judge(waiting, known, first, before?.history, false);
        if (first !== undefined)
            warnOfUnstarted(waiting, first);
        for (let delay = FIRST_LOOK; known.finding.result.verdict === 'pending';) {
            await rest(waiting, delay);
            const isLast = deadline.left() === 0;
            const next = await poll(waiting, known, isLast);
            delay = nextDelay(delay, wait.intervalSeconds * 1000, next, known);
            known = next;
            if (isLast && known.finding.result.verdict === 'pending')
                throw timedOut(waiting, known);
        }
        return concluded(waiting, done, known);
    }
    catch (error) {
        return abandoned(waiting, done, known, error);
    }
}
function baselineOf(done, before, now) {
    const isOutdated = done.changed === false && done.job !== before?.snapshot.job;
    return {
        changed: done.changed !== false,
        before: isOutdated ? done.job : before?.snapshot.job,
        history: before?.history,
        since: done.changedAt ?? before?.snapshot.time.earliest ?? now
    };
}
function firstSnapshot(done, before, now) {
    if (done.changed === false && done.job === before?.snapshot.job)
        return before?.snapshot;
    if (done.job === undefined || done.statusCode === undefined)
        return undefined;
    return {
        job: done.job,
        statusCode: done.statusCode,
        requestId: undefined,
        time: { earliest: now, latest: now }
    };
}
async function rest({ deadline, options, progress }, ms) {
    const { clock, signal } = options;
    const end = clock.now() + Math.min(ms, deadline.left());
    while (clock.now() < end) {
        await clock.sleep(Math.min(end - clock.now(), HEARTBEAT), signal);
        if (signal.aborted)
            throw cancelled('');
        progress.heartbeat();
    }
}
function nextDelay(last, interval, next, known) {
    const { result } = next.finding;
    if (result.verdict === 'pending' && result.soon)
        return Math.min(SOON, interval);
    if (last < interval)
        return Math.min(interval, last * 2);
    const hasMoved = next.snapshot?.job.status !== known.snapshot?.job.status || hasAdvanced(next, known);
    return hasMoved ? interval : Math.min(last * 1.5, interval * 4);
}
function hasAdvanced(next, known) {
    const [now, before] = [next.finding.counters, known.finding.counters];
    return now?.copiedBytes !== before?.copiedBytes || now?.copiedCount !== before?.copiedCount;
}
async function poll(waiting, known, isLast) {
    const { job, wait, options, deadline } = waiting;
    const { clock, logger } = options;
    const limits = isLast
        ? { ...options, maxAttempts: 1, deadline: startDeadline('wait-timeout-seconds', LAST_LOOK, clock) }
        : options;
    let snapshot;
    try {
        snapshot = await job.get(limits);
    }
    catch (error) {
        if (isCancellation(error))
            throw error;
        if (isNotFound(error))
            return notFound(known, clock.now(), isLast);
        if (isLast || deadline.left() === 0)
            throw timedOut(waiting, known);
        if (isTransient(error, undefined, true))
            return known;
        throw error;
    }
    const history = wait.until === 'finished' ? await history_readHistory(job, { ...limits, maxAttempts: 1 }) : undefined;
    if (history !== undefined && !known.toldUnreadable)
        tellUnreadable(history, wait, logger);
    const toldUnreadable = known.toldUnreadable || history?.error !== undefined;
    return judge(waiting, { ...known, toldUnreadable }, snapshot, history, isLast);
}
function judge({ baseline, progress, options, lookFor, shared }, known, snapshot, history, isLast) {
    const { job } = snapshot;
    const look = {
        job,
        status: identifier(job.status) ?? '',
        history,
        at: options.clock.now(),
        date: snapshot.time.latest,
        isLast
    };
    const finding = lookFor(baseline, known.finding.tracking, look);
    progress.record(look.status, finding.counters);
    shared?.record(look.status, finding.counters);
    return { ...known, snapshot, finding, missingSince: undefined };
}
function isNotFound(error) {
    return error instanceof MgwError && error.code === 'NoSuchImportJob';
}
function notFound(known, now, isLast) {
    const missingSince = known.missingSince ?? now;
    if (!isLast && now - missingSince < NOT_FOUND_FOR)
        return { ...known, missingSince };
    throw new JobFailed('NoSuchImportJob', `The job is gone: the service does not find it any more.${known.snapshot === undefined ? '' : ` It was last seen at ${statusOf(known)}.`} Somebody may have deleted it.`);
}
function statusOf({ snapshot }) {
    return identifier(snapshot?.job.status) ?? 'an unknown state';
}
function timedOut({ operation, wait, baseline }, known) {
    const job = known.snapshot?.job;
    const { changed, before } = baseline;
    const isOld = changed && job?.status === before?.status && job?.modifyTime === before?.modifyTime;
    const state = `${statusOf(known)}${isOld ? ' (as it was before)' : ''}`;
    const throttling = operation.name === 'update-qos' && job !== undefined
        ? `, with ${describeState(operation, job)}, where ${describeGoal(operation)} was asked for`
        : '';
    return new JobFailed('WaitTimeout', `The ${wait.timeoutSeconds} s of wait-timeout-seconds were over while the job was still at ${state}${throttling}.`);
}
function isUnseen({ changed, before }, { snapshot }) {
    return changed && snapshot !== undefined && snapshot.job === before;
}
function concluded(waiting, done, known) {
    const { result } = known.finding;
    if (result.verdict === 'failed') {
        return abandoned(waiting, done, known, new JobFailed(result.code, result.message));
    }
    if (result.verdict === 'done' && result.warning !== undefined)
        waiting.options.logger.warning(result.warning);
    return seen(waiting, done, known);
}
function seen({ operation, progress }, done, { snapshot, finding }) {
    return {
        ...done,
        ...(operation.name === 'get-job' && snapshot !== undefined && { data: toMap(snapshot.job) }),
        statusCode: snapshot?.statusCode ?? done.statusCode,
        job: snapshot?.job ?? done.job,
        counters: finding.counters,
        samples: progress.samples()
    };
}
function abandoned(waiting, done, known, error) {
    const { operation, baseline } = waiting;
    const code = error instanceof JobFailed ? error.code : undefined;
    const isOld = isUnseen(baseline, known);
    const status = `${statusOf(known)}${isOld ? ' (as it was before)' : ''}`;
    const isOpen = code === undefined || code === 'WaitTimeout';
    const note = [
        isOpen && code === undefined && baseline.changed && `The job was last seen at ${status}.`,
        isOpen && describeOutlook(status),
        (isOpen || code === 'NoSuchImportJob') &&
            operation.name !== 'get-job' &&
            baseline.changed &&
            describeAccepted(operation, done.requestId)
    ];
    return {
        ...seen(waiting, done, known),
        error: isCancellation(error) ? cancelled('The waiting has ended.') : error,
        note: note.filter((text) => text !== false).join(' ')
    };
}
function warnOfUnstarted({ operation, wait, options }, { job }) {
    if (operation.name !== 'get-job' || wait.until !== 'finished' || job.status !== 'IMPORT_JOB_BEGIN')
        return;
    options.logger.warning('The job has not been started (IMPORT_JOB_BEGIN), so its end is not near: start it, or see that its schedule in the service does.');
}

;// CONCATENATED MODULE: ./src/timetable/clock.js
const DAY = 1440;
function localTime(zone, instant) {
    return localAt(zone, Math.floor(instant / 60_000));
}
function momentAt(zone, instant) {
    return steadyAt(zone, Math.floor(instant / 60_000));
}
function instantOf(zone, moment) {
    return (60_000 * firstMinute(moment - 2 * DAY, moment + 2 * DAY, (minute) => steadyAt(zone, minute) >= moment));
}
function localAt(zone, minute) {
    return minute + zone.offsetAt(minute * 60_000);
}
function steadyAt(zone, minute) {
    const offset = zone.offsetAt(minute * 60_000);
    const isLater = (at) => zone.offsetAt(at * 60_000) > offset;
    if (!isLater(minute - DAY))
        return minute + offset;
    const last = firstMinute(minute - DAY, minute, (at) => !isLater(at)) - 1;
    return Math.max(minute + offset, localAt(zone, last));
}
function firstMinute(after, last, isSo) {
    let [low, high] = [after, last];
    while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (isSo(middle))
            high = middle;
        else
            low = middle;
    }
    return high;
}

;// CONCATENATED MODULE: ./src/timetable/describe.js




const MINUTE = 60_000;
const describe_DAY = 86_400_000;
function writeMoment(moment) {
    const day = dayOf(moment);
    return `${writeDate(day)} ${writeTime(moment)} (${writeWeekday(day)})`;
}
function writeOffset(zone, instant) {
    const offset = zone.offsetAt(instant);
    return `UTC${offset < 0 ? '-' : '+'}${writeTime(Math.abs(offset))}`;
}
function writeInstant(zone, instant) {
    return `${writeMoment(localTime(zone, instant))}, ${writeOffset(zone, instant)}`;
}
function describeInForce({ zone, instant, line, since, next }) {
    return [
        `It is ${writeInstant(zone, instant)} in ${zone.name} (rules of time zones: ${process.versions.tz}).`,
        `In force since ${writeMoment(since)}: line ${line.number} of the timetable, ${line.text}`,
        next === undefined
            ? 'Nothing in it will change that.'
            : `Next change: ${writeInstant(zone, next.instant)}, in ${duration(next.instant - wholeMinutes(instant))}: line ${next.line.number}, ${next.line.text}`
    ];
}
function describeNext({ zone, next }) {
    if (next === undefined)
        return 'Nothing in the timetable will change that.';
    return `Next change: ${writeInstant(zone, next.instant)}: ${describeTarget(next.line.state)}.`;
}
function describeLateness({ zone, line, since, instant: then }, instant) {
    const late = wholeMinutes(instant - instantOf(zone, since));
    const [begun, now] = [since, momentAt(zone, instant)].map((moment) => writeTime(moment));
    const isRecent = then - instantOf(zone, since) < 6 * describe_DAY;
    const [from, to] = [dayOf(since), dayOf(momentAt(zone, instant))];
    const at = from === to ? now : `${now} (${writeWeekday(to)})`;
    const date = isRecent ? '' : `${writeDate(from)} `;
    return late === 0
        ? `Line ${line.number} has just come into force.`
        : `In force since ${date}${begun} (${writeWeekday(from)}), applied at ${at}, ${duration(late)} late.`;
}
function describePast({ timetable, zone, instant }) {
    const moment = momentAt(zone, instant);
    const past = [
        ...timetable.dated.filter(({ to }) => to <= moment),
        ...timetable.moved.filter(({ lastDay }) => lastDay < dayOf(moment))
    ].map(({ number }) => number);
    if (past.length === 0)
        return undefined;
    const numbers = past.sort((a, b) => a - b);
    return numbers.length === 1
        ? `Line ${numbers[0]} of the timetable is for a date that is over: it can be deleted.`
        : `Lines ${numbers.join(', ')} of the timetable are for dates that are over: they can be deleted.`;
}
function wholeMinutes(ms) {
    return Math.max(0, Math.floor(ms / MINUTE)) * MINUTE;
}

;// CONCATENATED MODULE: ./src/timetable/in-force.js



function inForceAt(timetable, zone, instant) {
    const moment = momentAt(zone, instant);
    const line = lineAt(timetable, moment);
    return {
        timetable,
        zone,
        instant,
        line,
        since: sinceWhen(timetable, line, moment),
        next: nextChange(timetable, zone, line, moment)
    };
}
function lineAt(timetable, moment) {
    const covering = timetable.dated.filter(({ from, to }) => from <= moment && moment < to);
    return (covering.find(({ state }) => state.name === 'pause') ?? covering[0] ?? lastSwitch(timetable, moment).line);
}
function switchesOn({ weekly, moved }, day) {
    const weekday = moved.find(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay)?.weekday ?? weekdayOf(day);
    return weekly
        .filter(({ weekdays }) => weekdays.includes(weekday))
        .map((line) => ({ line, moment: day * MINUTES_A_DAY + line.minute }))
        .sort((a, b) => a.moment - b.moment);
}
function lastSwitch(timetable, moment) {
    for (let day = dayOf(moment);; day = dayBefore(timetable, day)) {
        const last = switchesOn(timetable, day).findLast((one) => one.moment <= moment);
        if (last !== undefined)
            return last;
    }
}
function dayBefore({ moved, weekly }, day) {
    const yesterday = day - 1;
    const like = moved.find(({ firstDay, lastDay }) => firstDay <= yesterday && yesterday <= lastDay);
    const isEmpty = like !== undefined && !weekly.some(({ weekdays }) => weekdays.includes(like.weekday));
    return isEmpty ? like.firstDay - 1 : yesterday;
}
function sinceWhen(timetable, line, moment) {
    const begun = line.kind === 'dated' ? line.from : lastSwitch(timetable, moment).moment;
    const ends = timetable.dated
        .map(({ to }) => to)
        .filter((to) => to <= moment && lineAt(timetable, to - 1) !== line);
    return Math.max(begun, ...ends);
}
const HORIZON = 8;
function nextChange(timetable, zone, { state }, moment) {
    for (const later of momentsAfter(timetable, moment)) {
        if (isSame(lineAt(timetable, later).state, state))
            continue;
        const instant = instantOf(zone, later);
        const line = lineAt(timetable, momentAt(zone, instant));
        if (!isSame(line.state, state))
            return { instant, line };
    }
    return undefined;
}
function momentsAfter(timetable, moment) {
    const { dated, moved } = timetable;
    const boundaries = [
        ...dated.flatMap(({ from, to }) => [from, to]),
        ...moved.flatMap(({ firstDay, lastDay }) => [firstDay * MINUTES_A_DAY, (lastDay + 1) * MINUTES_A_DAY])
    ];
    const last = Math.max(moment, ...boundaries) + HORIZON * MINUTES_A_DAY;
    const days = new Set([moment, ...boundaries.filter((boundary) => boundary > moment)].flatMap((begin) => Array.from({ length: 15 }, (_, index) => dayOf(begin) + index)));
    const switches = [...days].flatMap((day) => switchesOn(timetable, day).map((one) => one.moment));
    return [...new Set([...switches, ...boundaries])]
        .filter((one) => one > moment && one <= last)
        .sort((a, b) => a - b);
}

;// CONCATENATED MODULE: ./src/operations/decide.js



function decide(line, job) {
    const status = identifier(job.status) ?? 'an unknown state';
    return line.state.name === 'pause'
        ? decidePause(line, status)
        : decideRun(line, line.state, status, job.importQos);
}
function decidePause(line, status) {
    if (isRunning(status))
        return { name: 'pause' };
    if (status === 'IMPORT_JOB_INTERRUPTED') {
        return {
            name: 'nothing',
            text: 'The migration was interrupted, so there is nothing to pause.',
            isOdd: true
        };
    }
    if (isPaused(status) || decide_isOver(status))
        return asAsked(line, status);
    return unknownState(status);
}
function decideRun(line, run, status, shown) {
    if (isFinished(status))
        return { name: 'nothing', text: `The migration is over: the job is at ${status}.` };
    if (status === 'IMPORT_JOB_CLOSING') {
        return { name: 'nothing', text: `The job is at ${status}: it is being closed, or is about to finish.` };
    }
    if (status === 'IMPORT_JOB_INTERRUPTED') {
        const text = 'The migration was interrupted. Fix the cause and start the job with start-job.';
        return failure(new JobFailed('JobInterrupted', text));
    }
    if (status === 'IMPORT_JOB_DELETING') {
        return failure(new JobFailed('ImportJobInDeleting', 'The job is being deleted.'));
    }
    if (!isRunning(status) && !isPaused(status))
        return unknownState(status);
    const throttling = throttlingFor(run, shown);
    if (throttling === 'incomplete')
        return failure(incomplete(line, run));
    if (!isRunning(status))
        return { name: 'start', throttling };
    return throttling === undefined ? asAsked(line, status) : { name: 'throttle', throttling };
}
function asAsked({ number }, status) {
    return { name: 'nothing', text: `The job is at ${status}, as line ${number} of the timetable asks.` };
}
function failure(error) {
    return { name: 'nothing', text: '', error };
}
function unknownState(status) {
    const text = `The job is at ${status}, which this action does not know, so nothing was sent.`;
    return failure(new JobFailed('InvalidImportJobStatus', text));
}
function isPaused(status) {
    return status === 'IMPORT_JOB_SUSPEND' || status === 'IMPORT_JOB_BEGIN';
}
function decide_isOver(status) {
    return isFinished(status) || status === 'IMPORT_JOB_CLOSING' || status === 'IMPORT_JOB_DELETING';
}
function throttlingFor({ maxBandwidth, maxQps }, { maxBandWidth: shownBandwidth = 0, maxImportTaskQps: shownQps = 0 } = {}) {
    const [bandwidth, qps] = [BigInt(shownBandwidth), BigInt(shownQps)];
    const throttling = { maxBandwidth: maxBandwidth ?? bandwidth, maxQps: maxQps ?? qps };
    if (throttling.maxBandwidth === bandwidth && throttling.maxQps === qps)
        return undefined;
    return throttling.maxBandwidth > 0n && throttling.maxQps > 0n ? throttling : 'incomplete';
}
function incomplete({ number, text }, { maxBandwidth }) {
    const [named, missing] = maxBandwidth === undefined ? ['files/s', 'a bandwidth'] : ['a bandwidth', 'files/s'];
    return new ClientError('InvalidArgument', `timetable, line ${number} ("${text}"): it names ${named} only. The service takes both values at once, and the job has no other one to keep: name ${missing} in the line too.`);
}
function mayBeFaster({ importQos }, { maxBandwidth, maxQps }) {
    const { maxBandWidth, maxImportTaskQps } = importQos ?? {};
    const isWithin = (shown, asked) => shown !== undefined && shown > 0 && BigInt(shown) <= asked;
    return !isWithin(maxBandWidth, maxBandwidth) || !isWithin(maxImportTaskQps, maxQps);
}
const CAPS = [2000000000n, 1000000000n, 2000n];
function mayBeAsAsked({ importQos }, { maxBandwidth, maxQps }) {
    const { maxBandWidth = 0, maxImportTaskQps = 0 } = importQos ?? {};
    return isOtherwise(BigInt(maxBandWidth), maxBandwidth) && isOtherwise(BigInt(maxImportTaskQps), maxQps);
}
function isOtherwise(shown, asked) {
    const isCapped = shown < asked && CAPS.some((cap) => shown === cap || shown === in1024s(cap));
    return shown === asked || shown === in1024s(asked) || isCapped;
}
function in1024s(value) {
    const [factor, binary] = [
        [1000000000n, 2n ** 30n],
        [1000000n, 2n ** 20n],
        [1000n, 2n ** 10n]
    ].find(([decimal]) => value >= decimal) ?? [1n, 1n];
    return (value * binary) / factor;
}

;// CONCATENATED MODULE: ./src/operations/course.js











const NOTHING = { changed: false, accepted: [] };
function inForceNow({ timetable, zone }, { clock }) {
    return inForceAt(timetable, zone, clock.date());
}
function hasTurned({ inputs, options, inForce }) {
    return !isSame(inForceNow(inputs.operation, options).line.state, inForce.line.state);
}
function followedBy(first, next) {
    const isKnown = first.changed !== undefined && next.changed !== undefined;
    const accepted = [...first.accepted, ...next.accepted];
    const last = accepted.findLast(({ requestId }) => requestId !== undefined);
    const { note, ...rest } = first;
    return {
        ...rest,
        ...next,
        error: next.error,
        changed: first.changed || next.changed ? true : isKnown ? false : undefined,
        requestId: last?.requestId ?? next.requestId,
        before: first.before ?? next.before,
        job: next.job ?? first.job,
        accepted,
        isOvertaken: next.isOvertaken ?? false
    };
}
function pause(course) {
    return make(course, { name: 'pause-job' }, course.before.job);
}
async function start(course, throttling) {
    const job = course.before.job;
    const begin = () => make(course, { name: 'start-job' }, job);
    if (throttling === undefined)
        return begin();
    const set = await make(course, qos(throttling), job);
    if (!isRefusedInState(set))
        return andThen(set, begin);
    if (set.job?.status !== job.status)
        return { ...set, isOvertaken: true };
    course.options.logger.info('The service does not set the throttling before the start, so it is set right after it.');
    const started = followedBy(set, await begin());
    if (started.error !== undefined)
        return started.changed === false ? started : pauseForSafety(course, started);
    return andThen(started, async () => {
        const again = await make(course, qos(throttling), job);
        return again.error === undefined ? again : pauseForSafety(course, again);
    });
}
async function throttle(course, throttling) {
    const { before, inForce, options } = course;
    const set = await make(course, qos(throttling), before.job);
    if (set.error === undefined || hasTurned(course) || isCancellation(set.error))
        return set;
    if (!isRefusedInState(set))
        return mayBeFaster(before.job, throttling) ? pauseForSafety(course, set) : set;
    if (!isRunning(set.job?.status))
        return { ...set, isOvertaken: true };
    if (mayBeAsAsked(before.job, throttling)) {
        options.logger.warning(`The job has what the service makes of line ${inForce.line.number}, and cannot be throttled while it runs. Nothing was changed.`);
        return followedBy(set, NOTHING);
    }
    options.logger.info('The service does not set the throttling of a job that runs, so it is paused for it.');
    const paused = followedBy(set, await pauseAndWait(course));
    return andThen(paused, () => setAndStart(course, throttling, paused.job ?? before.job));
}
async function setAndStart(course, throttling, job) {
    const set = await make(course, qos(throttling), job);
    let isPaused = true;
    const started = await andThen(set, async () => {
        const last = await make(course, { name: 'start-job' }, job);
        isPaused = last.changed === false;
        return last;
    });
    if (started.error === undefined || !isPaused)
        return started;
    return { ...started, note: join(started.note, 'The job stays paused.') };
}
async function pauseAndWait(course) {
    const { job, inputs, options, before, shared } = course;
    const paused = await pause(course);
    if (paused.accepted.length === 0)
        return paused;
    const wait = { ...inputs.wait, until: 'applied' };
    const precheck = { snapshot: before, history: undefined, result: undefined };
    const waited = await waitFor(job, { operation: { name: 'pause-job' }, wait }, paused, precheck, options, {
        shared
    });
    return { ...waited, accepted: paused.accepted, isOvertaken: isEnded(waited) };
}
function isEnded({ error }) {
    return error instanceof JobFailed && error.code === 'JobEnded';
}
async function pauseForSafety(course, failed) {
    const { options, inForce } = course;
    const isCancelled = options.signal.aborted;
    const limits = isCancelled ? { signal: new AbortController().signal, maxAttempts: 1 } : {};
    const seconds = isCancelled ? 5 : course.inputs.timeoutSeconds;
    const paused = await makeWithin(course, { name: 'pause-job' }, course.before.job, { ...options, ...limits }, seconds);
    const text = paused.error === undefined
        ? `The job was paused, so that it does not run faster than line ${inForce.line.number} asks.`
        : `The job could not be paused (${identifier(codeOf(paused.error)) ?? 'an unknown error'}), so it may run faster than line ${inForce.line.number} asks: pause it by hand.`;
    return { ...followedBy(failed, paused), error: failed.error, note: join(failed.note, text) };
}
async function andThen(first, next) {
    return first.error !== undefined ? first : followedBy(first, await next());
}
async function make(course, change, before) {
    if (hasTurned(course))
        return NOTHING;
    return makeWithin(course, change, before, course.options, course.inputs.timeoutSeconds);
}
async function makeWithin(course, change, before, options, seconds) {
    const deadline = startDeadline('timeout-seconds', seconds, options.clock);
    const result = await makeChange(course.job, change, before, { ...options, deadline }, () => !hasTurned(course));
    if (result.error !== undefined || result.changed === false)
        return { ...result, accepted: [] };
    const { requestId, note } = result;
    const goal = change.name === 'update-qos' ? ` to ${describeGoal(change)}` : '';
    const id = requestId === undefined ? '' : ` (request ID ${requestId})`;
    options.logger.info(note ?? `The service accepted ${change.name}${goal}${id}.`);
    const { note: told, ...rest } = result;
    return { ...rest, accepted: [{ change, requestId }] };
}
function qos(throttling) {
    return { name: 'update-qos', ...throttling };
}
function isRefusedInState({ error, changed }) {
    const codes = ['InvalidImportJobStatus', 'ImportJobConflictOnUpdateStatus'];
    return changed === false && error instanceof MgwError && codes.includes(error.code);
}
function join(...texts) {
    return texts.filter(Boolean).join(' ');
}

;// CONCATENATED MODULE: ./src/operations/describe.js








const MAX_APART = 5 * 60_000;
async function describeEnd(job, zone, options) {
    const { entries = [] } = await history_readHistory(job, { ...options, maxAttempts: 1 });
    const [round] = roundsOf(entries);
    const entry = round && newestEntry(round).entry;
    const [end, ...others] = instantsOf(entry?.endTime || entry?.startTime || '');
    const failed = entry && countersOf(entry).failedCount;
    const when = end !== undefined && others.length === 0 ? ` ended ${writeInstant(zone, end)}` : ' has ended';
    const files = failed === undefined ? '' : `, with ${failed} files that could not be copied`;
    return [
        ...(isFinished(entry?.status) ? [`Its last round${when}${files}.`] : []),
        `If it should migrate once more, use start-job: ${NEW_ROUND}`
    ];
}
function describe_foresee({ inForce, before }, decision) {
    const { line } = inForce;
    const verb = { pause: 'be paused', start: 'be started', throttle: 'be throttled' }[decision.name];
    const throttling = decision.name === 'pause' ? undefined : decision.throttling;
    const rates = throttling === undefined
        ? ''
        : `, with ${describeRates(throttling)} in place of ${describeThrottling(before.job.importQos)}`;
    return `Dry run: line ${line.number} asks for ${describeTarget(line.state)}. The job is at ${before.job.status} and would ${verb}${rates}. Nothing was changed. ${describeNext(inForce)}`;
}
function describe_noteOf(course, { error, note, accepted, changed }) {
    const { inForce, options, before, inputs } = course;
    const { line } = inForce;
    const late = describeLateness(inForce, options.clock.date());
    if (error !== undefined)
        return [note, accepted.length > 0 && late].filter(Boolean).join(' ');
    const changes = accepted.map(({ change, requestId }) => requestId === undefined ? change.name : `${change.name} (request ID ${requestId})`);
    const isFirst = before.job.status === 'IMPORT_JOB_BEGIN' && line.state.name === 'run';
    return [
        `Line ${line.number} of the timetable asks for ${describeTarget(line.state)}.`,
        changed && `The service accepted ${list(changes)} for the job ${inputs.jobName}.`,
        isFirst && "It is the job's first start.",
        note,
        changed && late,
        describeNext(inForce)
    ]
        .filter(Boolean)
        .join(' ');
}
function warnOf({ job, date }, { clock, logger }) {
    warnOfSchedule(job, logger);
    const apart = date === undefined ? 0 : date - clock.date();
    if (Math.abs(apart) <= MAX_APART)
        return;
    logger.warning(`The clock of this machine is ${duration(Math.abs(apart))} ${apart > 0 ? 'behind' : 'ahead of'} the service's. The hour is taken from this machine: correct its clock (NTP).`);
}

;// CONCATENATED MODULE: ./src/operations/apply-timetable.js










const MAX_TURNS = 5;
async function applyTimetable(job, inputs, options, shared) {
    const { logger } = options;
    const past = describePast(inForceNow(inputs.operation, options));
    if (past !== undefined)
        logger.notice(past);
    let done;
    for (let turn = 1;; turn++) {
        const inForce = inForceNow(inputs.operation, options);
        for (const line of describeInForce(inForce))
            logger.info(line);
        const attempt = { job, inputs, options, inForce, shared };
        const next = await applyLine(attempt, done);
        done = done === undefined ? next : followedBy(done, next);
        const isOvertaken = next.isOvertaken === true && turn < MAX_TURNS;
        if (isCancellation(next.error) || !(hasTurned(attempt) || isOvertaken)) {
            const { accepted, isOvertaken, ...result } = done;
            return { ...result, data: {}, inForce: inForceNow(inputs.operation, options) };
        }
        logger.info(isOvertaken
            ? 'Meanwhile the job has changed by itself, or by somebody else.'
            : 'Meanwhile the timetable has come to ask for something else.');
    }
}
async function applyLine(attempt, done) {
    const { job, inputs, inForce } = attempt;
    let { options } = attempt;
    let before;
    try {
        if (done !== undefined && !done.isOvertaken)
            await settle(attempt, done);
        if (done !== undefined)
            options = { ...options, deadline: timeFor(attempt) };
        before = withThrottling(await job.get(options), done);
    }
    catch (error) {
        return { error, changed: false, accepted: [] };
    }
    if (done === undefined)
        warnOf(before, options);
    const course = { ...attempt, options, before };
    const decision = decide(inForce.line, before.job);
    const seen = {
        job: before.job,
        statusCode: before.statusCode,
        requestId: before.requestId,
        before: before.job
    };
    if (decision.name === 'nothing')
        return { ...seen, ...(await leave(course, decision)) };
    if (inputs.dryRun)
        return { ...seen, changed: false, accepted: [], note: describe_foresee(course, decision) };
    const made = await change(course, decision);
    const after = await untilApplied(course, made);
    return { ...after, before: before.job, job: after.job ?? before.job, note: describe_noteOf(course, after) };
}
function timeFor({ inputs, options }) {
    return startDeadline('timeout-seconds', inputs.timeoutSeconds, options.clock);
}
function lastThrottling({ accepted }) {
    return accepted.map(({ change }) => change).findLast((change) => change.name === 'update-qos');
}
function withThrottling(look, done) {
    const set = done && lastThrottling(done);
    if (set === undefined)
        return look;
    const importQos = { maxBandWidth: set.maxBandwidth, maxImportTaskQps: set.maxQps };
    return { ...look, job: { ...look.job, importQos } };
}
async function settle({ job, inputs, options, shared }, done) {
    const last = done.accepted.map(({ change }) => change).findLast(({ name }) => name !== 'update-qos');
    if (last === undefined)
        return;
    const wait = { ...inputs.wait, until: 'applied' };
    const { error } = await waitFor(job, { operation: last, wait }, { ...done, job: undefined }, undefined, options, { shared });
    if (error instanceof JobFailed && error.code !== 'WaitTimeout')
        return;
    if (error !== undefined)
        throw error;
}
function change(course, decision) {
    if (decision.name === 'pause')
        return pause(course);
    return decision.name === 'start'
        ? start(course, decision.throttling)
        : throttle(course, decision.throttling);
}
async function untilApplied(course, made) {
    const { job, inputs, options, inForce, before, shared } = course;
    const { accepted } = made;
    if (made.error !== undefined ||
        accepted.length === 0 ||
        inputs.wait.until !== 'applied' ||
        hasTurned(course))
        return made;
    const { wait } = inputs;
    const precheck = { snapshot: before, history: undefined, result: undefined };
    const name = inForce.line.state.name === 'pause' ? 'pause-job' : 'start-job';
    const reached = await waitFor(job, { operation: { name }, wait }, made, precheck, options, { shared });
    const set = lastThrottling(made);
    if (reached.error !== undefined || set === undefined || !isRunning(reached.job?.status))
        return { ...reached, accepted, isOvertaken: isEnded(reached) };
    const shown = await waitFor(job, { operation: set, wait }, reached, precheck, options, {
        lookFor: (_, tracking, look) => lookForThrottling(before.job, set, tracking, look),
        shared
    });
    const changes = { ...shown, accepted, isOvertaken: !isRunning(shown.job?.status) };
    const isTooFast = changes.error instanceof JobFailed && mayBeFaster(before.job, set);
    return isTooFast ? pauseForSafety(course, changes) : changes;
}
async function leave({ job, options, inForce, before }, { text, error, isOdd }) {
    if (error !== undefined)
        return { changed: false, accepted: [], error };
    if (isOdd)
        options.logger.warning(text);
    const isOver = inForce.line.state.name === 'run' && isFinished(before.job.status);
    const end = isOver ? await describeEnd(job, inForce.zone, options) : [];
    return { changed: false, accepted: [], note: [text, ...end, describeNext(inForce)].join(' ') };
}

;// CONCATENATED MODULE: ./src/operations/operate.js




async function operate(job, inputs, options, shared) {
    const { operation } = inputs;
    const result = operation.name === 'apply-timetable'
        ? await applyTimetable(job, { ...inputs, operation }, options, shared)
        : await operateOnce(job, { ...inputs, operation }, options, shared);
    return { ...result, statusCode: job.lastStatus() };
}
async function operateOnce(job, inputs, options, shared) {
    const before = needsPrecheck(inputs) ? await precheck(job, inputs, options) : undefined;
    const done = before?.result ?? (await makeChange(job, inputs.operation, before?.snapshot.job, options));
    const hasEnded = done.error !== undefined || inputs.dryRun || inputs.wait.until === 'accepted';
    return hasEnded
        ? { ...done, job: done.job ?? before?.snapshot.job }
        : await waitFor(job, inputs, done, before, options, { shared });
}

;// CONCATENATED MODULE: ./src/retry/pace.js



const BASE_HOLD = 500;
const MAX_HOLD = 10_000;
function createPace() {
    let resumeAt = 0;
    let times = 0;
    return {
        async ready({ clock, signal, deadline, maxDelay = Number.POSITIVE_INFINITY }) {
            const last = clock.now() + maxDelay;
            for (;;) {
                const left = Math.min(resumeAt, last) - clock.now();
                if (left <= 0 || left >= deadline.left() || signal.aborted)
                    return;
                await clock.sleep(left, signal);
            }
        },
        ended(error, clock) {
            const now = clock.now();
            if (!isThrottled(error)) {
                if (error === undefined && now >= resumeAt)
                    times = 0;
                return;
            }
            if (now >= resumeAt)
                times += 1;
            const hold = Math.min(MAX_HOLD, BASE_HOLD * 2 ** (times - 1));
            resumeAt = Math.max(resumeAt, now + Math.max(hold, delayAfter(times, error, clock.date())));
        }
    };
}
function isThrottled(error) {
    if (!(error instanceof MgwError) || error.code === LIMIT_OF_JOBS)
        return false;
    return error.statusCode === 429 || error.statusCode === 503 || isThrottling(error.code);
}

;// CONCATENATED MODULE: ./src/many/deadline.js
function createSharedDeadline(seconds, clock) {
    let end = Number.POSITIVE_INFINITY;
    let isOfChange = false;
    return {
        name: 'wait-timeout-seconds',
        seconds,
        left: () => Math.max(0, end - clock.now()),
        startFor(changed) {
            if (end === Number.POSITIVE_INFINITY || (changed && !isOfChange))
                end = clock.now() + seconds * 1000;
            isOfChange ||= changed;
            return this;
        }
    };
}

;// CONCATENATED MODULE: ./src/many/limit.js



function isOverLimit({ error, changed }) {
    return error instanceof MgwError && error.code === LIMIT_OF_JOBS && changed === false;
}
function hasQueue({ operation, wait }) {
    return operation.name === 'start-job' && wait.until === 'finished';
}
function withoutQueue(result) {
    return {
        ...result,
        note: 'It was not started. With start-job and wait-for set to finished, jobs over this limit wait in the step and are started when others end.'
    };
}
function neverStarted(result, why) {
    return { ...result, note: `It waited for a place and was never started: ${why}` };
}
function isLeftToNextRun({ operation }, { error }) {
    return operation.name === 'apply-timetable' && codeOf(error) === LIMIT_OF_JOBS;
}
function leftToNextRun(result, others) {
    if (![...others].some(isStarted))
        return { ...result, note: 'Not one job of this step runs. The next run of this workflow tries again.' };
    const { error: _, ...rest } = result;
    return { ...rest, note: `It was ${NOT_STARTED}` };
}
const NOT_STARTED = 'not started, since too many jobs run in this region: the next run of this workflow tries again.';
function isStarted({ error, changed, job }) {
    return error === undefined && (changed === true || isRunning(job?.status));
}

;// CONCATENATED MODULE: ./src/many/log.js


const FIRST = 40;
const LAST = 120;
const log_MAX_TEXT = 2000;
function createJobLog() {
    const first = [];
    const last = [];
    const said = new Set();
    const warnings = new Set();
    let left = 0;
    const info = (text) => {
        const line = log_short(text);
        if (first.length < FIRST)
            first.push(line);
        else
            last.push(line);
        if (last.length <= LAST)
            return;
        last.shift();
        left += 1;
    };
    const once = (kind, whole) => {
        const text = log_short(whole);
        if (!said.has(text))
            info(`${kind}: ${text}`);
        said.add(text);
        return text;
    };
    return {
        info,
        notice: (text) => void once('Notice', text),
        warning: (text) => void warnings.add(once('Warning', text)),
        lines: () => [...first, ...(left === 0 ? [] : [`(${left} lines left out)`]), ...last],
        warnings: () => [...warnings]
    };
}
function log_short(text) {
    return text.length <= log_MAX_TEXT ? text : `${beginningOf(redact(text), log_MAX_TEXT)}…`;
}

;// CONCATENATED MODULE: ./src/many/overview.js


function createOverview(names, say, clock) {
    const begun = clock.now();
    const jobs = new Map(names.map((name) => [name, { stage: 'waits', percent: 0, copiedBytes: 0n }]));
    const samples = [];
    let interval = 0;
    let last = { line: '', at: Number.NEGATIVE_INFINITY };
    const of = (name) => jobs.get(name) ?? { stage: 'waits', percent: 0, copiedBytes: 0n };
    return {
        samples: () => samples,
        move(name, stage) {
            jobs.set(name, { ...of(name), stage, ...(stage === 'ended' && { percent: 100 }) });
        },
        record(name, counters) {
            const { stage, percent, copiedBytes } = of(name);
            jobs.set(name, {
                stage,
                percent: counters?.percent ?? percent,
                copiedBytes: counters?.copiedBytes ?? copiedBytes
            });
        },
        tell() {
            const all = [...jobs.values()];
            const percent = all.reduce((sum, job) => sum + job.percent, 0) / all.length;
            const bytes = all.reduce((sum, job) => sum + job.copiedBytes, 0n);
            interval = keep(samples, { at: clock.now() - begun, percent, bytes: Number(bytes) }, interval);
            const line = overview_lineOf(all, percent, bytes);
            if (line === last.line && clock.now() - last.at < HEARTBEAT)
                return;
            last = { line, at: clock.now() };
            say(line);
        }
    };
}
function overview_lineOf(jobs, percent, bytes) {
    const count = (...stages) => jobs.filter(({ stage }) => stages.includes(stage)).length;
    const failed = count('failed');
    return [
        `${count('runs')} run`,
        `${count('waits')} wait`,
        `${count('ended', 'failed')} have ended${failed === 0 ? '' : ` (${failed} failed)`}`,
        `${percent.toFixed(1)} % on average`,
        `${size(bytes)} copied`
    ].join(', ');
}

;// CONCATENATED MODULE: ./src/many/parallel.js
function createPlaces(most) {
    let free = most;
    const waiting = [];
    return {
        take(signal) {
            free -= 1;
            if (free >= 0 || signal.aborted)
                return Promise.resolve();
            return new Promise((resolve) => {
                const enter = () => {
                    signal.removeEventListener('abort', enter);
                    waiting.splice(waiting.indexOf(enter), 1);
                    resolve();
                };
                waiting.push(enter);
                signal.addEventListener('abort', enter);
            });
        },
        give() {
            free += 1;
            waiting[0]?.();
        }
    };
}
function givingWay(clock, places, isOnlyWaited) {
    return {
        ...clock,
        async sleep(ms, signal) {
            if (!isOnlyWaited())
                return clock.sleep(ms, signal);
            places.give();
            await clock.sleep(ms, signal);
            await places.take(signal);
        }
    };
}

;// CONCATENATED MODULE: ./src/many/queue.js
function createEnds(clock) {
    let count = 0;
    let next = new AbortController();
    return {
        count: () => count,
        add() {
            count += 1;
            next.abort();
            next = new AbortController();
        },
        async after(seen, ms, signal) {
            if (count > seen)
                return;
            await clock.sleep(ms, AbortSignal.any([signal, next.signal]));
        }
    };
}
async function startQueued(names, rules) {
    const waiting = [...names];
    let delay = rules.interval;
    let seen = 0;
    let isFull = true;
    while (waiting.length > 0) {
        if (isFull)
            await rules.ends.after(seen, Math.min(delay, rules.timeLeft()), rules.signal);
        if (!(await rules.mayStart()))
            return waiting;
        delay = rules.ends.count() > seen ? rules.interval : Math.min(delay * 1.5, rules.interval * 4);
        seen = rules.ends.count();
        isFull = await rules.isRefused(waiting[0]);
        if (isFull)
            continue;
        waiting.shift();
        delay = rules.interval;
    }
    return [];
}

;// CONCATENATED MODULE: ./src/many/slim.js




const slim_MAX_TEXT = 8_192;
function slim(result, keepsData) {
    const { before, job, error, note, requestId, data, samples: _, ...rest } = result;
    return {
        ...rest,
        requestId: requestId && slim_short(requestId),
        before: before && slimJob(before),
        job: job && slimJob(job),
        ...(error !== undefined && { error: slimError(error) }),
        ...(note !== undefined && { note: slim_short(note) }),
        ...(keepsData && data !== undefined && { data })
    };
}
function slimJob({ status, importQos }) {
    return {
        ...(status !== undefined && { status: slim_short(status) }),
        ...(importQos && { importQos })
    };
}
function slimError(error) {
    if (error instanceof JobFailed)
        return new JobFailed(error.code, slim_short(error.message));
    if (!(error instanceof MgwError))
        return error;
    const detail = JSON.stringify(error.data.AccessDeniedDetail ?? null);
    const data = Object.fromEntries(Object.entries(error.data).map(([name, value]) => [
        name,
        typeof value === 'string' ? slim_short(value) : value
    ]));
    if (detail.length > slim_MAX_TEXT)
        data.AccessDeniedDetail = slim_short(detail);
    const requestId = error.requestId;
    const headers = requestId === undefined ? {} : { 'x-oss-request-id': slim_short(requestId) };
    return new MgwError(slim_short(error.code), slim_short(error.message), data, headers);
}
function slim_short(text) {
    return beginningOf(redact(text), slim_MAX_TEXT);
}

;// CONCATENATED MODULE: ./src/many/total.js

class NotBegun extends ClientError {
}
function totalOf(jobs) {
    const failed = jobs.filter(({ result }) => result.error !== undefined);
    const changes = jobs.map(({ result }) => result.changed);
    const first = failed.find(({ result }) => !(result.error instanceof NotBegun)) ?? failed[0];
    return {
        succeeded: jobs.length - failed.length,
        failed: failed.length,
        changed: changes.filter((changed) => changed).length,
        isChanged: changes.includes(true) ? true : changes.includes(undefined) ? undefined : false,
        counters: sumOf(jobs.map(({ result }) => result.counters)),
        decisive: first ?? jobs.at(-1)
    };
}
const COUNTS = [
    'totalCount',
    'copiedCount',
    'failedCount',
    'skippedCount',
    'totalBytes',
    'copiedBytes'
];
function sumOf(all) {
    const sum = (name) => all.reduce((total, counters) => {
        const value = counters?.[name];
        return total === undefined || value === undefined ? undefined : total + value;
    }, 0n);
    const sums = Object.fromEntries(COUNTS.map((name) => [name, sum(name)]));
    return { ...sums, percent: total_percentOf(all, sums) };
}
function total_percentOf(all, { totalBytes, copiedBytes, totalCount, copiedCount }) {
    const percents = all.map((counters) => counters?.percent);
    if (percents.includes(undefined))
        return undefined;
    if (percents.every((percent) => percent === 100))
        return 100;
    return ratio(copiedBytes, totalBytes) ?? ratio(copiedCount, totalCount);
}
function ratio(part, total) {
    if (part === undefined || total === undefined || total === 0n)
        return undefined;
    return Math.min(100, Number((part * 1000n) / total) / 10);
}

;// CONCATENATED MODULE: ./src/many/many.js











async function workOn(work) {
    const { names, inputs, many, options } = work;
    const step = {
        ...work,
        places: createPlaces(many.maxParallel),
        pace: createPace(),
        deadline: createSharedDeadline(inputs.wait.timeoutSeconds, options.clock),
        overview: createOverview(names, options.logger.info, options.clock),
        ends: createEnds(options.clock),
        logs: new Map(names.map((name) => [name, createJobLog()])),
        results: new Map(),
        refused: new Map(),
        attempts: []
    };
    const isWait = inputs.wait.until !== 'accepted' && !inputs.dryRun;
    const stop = new AbortController();
    const telling = isWait ? tellRegularly(step, stop.signal) : undefined;
    await beginAll(step);
    if (hasQueue(inputs))
        await workQueueOff(step);
    await Promise.all(step.attempts);
    if (!hasQueue(inputs))
        leaveToNextRun(step);
    stop.abort();
    await telling;
    return {
        jobs: names.map((name) => ({ name, result: step.results.get(name) })),
        warnings: warningsOf(step),
        samples: isWait ? step.overview.samples() : []
    };
}
async function tellRegularly({ overview, inputs, options }, stop) {
    while (!stop.aborted) {
        await options.clock.sleep(inputs.wait.intervalSeconds * 1000, stop);
        overview.tell();
    }
}
async function beginAll(step) {
    const { names } = step;
    const begun = [];
    for (const name of names) {
        if (await takePlace(step, () => mayBegin(step)))
            begun.push(begin(step, name));
        else
            end(step, name, { error: notBegun(step), changed: false });
    }
    await Promise.all(begun);
}
async function takePlace({ places, options }, may) {
    await places.take(options.signal);
    if (may())
        return true;
    places.give();
    return false;
}
async function workQueueOff(step) {
    const { names, refused, deadline, options, inputs, ends } = step;
    if (refused.size === 0)
        return;
    deadline.startFor(false);
    options.logger.info(`The service lets no more jobs run, so ${refused.size} of ${names.length} must wait: each is started when another one ends.`);
    const left = await startQueued([...refused.keys()].sort((a, b) => names.indexOf(a) - names.indexOf(b)), {
        isRefused: (name) => isRefusedAgain(step, name),
        mayStart: () => takePlace(step, () => mayBegin(step) && deadline.left() > 0),
        timeLeft: deadline.left,
        ends,
        interval: inputs.wait.intervalSeconds * 1000,
        signal: options.signal
    });
    for (const name of left)
        end(step, name, neverStarted(refused.get(name), whyNot(step)));
}
function leaveToNextRun(step) {
    const others = [...step.results.values()];
    for (const [name, refusal] of step.refused) {
        const result = leftToNextRun(refusal, others);
        if (result.error === undefined)
            step.logs.get(name)?.warning(NOT_STARTED);
        end(step, name, result);
    }
}
async function isRefusedAgain(step, name) {
    step.refused.delete(name);
    await begin(step, name);
    return step.refused.has(name);
}
function begin(step, name) {
    const { inputs, refused, places, attempts } = step;
    return new Promise((begun) => {
        const ended = attempt(step, name, begun).then((result) => {
            places.give();
            const queues = isOverLimit(result) && hasQueue(inputs);
            if (queues || isLeftToNextRun(inputs, result))
                refused.set(name, result);
            else
                end(step, name, isOverLimit(result) ? withoutQueue(result) : result);
            begun();
        });
        attempts.push(ended);
    });
}
async function attempt(step, name, waits) {
    const { inputs, options, places, pace, overview, deadline, logs } = step;
    const { clock } = options;
    let isOnlyWaited = false;
    const own = {
        ...options,
        clock: givingWay(clock, places, () => isOnlyWaited),
        deadline: startDeadline('timeout-seconds', inputs.timeoutSeconds, clock),
        logger: logs.get(name) ?? options.logger,
        pace
    };
    const shared = {
        deadline(changed) {
            overview.move(name, 'runs');
            isOnlyWaited = true;
            waits();
            return deadline.startFor(changed);
        },
        record: (_, counters) => overview.record(name, counters)
    };
    try {
        return await operate(step.reach(name), { ...inputs, jobName: name }, own, shared);
    }
    catch (error) {
        return { error, changed: false };
    }
}
function end(step, name, result) {
    const { names, results, overview, ends, logs, tell } = step;
    results.set(name, slim(result, name === names.at(-1)));
    overview.move(name, result.error === undefined ? 'ended' : 'failed');
    tell({ name, result }, logs.get(name)?.lines() ?? []);
    ends.add();
}
function mayBegin(step) {
    return !step.options.signal.aborted && !(step.many.failFast && firstFailed(step) !== undefined);
}
function firstFailed({ results }) {
    return [...results].find(([, { error }]) => error !== undefined)?.[0];
}
function notBegun(step) {
    const why = step.options.signal.aborted
        ? 'The workflow was cancelled.'
        : `The job ${firstFailed(step)} had failed, and fail-fast is true.`;
    return new NotBegun('CancelOperation', `${why} Nothing was sent for this job.`);
}
function whyNot(step) {
    if (step.options.signal.aborted)
        return 'the workflow was cancelled.';
    if (step.deadline.left() > 0)
        return `the job ${firstFailed(step)} had failed, and fail-fast is true.`;
    return `the ${step.inputs.wait.timeoutSeconds} s of wait-timeout-seconds were over.`;
}
function warningsOf({ names, logs }) {
    const warnings = new Map();
    for (const name of names) {
        for (const text of logs.get(name)?.warnings() ?? [])
            warnings.set(text, [...(warnings.get(text) ?? []), name]);
    }
    return warnings;
}

;// CONCATENATED MODULE: ./src/runner/logger.js

const runnerLogger = { info: info, notice: notice, warning: warning };
function printGroup(title, lines) {
    startGroup(title);
    for (const line of lines)
        info(harmless(line));
    endGroup();
}
function harmless(text) {
    const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
    return /^\s*::|##\[/.test(line) ? JSON.stringify(line).replaceAll('##[', '##\\u005b') : line;
}

;// CONCATENATED MODULE: ./src/report/envelope.js

function logTime(time) {
    return new Date(time.getTime() - time.getTimezoneOffset() * 60_000)
        .toISOString()
        .slice(0, 19)
        .replace('T', ' ');
}
function toJson(envelope, indent) {
    const text = (value) => typeof value === 'string'
        ? redact(value)
        : typeof value === 'bigint'
            ? JSON.rawJSON(String(value))
            : value;
    const shown = envelope.Code === 'success' ? envelope : { ...envelope, ErrorMsg: redact(envelope.ErrorMsg) };
    const fixed = new Set(['Code', 'LogTime', 'ErrorCode', 'ErrorMsg']);
    return JSON.stringify(shown, function (name, value) {
        return this === shown && fixed.has(name) ? value : text(value);
    }, indent).replaceAll('##[', '##\\u005b');
}

;// CONCATENATED MODULE: ./src/wait/chart.js
const POINTS = 40;
function drawChart(samples) {
    const drawn = samples.filter((sample) => sample.percent !== undefined);
    const [first, last] = [drawn[0], drawn.at(-1)];
    if (first === undefined || last === undefined || last.at - first.at < 1000)
        return '';
    const points = Array.from({ length: POINTS }, (_, index) => {
        return percentAt(drawn, first.at + ((last.at - first.at) * index) / (POINTS - 1)).toFixed(1);
    });
    const [unit, length] = last.at - first.at < 120_000 ? ['seconds', 1000] : ['minutes', 60_000];
    const axis = [first, last].map(({ at }) => (at / Number(length)).toFixed(1));
    return [
        '```mermaid',
        '%%{init: {"xyChart": {"height": 300}, "themeVariables": {"xyChart": {"plotColorPalette": "#1f6feb"}}}}%%',
        'xychart-beta',
        '  title "Progress"',
        `  x-axis "${unit}" ${axis.join(' --> ')}`,
        '  y-axis "percent" 0 --> 100',
        `  line [${points.join(', ')}]`,
        '```'
    ].join('\n');
}
function percentAt(drawn, at) {
    const next = drawn.find((sample) => sample.at >= at) ?? drawn.at(-1);
    const before = drawn.findLast((sample) => sample.at <= at) ?? drawn[0];
    const [from, to] = [before?.percent ?? 0, next?.percent ?? 0];
    const span = (next?.at ?? at) - (before?.at ?? at);
    return span <= 0 ? from : from + ((to - from) * (at - (before?.at ?? at))) / span;
}

;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = require("node:fs");
;// CONCATENATED MODULE: ./src/report/text.js

function plain(word) {
    return identifier(word) ?? '';
}
function shorten(text, most) {
    return text.length <= most ? text : `${text.slice(0, most)}… (${text.length} characters in all)`;
}
function escapeHtml(text) {
    return text.replace(/[&<>"'\r\n]/g, (character) => `&#${character.charCodeAt(0)};`);
}

;// CONCATENATED MODULE: ./src/timetable/week.js


function daysFrom(timetable, moment) {
    const today = dayOf(moment);
    return Array.from({ length: 14 }, (_, index) => today + index)
        .filter((day) => day < today + 7 || isDated(timetable, day))
        .map((day) => dayOfTimetable(timetable, day));
}
function isDated({ dated, moved }, day) {
    const [begin, end] = [day * MINUTES_A_DAY, (day + 1) * MINUTES_A_DAY];
    return (dated.some(({ from, to }) => from < end && begin < to) ||
        moved.some(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay));
}
function dayOfTimetable(timetable, day) {
    const begin = day * MINUTES_A_DAY;
    const moments = [
        ...switchesOn(timetable, day).map(({ moment }) => moment),
        ...timetable.dated.flatMap(({ from, to }) => [from, to])
    ];
    const switches = [...new Set(moments)]
        .filter((moment) => dayOf(moment) === day && moment !== begin)
        .sort((a, b) => a - b)
        .map((moment) => ({ moment, line: lineAt(timetable, moment) }))
        .filter(({ moment, line }) => line !== lineAt(timetable, moment - 1));
    const like = timetable.moved.find(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay);
    return { day, like, begins: lineAt(timetable, begin), switches };
}

;// CONCATENATED MODULE: ./src/report/week.js






function drawWeek({ timetable, zone, instant }) {
    const now = momentAt(zone, instant);
    const rows = daysFrom(timetable, now).map((day) => rowsOf(day, now));
    const title = escapeHtml(`The timetable in ${zone.name}. It is ${writeInstant(zone, instant)}.`);
    const head = ['Day', 'From', 'The job is to', 'Line'].map((name) => `<th align="left">${name}</th>`);
    return `<p>${title}</p><table><tr>${head.join('')}</tr>${rows.join('')}</table>`;
}
function rowsOf({ day, like, begins, switches }, now) {
    const all = [{ moment: day * MINUTES_A_DAY, line: begins }, ...switches];
    const current = day === dayOf(now) ? all.findLast(({ moment }) => moment <= now) : undefined;
    const rows = all.map((one) => {
        const cells = [writeTime(one.moment), escapeHtml(describeTarget(one.line.state)), numberOf(one.line)];
        return one === current ? cells.map((cell) => `<b>${cell}</b>`).with(0, `<b>▶ ${cells[0]}</b>`) : cells;
    });
    const date = `${writeWeekday(day)} ${writeDate(day)}${like === undefined ? '' : `<br>like ${WEEKDAYS[like.weekday]} (line ${like.number})`}`;
    return rows
        .map((cells, index) => {
        const first = index === 0 ? `<td nowrap rowspan="${rows.length}">${date}</td>` : '';
        return `<tr>${first}${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
    })
        .join('');
}
function numberOf({ kind, number }) {
    return kind === 'dated' ? `${number} (dated)` : String(number);
}

;// CONCATENATED MODULE: ./src/report/summary.js









const MAX_CELL = 1_000;
function writeSummary(summary) {
    try {
        (0,external_node_fs_namespaceObject.appendFileSync)(process.env.GITHUB_STEP_SUMMARY ?? '', summary());
    }
    catch (cause) {
        debug(`The job summary was not written: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
}
function summaryOf({ subject, result, envelope, requestId, text, said }, url = runUrl()) {
    const rows = {
        Operation: code(subject.operation),
        Job: code(subject.jobName),
        Region: code(subject.region),
        ...summary_rowsOf(result),
        'HTTP status': code(envelope.StatusCode?.toString() ?? ''),
        'Request ID': code(requestId ?? ''),
        Run: runLink(url)
    };
    const table = Object.entries(rows)
        .filter(([, cell]) => cell !== '')
        .map(([name, cell]) => `<tr><th align="left">${name}</th><td>${cell}</td></tr>`);
    const quotation = said === '' ? '' : `<pre>${escapeHtml(said)}</pre>`;
    const chart = drawChart(result.samples ?? []);
    return [
        `<p>${ending(envelope)}${envelope.Code === 'fail' ? ':' : ''} ${prose(text)}</p>${quotation}`,
        `<table>${table.join('')}</table>`,
        `${weekOf(result)}\n${chart === '' ? '' : `\n${chart}\n`}`
    ].join('');
}
function ending(envelope) {
    return envelope.Code === 'fail' ? `❌ ${own(envelope.ErrorCode)}` : '✅';
}
function prose(text) {
    return escapeHtml(redact(text)).replaceAll('&#10;', '<br>');
}
function weekOf({ inForce }) {
    return inForce === undefined ? '' : redact(drawWeek(inForce));
}
function runLink(url) {
    return url === undefined
        ? ''
        : `<a href="${escapeHtml(url)}">${escapeHtml(url.split('/').at(-1) ?? '')}</a>`;
}
function summary_rowsOf({ before, job, counters }) {
    const change = (of) => {
        const [first, last] = [before, job].map((seen) => (seen === undefined ? '' : code(of(seen))));
        return first === '' || first === last ? (last ?? '') : `${first} → ${last}`;
    };
    const throttling = ({ importQos }) => importQos === undefined ? '' : describeThrottling(importQos);
    const { copiedCount, totalCount, failedCount, skippedCount, copiedBytes, totalBytes, percent } = counters ?? {};
    const files = (number, what) => number === undefined ? [] : [`${grouped(number)}${what}`];
    const besides = [...files(failedCount, ' failed'), ...files(skippedCount, ' skipped')].join(', ');
    return {
        State: change(({ status }) => status ?? ''),
        Throttling: change(throttling),
        Files: code(copiedCount === undefined
            ? ''
            : [...files(copiedCount, ''), ...files(totalCount, '')].join(' of ') + (besides && ` (${besides})`)),
        Size: code(copiedBytes === undefined
            ? ''
            : `${size(copiedBytes)}${totalBytes === undefined ? '' : ` of ${size(totalBytes)}`}`),
        Progress: code(percent === undefined ? '' : `${percent.toFixed(1)} %`)
    };
}
function code(text) {
    return own(redact(text));
}
function own(text) {
    return text === '' ? '' : `<code>${escapeHtml(shorten(text, MAX_CELL))}</code>`;
}

;// CONCATENATED MODULE: ./src/report/jobs-summary.js






const MAX_SUMMARY = 1000 * 1024;
const jobs_summary_MAX_TEXT = 4_000;
const COLUMNS = ['State', 'Throttling', 'Files', 'Size', 'Progress'];
function summaryOfJobs(overall, outcomes, url = runUrl()) {
    const { subject, result, text } = overall;
    const about = [
        `${code(subject.operation)} of ${count(outcomes.length, 'job')}`,
        ...(subject.region === '' ? [] : [`in ${code(subject.region)}`]),
        ...(url === undefined ? [] : [`by run ${runLink(url)}`])
    ];
    const chart = drawChart(result.samples ?? []);
    const before = [
        `<p>${overall.envelope.Code === 'fail' ? '❌' : '✅'} ${prose(shorten(redact(text), jobs_summary_MAX_TEXT))}</p>`,
        `<p>${about.join(' ')}</p>`
    ].join('');
    const after = `${weekOf(result)}\n${chart === '' ? '' : `\n${chart}\n`}`;
    return before + tableOf(outcomes, MAX_SUMMARY - Buffer.byteLength(before + after)) + after;
}
function tableOf(outcomes, most) {
    const sorted = outcomes.toSorted((a, b) => jobs_summary_rank(a) - jobs_summary_rank(b) || byName(a, b));
    const cells = sorted.map((outcome) => ({ outcome, cells: summary_rowsOf(outcome.result) }));
    const columns = COLUMNS.filter((name) => cells.some(({ cells }) => (cells[name] ?? '') !== ''));
    const head = ['Job', 'Code', ...columns, 'Request ID'].map((name) => `<th align="left">${name}</th>`);
    const rows = [];
    let length = 0;
    for (const { outcome, cells: of } of cells) {
        const row = rowOf(outcome, columns.map((name) => of[name] ?? ''));
        length += Buffer.byteLength(row);
        if (length > most)
            break;
        rows.push(row);
    }
    const left = cells.length - rows.length;
    const more = left === 0 ? '' : `<tr><td>${left} more jobs, for which there is no room here</td></tr>`;
    return `<table><tr>${head.join('')}</tr>${rows.join('')}${more}</table>`;
}
function rowOf({ subject, envelope, requestId }, cells) {
    const all = [code(subject.jobName), ending(envelope), ...cells, code(requestId ?? '')];
    return `<tr>${all.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}
function jobs_summary_rank({ envelope }) {
    return envelope.Code === 'fail' ? 0 : 1;
}
function byName(a, b) {
    return a.subject.jobName < b.subject.jobName ? -1 : 1;
}

;// CONCATENATED MODULE: ./src/report/explanations.js
function explanationOf(code, statusCode) {
    const known = inTable(code) ?? inTable(code.split('.', 1)[0] ?? '') ?? explanations_FAMILIES.find(([form]) => form.test(code))?.[1];
    if (known !== undefined)
        return known;
    if (statusCode === undefined)
        return NOT_REACHED;
    if (statusCode === 429 || statusCode === 503)
        return EXPLANATIONS.ServiceUnavailable;
    if (statusCode >= 500)
        return EXPLANATIONS.InternalError;
    return statusCode === 403 ? EXPLANATIONS.AccessDenied : UNKNOWN;
}
function inTable(code) {
    return Object.hasOwn(EXPLANATIONS, code) ? EXPLANATIONS[code] : undefined;
}
const NO_TLS = {
    meaning: 'The server does not speak TLS as it should.',
    advice: 'Check endpoint and its port. For a server on this machine without TLS, such as the emulator, write http://127.0.0.1 before the port.'
};
const CERTIFICATE = {
    meaning: 'The server could not prove that it is the one that was meant: its certificate was not accepted.',
    advice: 'Check endpoint. Behind a proxy that inspects TLS, or for a private deployment, point the environment variable NODE_EXTRA_CA_CERTS to its CA certificate.'
};
const CERTIFICATE_TIME = {
    meaning: "The server's certificate is not valid at this time.",
    advice: "Check the clock of the runner's machine: when it is wrong, a good certificate seems expired or not yet valid. If it is right, the server needs a new certificate."
};
const RESOLVER = {
    meaning: "The runner's resolver could not look the host's name up.",
    advice: 'Check region and endpoint, and the DNS settings of the runner.'
};
const NOT_ALLOWED_HERE = {
    meaning: 'This machine may not make the connection: its own rules forbid it.',
    advice: 'Check the firewall and the security policy of the runner (of its container, too).'
};
const NOT_REACHED = {
    meaning: 'The request failed on this side, before an answer came.',
    advice: 'Look the code up in the documentation of Node.js, and check the network of the runner.'
};
const SIGN_IN = {
    meaning: 'STS did not let this workflow sign in as the role.',
    advice: 'Check role-to-assume and oidc-provider-arn, the trust policy of the role, and the client IDs of the OIDC provider.'
};
const UNREACHABLE = 'Check region and endpoint, and that the runner may reach the host (firewall, proxy, private network).';
const PROXY = {
    meaning: 'The proxy between this runner and the host cannot be reached.',
    advice: 'Check the proxy that the runner is told to use.'
};
const UNKNOWN = {
    meaning: 'The service refused the request with a code that this action has no explanation for.',
    advice: "Look the code up in Alibaba Cloud's help, or ask its support and give them the request ID."
};
const EXPLANATIONS = {
    NoSuchImportJob: {
        meaning: 'There is no job of that name in this account and region.',
        advice: 'Check job-name, region and user-id against the job in the console.'
    },
    InvalidImportJobStatus: {
        meaning: "The job's present state does not allow the operation.",
        advice: 'Look at its state with get-job.'
    },
    ImportJobConflictOnUpdateStatus: {
        meaning: "The job's present state does not allow the operation, or another change of it was under way.",
        advice: 'Look at the state of the job with get-job, then run this step again. See that no two workflows change one job at a time (concurrency).'
    },
    ImportJobUpdateConcurrently: {
        meaning: 'Another update of the job was under way.',
        advice: 'Look at the state of the job, then run this step again. See that no two workflows change one job at a time (concurrency).'
    },
    ImportJobConcurrencyExceed: {
        meaning: 'Too many jobs are running: at most 10 at a time in mainland China and Hong Kong, 5 elsewhere.',
        advice: 'Pause or close another job, or start this one later.'
    },
    ImportJobInDeleting: {
        meaning: 'The job is being deleted.',
        advice: 'Nothing can be done to it any more. Create a new job.'
    },
    InvalidArgument: {
        meaning: 'A value in the request is wrong.',
        advice: 'Check the inputs of this step; the message says which value was refused.'
    },
    MissingArgument: {
        meaning: 'A value that the request needs is missing.',
        advice: 'Check the inputs of this step; the message says which value is missing.'
    },
    InternalError: {
        meaning: 'The service failed.',
        advice: 'Run this step again; if it stays, give the request ID to the support of Alibaba Cloud.'
    },
    ServiceUnavailable: {
        meaning: 'The service is unavailable or limits the number of requests.',
        advice: 'Run this step again in a few minutes, and spread the calls if there are many.'
    },
    AccessDenied: {
        meaning: 'The RAM user or role may not do this.',
        advice: 'Allow it mgw:UpdateImportJob, mgw:GetImportJob and mgw:ListImportJobHistory on acs:mgw:*:<account-id>:job/<job-name>. "Anonymous access is forbidden" means that the signature was not recognised: then check endpoint.'
    },
    InvalidAccessKeyId: {
        meaning: 'The service does not know the access key ID.',
        advice: 'Check access-key-id: it may be mistyped, disabled or deleted, or need the security-token that came with it.'
    },
    SignatureDoesNotMatch: {
        meaning: 'The secret does not belong to the access key ID, or the region is not that of the endpoint.',
        advice: 'Copy access-key-secret again, and check region if endpoint is set.'
    },
    RequestTimeTooSkewed: {
        meaning: 'The clock of this runner is more than 15 minutes off.',
        advice: "Correct the clock of the runner's machine (NTP)."
    },
    InvalidSecurityToken: {
        meaning: 'The security token of the temporary credentials is wrong or has run out.',
        advice: 'Pass security-token exactly as it was issued, together with the access key ID and secret that came with it.'
    },
    SecurityTokenExpired: {
        meaning: 'The temporary credentials have run out.',
        advice: 'Get new ones in this job, right before this step.'
    },
    AccessKeyIdAndSecurityTokenNotMatch: {
        meaning: 'The security token belongs to another access key ID.',
        advice: 'Pass the access key ID, secret and token of one and the same session.'
    },
    UserDisable: {
        meaning: 'The account is disabled.',
        advice: "Ask the account's owner, or the support of Alibaba Cloud."
    },
    InDebt: {
        meaning: 'The account has an overdue payment.',
        advice: 'Pay what is due, then run this step again.'
    },
    InDebtOverdue: {
        meaning: 'The account has had an overdue payment for too long.',
        advice: 'Pay what is due, then run this step again.'
    },
    InvalidResponse: {
        meaning: 'The answer did not come from the migration service: a proxy or another server stands in between.',
        advice: 'Check endpoint and the proxy of the runner.'
    },
    ECONNREFUSED: { meaning: 'The host refused the connection.', advice: UNREACHABLE },
    ECONNRESET: {
        meaning: 'The connection broke before the answer was complete.',
        advice: 'Run this step again.'
    },
    EPIPE: {
        meaning: 'The connection broke while the request was being sent.',
        advice: 'Run this step again.'
    },
    ERR_PROXY_TUNNEL: {
        meaning: 'The proxy did not let the request through.',
        advice: 'Check HTTPS_PROXY; NO_PROXY exempts hosts from it.'
    },
    ERR_PROXY_INVALID_CONFIG: {
        meaning: 'The proxy of this runner is not configured rightly.',
        advice: 'Correct HTTPS_PROXY.'
    },
    ENOTFOUND: { meaning: 'There is no host of that name.', advice: UNREACHABLE },
    EAI_AGAIN: { meaning: "The runner's name server did not answer.", advice: UNREACHABLE },
    EACCES: NOT_ALLOWED_HERE,
    EPERM: NOT_ALLOWED_HERE,
    EHOSTUNREACH: { meaning: 'There is no route to the host.', advice: UNREACHABLE },
    ENETUNREACH: {
        meaning: 'There is no route to the network of the host.',
        advice: UNREACHABLE
    },
    ETIMEDOUT: {
        meaning: 'No complete answer came in time.',
        advice: 'Run this step again; if it stays, check the network of the runner.'
    },
    CERT_HAS_EXPIRED: CERTIFICATE_TIME,
    CERT_NOT_YET_VALID: CERTIFICATE_TIME,
    'AuthenticationFail.NoPermission': {
        meaning: 'STS did not let this workflow sign in as the role: its trust policy does not allow it.',
        advice: "Let the role's trust policy allow the sub and the aud of GitHub's token."
    },
    'AuthenticationFail.OIDCToken.AudienceNotMatch': {
        meaning: "STS did not accept GitHub's token: it is made for another audience.",
        advice: 'Let audience be one of the client IDs of the OIDC provider in RAM.'
    },
    'AuthenticationFail.OIDCToken.Expired': {
        meaning: "STS did not accept GitHub's token: it has expired.",
        advice: "Run this step again, and check the clock of the runner's machine."
    },
    'EntityNotExist.Role': {
        meaning: 'There is no role of that name in the account.',
        advice: 'Check role-to-assume against the ARN of the role in the RAM console.'
    },
    'EntityNotExist.OIDCProvider': {
        meaning: 'There is no OIDC provider of that name in the account.',
        advice: 'Check oidc-provider-arn against the ARN of the provider in the RAM console.'
    },
    'InvalidParameter.DurationSeconds': {
        meaning: 'The session that was asked for is longer than the role allows.',
        advice: "Lower role-session-expiration, or raise the role's longest session (MaxSessionDuration) in RAM."
    },
    'InvalidTimeStamp.Expired': {
        meaning: 'The clock of this runner is more than 15 minutes off.',
        advice: "Correct the clock of the runner's machine (NTP)."
    },
    InvalidAccountStatus: {
        meaning: 'The account of the role cannot be used.',
        advice: "Ask the account's owner, or the support of Alibaba Cloud."
    },
    UnexpectedError: {
        meaning: 'This action has a defect.',
        advice: 'Please report it with the text of the error.'
    }
};
const explanations_FAMILIES = [
    [/QpsLimitExceeded$|^Throttling/, EXPLANATIONS.ServiceUnavailable],
    [/^(AuthenticationFail|EntityNotExist|NoPermission|OIDCToken)/, SIGN_IN],
    [/^EAI_/, RESOLVER],
    [/EPROTO|ERR_SSL/, NO_TLS],
    [/CERT|SIGNATURE|ERR_TLS|^INVALID_(CA|PURPOSE)$|^PATH_LENGTH/, CERTIFICATE]
];

;// CONCATENATED MODULE: ./src/report/trust.js

function trustProblem(file) {
    if (!file)
        return undefined;
    const name = `NODE_EXTRA_CA_CERTS is ${JSON.stringify(file)}`;
    try {
        if ((0,external_node_fs_namespaceObject.readFileSync)(file, 'utf8').includes('-----BEGIN CERTIFICATE-----'))
            return undefined;
        return `${name}, but that file holds no certificate in PEM form (-----BEGIN CERTIFICATE-----), so it was ignored.`;
    }
    catch {
        return `${name}, but there is no such file that can be read, so it was ignored. In a container, a path is that of the container, not that of the machine.`;
    }
}

;// CONCATENATED MODULE: ./src/report/failure.js







const MAX_MESSAGE = 16_384;
const failure_MAX_TEXT = 32_768;
const MAX_CODE = 256;
const MAX_QUOTE = 1_000;
const CONTROLS = /[\p{Cc}\s]+/gu;
function envelopeOfFailure({ error, note = '', statusCode }, time) {
    const { code, message } = failure_known(error);
    const status = error instanceof MgwError ? error.statusCode : statusCode;
    const requestId = error instanceof MgwError ? error.data.requestId : undefined;
    const text = error instanceof MgwError ? `${sdkText(error, message)}${note}` : `${message} ${note}`.trim();
    return {
        Code: 'fail',
        ...(status !== undefined && { StatusCode: status }),
        LogTime: logTime(time),
        ErrorMsg: shorten(redact(oneLine(text)), failure_MAX_TEXT),
        ErrorCode: code,
        ...(requestId && { RequestId: shorten(redact(requestId), MAX_CODE) })
    };
}
function explain(error, note) {
    const { code, message } = failure_known(error);
    const requestId = error instanceof MgwError ? error.requestId : undefined;
    if (error instanceof ClientError || error instanceof JobFailed)
        return { text: [message, note].filter(Boolean).join(' '), said: '', requestId };
    const isOfProxy = error instanceof TransportError && error.ofProxy;
    const { meaning, advice } = isOfProxy
        ? PROXY
        : explanationOf(code, error instanceof MgwError ? error.statusCode : undefined);
    const trust = /CERT|SIGNATURE/.test(code) ? trustProblem(process.env.NODE_EXTRA_CA_CERTS) : undefined;
    const said = shorten(message.replace(CONTROLS, ' ').trim(), MAX_QUOTE);
    return { text: [meaning, note ?? advice, trust].filter(Boolean).join(' '), said, requestId };
}
function failure_known(error) {
    const isKnown = error instanceof ClientError ||
        error instanceof TransportError ||
        error instanceof MgwError ||
        error instanceof JobFailed;
    const { code, message } = isKnown
        ? error
        : {
            code: 'UnexpectedError',
            message: error instanceof Error ? (error.stack ?? error.message) : String(error)
        };
    return {
        code: identifier(code) ?? shorten(redact(code), MAX_CODE),
        message: shorten(redact(message), MAX_MESSAGE)
    };
}
function sdkText({ code, statusCode, data }, message) {
    return `SDKError:\n   StatusCode: ${statusCode ?? 0}\n   Code: ${code}\n   Message: ${message}\n   Data: ${goJson(data)}\n`;
}
function oneLine(text) {
    return text.replaceAll('\n', ' ').replaceAll('"', "'");
}
function goJson(value) {
    const sort = (_, field) => typeof field === 'object' && field !== null && !Array.isArray(field)
        ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)))
        : field;
    return JSON.stringify(value, sort).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

;// CONCATENATED MODULE: ./src/report/success.js



function envelopeOfSuccess({ statusCode, data = {} }, time) {
    return {
        Code: 'success',
        ...(statusCode !== undefined && { StatusCode: statusCode }),
        LogTime: logTime(time),
        Data: data
    };
}
function describeSuccess({ job, changed, note, samples, requestId }, { operation, jobName }) {
    const wasWaitedFor = samples !== undefined;
    const throttling = operation === 'update-qos' && job?.importQos ? `, with ${describeThrottling(job.importQos)}` : '';
    const now = `The job ${jobName} is at ${plain(job?.status) || 'an unknown state'}${throttling}.`;
    if (note !== undefined)
        return wasWaitedFor ? `${note} ${now}` : note;
    if (changed === false)
        return now;
    const id = requestId === undefined ? '' : ` (request ID ${requestId})`;
    if (wasWaitedFor)
        return `${now} The service had accepted ${operation}${id}.`;
    return `The service accepted ${operation} for the job ${jobName}${id}. The job's ${operation === 'update-qos' ? 'throttling' : 'state'} changes shortly.`;
}

;// CONCATENATED MODULE: ./src/report/outcome.js


function outcomeOf(result, subject, time) {
    const { requestId } = result;
    if (result.error === undefined) {
        const text = describeSuccess(result, subject);
        return { subject, result, envelope: envelopeOfSuccess(result, time), requestId, text, said: '' };
    }
    const { text, said, requestId: ofError } = explain(result.error, result.note);
    const id = result.changed === false ? (ofError ?? requestId) : (requestId ?? ofError);
    return { subject, result, envelope: envelopeOfFailure(result, time), requestId: id, text, said };
}

;// CONCATENATED MODULE: ./src/report/outputs.js





function writeOutputs(values) {
    try {
        if (!process.env.GITHUB_OUTPUT)
            throw new Error('GITHUB_OUTPUT is not set');
        for (const name of OUTPUTS)
            setOutput(name, values[name]);
        return true;
    }
    catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        error(`The outputs of this step could not be written, so later steps do not see how it ended: ${reason}. See that the disk is not full and that GITHUB_OUTPUT names a file that can be written.`, { title: 'Outputs not written' });
        return false;
    }
}
function outputsOf({ envelope, requestId, result }) {
    const failed = envelope.Code === 'fail' ? envelope : undefined;
    const { changed, job, counters, inForce } = result;
    return {
        code: envelope.Code,
        'status-code': show(envelope.StatusCode),
        'request-id': redact(requestId ?? ''),
        'error-code': failed?.ErrorCode ?? '',
        'error-message': redact(failed?.ErrorMsg ?? ''),
        result: toJson(envelope, 0),
        changed: show(changed),
        'job-status': plain(job?.status),
        'max-bandwidth': show(job?.importQos?.maxBandWidth),
        'max-qps': show(job?.importQos?.maxImportTaskQps),
        'total-count': show(counters?.totalCount),
        'copied-count': show(counters?.copiedCount),
        'failed-count': show(counters?.failedCount),
        'skipped-count': show(counters?.skippedCount),
        'total-bytes': show(counters?.totalBytes),
        'copied-bytes': show(counters?.copiedBytes),
        progress: counters?.percent?.toFixed(1) ?? '',
        'timetable-line': redact(inForce?.line.text ?? ''),
        'next-change': inForce?.next === undefined ? '' : isoOf(inForce.next.instant),
        results: '',
        'jobs-total': '',
        'jobs-succeeded': '',
        'jobs-failed': '',
        'jobs-changed': ''
    };
}
function isoOf(instant) {
    return new Date(instant).toISOString().replace('.000', '');
}
function show(value) {
    return value === undefined ? '' : String(value);
}

;// CONCATENATED MODULE: ./src/report/results.js


const MAX_RESULTS = 256 * 1024;
function resultsOf(outcomes, most = MAX_RESULTS) {
    const rows = outcomes.map(results_rowOf);
    const leftOut = [];
    for (;;) {
        const json = results_toJson(rows.map((row) => without(row, leftOut)));
        const longest = Buffer.byteLength(json) <= most ? undefined : longestField(rows, leftOut);
        if (longest === undefined)
            return { json, leftOut };
        leftOut.push(longest);
    }
}
function results_rowOf({ subject, envelope, requestId, result }) {
    const { changed = null, job, counters } = result;
    const { percent, ...counts } = counters ?? {};
    return {
        job: redact(subject.jobName),
        code: envelope.Code,
        errorCode: envelope.Code === 'fail' ? envelope.ErrorCode : '',
        requestId: redact(requestId ?? ''),
        changed,
        status: plain(job?.status),
        ...counts,
        progress: percent
    };
}
function without(row, leftOut) {
    if (leftOut.length === 0)
        return row;
    const kept = Object.entries(row).filter(([name]) => !leftOut.includes(name));
    return { ...Object.fromEntries(kept), leftOut };
}
function longestField(rows, leftOut) {
    const lengths = new Map();
    for (const row of rows) {
        for (const [name, value] of Object.entries(row)) {
            if (name === 'job' || name === 'code' || leftOut.includes(name) || value === undefined)
                continue;
            lengths.set(name, (lengths.get(name) ?? 0) + name.length + String(value).length);
        }
    }
    return [...lengths].sort(([, a], [, b]) => b - a)[0]?.[0];
}
function results_toJson(rows) {
    const text = JSON.stringify(rows, (_, value) => typeof value === 'bigint' ? JSON.rawJSON(String(value)) : value);
    return text.replaceAll('##[', '##\\u005b');
}

;// CONCATENATED MODULE: ./src/report/jobs.js











const MAX_RESULT = 128 * 1024;
const MAX_WARNING = 500;
const MAX_WARNINGS = 10;
function tellJob({ name, result }, lines, subject) {
    const { envelope, text, said } = outcomeOf(result, { ...subject, jobName: name }, new Date());
    const state = plain(result.job?.status);
    const title = envelope.Code === 'fail' ? `fail ${envelope.ErrorCode}` : `success ${state}`;
    const json = toJson(bounded(envelope), 2).split('\n');
    printGroup(`${name}: ${title.trim()}`, [...lines, ...json, text, ...(said === '' ? [] : [said])]);
}
function reportJobs({ jobs, warnings, samples }, subject) {
    const time = new Date();
    const total = totalOf(jobs);
    const outcomes = jobs.map(({ name, result }) => outcomeOf(result, { ...subject, jobName: name }, time));
    const decisive = outcomes[jobs.indexOf(total.decisive)];
    const overall = {
        ...decisive,
        subject,
        envelope: bounded(decisive.envelope),
        result: { changed: total.isChanged, counters: total.counters, samples, ...inForceOf(total.decisive) },
        text: jobs_describe(outcomes, total, subject, samples.length > 0)
    };
    const { json, leftOut } = resultsOf(outcomes);
    info(toJson(overall.envelope, 2));
    if (leftOut.length > 0)
        info(`The output results would be too long, so it is without ${list(leftOut)}.`);
    annotate(overall, warnings, outcomes.length, total);
    const isWritten = writeOutputs({ ...outputsOf(overall), ...outputsOfJobs(json, jobs.length, total) });
    writeSummary(() => summaryOfJobs(overall, outcomes));
    const isGood = isWritten && total.failed === 0;
    process.exitCode = isGood ? ExitCode.Success : ExitCode.Failure;
}
function inForceOf({ result: { inForce } }) {
    return inForce === undefined ? {} : { inForce };
}
function outputsOfJobs(results, jobs, total) {
    return {
        results,
        'jobs-total': String(jobs),
        'jobs-succeeded': String(total.succeeded),
        'jobs-failed': String(total.failed),
        'jobs-changed': String(total.changed)
    };
}
function bounded(envelope) {
    if (envelope.Code === 'fail' || Buffer.byteLength(toJson(envelope, 0)) <= MAX_RESULT)
        return envelope;
    return { ...envelope, Data: {} };
}
function jobs_describe(outcomes, total, { operation }, wasWaitedFor) {
    const all = outcomes.length;
    if (total.failed === 0) {
        const changed = operation === 'get-job' ? '' : ` ${count(total.changed, 'job')} changed.`;
        const states = total.changed > 0 && !wasWaitedFor ? '' : describeStates(outcomes);
        return `${operation}: ${count(all, 'job')}, none failed.${changed}${states}`;
    }
    const failed = outcomes.filter(({ envelope }) => envelope.Code === 'fail');
    const names = some(failed.map(({ subject }) => subject.jobName));
    const begun = failed.filter(({ result }) => !(result.error instanceof NotBegun));
    const [[code, first, times] = []] = causesOf(begun.length > 0 ? begun : failed);
    const said = first?.said ? ` (${first.said})` : '';
    const cause = failed.length === 1 ? `${code}:` : `The commonest cause is ${code} (${times}):`;
    return `${total.failed} of ${all} failed: ${names}. ${cause} ${shorten(`${first?.text}${said}`, 2000)}`;
}
function describeStates(outcomes) {
    const states = Map.groupBy(outcomes, ({ result }) => plain(result.job?.status));
    states.delete('');
    if (states.size === 0)
        return '';
    const parts = [...states].sort().map(([state, of]) => `${of.length} at ${state}`);
    return ` ${parts.slice(0, 12).join(', ')}.`;
}
function causesOf(failed) {
    const byCode = Map.groupBy(failed, ({ envelope }) => (envelope.Code === 'fail' ? envelope.ErrorCode : ''));
    return [...byCode]
        .map(([code, of]) => [code, typical(of), of.length])
        .sort(([, , a], [, , b]) => b - a);
}
function typical(outcomes) {
    const [first = []] = [...Map.groupBy(outcomes, ({ text }) => text).values()].sort((a, b) => b.length - a.length);
    return first[0];
}
function annotate({ subject, text }, warnings, all, total) {
    if (warnings.size > 0) {
        const texts = [...warnings].map(([what, names]) => `${some(names)}: ${shorten(what, MAX_WARNING)}`);
        const more = texts.length > MAX_WARNINGS ? [`and ${texts.length - MAX_WARNINGS} more, in the log`] : [];
        warning([...texts.slice(0, MAX_WARNINGS), ...more].join('\n'), {
            title: `${subject.operation}: warnings`
        });
    }
    if (total.failed === 0)
        notice(text, { title: `${subject.operation}: success` });
    else
        error(text, { title: `${subject.operation}: ${total.failed} of ${all} failed` });
}

;// CONCATENATED MODULE: ./src/report/report.js





function report(result, subject) {
    const outcome = outcomeOf(result, subject, new Date());
    info(toJson(outcome.envelope, 2));
    report_annotate(outcome);
    const isWritten = writeOutputs(outputsOf(outcome));
    writeSummary(() => summaryOf(outcome));
    const isGood = isWritten && outcome.envelope.Code === 'success';
    process.exitCode = isGood ? ExitCode.Success : ExitCode.Failure;
}
function report_annotate({ envelope, requestId, subject, text, said }) {
    if (envelope.Code === 'success') {
        notice(text, { title: `${subject.operation}: success` });
        return;
    }
    const isNamed = requestId !== undefined && text.includes(requestId);
    const details = [said, requestId && !isNamed && `request ID ${requestId}`].filter(Boolean).join('; ');
    error(details === '' ? text : `${text} (${details})`, { title: envelope.ErrorCode });
}

;// CONCATENATED MODULE: ./src/retry/clock-skew.js

const clock_skew_MAX_SKEW = 24 * 3_600_000;
function correctingClockSkew(logger, date) {
    let clockOffset;
    return async (call) => {
        const used = clockOffset;
        try {
            return await call(used);
        }
        catch (error) {
            const offset = used === undefined ? clockSkew(error, date()) : undefined;
            if (offset === undefined)
                throw error;
            if (clockOffset !== undefined)
                return call(clockOffset);
            clockOffset = offset;
            logger.warning(`The clock of this machine is ${clock_skew_describe(offset)}, so the service refused the request. It was signed again with the service's time. Correct the clock (NTP).`);
            return call(clockOffset);
        }
    };
}
function clockSkew(error, now) {
    if (!(error instanceof MgwError) || !/^(RequestTimeTooSkewed|InvalidTimeStamp\.Expired)$/.test(error.code))
        return undefined;
    const offset = (serverTime(error) ?? Number.NaN) - now;
    return Math.abs(offset) <= clock_skew_MAX_SKEW ? offset : undefined;
}
function serverTime({ headers, serverTime }) {
    const dates = headers.date?.match(/\w{3}, \d{2} \w{3} \d{4} [\d:]{8} GMT/g) ?? [];
    return [serverTime, ...dates].map((text) => Date.parse(text ?? '')).find((time) => !Number.isNaN(time));
}
function clock_skew_describe(offset) {
    const minutes = (Math.abs(offset) / 60_000).toFixed(1);
    return `${minutes} minutes ${offset > 0 ? 'slow' : 'fast'}`;
}

;// CONCATENATED MODULE: ./src/runner/clock.js
const systemClock = {
    now: () => process.uptime() * 1000,
    date: () => Date.now(),
    sleep: (ms, signal) => new Promise((resolve) => {
        const done = () => {
            clearTimeout(timer);
            signal.removeEventListener('abort', done);
            resolve();
        };
        const timer = setTimeout(done, Math.max(0, ms));
        signal.addEventListener('abort', done);
        if (signal.aborted)
            done();
    })
};

;// CONCATENATED MODULE: ./src/main.js






















async function run() {
    process.exitCode = ExitCode.Failure;
    const secrets = readSecrets();
    let inputs;
    let ending;
    try {
        inputs = readInputs();
        ending = await carryOut(inputs, secrets, startRetries(inputs));
    }
    catch (error) {
        ending = { error, changed: false };
    }
    if ('jobs' in ending)
        reportJobs(ending, subjectOf(inputs));
    else
        report(ending, subjectOf(inputs));
}
async function carryOut(inputs, secrets, options) {
    const { logger } = options;
    for (const text of inputs.warnings)
        logger.warning(text);
    for (const text of inputs.notices)
        logger.notice(text);
    const credentials = await findCredentials(inputs, secrets, options);
    const userId = await findAccount(inputs, credentials, options);
    const client = new Client({ credential: credentials, endpoint: inputs.endpoint, userAgent: userAgent() });
    const reach = (name) => reachJob(client, credentials, userId, name);
    const { many } = inputs;
    if (many === undefined) {
        logger.info(main_describe(inputs, inputs.jobName, userId));
        warnOfShortKeys(inputs.wait, credentials, logger);
        return operate(reach(inputs.jobName), inputs, options);
    }
    const { names, failure } = await findJobs(many, reachList(client, credentials, userId), options);
    if (names === undefined)
        return failure;
    logger.info(main_describe(inputs, count(names.length, 'job'), userId));
    warnOfShortKeys(inputs.wait, credentials, logger);
    const tell = (job, lines) => tellJob(job, lines, subjectOf(inputs));
    return workOn({ names, inputs, many, options, reach, tell });
}
function startRetries({ maxAttempts, timeoutSeconds }) {
    const clock = systemClock;
    const deadline = startDeadline('timeout-seconds', timeoutSeconds, clock);
    return {
        maxAttempts,
        deadline,
        signal: watchForCancellation(),
        clock,
        signed: correctingClockSkew(runnerLogger, clock.date),
        logger: runnerLogger
    };
}
function subjectOf(inputs) {
    return {
        operation: input('operation'),
        jobName: input('job-name'),
        region: inputs?.endpoint.region ?? input('region')
    };
}
function main_describe({ operation, endpoint }, jobs, userId) {
    const values = operation.name === 'update-qos' ? ` to ${describeGoal(operation)}` : '';
    const port = endpoint.port === undefined ? '' : `:${endpoint.port}`;
    return `${operation.name} ${jobs}${values} at ${endpoint.protocol}//${hostFor(endpoint, userId)}${port} (region ${endpoint.region})`;
}

;// CONCATENATED MODULE: ./src/index.js

const GRACE = 1000;
run().finally(() => {
    setTimeout(() => process.exit(), GRACE).unref();
});

module.exports = __webpack_exports__;
/******/ })()
;