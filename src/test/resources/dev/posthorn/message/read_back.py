"""Reads messages back with Python's email package, the judge that we did not write.

On stdin, again and again: four bytes of length (big-endian), a message. On stdout, for each: four bytes
of length, a JSON object.
"""

import base64
import email
import json
import struct
import sys
from email import policy

# A second file name for readers that do not know filename*: noticed, and on purpose (RFC 6266 §4.3).
ON_PURPOSE = "Content-Disposition: InvalidHeaderDefect('duplicate parameter name; duplicate ignored')"

ADDRESSES = ("from", "to", "cc", "bcc", "reply-to")


def file_name(message):
    disposition = message.get("content-disposition")
    # Not get_filename(), which strips blanks.
    return "" if disposition is None else disposition.params.get("filename", "")


def part(message):
    answer = {
        "type": message.get_content_type(),
        "encoding": str(message.get("content-transfer-encoding", "")),
        "disposition": message.get_content_disposition() or "",
        "fileName": file_name(message),
    }
    if message.is_multipart():
        answer["parts"] = [part(child) for child in message.iter_parts()]
    else:
        answer["bytes"] = base64.b64encode(message.get_payload(decode=True)).decode()
        if message.get_content_maintype() == "text" and not message.is_attachment():
            answer["text"] = message.get_content(errors="strict")
    return answer


def defects(message):
    for each in message.walk():
        for name, value in each.items():
            for defect in value.defects:
                yield f"{name}: {defect!r}"
        for defect in each.defects:
            yield repr(defect)


def read_back(octets):
    message = email.message_from_bytes(octets, policy=policy.SMTP)
    answer = {
        "headers": [[name, str(value)] for name, value in message.items()],
        "addresses": {
            name: [[a.display_name, a.addr_spec] for a in message[name].addresses]
            for name in ADDRESSES
            if name in message
        },
        "groups": [
            str(group)
            for name in ADDRESSES
            if name in message
            for group in message[name].groups
            if group.display_name is not None
        ],
        "body": part(message),
    }
    # Asked last: some defects are noticed only when a value is looked at.
    answer["defects"] = [each for each in defects(message) if each != ON_PURPOSE]
    return answer


def main():
    while head := sys.stdin.buffer.read(4):
        (length,) = struct.unpack(">i", head)
        octets = sys.stdin.buffer.read(length)
        try:
            answer = read_back(octets)
        except Exception as failure:
            answer = {"failure": repr(failure)}
        reply = json.dumps(answer).encode()
        sys.stdout.buffer.write(struct.pack(">i", len(reply)) + reply)
        sys.stdout.buffer.flush()


main()
