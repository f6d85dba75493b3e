"""Python's email package as a judge of messages: policy.SMTP, and every defect that it knows.

Framed as judge.py says.
"""

import base64
import email
from email import policy

import judge

# A second file name for readers that do not know filename*: noticed, and on purpose (RFC 6266 §4.3).
ON_PURPOSE = "InvalidHeaderDefect('duplicate parameter name; duplicate ignored')"


def addresses(field):
    for group in field.groups:
        members = [[a.display_name, a.addr_spec] for a in group.addresses]
        if group.display_name is None:
            yield from members
        else:
            yield [group.display_name, members]


def part(entity):
    answer = {
        "type": entity.get_content_type(),
        "encoding": str(entity.get("content-transfer-encoding", "")),
        "disposition": entity.get_content_disposition() or "",
        "fileName": "",
        "contentId": str(entity.get("content-id", "")),
    }
    if "content-disposition" in entity:
        # Not get_filename(), which strips blanks.
        answer["fileName"] = entity["content-disposition"].params.get("filename", "")
    if entity.get_content_type() == "message/rfc822":
        answer["message"] = message(entity.get_content())
    elif entity.is_multipart():
        answer["parts"] = [part(child) for child in entity.iter_parts()]
    elif entity.get_content_maintype() == "text" and not entity.is_attachment():
        answer["text"] = entity.get_content(errors="strict")
    else:
        answer["bytes"] = base64.b64encode(entity.get_payload(decode=True)).decode()
    return answer


def message(entity):
    return {
        "subject": str(entity.get("subject", "")),
        "date": entity["date"].datetime.isoformat() if "date" in entity else "",
        "addresses": {
            name: list(addresses(entity[name])) for name in judge.ADDRESSES if name in entity
        },
        "fields": {name: str(entity[name]) for name in judge.FIELDS if name in entity},
        "body": part(entity),
    }


def defects(entity):
    for each in entity.walk():
        for name, value in each.items():
            for defect in value.defects:
                if repr(defect) != ON_PURPOSE:
                    yield f"{name}: {defect!r}"
        for defect in each.defects:
            yield repr(defect)


def read(octets):
    entity = email.message_from_bytes(octets, policy=policy.SMTP)
    answer = message(entity)
    # Asked last: some defects are noticed only when a value is looked at.
    answer["defects"] = list(defects(entity))
    return answer


judge.sit(read)
