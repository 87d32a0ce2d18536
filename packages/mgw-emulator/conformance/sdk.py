"""Makes calls with Alibaba Cloud's official Python SDK and prints what the SDK decoded.

The first line of standard input is a JSON object with endpoint (host:port), userId and region. Each further line is a
call: operation, path (the names in the URL), request (by the API's names, if the operation has one) and credentials.
Prints one line of JSON with the outcome of each call.
"""

import json
import re
import sys

from alibabacloud_hcs_mgw20240626 import models
from alibabacloud_hcs_mgw20240626.client import Client
from alibabacloud_tea_openapi.utils_models import Config
from Tea.exceptions import TeaException

SETTINGS = json.loads(sys.stdin.readline())


def client(credentials):
    return Client(
        Config(
            access_key_id=credentials["accessKeyId"],
            access_key_secret=credentials["accessKeySecret"],
            security_token=credentials.get("securityToken"),
            endpoint=SETTINGS["endpoint"],
            region_id=SETTINGS["region"],
            protocol="HTTP",
        )
    )


def lossless(value):
    """Converts integers that a JavaScript number can't represent to strings."""
    if isinstance(value, dict):
        return {key: lossless(item) for key, item in value.items()}
    if isinstance(value, list):
        return [lossless(item) for item in value]
    return str(value) if isinstance(value, int) and value > 2**53 else value


def decoded(response):
    body = getattr(response, "body", None)
    return {
        "statusCode": response.status_code,
        "requestId": response.headers.get("x-oss-request-id"),
        "body": None if body is None else lossless(body.to_map()),
    }


def send(call):
    operation = call["operation"]
    arguments = [SETTINGS["userId"], *call["path"]]
    if "request" in call:
        arguments.append(getattr(models, f"{operation}Request")().from_map(call["request"]))
    method = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", operation).lower()
    return getattr(client(call["credentials"]), method)(*arguments)


def outcome(call):
    try:
        return decoded(send(call))
    except TeaException as error:
        # For an empty body, the code is the HTTP status: a number here, a text in the other SDKs.
        return {"code": str(error.code), "message": error.message, "data": error.data}


for line in sys.stdin:
    print(json.dumps(outcome(json.loads(line))), flush=True)
