"""Calls an MGW server with Alibaba Cloud's official SDK and prints what the SDK decoded.

Reads a JSON object from standard input: endpoint (host:port), userId, region, jobVersion, credentials and
temporaryCredentials. Prints a JSON object with the outcome of each step, in order.
"""

import json
import sys

from alibabacloud_hcs_mgw20240626 import models
from alibabacloud_hcs_mgw20240626.client import Client
from alibabacloud_tea_openapi.utils_models import Config
from Tea.exceptions import TeaException

SETTINGS = json.load(sys.stdin)
USER = SETTINGS["userId"]
JOB = "nightly-sync"


def client(credentials, **overrides):
    return Client(
        Config(
            access_key_id=overrides.get("access_key_id", credentials["accessKeyId"]),
            access_key_secret=overrides.get("access_key_secret", credentials["accessKeySecret"]),
            security_token=overrides.get("security_token", credentials.get("securityToken")),
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


def outcome(call):
    try:
        return decoded(call())
    except TeaException as error:
        return {"code": error.code, "message": error.message, "data": error.data}


def update(sdk, job_name, **change):
    info = models.UpdateJobInfo(**change)
    return sdk.update_job(USER, job_name, models.UpdateJobRequest(import_job=info))


def update_status(sdk, status, job_name=JOB):
    return update(sdk, job_name, status=status)


def update_qos(sdk, max_band_width, max_import_task_qps):
    qos = models.ImportQos(max_band_width=max_band_width, max_import_task_qps=max_import_task_qps)
    return update(sdk, JOB, import_qos=qos)


def get_job(sdk, job_name=JOB, by_version=None):
    return sdk.get_job(USER, job_name, models.GetJobRequest(by_version=by_version))


def history(sdk, **query):
    return sdk.list_job_history(USER, JOB, models.ListJobHistoryRequest(**query))


def list_job(sdk, **query):
    return sdk.list_job(USER, models.ListJobRequest(**query))


def create_job(sdk):
    info = models.CreateJobInfo(
        name="made-by-the-sdk",
        src_address="from <here> & there",
        dest_address="to-here",
        overwrite_mode="always",
        transfer_mode="lastmodified",
        tags="team:storage",
        import_qos=models.ImportQos(max_band_width=1048576, max_import_task_qps=50),
        schedule_rule=models.ScheduleRule(start_cron_expression="0 0 22 * * ?", max_schedule_count=3),
    )
    return sdk.create_job(USER, models.CreateJobRequest(import_job=info))


def delete_job(sdk):
    return sdk.delete_job(USER, "made-by-the-sdk", models.DeleteJobRequest())


def steps():
    credentials = SETTINGS["credentials"]
    temporary = SETTINGS["temporaryCredentials"]
    sdk = client(credentials)
    yield "start-job", lambda: update_status(sdk, "IMPORT_JOB_LAUNCHING")
    yield "get-job after start-job", lambda: get_job(sdk)
    yield "start-job while it is starting", lambda: update_status(sdk, "IMPORT_JOB_LAUNCHING")
    yield "update-qos", lambda: update_qos(sdk, 9223372036854775807, 2000)
    yield "get-job after update-qos", lambda: get_job(sdk)
    yield "pause-job", lambda: update_status(sdk, "IMPORT_JOB_SUSPEND")
    yield "get-job after pause-job", lambda: get_job(sdk)
    yield "pause-job while it is paused", lambda: update_status(sdk, "IMPORT_JOB_SUSPEND")
    yield "start-job, which resumes", lambda: update_status(sdk, "IMPORT_JOB_LAUNCHING")
    yield "close-job", lambda: update_status(sdk, "IMPORT_JOB_CLOSING")
    yield "get-job after close-job", lambda: get_job(sdk)
    yield "get-job by version", lambda: get_job(sdk, SETTINGS["jobVersion"], "true")
    yield "list-job-history", lambda: history(sdk)
    yield "list-job-history of one round, one entry", lambda: history(sdk, runtime_id=1, count=1)
    yield "list-job-history after a marker", lambda: history(sdk, marker="2")
    yield "get-job-result", lambda: sdk.get_job_result(
        USER, JOB, models.GetJobResultRequest(runtime_id=1)
    )
    yield "update-qos while it is closing", lambda: update_qos(sdk, 1, 1)
    yield "list-job, first page", lambda: list_job(sdk, count=1)
    yield "list-job, next page", lambda: list_job(sdk, count=1, marker="another-job")
    yield "list-job after a marker that needs encoding", lambda: list_job(sdk, marker="b c/d+e=ü")
    yield "create-job", lambda: create_job(sdk)
    yield "get-job after create-job", lambda: get_job(sdk, "made-by-the-sdk")
    yield "create-job with an existing name", lambda: create_job(sdk)
    yield "delete-job", lambda: delete_job(sdk)
    yield "delete-job while it is being deleted", lambda: delete_job(sdk)
    yield "get-job of an unknown job", lambda: get_job(sdk, "no-such-job")
    yield "start-job of an unknown job", lambda: update_status(sdk, "IMPORT_JOB_LAUNCHING", "no-such-job")
    yield "list-job-history with a count that is too large", lambda: history(sdk, count=1001)
    yield "an unknown status", lambda: update_status(sdk, "IMPORT_JOB_FINISHED")
    yield "a wrong secret", lambda: get_job(client(credentials, access_key_secret="wrong"))
    yield "an unknown access key", lambda: get_job(
        client(credentials, access_key_id="LTAI5tUnknown")
    )
    yield "temporary credentials", lambda: get_job(client(temporary))
    yield "temporary credentials with a wrong token", lambda: get_job(
        client(temporary, security_token="wrong")
    )
    yield "an error with an empty body", lambda: get_job(sdk, "empty-error")
    yield "an error with every field", lambda: get_job(sdk, "detailed-error")


json.dump({name: outcome(call) for name, call in steps()}, sys.stdout)
