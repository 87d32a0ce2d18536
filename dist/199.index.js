export const id = 199;
export const ids = [199];
export const modules = {

/***/ 199:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  readError: () => (/* binding */ readError),
  readHistory: () => (/* binding */ readHistory),
  readJob: () => (/* binding */ readJob)
});

// EXTERNAL MODULE: ./packages/hcs-mgw20240626/src/errors.ts
var errors = __webpack_require__(949);
// EXTERNAL MODULE: ./node_modules/@rgrove/parse-xml/dist/index.js
var dist = __webpack_require__(334);
;// CONCATENATED MODULE: ./packages/hcs-mgw20240626/src/xml.ts

// XML has no types, so the names tell them (the official SDKs' models have the same types).
const INTEGERS = /^(Max(BandWidth|ImportTaskQps|ScheduleCount)|(Total|Copied|Failed|Skipped)(Count|Size))$/;
const BOOLEANS = /^(AppendableToNormal|ConvertSymlinkTarget|CreateReport|EnableMultiVersioning|ExcludeDir|ExcludeSymlink|With(LastModifyTime|StorageClass))$/;
const LISTS = /^(JobHistory|Regex|TimeFilter)$/;
/**
 * Reads a document whose root is `root`.
 *
 * @throws Error when it is not well-formed UTF-8 XML with that root, or has a document type (and so might declare
 *   entities)
 */
function readXml(body, root) {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    if (/<!DOCTYPE/i.test(text))
        throw new Error('it has a document type declaration');
    const element = (0,dist.parseXml)(text).root;
    if (element?.name !== root)
        throw new Error(`its root is not ${root}`);
    const content = readChildren(element);
    if (content === undefined)
        return {};
    return content;
}
function readChildren(element) {
    const children = element.children.filter((child) => child instanceof dist.XmlElement);
    if (children.length === 0)
        return undefined;
    // A Map, and fromEntries, since a name such as __proto__ must stay a name.
    const fields = new Map();
    for (const child of children) {
        const value = readChildren(child) ?? readText(child.name, child.text);
        const before = fields.get(child.name);
        if (Array.isArray(before))
            before.push(value);
        else if (before !== undefined || LISTS.test(child.name))
            fields.set(child.name, before === undefined ? [value] : [before, value]);
        else
            fields.set(child.name, value);
    }
    return Object.fromEntries(fields);
}
function readText(name, text) {
    const trimmed = text.trim();
    if (INTEGERS.test(name) && /^-?\d{1,19}$/.test(trimmed)) {
        const number = Number(trimmed);
        return Number.isSafeInteger(number) ? number : BigInt(trimmed);
    }
    if (BOOLEANS.test(name) && /^(true|false)$/.test(trimmed))
        return trimmed === 'true';
    return text;
}
/** The service's names as the official SDKs' names: `MaxBandWidth` becomes `maxBandWidth`, at every depth. */
function toModel(value) {
    if (Array.isArray(value))
        return value.map(toModel);
    if (typeof value !== 'object')
        return value;
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [
        name.charAt(0).toLowerCase() + name.slice(1),
        toModel(field)
    ]));
}

;// CONCATENATED MODULE: ./packages/hcs-mgw20240626/src/answers.ts


/**
 * The error that an answer of 300 and up stands for: the service's own, or `InvalidResponse` where the body is not
 * one that MGW gives.
 */
function readError(response) {
    const { statusCode, headers, body } = response;
    if (statusCode < 400) {
        return (0,errors/* invalidResponse */.Ff)(`The answer is a redirect (HTTP ${statusCode}), which MGW never gives. It was not followed.`, statusCode, headers);
    }
    if (body.length === 0) {
        // The official SDKs take the status for the code and the headers for the rest.
        const ecCode = headers['x-oss-ec-code'] ?? headers['x-oss-ec'] ?? null;
        return new errors/* MgwError */.WC(String(statusCode), '', { statusCode, requestId: (0,errors/* requestIdFrom */.FN)(headers) ?? null, ecCode }, headers);
    }
    const error = parse(response, 'Error');
    if (error instanceof errors/* MgwError */.WC)
        return error;
    const code = (0,errors/* identifier */.Cv)(answers_text(error.Code));
    if (code === undefined)
        return notMgw(response, 'it holds no error code');
    return new errors/* MgwError */.WC(code, answers_text(error.Message) ?? '', {
        statusCode,
        requestId: (0,errors/* identifier */.Cv)(answers_text(error.RequestId)) ?? (0,errors/* requestIdFrom */.FN)(headers) ?? null,
        hostId: answers_text(error.HostId) ?? null,
        ecCode: answers_text(error.EC) ?? null,
        Recommend: answers_text(error.RecommendDoc) ?? null,
        AccessDeniedDetail: error.AccessDeniedDetail ?? null
    }, headers);
}
/** @throws MgwError `InvalidResponse` when the body is not a job */
function readJob(response) {
    return toModel(parseOrThrow(response, 'ImportJob'));
}
/** @throws MgwError `InvalidResponse` when the body is not a list of history entries */
function readHistory(response) {
    const list = toModel(parseOrThrow(response, 'JobHistoryList'));
    const entries = list.jobHistory ?? [];
    return { ...list, jobHistory: entries.filter((entry) => typeof entry === 'object') };
}
function parseOrThrow(response, root) {
    const content = parse(response, root);
    if (content instanceof errors/* MgwError */.WC)
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
/** How much of a foreign body a message shows, in characters: enough to see whose it is. */
const EXCERPT = 200;
function notMgw({ statusCode, headers, body }, reason) {
    const type = headers['content-type'] ?? 'no content type';
    const firstLine = reason.split('\n', 1)[0];
    const excerpt = JSON.stringify(body.subarray(0, EXCERPT).toString('utf8'));
    return (0,errors/* invalidResponse */.Ff)(`The answer is not MGW's XML (HTTP ${statusCode}, ${type}, ${body.length} bytes; ${firstLine}). It begins ${excerpt}.`, statusCode, headers);
}
function answers_text(value) {
    return typeof value === 'string' && value !== '' ? value : undefined;
}


/***/ })

};
