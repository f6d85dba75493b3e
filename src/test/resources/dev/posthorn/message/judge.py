"""How a judge of messages is asked.

On stdin, again and again: four bytes of length (big-endian), a message. On stdout, for each: four bytes
of length, a JSON object.
"""

import json
import struct
import sys

FIELDS = (
    "in-reply-to",
    "references",
    "x-priority",
    "importance",
    "list-unsubscribe",
    "list-unsubscribe-post",
)
ADDRESSES = ("from", "to", "cc", "bcc", "reply-to")


def sit(read):
    while head := sys.stdin.buffer.read(4):
        (length,) = struct.unpack(">i", head)
        octets = sys.stdin.buffer.read(length)
        try:
            answer = read(octets)
        except Exception as failure:
            answer = {"failure": repr(failure)}
        reply = json.dumps(answer).encode()
        sys.stdout.buffer.write(struct.pack(">i", len(reply)) + reply)
        sys.stdout.buffer.flush()
