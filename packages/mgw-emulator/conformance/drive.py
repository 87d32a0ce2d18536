"""Drives an MGW server with Alibaba Cloud's official SDK, and prints what the SDK made of each answer.

Reads from standard input, as JSON: endpoint (host:port), userId, region, jobVersion, and the key pairs `keys`
and `temporaryKeys`. Prints a JSON object: the name of each step, in order, and its outcome.
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


def client(keys, **changes):
    return Client(
        Config(
            access_key_id=changes.get("access_key_id", keys["accessKeyId"]),
            access_key_secret=changes.get("access_key_secret", keys["accessKeySecret"]),
            security_token=changes.get("security_token", keys.get("securityToken")),
            endpoint=SETTINGS["endpoint"],
            region_id=SETTINGS["region"],
            protocol="HTTP",
        )
    )


def exact(value):
    """Integers that a JavaScript number cannot hold become text, so that no digit gets lost on the way."""
    if isinstance(value, dict):
        return {key: exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [exact(item) for item in value]
    return str(value) if isinstance(value, int) and value > 2**53 else value


def decoded(answer):
    body = getattr(answer, "body", None)
    return {
        "statusCode": answer.status_code,
        "requestId": answer.headers.get("x-oss-request-id"),
        "body": None if body is None else exact(body.to_map()),
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
    keys = SETTINGS["keys"]
    temporary = SETTINGS["temporaryKeys"]
    sdk = client(keys)
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
    yield "list-job-history behind a marker", lambda: history(sdk, marker="2")
    yield "get-job-result", lambda: sdk.get_job_result(
        USER, JOB, models.GetJobResultRequest(runtime_id=1)
    )
    yield "update-qos while it is closing", lambda: update_qos(sdk, 1, 1)
    yield "list-job, first page", lambda: list_job(sdk, count=1)
    yield "list-job, next page", lambda: list_job(sdk, count=1, marker="another-job")
    yield "list-job behind a marker that needs encoding", lambda: list_job(sdk, marker="b c/d+e=ü")
    yield "create-job", lambda: create_job(sdk)
    yield "get-job after create-job", lambda: get_job(sdk, "made-by-the-sdk")
    yield "create-job of the same name", lambda: create_job(sdk)
    yield "delete-job", lambda: delete_job(sdk)
    yield "delete-job while it is being deleted", lambda: delete_job(sdk)
    yield "get-job of no job", lambda: get_job(sdk, "no-such-job")
    yield "start-job of no job", lambda: update_status(sdk, "IMPORT_JOB_LAUNCHING", "no-such-job")
    yield "list-job-history of too many", lambda: history(sdk, count=1001)
    yield "an unknown status", lambda: update_status(sdk, "IMPORT_JOB_FINISHED")
    yield "a wrong secret", lambda: get_job(client(keys, access_key_secret="wrong"))
    yield "an unknown key", lambda: get_job(client(keys, access_key_id="LTAI5tUnknown"))
    yield "temporary keys", lambda: get_job(client(temporary))
    yield "temporary keys with a wrong token", lambda: get_job(client(temporary, security_token="wrong"))
    yield "an error with an empty body", lambda: get_job(sdk, "empty-error")
    yield "an error with all that an error can have", lambda: get_job(sdk, "detailed-error")


json.dump({name: outcome(call) for name, call in steps()}, sys.stdout)
